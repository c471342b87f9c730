"""What is counted of delivery, and what is said of it: one line for one kind of trouble in a while."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable

_KINDS_MAX = 256
"""Beyond it, memory of what was said is given up: kinds may hold texts of the server."""


class QuietLog:
    """Says each kind of thing at most once in `window_s` seconds; the next line counts what was left out."""

    def __init__(
        self, logger: logging.Logger, window_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._logger = logger
        self._window_s = window_s
        self._clock = clock
        self._lock = threading.Lock()
        self._kinds: dict[str, tuple[float, int]] = {}

    def say(self, level: int, kind: str, message: str, count: int = 1) -> None:
        """Log `message` for `count` events, or keep the count for the next line of this kind."""
        with self._lock:
            now = self._clock()
            spoken_at, unsaid = self._kinds.get(kind, (float("-inf"), 0))
            if now - spoken_at < self._window_s:
                self._kinds[kind] = (spoken_at, unsaid + count)
                return
            if len(self._kinds) >= _KINDS_MAX:
                self._kinds.clear()
            self._kinds[kind] = (now, 0)
        more = f" (and {unsaid} more before it, not logged one by one)" if unsaid else ""
        self._logger.log(level, "%s%s", message, more)


class Tally:
    """How many events arrived and how many were given up, by the reason."""

    def __init__(self, log: QuietLog) -> None:
        self.log = log
        self.delivered = 0
        self.dropped: Counter[str] = Counter()

    def drop(self, count: int, reason: str) -> None:
        """`count` events will never arrive; `reason` completes "dropped because"."""
        if count:
            self.dropped[reason] += count
            self.log.say(logging.ERROR, f"drop {reason}", f"{count} events dropped because {reason}", count)
