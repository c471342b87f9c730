"""What has a price: resources, their versions, the lines of a version, and the other names they go by.

Everything here is immutable. A version is never edited: a price that changes is a newer version, a price that
was wrong is a newer record with the same start, and what was taken back is marked withdrawn and kept, so that
any cost can be explained for ever. Times are ms since the epoch, UTC.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal
from uuid import NAMESPACE_URL, uuid5

from assay.domain.money import rounded, share, unit_price, usd
from assay.domain.units import Side

Basis = Literal["published", "filled", "assumed"]
"""How a price is known: a source states it, a rule derives it from a stated one, or it is the best reading.
"""

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Line:
    """One price as published: `amount` US dollars for `per` units of `unit` on `side`.

    Before `verified` (the day a source first confirmed a tier price; 0 = always confirmed) the price is
    assumed. `source` says where it came from, `rule` which fill rule made it, `checked` (ISO date) when
    somebody last looked.
    """

    unit: str
    side: Side
    amount: Decimal
    per: int = 1
    basis: Basis = "published"
    source: str = ""
    checked: str = ""
    rule: str = ""
    verified: int = 0

    @property
    def name(self) -> str:
        """`unit.side`, the key of a line everywhere."""
        return f"{self.unit}.{self.side}"

    @property
    def exact_unit_price(self) -> Decimal | None:
        """US dollars for one unit; None where the division does not end."""
        return unit_price(self.amount, self.per)

    @property
    def wire_price(self) -> Decimal:
        """US dollars for one unit as answers show it: at twelve places."""
        exact = self.exact_unit_price
        return share(1, self.amount, self.per) if exact is None else rounded(exact)


@dataclass(frozen=True, slots=True)
class Window:
    """Prices that hold at certain hours: from `start` (included) to `end` (excluded), ms after midnight UTC.

    A window whose end is not after its start runs over midnight. Its lines replace all lines of the version.
    """

    start: int
    end: int
    lines: tuple[Line, ...]

    def holds(self, at_ms: int) -> bool:
        """Whether the moment lies in the window."""
        time_of_day = at_ms % DAY_MS
        if self.start < self.end:
            return self.start <= time_of_day < self.end
        return time_of_day >= self.start or time_of_day < self.end


@dataclass(frozen=True, slots=True)
class ResourceVersion:
    """The price list of a resource in one scope from `start` on, until the next version starts.

    `recorded` is when it was learned; `withdrawn` when it was taken back. A version with
    `large_context_threshold` T prices requests of more than T input tokens by its `_large_context` lines.
    `cost_per_hour` belongs to capacity bought by the hour, `max_*_units` to the context sizes a client may
    show.
    """

    resource_id: str
    category: str
    resource: str
    start: int
    recorded: int
    lines: tuple[Line, ...]
    scope: str = "global"
    sub_scope: str = ""
    large_context_threshold: int | None = None
    windows: tuple[Window, ...] = ()
    withdrawn: int | None = None
    description: str = ""
    deprecated: int | None = None
    max_input_units: int | None = None
    max_output_units: int | None = None
    max_total_units: int | None = None
    cost_per_hour: Decimal | None = None
    reservation_id: str = ""
    character_billing: bool = False
    proxy_allowed: bool = False
    aliased_resource: str = ""

    def __hash__(self) -> int:
        return hash(self.resource_id)  # the lines would be hashed for each request that is priced

    @property
    def full_scope(self) -> str:
        """`global`, `datazone.eu`, `region.eu-west-1` or a scope without a part of its own."""
        return f"{self.scope}.{self.sub_scope}" if self.sub_scope else self.scope

    def unit_prices(self) -> dict[str, dict[Side, Decimal]]:
        """The price of one unit by unit and side, as answers show it (twelve places), outside any window."""
        prices: dict[str, dict[Side, Decimal]] = {}
        for line in self.lines:
            prices.setdefault(line.unit, {})[line.side] = line.wire_price
        return prices

    def in_force(self, at_ms: int) -> bool:
        """Whether it has started and was not taken back; a later version may have replaced it."""
        return self.withdrawn is None and self.start <= at_ms


@dataclass(frozen=True, slots=True)
class Alias:
    """From `start` on, `name` means the resource `target` of the same category."""

    name: str
    target: str
    start: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """Names that begin with `text` (`prefix`) or contain a match of it (`regex`) mean the resource `target`.

    Among prefixes the longest wins; regular expressions are tried in the order of `priority`, smallest first.
    """

    kind: Literal["prefix", "regex"]
    text: str
    target: str
    priority: int = 0
    expression: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        expression = f"^{re.escape(self.text)}" if self.kind == "prefix" else self.text
        object.__setattr__(self, "expression", re.compile(expression))


def managed_id(category: str, resource: str, full_scope: str, start: int, recorded: int) -> str:
    """The id of a version of a managed list: the same on every installation and after every import."""
    return str(
        uuid5(
            NAMESPACE_URL, f"assay:{category}/{resource}?scope={full_scope}&start={start}&recorded={recorded}"
        )
    )


def custom_lines(units: Mapping[str, Mapping[Side, str | int | Decimal]]) -> tuple[Line, ...]:
    """The lines of a custom resource from prices per single unit; a side that is not given costs nothing.

    Raises ValueError for a price below zero, TypeError for a float.
    """
    lines: list[Line] = []
    for unit, prices in units.items():
        for side in ("input", "output"):
            amount = usd(prices.get(side, 0))
            if amount < 0:
                raise ValueError(f"{unit}.{side} costs {amount}: a price is 0 or more")
            lines.append(Line(unit, side, amount, source="custom"))
    return tuple(lines)
