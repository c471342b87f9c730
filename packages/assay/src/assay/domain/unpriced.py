"""Usage without a price: what to look up a price for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, frozen=True)
class UnpricedUsage:
    """A line of usage (`text.input`) of a resource that has no price. `first` and `last` are ms UTC.

    `count` is in the unit's own counts: tokens, images, seconds.
    """

    category: str
    resource: str
    line: str
    requests: int
    count: int
    first: int
    last: int
