"""Care of the SQLite state store. Only apsw may open its file: any other library would break its locks."""

from __future__ import annotations

import contextlib
from pathlib import Path

from assay.storage.state.connections import connect
from assay.storage.state.sqlite import SqliteState


class SqliteUpkeep:
    """`storage.upkeep.StateUpkeep` for one open store and the file it is in."""

    def __init__(self, state: SqliteState, path: Path) -> None:
        self._state = state
        self._path = path

    def damage(self) -> list[str]:
        with contextlib.closing(connect(self._path, read_only=True)) as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
        return [] if found == ["ok"] else found

    def copy_to(self, target: Path) -> None:
        self._state.backup(target)

    def leave_no_traces(self) -> None:
        """Rows are overwritten when deleted (`secure_delete`); their old pages leave the log here."""
        with contextlib.closing(connect(self._path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
