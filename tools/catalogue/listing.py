"""What a source says, in our units, before any rule has filled a line."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from assay.domain.money import plain
from assay.domain.units import parse_unit

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for `per` units."""

    amount: Decimal
    per: int = MILLION

    def __str__(self) -> str:
        return plain(self.amount) if self.per == MILLION else f"{plain(self.amount)}/{self.per}"

    @property
    def each(self) -> Decimal:
        """For one unit; good for comparing, not for charging."""
        return self.amount / self.per


@dataclass(slots=True)
class Prices:
    """Prices by line (`text.input`): the usual ones, and those of requests above the threshold."""

    base: dict[str, Price] = field(default_factory=dict[str, Price])
    large: dict[str, Price] = field(default_factory=dict[str, Price])


@dataclass(slots=True)
class Listing:
    """One version of one resource in one scope as a source lists it.

    `start` is a date or "" (as far back as the source knows); `tiers` are the prices by tier suffix,
    `verified` the day each was first confirmed; `windows` are (start, end, prices) with "HH:MM" UTC. `basis`
    `assumed` marks every line as the best reading and not a statement.
    """

    category: str
    resource: str
    source: str
    checked: str
    prices: Prices
    scope: str = "global"
    start: str = ""
    threshold: int | None = None
    tiers: dict[str, Prices] = field(default_factory=dict[str, Prices])
    verified: dict[str, str] = field(default_factory=dict[str, str])
    windows: list[tuple[str, str, Prices]] = field(default_factory=list[tuple[str, str, Prices]])
    exceptions: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    description: str = ""
    max_input_units: int | None = None
    max_output_units: int | None = None
    deprecated: str = ""
    recorded: str = ""
    withdrawn: str = ""
    assumed: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """Category, resource and scope."""
        return self.category, self.resource, self.scope

    def uplifted(self, factor: Decimal, scope: str) -> Listing:
        """The token prices times a published factor, in another scope."""

        def raised(prices: Prices) -> Prices:
            base, large = (
                {line: _times(line, price, factor) for line, price in part.items()}
                for part in (prices.base, prices.large)
            )
            return Prices(base, large)

        return replace(
            self,
            scope=scope,
            prices=raised(self.prices),
            tiers={tier: raised(prices) for tier, prices in self.tiers.items()},
            windows=[(start, end, raised(prices)) for start, end, prices in self.windows],
        )

    def moved(self, **changes: str) -> Listing:
        """The same prices under another category, resource or scope."""
        return replace(self, **changes)


def _times(line: str, price: Price, factor: Decimal) -> Price:
    if not parse_unit(line.rpartition(".")[0]).counts_tokens:
        return price
    return Price(price.amount * factor, price.per)


def in_force(listings: list[Listing], on: str) -> Listing | None:
    """The listing whose start is the latest not after the date; withdrawn ones do not exist."""
    started = [listing for listing in listings if listing.start <= on and not listing.withdrawn]
    return max(started, key=lambda listing: listing.start, default=None)
