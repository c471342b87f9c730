"""Delivery by two threads: one makes events of ended calls, one sends them.

A server that hangs holds up the second only; the first goes on emptying the queue, to the spool. Threads
start with the first event, and with the delivery itself where an earlier process left events on disk.
"""

import asyncio
import threading
from collections.abc import Iterable
from pathlib import Path

from payi.instrument.delivery import lifecycle
from payi.instrument.delivery.backlog import Backlog
from payi.instrument.delivery.connection import Connection
from payi.instrument.delivery.recording import Build, Recorder
from payi.instrument.delivery.shipping import Shipper
from payi.instrument.delivery.spool import Spool, has_files
from payi.instrument.delivery.tally import QuietLog, Tally
from payi.instrument.limits import LimitStates
from payi.instrument.observation import Ended
from payi.instrument.results import Result
from payi.instrument.settings import Settings

FLUSH_S = 10.0
INLINE_S = 5.0
"""The longest that inline delivery holds a call up; then its event goes on in the background."""

_JOIN_S = 1.0


class BackgroundDelivery:
    """`spool_directory`: of this application; None keeps nothing on disk."""

    def __init__(
        self, settings: Settings, connection: Connection, build: Build, spool_directory: Path | None
    ) -> None:
        self._settings = settings
        self._connection = connection
        self._build = build
        self._spool_directory = spool_directory
        self._inline = settings.delivery == "inline"
        self._limits = LimitStates(
            connection.client, on_limit=settings.on_limit, enforced=settings.enforce_limits
        )
        self._begin()
        lifecycle.opened(self)
        if spool_directory is not None and has_files(spool_directory):
            self._start()

    def _begin(self) -> None:
        settings = self._settings
        retry = settings.ingest_retry
        self.tally = Tally(QuietLog(settings.logger, settings.connection_error_logging_window_s))
        self._backlog = Backlog(
            self.tally,
            self._new_spool(),
            events_max=retry.queue_max_size or settings.queue_max_events,
        )
        self._shipper = Shipper(
            self._connection,
            self._backlog,
            self.tally,
            retry,
            retries_awaited=retry.max_inline_retries if self._inline else 1,
            learn=self._limits.learn,
        )
        self._recorder = Recorder(
            self._build,
            self._shipper.put,
            self.tally,
            calls_max=settings.queue_max_events,
            content_logger=settings.prompt_and_response_logger,
        )
        self._threads: list[threading.Thread] = []
        self._starting = threading.Lock()
        self._closed = False

    def _new_spool(self) -> Spool | None:
        if self._spool_directory is None:
            return None
        return Spool(
            self._spool_directory,
            max_bytes=self._settings.spool_max_bytes,
            max_age_s=self._settings.spool_max_age_s,
        )

    # ── the caller's path ───────────────────────────────────────────────────────────────────────────────

    def submit(self, record: Ended) -> Result:
        """Take over an ended call. Inline, wait for its result, at most `INLINE_S`; never in an event loop,
        where `arrived` is awaited instead.
        """
        result = self._result_of(record)
        if not self._threads and not self._closed:
            self._start()
        self._recorder.add(record, result)
        if self._inline:
            self._recorder.drain()
            if asyncio._get_running_loop() is None:  # noqa: SLF001 - asks without raising
                result.wait(INLINE_S)
        return result

    def submit_from_destructor(self, record: Ended) -> Result:
        """Nothing but a place in the queue."""
        result = self._result_of(record)
        self._recorder.add_from_destructor(record, result)
        return result

    def _result_of(self, record: Ended) -> Result:
        result = record.result
        if result is None:
            return Result(carrier=self)
        result.expect(self)
        return result

    async def arrived(self, result: Result) -> None:
        """Inline, wait for `result` without holding the event loop up; else return at once."""
        if self._inline:
            await result.within(INLINE_S)

    def check_limits(self, limit_ids: Iterable[str]) -> None:
        """Raises LimitExceededError for a `block` limit that is known to be reached."""
        self._limits.check(limit_ids)

    def hurry(self) -> None:
        """Somebody waits for a result: gather events no longer."""
        self._recorder.hurry()

    # ── ending ──────────────────────────────────────────────────────────────────────────────────────────

    def flush(self, timeout_s: float | None = None) -> bool:
        """Wait until everything submitted so far has arrived, at most 10 s by default; False when it has not.

        Given up before that when the server does not take it three times in a row. What is held is not
        lost. Called by a thread of ours, in a callback of the application, it does nothing.
        """
        if threading.current_thread() in self._threads:
            return False
        number = self._recorder.drain()
        if not self._threads:
            return not self._shipper.holds(number)
        return self._shipper.flush(number, FLUSH_S if timeout_s is None else timeout_s)

    def close(self, timeout_s: float = lifecycle.EXIT_S) -> None:
        """Deliver what is held, or leave it to the spool. What is submitted afterwards goes there, too."""
        if self._closed:
            return
        self.flush(timeout_s)
        self._closed = True
        lifecycle.closed(self)
        self._recorder.end()
        self._recorder.drain()
        self._shipper.end()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(_JOIN_S)

    def start_anew(self) -> None:
        """In a forked child."""
        self._backlog.forget()
        self._connection.renew()
        self._limits.renew()
        self._begin()

    # ── threads ─────────────────────────────────────────────────────────────────────────────────────────

    def _start(self) -> None:
        with self._starting:
            if self._threads:
                return
            threads = [
                threading.Thread(target=self._recorder.run, name="payi-events", daemon=True),
                threading.Thread(target=self._shipper.run, name="payi-delivery", daemon=True),
            ]
            try:
                for thread in threads:
                    thread.start()
            except RuntimeError:  # the interpreter is ending: what is submitted now goes to the spool
                return
            self._threads = threads
            lifecycle.close_at_exit_of_child()
