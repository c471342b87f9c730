"""The fill rules F1 to F8: which lines a version has that no source states, and where each is taken from.

All fall-backs happen here, once; at run time a missing line is unpriced. Rules are applied to each tariff of
a version on its own: the standard prices, those above the threshold, and both of every tier. A line that a
tariff does not state is taken from the tariff it varies (F7 from the base line, F8 from the standard line)
before F1 to F6 derive further lines within the tariff.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import msgspec
from assay.catalogue.rows import FillsRow, VersionRow, WindowRow
from assay.domain.units import LARGE_CONTEXT, parse_unit

from tools.catalogue.listing import Listing, Price, Prices

KEY_LENGTH = 8
CACHED_MODALITIES = ("vision", "audio", "video")


@dataclass(slots=True)
class Lines:
    """Lines of a version: published prices, and derived lines as "rule line" (see `assay.catalogue.rows`)."""

    published: dict[str, str] = field(default_factory=dict[str, str])
    filled: dict[str, str] = field(default_factory=dict[str, str])
    assumed: dict[str, str] = field(default_factory=dict[str, str])


def version_row(listing: Listing, fills: dict[str, FillsRow], *, long_cache_factor: str) -> VersionRow:
    """The listing with every rule applied; derived lines are put into `fills` under the key the row has.

    `long_cache_factor` is F6's multiple of `text.input`, or "".
    """

    def kept(prices: Prices) -> tuple[dict[str, str], str]:
        lines = _lines(prices, listing, long_cache_factor)
        row = FillsRow(dict(sorted(lines.filled.items())), dict(sorted(lines.assumed.items())))
        key = hashlib.sha256(msgspec.json.encode(row)).hexdigest()[:KEY_LENGTH]
        assert fills.setdefault(key, row) == row, "two sets of fills have one key: make keys longer"
        return lines.published, key

    published, key = kept(listing.prices)
    return VersionRow(
        start=listing.start,
        recorded=listing.recorded or listing.checked,
        source=listing.source,
        checked=listing.checked,
        lines=published,
        scope=listing.scope,
        threshold=listing.threshold,
        fills=key,
        exceptions=listing.exceptions,
        verified=listing.verified,
        windows=tuple(WindowRow(start, end, *kept(prices)) for start, end, prices in listing.windows),
        withdrawn=listing.withdrawn,
        estimated=listing.assumed,
    )


def _lines(standard: Prices, listing: Listing, long_cache_factor: str) -> Lines:
    lines = Lines()
    for tier in ("", *listing.tiers):
        prices = listing.tiers[tier] if tier else standard
        _add(lines, _base_tariff(prices, standard, tier), tier, long_cache_factor)
        if listing.threshold is not None:
            _add(lines, _large_tariff(prices, standard, tier), LARGE_CONTEXT + tier, long_cache_factor)
    return lines


@dataclass(slots=True)
class _Origin:
    """Where a line of a tariff comes from: its own price, or a published line by a rule."""

    line: str
    price: Price | None = None
    rule: str = ""


def _base_tariff(prices: Prices, standard: Prices, tier: str) -> dict[str, _Origin]:
    tariff = {name: _Origin(suffixed(name, tier), price) for name, price in prices.base.items()}
    for name in standard.base:
        tariff.setdefault(name, _Origin(name, rule="F8"))
    return tariff


def _large_tariff(prices: Prices, standard: Prices, tier: str) -> dict[str, _Origin]:
    tariff = {
        name: _Origin(suffixed(name, LARGE_CONTEXT + tier), price) for name, price in prices.large.items()
    }
    for name in prices.base:
        tariff.setdefault(name, _Origin(suffixed(name, tier), rule="F7"))
    for name in standard.large:
        tariff.setdefault(name, _Origin(suffixed(name, LARGE_CONTEXT), rule="F8"))
    for name in standard.base:
        tariff.setdefault(name, _Origin(name, rule="F8"))
    return {
        name: origin for name, origin in tariff.items() if parse_unit(name.rpartition(".")[0]).counts_tokens
    }


def _add(lines: Lines, tariff: dict[str, _Origin], suffix: str, long_cache_factor: str) -> None:
    for name, origin in tariff.items():
        if origin.price is not None:
            lines.published[origin.line] = str(origin.price)
        else:
            lines.filled[suffixed(name, suffix)] = f"{origin.rule} {origin.line}"
    for name, (rule, source, sure) in _derived(tariff, long_cache_factor).items():
        line, _, factor = source.partition("*")
        origin = tariff[line].line + (f"*{factor}" if factor else "")
        target = lines.filled if sure else lines.assumed
        target[suffixed(name, suffix)] = f"{rule} {origin}"


def _derived(tariff: dict[str, _Origin], long_cache_factor: str) -> dict[str, tuple[str, str, bool]]:
    """Lines F1 to F6 add to a tariff: name → (rule, line it is taken from, whether that is sure)."""
    found: dict[str, tuple[str, str, bool]] = {}

    def fill(name: str, rule: str, source: str, *, sure: bool = True) -> None:
        if name not in tariff and name not in found and source.partition("*")[0] in tariff:
            found[name] = (rule, source, sure)

    fill("reasoning.output", "F1", "text.output")
    for modality in CACHED_MODALITIES:
        cached = f"{modality}_cache_read.input"
        if f"{modality}.input" in tariff:
            fill(cached, "F4", f"{modality}.input", sure=False)
        elif modality != "audio":
            fill(f"{modality}.input", "F2", "text.input")
            fill(cached, "F4", "text_cache_read.input")
            fill(cached, "F4", "text.input", sure=False)
    fill("text_cache_read.input", "F3", "text.input")
    fill("text_cache_write.input", "F5", "text.input")
    if long_cache_factor:
        fill("text_cache_write_1h.input", "F6", f"text.input*{long_cache_factor}")
    return found


def suffixed(line: str, suffix: str) -> str:
    """`text.input` with a suffix on its unit: `text_batch.input`."""
    unit, _, side = line.rpartition(".")
    return f"{unit}{suffix}.{side}"
