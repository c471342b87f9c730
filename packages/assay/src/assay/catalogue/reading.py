"""From rows of the compiled file to domain values. Versions are made when a name is first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import cast

from assay.catalogue.rows import AliasRow, Document, FillsRow, PatternRow, ResourceRow, VersionRow, WindowRow
from assay.domain.prices import Alias, Category, Line, Pattern, ResourceVersion, Window
from assay.domain.resources import Basis, managed_id
from assay.domain.units import Side, parse_unit

MILLION = 1_000_000


def categories(document: Document) -> list[Category]:
    """The categories of a catalogue; the versions of a resource are read when it is first asked for."""
    rows: dict[str, dict[str, ResourceRow]] = {}
    for row in document.resources:
        rows.setdefault(row.category, {})[row.resource] = row
    aliases = _aliases_by_category(document.aliases)
    patterns: dict[str, list[Pattern]] = {}
    for row in document.patterns:
        patterns.setdefault(row.category, []).append(_pattern(row))
    resources = {
        name: LazyResources(its_rows, document.fills, _shared_lines(document, name))
        for name, its_rows in rows.items()
    }
    return [
        Category(name, lazy, aliases.get(name, {}), tuple(patterns.get(name, ())), lazy.ids)
        for name, lazy in resources.items()
    ]


class LazyResources(Mapping[str, tuple[ResourceVersion, ...]]):
    """The versions of each resource of a category, made from their rows on first use and kept.

    Two threads that ask at once may both make them; either result will do, and one stays.
    """

    def __init__(
        self, rows: Mapping[str, ResourceRow], fills: Mapping[str, FillsRow], shared: tuple[Line, ...]
    ) -> None:
        self._rows = rows
        self._fills = fills
        self._shared = shared
        self._made: dict[str, tuple[ResourceVersion, ...]] = {}

    def __getitem__(self, resource: str) -> tuple[ResourceVersion, ...]:
        made = self._made.get(resource)
        if made is None:
            row = self._rows[resource]
            made = self._made[resource] = tuple(
                version_from_row(row, version, self._fills, self._shared) for version in row.versions
            )
        return made

    def ids(self) -> dict[str, str]:
        """Resource name by version id, without making the versions."""
        return {_id(row, version): row.resource for row in self._rows.values() for version in row.versions}

    def __contains__(self, resource: object) -> bool:
        return resource in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def version_from_row(
    resource: ResourceRow, row: VersionRow, fills: Mapping[str, FillsRow], shared: tuple[Line, ...] = ()
) -> ResourceVersion:
    """The domain value of one version, with the lines its whole category shares."""
    scope, _, sub_scope = row.scope.partition(".")
    return ResourceVersion(
        resource_id=_id(resource, row),
        category=resource.category,
        resource=resource.resource,
        start=moment(row.start),
        recorded=moment(row.recorded),
        lines=(*lines_of(row, row, fills), *shared),
        scope=scope,
        sub_scope=sub_scope,
        large_context_threshold=row.threshold,
        windows=tuple(_window(row, window, fills) for window in row.windows),
        withdrawn=moment(row.withdrawn) if row.withdrawn else None,
        description=resource.description,
        deprecated=moment(resource.deprecated) if resource.deprecated else None,
        max_input_units=resource.max_input_units,
        max_output_units=resource.max_output_units,
        proxy_allowed=True,
    )


def lines_of(
    version: VersionRow, listed: VersionRow | WindowRow, fills: Mapping[str, FillsRow]
) -> tuple[Line, ...]:
    """The lines of a version, or of one of its windows: published ones, then filled and assumed ones."""
    stated: Basis = "assumed" if version.estimated else "published"
    lines = [_line(version, name, *_price(text), stated, "") for name, text in listed.lines.items()]
    shared = fills[listed.fills] if listed.fills else FillsRow()
    for basis, derived in (("filled", shared.filled), ("assumed", shared.assumed)):
        for name, text in derived.items():
            rule, _, origin = text.partition(" ")
            taken_from, _, factor = origin.partition("*")
            amount, per = _price(listed.lines[taken_from])
            amount = amount * Decimal(factor) if factor else amount
            reading: Basis = "assumed" if version.estimated else cast("Basis", basis)
            lines.append(_line(version, name, amount, per, reading, rule, taken_from))
    return tuple(lines)


@lru_cache(maxsize=1024)
def moment(text: str) -> int:
    """Ms since the epoch of a date (00:00 UTC) or ISO date-time; 0 for "" (as far back as is known)."""
    if not text:
        return 0
    at = datetime.fromisoformat(text)
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)


def _id(resource: ResourceRow, row: VersionRow) -> str:
    return managed_id(
        resource.category, resource.resource, row.scope, moment(row.start), moment(row.recorded)
    )


def _line(
    version: VersionRow, name: str, amount: Decimal, per: int, basis: Basis, rule: str, taken_from: str = ""
) -> Line:
    unit, _, side = name.rpartition(".")
    source, checked = version.exceptions.get(taken_from or name, (version.source, version.checked))
    verified = version.verified.get(parse_unit(unit).tier, "")
    return Line(unit, cast("Side", side), amount, per, basis, source, checked, rule, moment(verified))


def _price(text: str) -> tuple[Decimal, int]:
    amount, _, per = text.partition("/")
    return Decimal(amount), int(per) if per else MILLION


def _window(version: VersionRow, row: WindowRow, fills: Mapping[str, FillsRow]) -> Window:
    return Window(_time_of_day(row.start), _time_of_day(row.end), lines_of(version, row, fills))


def _time_of_day(text: str) -> int:
    hours, minutes = text.split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000


def _aliases_by_category(rows: tuple[AliasRow, ...]) -> dict[str, dict[str, tuple[Alias, ...]]]:
    found: dict[str, dict[str, tuple[Alias, ...]]] = {}
    for row in sorted(rows, key=lambda row: (row.category, row.alias, moment(row.start))):
        names = found.setdefault(row.category, {})
        names[row.alias] = (*names.get(row.alias, ()), Alias(row.alias, row.target, moment(row.start)))
    return found


def _shared_lines(document: Document, category: str) -> tuple[Line, ...]:
    return tuple(
        Line(unit, cast("Side", side), *_price(text), "published", row.source, row.checked)
        for row in document.shared
        if row.category == category
        for name, text in row.lines.items()
        for unit, _, side in [name.rpartition(".")]
    )


def _pattern(row: PatternRow) -> Pattern:
    return Pattern(row.kind, row.text, row.target, row.priority)
