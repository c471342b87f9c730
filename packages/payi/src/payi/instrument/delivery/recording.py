"""From ended calls to events: a queue that the application fills, and the thread that empties it."""

import contextlib
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

from payi.instrument import faults
from payi.instrument.delivery.batches import EVENTS_MAX, Batch, encode, grouped
from payi.instrument.delivery.tally import Tally
from payi.instrument.observation import Ended
from payi.instrument.results import Result, Trouble

Build = Callable[[Ended], dict[str, Any]]
Ship = Callable[[Batch], None]
Pending = tuple[Ended, Result]
ContentLogger = Callable[[str, dict[str, Any]], object]

LINGER_S = 0.2
"""How long events gather before they are made and sent: waking a thread for each costs more than they do."""

_AT_ONCE = 16
"""Events made before the application's threads may have the interpreter: that is half a millisecond, and they
would else wait for five.
"""

_PAUSES_MAX = 32
"""In a drain: with many calls waiting and many busy threads, pausing must not keep events from being made."""
_CONTENT = ("provider_request_json", "provider_response_json")


class Recorder:
    """Takes ended calls in a microsecond or two, and makes events of them in a thread of its own.

    When `calls_max` calls wait, the thread that brings one more makes its event itself: the queue is bounded
    and nothing is lost.
    """

    def __init__(
        self,
        build: Build,
        ship: Ship,
        tally: Tally,
        *,
        calls_max: int,
        content_logger: ContentLogger | None = None,
    ) -> None:
        self._build = build
        self._ship = ship
        self._tally = tally
        self._calls_max = calls_max
        self._hurry_at = min(EVENTS_MAX // 2, calls_max // 2)
        self._content_logger = content_logger
        self._inbox: deque[Pending] = deque()
        # Queues, for theirs is the only waking that a destructor may do.
        self._wake: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._asleep = False
        self._hurry: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._draining = threading.RLock()
        self._drains = 0
        self._ended = False

    def add(self, call: Ended, result: Result) -> None:
        """On the caller's path. Whoever sleeps is woken; whoever gathers is told when there is enough."""
        inbox = self._inbox
        waiting = len(inbox)
        if waiting >= self._calls_max or self._ended:
            self._record([(call, result)], self._drains)
            return
        inbox.append((call, result))
        if self._asleep:
            self._wake.put(None)
        elif waiting == self._hurry_at:
            self._hurry.put(None)

    def add_from_destructor(self, call: Ended, result: Result) -> None:
        """The same where no lock may be taken: this thread may hold any, wherever it was interrupted."""
        self._inbox.append((call, result))
        self._wake.put(None)

    def hurry(self) -> None:
        """Somebody waits: gather no longer."""
        self._hurry.put(None)

    def run(self) -> None:
        """Make events until `end`; the body of a thread."""
        while not self._ended:
            self._asleep = True
            if not (self._inbox or self._ended):
                self._wake.get()
            self._asleep = False
            with contextlib.suppress(queue.Empty):
                self._hurry.get(timeout=LINGER_S)
            _empty(self._wake)
            _empty(self._hurry)
            self.drain()

    def drain(self) -> int:
        """Make events of all calls so far, in this thread; returns the number of this drain."""
        with self._draining:
            self._drains += 1
            number, left = self._drains, len(self._inbox)
            at_once = max(_AT_ONCE, left // _PAUSES_MAX)
            while left > 0:
                calls = [self._inbox.popleft() for _ in range(min(left, EVENTS_MAX))]
                left -= len(calls)
                self._record(calls, number, at_once)
            return number

    def end(self) -> None:
        """Calls that come after this are recorded by the thread that brings them."""
        self._ended = True
        self._wake.put(None)
        self._hurry.put(None)

    def _record(self, calls: list[Pending], number: int, at_once: int = _AT_ONCE) -> None:
        events: list[tuple[bytes, Result]] = []
        for made, (call, result) in enumerate(calls, 1):
            event = self._event(call, result)
            if event is not None:
                events.append((event, result))
            if made % at_once == 0:
                time.sleep(0)  # lets the application's threads have the interpreter
        for batch in grouped(events, number):
            self._ship(batch)

    def _event(self, call: Ended, result: Result) -> bytes | None:
        try:
            event = self._build(call)
            if self._content_logger is not None:
                self._take_content(event, result, self._content_logger)
            return encode(event)
        except Exception as fault:  # noqa: BLE001 - a hook of the application runs in there, too
            result.settle(Trouble("unknown_error", f"the event could not be made: {fault}"))
            self._tally.drop(1, "they could not be made")
            faults.absorb("making an event", fault)
            return None

    def _take_content(self, event: dict[str, Any], result: Result, logger: ContentLogger) -> None:
        """Prompt and answer go to `prompt_and_response_logger`, and do not leave the process."""
        content = {name: event.pop(name) for name in _CONTENT if name in event}
        if content:
            result.when_settled(partial(_log_content, result, content, logger))


def _empty(signals: queue.SimpleQueue[None]) -> None:
    with contextlib.suppress(queue.Empty):
        while True:
            signals.get_nowait()


def _log_content(result: Result, content: dict[str, Any], logger: ContentLogger) -> None:
    request_id = result.request_id
    if request_id is not None:
        try:
            logger(request_id, content)
        except Exception as fault:  # noqa: BLE001 - the application's own
            faults.absorb("calling prompt_and_response_logger", fault)
