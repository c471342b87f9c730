"""Rows of some applications in a range: where a condition is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assay.domain.periods import Piece
from assay.storage.ports import Apps
from assay.storage.questions.reader import Fragments, Params, Reader


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows whose time `ts` is from `start` to before `end`, ms UTC; None has no bound. `apps` None are all.

    `pieces` are the parts of the range with one offset from UTC each: what tells hours and weekdays.
    """

    reader: Reader
    apps: Apps
    start: int | None = None
    end: int | None = None
    pieces: Sequence[Piece] = ()
    ts: str = "ts"

    @property
    def fragments(self) -> Fragments:
        """The words of the engine."""
        return self.reader.fragments

    def of_applications(self, params: Params) -> list[str]:
        """The condition for the applications, if not all are asked; of one, which is cheaper, by equality."""
        if self.apps is None:
            return []
        if len(self.apps) == 1:
            return [f"app = {params.add(self.apps[0], 'text')}"]
        return [self.fragments.one_of("app", params.add(list(self.apps), "texts"))]
