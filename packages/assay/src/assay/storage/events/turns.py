"""Questions begin one after the other, and a long one holds up nobody.

The engine has all cores for one statement. Of several at a time each takes as long as all together, so that
whoever asks nine questions at once has no answer before the last; in turn the first comes after a ninth of
the time.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager
from threading import Condition

PATIENCE_S = 1.0
"""So long the next one waits for the one before it: longer than most questions take on ten million requests,
with a browser on the same two cores.
"""


class Turns:
    """First come, first served. The first in line waits until the one who came in last has left, or has been
    inside for `patience_s`.
    """

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._changed = Condition()
        self._line = deque[object]()
        self._latest: object = None
        self._until = 0.0

    @property
    def waiting(self) -> int:
        """How many are in line."""
        return len(self._line)

    @contextmanager
    def turn(self) -> Generator[None]:
        """Inside alone at first; after a while perhaps beside others."""
        own = object()
        with self._changed:
            self._line.append(own)
            while self._line[0] is not own:
                self._changed.wait()
            while (left := self._until - time.monotonic()) > 0:
                self._changed.wait(left)
            self._line.popleft()
            self._latest, self._until = own, time.monotonic() + self._patience_s
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                if self._latest is own:
                    self._until = 0.0
                    self._changed.notify_all()
