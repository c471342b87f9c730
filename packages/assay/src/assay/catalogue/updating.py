"""Bringing a newer catalogue in: records are appended, nothing is ever edited or removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

import msgspec

from assay.catalogue.reading import lines_of
from assay.catalogue.rows import Document, FillsRow, PatternRow, ResourceRow, VersionRow
from assay.domain.money import plain

Fills = Mapping[str, FillsRow]

LARGEST_CHANGE = 10
"""A price that changes by more than this factor needs a person's confirmation."""


class Change(NamedTuple):
    """One difference between two catalogues: `kind` is `new`, `price`, `version` or `withdrawn`."""

    kind: str
    category: str
    resource: str
    scope: str
    start: str
    line: str = ""
    before: str = ""
    after: str = ""


def appended(known: Document, fresh: Document) -> Document:
    """`known` with every record of `fresh` that it has not. Appending the same twice changes nothing.

    A version of `fresh` whose prices equal the latest record of the same scope and start is no news; one that
    differs is a newer record beside it. A withdrawal marks the record it takes back. Newer patterns replace
    the older ones of a category, because they answer for names and not for history.
    """
    rows = {(row.category, row.resource): row for row in known.resources}
    for row in fresh.resources:
        key = (row.category, row.resource)
        rows[key] = _with_versions(rows[key], row) if key in rows else row
    aliases = {(row.category, row.alias, row.start): row for row in known.aliases}
    for alias in fresh.aliases:
        aliases[alias.category, alias.alias, alias.start] = alias
    return Document(
        max(fresh.header, known.header, key=lambda header: header.version),
        tuple(rows.values()),
        tuple(aliases.values()),
        _patterns(known.patterns, fresh.patterns),
        known.fills | fresh.fills,
        fresh.shared,
    )


def changes(known: Document, fresh: Document) -> list[Change]:
    """What `appended` would add: new resources, new versions and corrected prices, withdrawals."""
    before = {(row.category, row.resource): row for row in known.resources}
    found: list[Change] = []
    result = appended(known, fresh)
    for row in result.resources:
        old = before.get((row.category, row.resource))
        if old is None:
            found.append(Change("new", row.category, row.resource, "", ""))
        else:
            found.extend(_changes_of(old, row, result.fills))
    return found


def impossible(fresh: Document) -> list[str]:
    """Reasons never to take `fresh`, one sentence each: prices below zero."""
    return [
        f"{row.category}/{row.resource} {line.name} costs {plain(line.amount)}: a price is 0 or more"
        for row in fresh.resources
        for version in row.versions
        for line in lines_of(version, version, fresh.fills)
        if line.amount < 0
    ]


def suspicious(known: Document, fresh: Document) -> list[str]:
    """Reasons not to take `fresh` without a person's word, one sentence each.

    Prices changed by more than a factor of ten, and resources that are gone.
    """
    leaps = [
        f"{change.category}/{change.resource} {change.line} goes from {change.before} to {change.after}, "
        f"more than {LARGEST_CHANGE} times"
        for change in changes(known, fresh)
        if change.kind == "price" and _leaps(change)
    ]
    there = {(row.category, row.resource) for row in fresh.resources}
    gone = [row for row in known.resources if (row.category, row.resource) not in there]
    return leaps + [f"{row.category}/{row.resource} is not in the newer list" for row in gone]


def _with_versions(known: ResourceRow, fresh: ResourceRow) -> ResourceRow:
    versions = list(known.versions)
    for version in fresh.versions:
        same = [
            i for i, old in enumerate(versions) if (old.scope, old.start) == (version.scope, version.start)
        ]
        if not same:
            versions.append(version)
            continue
        latest = max(same, key=lambda i: versions[i].recorded)
        if same_prices(versions[latest], version):
            if version.withdrawn and not versions[latest].withdrawn:
                versions[latest] = msgspec.structs.replace(versions[latest], withdrawn=version.withdrawn)
        elif version.recorded > versions[latest].recorded:
            versions.append(version)
    return msgspec.structs.replace(fresh, versions=tuple(sorted(versions, key=_order)))


def same_prices(left: VersionRow, right: VersionRow) -> bool:
    """Whether two records state the same prices under the same conditions, whoever stated them, and when."""
    return all(
        getattr(left, name) == getattr(right, name)
        for name in ("lines", "fills", "threshold", "windows", "verified", "estimated")
    )


def _order(version: VersionRow) -> tuple[str, str, str]:
    return version.scope, version.start, version.recorded


def _patterns(known: Iterable[PatternRow], fresh: tuple[PatternRow, ...]) -> tuple[PatternRow, ...]:
    renewed = {row.category for row in fresh}
    return (*(row for row in known if row.category not in renewed), *fresh)


def _changes_of(old: ResourceRow, new: ResourceRow, fills: Fills) -> Iterator[Change]:
    before = {_order(version): version for version in old.versions}
    for version in new.versions:
        recorded = before.get(_order(version))
        place = (new.category, new.resource, version.scope, version.start)
        if recorded is None:
            yield Change("version", *place)
            yield from _price_changes(old, version, fills, place)
        elif version.withdrawn != recorded.withdrawn:
            yield Change("withdrawn", *place, after=version.withdrawn)


def _price_changes(
    old: ResourceRow, version: VersionRow, fills: Fills, place: tuple[str, str, str, str]
) -> Iterator[Change]:
    earlier = [
        v for v in old.versions if v.scope == version.scope and v.start <= version.start and not v.withdrawn
    ]
    if not earlier:
        return
    prices = _unit_prices(max(earlier, key=_order), fills)
    for name, price in _unit_prices(version, fills).items():
        if name in prices and prices[name] != price:
            yield Change("price", *place, name, plain(prices[name]), plain(price))


def _unit_prices(version: VersionRow, fills: Fills) -> dict[str, Decimal]:
    """US dollars for a million units by line."""
    return {line.name: line.amount * 1_000_000 / line.per for line in lines_of(version, version, fills)}


def _leaps(change: Change) -> bool:
    before, after = Decimal(change.before), Decimal(change.after)
    return after > before * LARGEST_CHANGE or before > after * LARGEST_CHANGE
