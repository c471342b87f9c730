"""Moving committed pages from the write-ahead log into the database file, where no commit waits for it."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Event, Thread

import apsw

from assay.storage.state.connections import connect

_DUE_PAGES = 4_000  # 16 MB: few enough to copy quickly, many enough that a page written often is copied once

_log = logging.getLogger(__name__)


class Checkpoints:
    """A thread that copies most of a long log, and the writer that copies the rest between two commits.

    The log starts again from its beginning only when all of it is copied. While commits arrive, a checkpoint
    beside them always leaves the newest pages; the writer, which nobody can overtake, copies those few.
    """

    def __init__(self, path: Path, writing: apsw.Connection) -> None:
        self._path = path
        self._writing = writing
        self._due = Event()
        self._mostly_copied = Event()
        self._asked = False
        self._closing = False
        writing.set_wal_hook(self._committed)
        self._thread = Thread(target=self._run, name="assay-state-checkpoints", daemon=True)
        self._thread.start()

    def finish(self) -> None:
        """After a commit, on the writer's thread: copy what the thread left. Never raises."""
        if self._mostly_copied.is_set():
            self._mostly_copied.clear()
            _checkpoint(self._writing)
            self._asked = False

    def close(self) -> None:
        """End the thread; what is left in the log is copied when the last connection closes, or at the next
        start.
        """
        self._closing = True
        self._due.set()
        self._thread.join()

    def _committed(self, _connection: apsw.Connection, _database: str, pages: int) -> int:
        if pages >= _DUE_PAGES and not self._asked:
            self._asked = True
            self._due.set()
        return apsw.SQLITE_OK

    def _run(self) -> None:
        connection = connect(self._path)
        while self._due.wait() and not self._closing:
            self._due.clear()
            _checkpoint(connection)
            self._mostly_copied.set()
        connection.close()


def _checkpoint(connection: apsw.Connection) -> None:
    try:
        connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
    except apsw.Error as fault:
        _log.info(
            "the write-ahead log could not be copied into the database; the next commits try again: %s", fault
        )
