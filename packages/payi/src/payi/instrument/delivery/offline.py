"""Delivery without a server: events go to a file, for `assay ingest` to send later."""

import os
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from payi.instrument.delivery import lifecycle
from payi.instrument.delivery.batches import Batch
from payi.instrument.delivery.recording import Build, Recorder
from payi.instrument.delivery.tally import QuietLog, Tally
from payi.instrument.observation import Ended
from payi.instrument.results import Result
from payi.instrument.settings import Settings

REQUEST_ID = "local_instrumentation"
_END = b"\n]\n"


class OfflineDelivery:
    """One JSON array of events, complete and readable after every write; private to the user.

    A forked child writes a file of its own, with its process id in the name.
    """

    def __init__(self, settings: Settings, build: Build) -> None:
        self._settings = settings
        self._build = build
        self._path = Path(settings.offline_file or _name_by_time())
        self._begin()
        lifecycle.opened(self)

    def _begin(self) -> None:
        log = QuietLog(self._settings.logger, self._settings.connection_error_logging_window_s)
        self.tally = Tally(log)
        self._recorder = Recorder(
            self._build, self._write, self.tally, calls_max=self._settings.queue_max_events
        )
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._writing = threading.Lock()
        self._begun = False

    def submit(self, record: Ended) -> Result:
        result = record.result if record.result is not None else Result()
        result.settle({"request_id": REQUEST_ID})
        self._recorder.add(record, result)
        if self._thread is None:
            self._start()
        return result

    def submit_from_destructor(self, record: Ended) -> Result:
        result = record.result if record.result is not None else Result()
        result.settle({"request_id": REQUEST_ID})
        self._recorder.add_from_destructor(record, result)
        return result

    async def arrived(self, result: Result) -> None:
        """It has, as far as it will."""

    def check_limits(self, limit_ids: Iterable[str]) -> None:
        """Nobody knows of them here."""

    def flush(self, timeout_s: float | None = None) -> bool:  # noqa: ARG002 - a file keeps nobody waiting
        self._recorder.drain()
        return not self.tally.dropped

    def close(self, timeout_s: float = lifecycle.EXIT_S) -> None:
        """Write what is left."""
        lifecycle.closed(self)
        self._recorder.end()
        self._recorder.drain()
        if self._thread is not None:
            self._thread.join(timeout_s)

    def start_anew(self) -> None:
        self._path = self._path.with_name(f"{self._path.stem}-{os.getpid()}{self._path.suffix}")
        self._begin()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                thread = threading.Thread(target=self._recorder.run, name="payi-events", daemon=True)
                thread.start()
                self._thread = thread
                lifecycle.close_at_exit_of_child()

    def _write(self, batch: Batch) -> None:
        text = b",\n".join(batch.events) + _END
        try:
            with self._writing:
                self._append(text)
        except OSError as fault:
            self.tally.drop(len(batch.events), f"{self._path} cannot be written: {fault}")

    def _append(self, text: bytes) -> None:
        """Put events in the place of the array's end."""
        flags = os.O_RDWR | (0 if self._begun else os.O_CREAT | os.O_TRUNC)
        with os.fdopen(os.open(self._path, flags, 0o600), "r+b") as file:
            if self._begun:
                file.seek(-len(_END), os.SEEK_END)
            file.write((b",\n" if self._begun else b"[\n") + text)
        self._begun = True


def _name_by_time() -> str:
    return time.strftime("payi_instrumentation_%Y-%m-%d-%H-%M-%S.json")
