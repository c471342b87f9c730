"""From sources and overlay to a catalogue document and the material of its report."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
from assay.catalogue.rows import (
    FORMAT,
    AliasRow,
    Document,
    FillsRow,
    Header,
    PatternRow,
    ResourceRow,
    SourceRow,
    VersionRow,
)
from assay.catalogue.updating import appended

from tools.catalogue import genai, litellm, overlay, wheel
from tools.catalogue.compare import Comparison, compared
from tools.catalogue.fill import version_row
from tools.catalogue.listing import Listing, in_force
from tools.catalogue.naming import (
    Counterparts,
    Listings,
    by_counterpart,
    first_listings,
    first_names,
    second_listings,
)
from tools.catalogue.overlay import Entry
from tools.catalogue.rules import Problem, Rules

FIRST_CHECKED = "2026-11-10"
"""The day up to which genai-prices 0.2.3 records the lists."""


@dataclass(frozen=True)
class Build:
    """A compiled catalogue, and what its report tells."""

    document: Document
    comparisons: list[Comparison]
    overlay: list[Entry]


def build(
    table: dict[str, dict[str, Any]], rules: Rules, entries: list[Entry], known: Document | None
) -> Build:
    """Compile. Raises Problem when the sources need a decision, naming every place that does."""
    models = genai.models(rules, FIRST_CHECKED)
    first = first_listings(models, rules)
    second = second_listings(litellm.listings(table, rules, wheel.CHECKED), rules)
    counterparts = by_counterpart(first, second)
    comparisons = compared(_pairs(first, second, counterparts), entries)
    _stop_on(f"{c} differ by more than 1 %: decide in the overlay" for c in comparisons if c.undecided)
    _stop_on(_overruled(comparisons, rules))
    listings = _preferred(first, second, counterparts, rules)
    aliases, patterns = first_names(models, rules)
    renames = _change_overs(overlay.aliases(entries), listings)
    listings = _renamed(listings, renames)
    _overlay_listings(listings, entries)
    resources = {key[:2] for key in listings}
    fills: dict[str, FillsRow] = {}
    fresh = Document(
        _header(entries),
        tuple(_resources(listings, fills, rules)),
        tuple(_unique_aliases([*overlay.aliases(entries), *aliases], renames, resources)),
        tuple(_unique_patterns(patterns, renames, resources)),
        fills,
        tuple(overlay.shared(entries)),
    )
    if known is not None:
        _stop_on(_vanished(known, fresh, entries))
        fresh = appended(known, fresh)
    return Build(fresh, comparisons, entries)


def _pairs(
    first: Listings, second: Listings, counterparts: Counterparts
) -> Iterator[tuple[Listing, Listing]]:
    """What both sources state of the same resource and scope on the day the second was read."""
    for key, other in counterparts.items():
        stated = in_force(first[other], wheel.CHECKED)
        if stated is not None:
            yield stated.moved(resource=key[1]), second[key][0]


def _overruled(comparisons: list[Comparison], rules: Rules) -> Iterator[str]:
    """Decisions for the source that does not stand: a price from there is stated in the overlay itself."""
    for comparison in comparisons:
        stands = wheel.NAME if comparison.category in rules.second_source_first else genai.NAME
        if comparison.differs and comparison.decision and comparison.decision.facts["decision"] != stands:
            yield f"{comparison}: the price of {stands} stands; state the other one with `amends`"


def _preferred(first: Listings, second: Listings, counterparts: Counterparts, rules: Rules) -> Listings:
    """One source for each resource and scope: where both have it, the one its category prefers.

    A name of the second source that the first knows as another name of a model is no resource of its own,
    unless the second source has it in a scope in which the first has none: then it carries the first one's
    other scopes too.
    """
    chosen = dict(first)
    apart = {key[:2] for key in second if key not in counterparts or key[0] in rules.second_source_first}
    for key, versions in second.items():
        other = counterparts.get(key)
        if other is None or key[0] in rules.second_source_first:
            chosen[key] = versions
        elif key[:2] in apart:
            chosen[key] = [version.moved(resource=key[1]) for version in first[other]]
    return chosen


def _change_overs(dated: list[AliasRow], listings: Listings) -> dict[tuple[str, str], str]:
    """Resources that the overlay declares to be dated aliases: their prices belong to the alias's last
    target.
    """
    resources = {key[:2] for key in listings}
    last = {(row.category, row.alias): row.target for row in sorted(dated, key=lambda row: row.start)}
    return {key: target for key, target in last.items() if key in resources}


def _renamed(listings: Listings, renames: dict[tuple[str, str], str]) -> Listings:
    moved: Listings = {}
    for (category, resource, scope), versions in listings.items():
        target = renames.get((category, resource), resource)
        moved.setdefault((category, target, scope), []).extend(v.moved(resource=target) for v in versions)
    return moved


def _overlay_listings(listings: Listings, entries: list[Entry]) -> None:
    """Uplifts, amended lines, and the versions the overlay states in full."""
    overlay.amend(entries, listings)
    for entry in entries:
        if "uplift" not in entry.facts:
            continue
        for key, versions in list(listings.items()):
            if key[2] == "global" and entry.covers(*key[:2], entry.facts["scope"]):
                listings[*key[:2], entry.facts["scope"]] = [_uplifted(version, entry) for version in versions]
    for listing in overlay.listings(entries):
        listings.setdefault(listing.key, []).append(listing)


def _uplifted(version: Listing, entry: Entry) -> Listing:
    raised = version.uplifted(Decimal(entry.facts["uplift"]), entry.facts["scope"])
    raised.source, raised.checked = entry.source, entry.checked
    return raised


def _resources(listings: Listings, fills: dict[str, FillsRow], rules: Rules) -> Iterator[ResourceRow]:
    grouped: dict[tuple[str, str], list[Listing]] = {}
    for key, versions in listings.items():
        grouped.setdefault(key[:2], []).extend(versions)
    for (category, resource), group in grouped.items():
        rows = (
            version_row(listing, fills, long_cache_factor=rules.long_cache_factor(resource))
            for listing in group
        )
        yield ResourceRow(
            category=category,
            resource=resource,
            description=next((v.description for v in group if v.description), ""),
            max_input_units=next((v.max_input_units for v in group if v.max_input_units), None),
            max_output_units=next((v.max_output_units for v in group if v.max_output_units), None),
            deprecated=next((v.deprecated for v in group if v.deprecated), ""),
            versions=tuple(sorted(rows, key=lambda row: (row.scope, row.start, row.recorded))),
        )


def _unique_aliases(
    rows: list[AliasRow], renames: dict[tuple[str, str], str], resources: set[tuple[str, str]]
) -> Iterator[AliasRow]:
    """Aliases that lead somewhere and hide nothing: a name has one meaning at a time, the overlay's before
    others.
    """
    dated = {(row.category, row.alias) for row in rows if row.start}
    seen: set[tuple[str, str, str]] = set()
    for row in rows:
        target = renames.get((row.category, row.target), row.target)
        key = (row.category, row.alias, row.start)
        hidden = (row.category, row.alias) in resources or (not row.start and key[:2] in dated)
        if key not in seen and not hidden and (row.category, target) in resources:
            seen.add(key)
            yield msgspec.structs.replace(row, target=target)


def _unique_patterns(
    rows: list[PatternRow], renames: dict[tuple[str, str], str], resources: set[tuple[str, str]]
) -> Iterator[PatternRow]:
    seen: set[tuple[str, str, str]] = set()
    for row in rows:
        target = renames.get((row.category, row.target), row.target)
        key = (row.category, row.kind, row.text)
        if key not in seen and (row.category, target) in resources:
            seen.add(key)
            yield msgspec.structs.replace(row, target=target)


def _vanished(known: Document, fresh: Document, entries: list[Entry]) -> Iterator[str]:
    """Published lines in force that the sources no longer have, and no entry with `gone` explains."""
    gone = [entry for entry in entries if "gone" in entry.facts]
    rows = {(row.category, row.resource): row for row in fresh.resources}
    for row in known.resources:
        now = _published(rows.get((row.category, row.resource)))
        for scope, line in _published(row) - now:
            if not any(entry.covers(row.category, row.resource, scope, line) for entry in gone):
                yield f"{row.category}/{row.resource} ({scope}) {line} is gone: say why in the overlay (gone)"


def _published(row: ResourceRow | None) -> set[tuple[str, str]]:
    latest: dict[str, VersionRow] = {}
    for version in row.versions if row is not None else ():
        if not version.withdrawn:
            latest[version.scope] = version
    return {(scope, line) for scope, version in latest.items() for line in version.lines}


def _header(entries: list[Entry]) -> Header:
    sources = (
        SourceRow(genai.NAME, genai.version(), genai.digest(), FIRST_CHECKED),
        SourceRow(wheel.NAME, wheel.VERSION, wheel.SHA256, wheel.CHECKED),
        SourceRow("overlay", "", _overlay_digest(), max(entry.checked for entry in entries)),
    )
    return Header(FORMAT, max(source.checked for source in sources), sources)


def _overlay_digest(directory: Path = overlay.OVERLAY) -> str:
    digest = hashlib.sha256()
    for path in sorted(directory.glob("*.yaml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _stop_on(problems: Iterable[str]) -> None:
    found = sorted(set(problems))
    if found:
        raise Problem("\n".join(found))
