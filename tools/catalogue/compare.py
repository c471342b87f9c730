"""Where two sources price the same line: equal, close, or in need of a person's decision."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from tools.catalogue.listing import Listing, Price
from tools.catalogue.overlay import Entry

TOLERANCE = Decimal("0.01")
"""A larger relative difference stops the build until the overlay has a decision."""


class Comparison(NamedTuple):
    """One line of one resource and scope in two sources; `decision` is the overlay entry that settles it."""

    category: str
    resource: str
    scope: str
    line: str
    first: Price
    second: Price
    decision: Entry | None

    @property
    def differs(self) -> bool:
        """Whether they are more than the tolerance apart."""
        return abs(self.first.each - self.second.each) > TOLERANCE * min(self.first.each, self.second.each)

    @property
    def undecided(self) -> bool:
        """Whether it needs a decision and has none."""
        return self.differs and self.decision is None

    def __str__(self) -> str:
        return (
            f"{self.category}/{self.resource} ({self.scope}) {self.line}: {self.first} against {self.second}"
        )


def compared(pairs: Iterable[tuple[Listing, Listing]], overlay: list[Entry]) -> list[Comparison]:
    """Every line that both listings of a pair state, with the decision that covers it."""
    decisions = [entry for entry in overlay if "decision" in entry.facts]
    return [
        Comparison(*first.key, line, price, second.prices.base[line], _decision(decisions, first, line))
        for first, second in pairs
        for line, price in first.prices.base.items()
        if line in second.prices.base and price.amount
    ]


def _decision(decisions: list[Entry], listing: Listing, line: str) -> Entry | None:
    return next((entry for entry in decisions if entry.covers(*listing.key, line)), None)
