"""What the tools of an operator need of the stores, beside the daily work that `ports` describes.

Everything here blocks and belongs in a thread. Nothing here is on the way of a request.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from assay.domain.facts import Fact


@dataclass(slots=True, frozen=True)
class Charges:
    """What the facts say a period of a limit was charged: costs in USD and the number of each state.

    `cost` is what the limit itself was charged, as each fact tells it. `input` and `output` are those of the
    requests: where some were restated (`corrected`), which moves a limit only where that was asked, they are
    not the limit's.
    """

    app: str
    limit_id: str
    period: int
    input: Decimal
    output: Decimal
    cost: Decimal
    states: dict[str, int]
    corrected: bool = False


@dataclass(slots=True, frozen=True)
class Fault:
    """A law that does not hold: how often, and one example to look at."""

    law: str
    count: int
    example: str


class StateUpkeep(Protocol):
    """Care of the state store."""

    def damage(self) -> list[str]:
        """What the engine finds wrong with its own file; empty when it is sound."""
        ...

    def copy_to(self, target: Path) -> None:
        """Write a consistent copy while the store goes on working."""
        ...

    def leave_no_traces(self) -> None:
        """What was deleted is gone from the files too: the write-ahead log is emptied."""
        ...


class EventsUpkeep(Protocol):
    """Care of the event store."""

    def faults(self) -> list[Fault]:
        """The laws of a fact that some stored fact breaks."""
        ...

    def charges(self) -> list[Charges]:
        """The charges of every limit and period, folded from the facts that are stored."""
        ...

    def latest_identified(self, received_since: int, most: int) -> list[Fact]:
        """The latest facts, at most so many, received since (ms), that carry the provider's response id."""
        ...

    def copy_to(self, target: Path) -> None:
        """Write a consistent copy that holds the live rows alone."""
        ...

    def compact(self) -> None:
        """Rewrite the store so that nothing deleted is left in its file, and the file is as small as it can
        be.
        """
        ...

    def drop_bodies(self, app: str, before: int) -> int:
        """Delete the content of requests made before (ms); returns how many had some."""
        ...

    def drop_events(self, app: str, before: int) -> int:
        """Delete facts, scores and instances from before (ms); returns how many facts."""
        ...

    def forget_content(self, app: str, user: str, account: str | None) -> int:
        """Delete the content of a person's requests ('' every request); returns how many had some."""
        ...

    def forget_person(self, app: str, user: str, account: str | None, pseudonym: str) -> int:
        """Write a person's facts anew under the pseudonym, costs as they were; returns how many."""
        ...


class Shipping(Protocol):
    """The way from the spool to the event store."""

    def flush(self) -> None:
        """Return when everything acknowledged so far is in the event store."""
        ...

    def paused(self) -> AbstractContextManager[None]:
        """Nothing is shipped inside."""
        ...


@dataclass(slots=True, frozen=True)
class Upkeep:
    """Care of a whole installation."""

    state: StateUpkeep
    events: EventsUpkeep
    shipping: Shipping
