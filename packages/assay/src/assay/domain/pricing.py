"""From units to cost lines by one version's prices. Runs once per recorded request, so tables are made
beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from assay.domain.facts import Priced
from assay.domain.money import SCALE, ZERO, add, multiply, rounded, share
from assay.domain.resources import Basis, Line, ResourceVersion
from assay.domain.units import LARGE_CONTEXT, Side, parse_unit

Units = Mapping[str, tuple[int, int]]
"""Counts by unit name: (input, output)."""


class CostLine(NamedTuple):
    """The cost of one unit on one side: `count` * `amount` / `per` US dollars, rounded once to 12 places."""

    unit: str
    side: Side
    count: int  # pyright: ignore[reportIncompatibleMethodOverride] - a cost line is no sequence to search
    amount: Decimal
    per: int
    basis: Basis
    cost: Decimal
    source: str
    checked: str

    @property
    def name(self) -> str:
        """`unit.side`."""
        return f"{self.unit}.{self.side}"


class _Price(NamedTuple):
    """A line ready to multiply: the exact price of one unit, or None where only the fraction is exact."""

    line: Line
    name: str
    each: Decimal | None
    rounds: bool

    def cost(self, count: int) -> Decimal:
        if self.each is None:
            return share(count, self.line.amount, self.line.per)
        exact = multiply(count, self.each)
        return rounded(exact) if self.rounds else exact


Charged = tuple[_Price, int, Decimal]
"""A price, the count it was multiplied with, and the cost of that."""


class PricedUsage(NamedTuple):
    """What a request costs and why. `cost` is the sum of `lines`, which is all of it only where `unknown` is
    empty.

    `units` are the counts by effective unit name, after the server's own large-context decision; `unknown`
    those of them without a price, as (input, output). `estimated` says that a price used is an assumption.
    `trace` is the list of steps, as codes, that led here.
    """

    resource_id: str
    charged: tuple[Charged, ...]
    at_ms: int
    cost_in: Decimal
    cost_out: Decimal
    cost: Decimal
    units: dict[str, tuple[int, int]]
    unknown: dict[str, tuple[int, int]]
    estimated: bool
    warnings: tuple[str, ...]
    trace: tuple[str, ...]

    @property
    def costs(self) -> dict[str, Decimal]:
        """Cost by line, `unit.side`."""
        return {price.name: cost for price, _, cost in self.charged}

    @property
    def extent(self) -> Priced:
        """How much of the request has a price."""
        if not self.unknown:
            return Priced.FULLY
        return Priced.PARTLY if self.charged else Priced.NOT

    @property
    def lines(self) -> tuple[CostLine, ...]:
        """Every line with where its price comes from: for who wants to know, not for every request."""
        return tuple(_cost_line(*charged, self.at_ms) for charged in self.charged)


class PriceTable(NamedTuple):
    """The prices of one version, or of one window of it, by unit name and side."""

    threshold: int | None
    input: dict[str, _Price]
    output: dict[str, _Price]


def tables_of(version: ResourceVersion) -> tuple[PriceTable, ...]:
    """The table of the version, then one for each of its windows."""
    threshold = version.large_context_threshold
    return (
        _table(threshold, version.lines),
        *(_table(threshold, window.lines) for window in version.windows),
    )


def _table(threshold: int | None, lines: tuple[Line, ...]) -> PriceTable:
    table = PriceTable(threshold, {}, {})
    for line in lines:
        side = table.input if line.side == "input" else table.output
        each = line.exact_unit_price
        rounds = each is None or _places(each) > SCALE
        side[line.unit] = _Price(line, f"{line.unit}.{line.side}", each, rounds)
    return table


def _places(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    assert isinstance(exponent, int), "prices are finite"
    return -exponent


def price_units(
    version: ResourceVersion,
    tables: tuple[PriceTable, ...],
    units: Units,
    at_ms: int,
    *,
    warnings: tuple[str, ...] = (),
    trace: tuple[str, ...] = (),
) -> PricedUsage:
    """The cost of `units` at `at_ms` by `version`, whose `tables` these are.

    `warnings` and `trace` are those of the steps before.
    """
    table = tables[0]
    for window, its_table in zip(version.windows, tables[1:], strict=True):
        if window.holds(at_ms):
            table = its_table
            trace = (*trace, f"window:{_clock(window.start)}-{_clock(window.end)}")
            break
    units, context_trace = _effective(units, table)
    charged: list[Charged] = []
    unknown: dict[str, tuple[int, int]] = {}
    cost_in = cost_out = ZERO
    estimated = False
    for unit, (count_in, count_out) in units.items():
        price_in = table.input.get(unit) if count_in else None
        price_out = table.output.get(unit) if count_out else None
        if price_in is not None:
            cost = price_in.cost(count_in)
            cost_in = add(cost_in, cost)
            charged.append((price_in, count_in, cost))
            estimated = estimated or _is_assumed(price_in.line, at_ms)
        if price_out is not None:
            cost = price_out.cost(count_out)
            cost_out = add(cost_out, cost)
            charged.append((price_out, count_out, cost))
            estimated = estimated or _is_assumed(price_out.line, at_ms)
        if (count_in and price_in is None) or (count_out and price_out is None):
            unknown[unit] = (count_in if price_in is None else 0, count_out if price_out is None else 0)
    return PricedUsage(
        version.resource_id,
        tuple(charged),
        at_ms,
        cost_in,
        cost_out,
        add(cost_in, cost_out),
        units,
        unknown,
        estimated,
        warnings + _unknown_warnings(version, unknown) if unknown else warnings,
        trace + context_trace if context_trace else trace,
    )


def unpriced(units: Units, warnings: tuple[str, ...], trace: tuple[str, ...]) -> PricedUsage:
    """Usage whose resource is not known: every count is unknown, and no cost is made up."""
    counted = {unit: counts for unit, counts in units.items() if any(counts)}
    told = warnings if counted else ()
    return PricedUsage("", (), 0, ZERO, ZERO, ZERO, counted, counted, False, told, trace)


def _is_assumed(line: Line, at_ms: int) -> bool:
    return at_ms < line.verified or line.basis == "assumed"


def _cost_line(price: _Price, count: int, cost: Decimal, at_ms: int) -> CostLine:
    line = price.line
    basis = "assumed" if _is_assumed(line, at_ms) else line.basis
    return CostLine(
        line.unit,
        line.side,
        count,
        line.amount,
        line.per,
        basis,
        cost,
        line.source,
        line.checked,
    )


def _effective(units: Units, table: PriceTable) -> tuple[dict[str, tuple[int, int]], tuple[str, ...]]:
    """The counts by the names they are priced under: this table's own large-context rule, whatever the sender
    held.

    Without a threshold a large-context name is honoured where it has a price of its own, and otherwise counts
    as the base unit. With one, all input tokens are added up, and strictly more than the threshold makes
    every token line a large-context line.
    """
    counted = {unit: counts for unit, counts in units.items() if counts[0] or counts[1]}
    if table.threshold is None and LARGE_CONTEXT not in " ".join(counted):
        return counted, ()
    if table.threshold is None:
        return _merged(
            (unit if _priced(table, unit) else parse_unit(unit).short, n) for unit, n in counted.items()
        ), ()
    context = sum(count_in for unit, (count_in, _) in counted.items() if parse_unit(unit).counts_tokens)
    large = context > table.threshold
    parsed = [(parse_unit(unit), counts) for unit, counts in counted.items()]
    effective = _merged((name.long if large else name.short, counts) for name, counts in parsed)
    return effective, (f"context:{context}{'>' if large else '<='}{table.threshold}",)


def _priced(table: PriceTable, unit: str) -> bool:
    return unit in table.input or unit in table.output


def _merged(counts: Iterable[tuple[str, tuple[int, int]]]) -> dict[str, tuple[int, int]]:
    merged: dict[str, tuple[int, int]] = {}
    for unit, (count_in, count_out) in counts:
        before_in, before_out = merged.get(unit, (0, 0))
        merged[unit] = (before_in + count_in, before_out + count_out)
    return merged


def _unknown_warnings(version: ResourceVersion, unknown: Mapping[str, tuple[int, int]]) -> tuple[str, ...]:
    return tuple(
        f"{version.category}/{version.resource} has no price for {unit}: "
        f"{count_in} input and {count_out} output units are unpriced"
        for unit, (count_in, count_out) in unknown.items()
    )


def _clock(time_of_day: int) -> str:
    return f"{time_of_day // 3_600_000:02}:{time_of_day // 60_000 % 60:02}"
