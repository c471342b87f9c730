"""A gate that many pass together, or one alone."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from threading import Condition


class Gate:
    """Who waits to be alone holds back newcomers, so that the wait ends with the last one inside."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._inside = 0
        self._taken = False

    @contextmanager
    def passing(self) -> Generator[None]:
        """Inside with others; waits while someone is alone."""
        with self._changed:
            self._changed.wait_for(lambda: not self._taken)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Generator[None]:
        """Inside without anybody else."""
        with self._changed:
            self._changed.wait_for(lambda: not self._taken)
            self._taken = True
            self._changed.wait_for(lambda: self._inside == 0)
        try:
            yield
        finally:
            with self._changed:
                self._taken = False
                self._changed.notify_all()
