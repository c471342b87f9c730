"""What to undo in memory when a transaction, or a part of it, is taken back in the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Journal:
    """The way back to the last commit, step by step.

    Whoever keeps a copy of rows in memory notes, before each change, how to take it back. `scope` is a number
    that is new for each scope of work: a note made in another scope does not serve this one.
    """

    def __init__(self) -> None:
        self._steps: list[tuple[Callable[..., object], tuple[Any, ...]]] = []
        self.scope = 0

    def note(self, undo: Callable[..., object], *arguments: Any) -> None:
        """`undo(*arguments)` takes back what is done next."""
        self._steps.append((undo, arguments))

    def open_scope(self) -> int:
        """Begin a scope of work; the mark returned leads back to this moment."""
        self.scope += 1
        return len(self._steps)

    def undo_to(self, mark: int) -> None:
        """Take back everything noted since the mark, the latest first."""
        while len(self._steps) > mark:
            undo, arguments = self._steps.pop()
            undo(*arguments)
        self.scope += 1

    def forget(self) -> None:
        """What was done is committed."""
        self._steps.clear()
        self.scope += 1
