"""The shipper: one thread that moves acknowledged rows from the spool to the event store, exactly once.

Each round reads batches beyond the event store's mark, stores them together with their mark in one
transaction, and only then forgets them in the spool. Whatever happens in between, the mark says at the next
round what is already there: a crash after storing costs a second deletion, a crash before it a second
reading.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

from assay.storage.ports import EventStore, SpoolReader

INTERVAL_S = 1.0
SOON_ROWS = 10_000
"""So many waiting rows are shipped at once."""
MOST_ROWS = 50_000
"""In one transaction."""
LONGEST_PAUSE_S = 30.0
"""Between attempts while the event store fails."""

_log = structlog.stdlib.get_logger(__name__)


@dataclass(slots=True)
class Progress:
    """What the shipper has done: totals since its start, and the error it is stuck at ('' none)."""

    rows: int = 0
    deliveries: int = 0
    failures: int = 0
    last_shipped_s: float = 0.0
    error: str = ""


class Shipper:
    """`start` it once; `close` ships what is left. `flush` and `paused` serve backup and erasure."""

    def __init__(
        self,
        spool: SpoolReader,
        events: EventStore,
        waiting_rows: Callable[[], int],
        *,
        interval_s: float = INTERVAL_S,
    ) -> None:
        self.progress = Progress()
        self._spool = spool
        self._events = events
        self._waiting_rows = waiting_rows
        self._interval_s = interval_s
        self._shipping = threading.Lock()
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="assay-shipper", daemon=True)

    def start(self) -> None:
        """Forget first what is stored already, then go on shipping in the background."""
        self._spool.drop(self._events.high_water())
        self._thread.start()

    def lag_rows(self) -> int:
        """Acknowledged facts that the event store does not hold yet."""
        return self._waiting_rows()

    def ship(self) -> int:
        """One delivery; returns how many facts were in it."""
        with self._shipping:
            return self._ship()

    def _ship(self) -> int:
        batches = self._spool.peek(self._events.high_water(), MOST_ROWS)
        if not batches:
            return 0
        self._events.append(batches)
        self._spool.drop(batches[-1].n)
        rows = sum(batch.rows for batch in batches)
        self.progress.rows += rows
        self.progress.deliveries += 1
        self.progress.last_shipped_s = time.time()
        return rows

    def flush(self) -> None:
        """Return when everything acknowledged so far is in the event store."""
        with self._shipping:
            while self._spool.peek(self._events.high_water(), 1):
                self._ship()

    @contextmanager
    def paused(self) -> Generator[None]:
        """Nothing is shipped inside."""
        with self._shipping:
            yield

    def close(self) -> None:
        """Stop the thread and ship what is left, as far as the event store takes it."""
        self._closing = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        pause = self._interval_s
        while not self._closing:
            self._wait(pause)
            try:
                self.flush() if self._closing else self._ship_waiting()
                pause, self.progress.error = self._interval_s, ""
            except Exception as error:  # noqa: BLE001 - it is reported, counted and tried again; nothing is lost
                pause = min(pause * 2, LONGEST_PAUSE_S)
                self.progress.failures += 1
                self.progress.error = str(error)
                _log.warning("shipping failed", error=str(error), next_attempt_s=pause)

    def _wait(self, pause: float) -> None:
        """Wait for the interval, or until much is waiting."""
        until = time.monotonic() + pause
        while not self._wake.wait(min(0.1, pause)):
            if time.monotonic() >= until or (pause == self._interval_s and self._waiting_rows() >= SOON_ROWS):
                break
        self._wake.clear()

    def _ship_waiting(self) -> None:
        """Ship until less than a full delivery is left."""
        while self.ship() >= MOST_ROWS:
            pass
