"""The thread that talks to the server: sends what is held, tries again what may succeed, tells who waits."""

import logging
import random
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from payi.instrument.delivery.answers import Again, Outcome, Refused, Stored, TooLarge, outcome_of
from payi.instrument.delivery.backlog import Backlog
from payi.instrument.delivery.batches import Batch, without_content
from payi.instrument.delivery.connection import Connection
from payi.instrument.delivery.tally import Tally
from payi.instrument.results import Result, Told, Trouble
from payi.instrument.settings import Retry

Learn = Callable[[Mapping[str, Any]], None]
"""Told of each result of the server."""

Settled: TypeAlias = "tuple[Result, Told]"

SLOW_S = 2.0
"""A request that takes longer counts as a server that is away: what comes meanwhile goes to disk."""

_WAIT_FOR_RESULTS_S = 2.0
_FAILURES_A_FLUSH = 3
_ATTEMPTS_AN_EVENT = 5


class Shipper:
    """Owns the backlog and its lock.

    retries_awaited: how many retries those who wait for a result are made to wait for; after that they are
    told that the event is kept (`ingest_retry_enqueued`).
    """

    def __init__(
        self,
        connection: Connection,
        backlog: Backlog,
        tally: Tally,
        retry: Retry,
        *,
        retries_awaited: int,
        learn: Learn,
    ) -> None:
        self._connection = connection
        self._backlog = backlog
        self._tally = tally
        self._retry = retry
        self._retries_awaited = retries_awaited
        self._learn = learn
        self._changed = threading.Condition()
        self._failures = 0
        self._attempts_failed = 0
        self._next_try = 0.0
        self._asked_until = 0.0
        self._sent_at: float | None = None
        self._ended = False

    def put(self, batch: Batch) -> None:
        """Take over a new batch; never waits for the server."""
        with self._changed:
            self._backlog.put(batch, to_disk=self._ended or self._is_away())
            waiting = self._backlog.no_longer_awaited() if self._tells_at_once() else []
            self._changed.notify_all()
        _tell(waiting, _enqueued())

    def run(self) -> None:
        """Send until `end`; the body of a thread."""
        with self._changed:
            self._backlog.adopt()
        while (batch := self._next()) is not None:
            reply = self._connection.post(batch.body(), retries_taken=batch.attempts)
            self._account(batch, outcome_of(reply))

    def flush(self, number: int, timeout_s: float) -> bool:
        """Wait until nothing of the drains up to `number` is held; False when it still is.

        Tries at once, unless the server asked for a pause.
        Given up early after three failures in a row: what is held then is tried again later.
        """
        with self._changed:
            enough = self._attempts_failed + max(1, _FAILURES_A_FLUSH - self._failures)
            self._next_try = self._asked_until
            self._changed.notify_all()
            self._changed.wait_for(
                lambda: not self._backlog.holds(number) or self._attempts_failed >= enough, timeout_s
            )
            return not self._backlog.holds(number)

    def holds(self, number: int) -> bool:
        with self._changed:
            return self._backlog.holds(number)

    def end(self) -> None:
        """Send nothing more, leave what is held to the spool; a request under way is left to itself."""
        with self._changed:
            self._ended = True
            waiting = self._backlog.no_longer_awaited()
            self._backlog.close()
            self._changed.notify_all()
        _tell(waiting, _enqueued())

    # ── one batch ───────────────────────────────────────────────────────────────────────────────────────

    def _next(self) -> Batch | None:
        with self._changed:
            while not self._ended:
                wait_s = self._next_try - time.monotonic()
                if wait_s <= 0 and (batch := self._backlog.take()) is not None:
                    self._sent_at = time.monotonic()
                    return batch
                self._changed.wait(None if self._backlog.is_empty() else max(wait_s, 0.0))
            return None

    def _account(self, batch: Batch, outcome: Outcome) -> None:
        """What the answer means for the batch, for those who wait, and for the next attempt."""
        settled: list[Settled] = []
        with self._changed:
            self._sent_at = None
            if self._ended:  # it has gone to the spool, too; the server knows events by their ids
                return
            match outcome:
                case Stored():
                    settled = self._stored(batch, outcome)
                case Again():
                    settled = self._failed(batch, outcome)
                case TooLarge():
                    settled = self._too_large(batch)
                case Refused():
                    settled = self._refused(batch, outcome)
            if not isinstance(outcome, Again):
                self._failures, self._next_try, self._asked_until = 0, 0.0, 0.0
        if isinstance(outcome, Stored):
            self._hear(outcome)
        for result, value in settled:
            result.settle(value)
        with self._changed:
            self._changed.notify_all()  # only now: whoever flushed finds the results there

    def _stored(self, batch: Batch, told: Stored) -> list[Settled]:
        settled: list[Settled] = []
        again: list[int] = []
        for index, rejected in told.rejected.items():
            if rejected.again and batch.attempts + 1 < _ATTEMPTS_AN_EVENT:
                again.append(index)
                continue
            self._tally.drop(1, f"the server refused them ({rejected.code}: {rejected.message})")
            if batch.results:
                settled.append((batch.results[index], Trouble(rejected.code, rejected.message)))
        self._tally.delivered += len(batch.events) - len(told.rejected)
        for index, result in enumerate(batch.results):
            if index not in told.rejected:
                settled.append((result, told.results.get(index, {})))
        batch.attempts += 1
        self._backlog.put_back_parts(batch, [batch.part(again)] if again else [])
        return settled

    def _failed(self, batch: Batch, again: Again) -> list[Settled]:
        batch.attempts += 1
        self._failures += 1
        self._attempts_failed += 1
        now = time.monotonic()
        self._asked_until = now + (again.wait_s or 0.0)
        self._next_try = now + self._wait_s(again)
        self._tally.log.say(logging.ERROR, "away", f"the server does not take events: {again.reason}")
        if not self._retry.queue_enabled and batch.attempts > self._retry.max_inline_retries:
            self._tally.drop(len(batch.events), "the server is away and ingest_retry.queue_enabled is off")
            self._backlog.done(batch)
            value = Trouble("api_connection_error", again.reason)
            return [(result, value) for result in batch.results]
        self._backlog.put_back(batch)
        if not self._tells_at_once():
            return []
        value = _enqueued()
        return [(result, value) for result in self._backlog.no_longer_awaited()]

    def _too_large(self, batch: Batch) -> list[Settled]:
        """Send it in two parts; a single event without its prompt and answer."""
        if len(batch.events) > 1:
            self._backlog.put_back_parts(batch, list(batch.halves()))
            return []
        smaller = without_content(batch.events[0])
        if smaller is None:
            return self._refused(batch, Refused(413, "payload_too_large", "the event is too large"))
        self._tally.log.say(logging.WARNING, "large", "an event was too large: it goes without its content")
        self._backlog.put_back_parts(batch, [Batch([smaller], batch.results, batch.number, batch.attempts)])
        return []

    def _refused(self, batch: Batch, refused: Refused) -> list[Settled]:
        self._tally.drop(
            len(batch.events),
            f"the server refused them with status {refused.status} ({refused.code}: {refused.message})",
        )
        self._backlog.done(batch)
        value = Trouble(refused.code, refused.message)
        return [(result, value) for result in batch.results]

    def _hear(self, told: Stored) -> None:
        for result in told.results.values():
            for warning in result.get("warnings") or ():
                self._tally.log.say(logging.WARNING, f"warning {warning}", str(warning))
            self._learn(result)

    # ── when ────────────────────────────────────────────────────────────────────────────────────────────

    def _wait_s(self, again: Again) -> float:
        """What the server asks for; else a doubling delay up to `queue_interval`, a quarter of it luck."""
        if again.wait_s is not None:
            return again.wait_s
        delay_s = self._retry.inline_retry_initial_delay_s * 2.0 ** min(self._failures - 1, 16)
        return min(delay_s, self._retry.queue_interval_s) * (1 - 0.25 * random.random())

    def _is_away(self) -> bool:
        slow = self._sent_at is not None and time.monotonic() - self._sent_at > SLOW_S
        return slow or self._failures > 0

    def _tells_at_once(self) -> bool:
        """Whether waiting for a result is in vain for now."""
        if self._ended or self._failures > self._retries_awaited:
            return True
        if self._failures:
            return self._next_try - time.monotonic() > _WAIT_FOR_RESULTS_S
        return self._is_away()


def _tell(waiting: list[Result], value: Told) -> None:
    for result in waiting:
        result.settle(value)


def _enqueued() -> Trouble:
    return Trouble(
        "ingest_retry_enqueued", "the server does not take events now; this one is kept and sent later"
    )
