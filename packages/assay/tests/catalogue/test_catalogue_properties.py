"""What must hold for every line and every name of the shipped catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import genai_prices
from assay.catalogue import shipped as shipped_document
from assay.catalogue.reading import moment
from assay.domain.prices import Line, PriceBook, ResourceVersion
from assay.domain.units import LARGE_CONTEXT, parse_unit
from genai_prices.data import providers
from genai_prices.types import ModelPrice

DEARER_CACHE_READS = {
    # the reseller's floating name: its list has cache reads of one host beside fresh input of a cheaper one
    ("system.openrouter", "~deepseek/deepseek-pro-latest"),
}


def every_version(book: PriceBook) -> Iterator[ResourceVersion]:
    for category in book.categories():
        for resource in book.resources(category):
            yield from book.history(category, resource)


def each(line: Line) -> Decimal:
    return line.amount / line.per


def listed(version: ResourceVersion) -> dict[str, Line]:
    return {line.name: line for line in version.lines}


def test_no_price_is_negative(shipped: PriceBook) -> None:
    assert [line for version in every_version(shipped) for line in version.lines if line.amount < 0] == []


def test_every_line_says_where_it_came_from_and_when_that_was_checked(shipped: PriceBook) -> None:
    lines = [line for version in every_version(shipped) for line in version.lines]
    assert [line for line in lines if not line.source or not datetime.fromisoformat(line.checked)] == []


def test_a_line_that_is_filled_names_its_rule_and_no_other_does(shipped: PriceBook) -> None:
    for version in every_version(shipped):
        for line in version.lines:
            assert line.basis != "filled" or line.rule.startswith("F"), line
            assert line.basis != "published" or line.rule == "", line


def test_a_batch_costs_no_more_than_the_standard_list(shipped: PriceBook) -> None:
    dearer = {
        (version.category, version.resource)
        for version in every_version(shipped)
        for line in version.lines
        if line.unit.endswith("_batch")
        and each(line) > each(listed(version)[f"{line.unit.removesuffix('_batch')}.{line.side}"])
    }
    assert dearer == set()


def test_a_cache_read_costs_no_more_than_fresh_input(shipped: PriceBook) -> None:
    dearer = {
        (version.category, version.resource)
        for version in every_version(shipped)
        for prices in [listed(version)]
        for unit in ("text", "vision", "audio", "video")
        if f"{unit}_cache_read.input" in prices
        and f"{unit}.input" in prices
        and each(prices[f"{unit}_cache_read.input"]) > each(prices[f"{unit}.input"])
    }
    assert dearer == DEARER_CACHE_READS


def test_a_large_context_costs_no_less_than_a_small_one(shipped: PriceBook) -> None:
    cheaper = {
        (version.category, version.resource, line.name)
        for version in every_version(shipped)
        for line in version.lines
        if parse_unit(line.unit).large_context
        and each(line) < each(listed(version)[line.name.replace(LARGE_CONTEXT, "")])
    }
    assert cheaper == set()


def test_a_version_with_a_threshold_prices_every_token_line_above_it(shipped: PriceBook) -> None:
    for version in every_version(shipped):
        if version.large_context_threshold is not None:
            prices = listed(version)
            short = [line for line in version.lines if not parse_unit(line.unit).large_context]
            tokens = [line for line in short if parse_unit(line.unit).counts_tokens]
            assert all(f"{parse_unit(line.unit).long}.{line.side}" in prices for line in tokens), version


def test_each_alias_means_exactly_one_version_at_every_moment_since_its_start(shipped: PriceBook) -> None:
    for category in shipped.categories():
        for name, aliases in shipped.aliases(category).items():
            starts = {alias.start for alias in aliases}
            starts |= {v.start for alias in aliases for v in shipped.history(category, alias.target)}
            for at in sorted(starts | {moment("2026-11-21")}):
                if at < aliases[0].start:
                    continue
                match = shipped.find(category, name, "", at) or shipped.find(category, name, "region", at)
                assert match is not None, (category, name, at)
                assert match.version.start <= at
                assert match.version.resource in {alias.target for alias in aliases}


def test_each_resource_is_found_by_its_own_name_in_each_of_its_scopes(shipped: PriceBook) -> None:
    for version in every_version(shipped):
        if version.withdrawn is None:
            match = shipped.find(version.category, version.resource, version.full_scope, version.start)
            assert match is not None, version
            assert match.version.resource == version.resource
            assert match.version.full_scope == version.full_scope


def test_a_version_is_found_again_by_its_id_for_ever(shipped: PriceBook) -> None:
    versions = list(every_version(shipped))
    assert len({version.resource_id for version in versions}) == len(versions)
    assert all(shipped.version(version.resource_id) == version for version in versions[::97])


def test_every_version_in_the_file_is_read(shipped: PriceBook) -> None:
    assert sum(1 for _ in every_version(shipped)) == sum(
        len(row.versions) for row in shipped_document().resources
    )


CATEGORIES = {
    "openai": "system.openai",
    "anthropic": "system.anthropic",
    "google": "system.google.vertex",
    "mistral": "system.mistral",
    "x-ai": "system.x-ai",
    "deepseek": "system.deepseek",
    "groq": "system.groq",
    "openrouter": "system.openrouter",
}
OURS = {("openai", "o3"), ("openai", "gpt-4o")}  # corrected by the overlay for early events
MOMENTS = [datetime(2025, 8, 1, 12, tzinfo=UTC), datetime(2026, 11, 20, 3, tzinfo=UTC)]


def test_text_costs_what_the_first_source_calculates_itself(shipped: PriceBook) -> None:
    """An oracle: its own calculator, on each model, below and above every threshold, at two moments."""
    compared = 0
    for provider in providers:
        category = CATEGORIES.get(provider.id)
        for model in provider.models if category else ():
            for at in MOMENTS:
                for tokens in (1_000, 300_000):
                    compared += agrees(shipped, category or "", provider, model, at, tokens)
    assert compared > 2_000


def agrees(
    book: PriceBook, category: str, provider: object, model: object, at: datetime, tokens: int
) -> bool:
    """Whether the source prices text both ways, so that there was something to compare."""
    given: ModelPrice = model.get_prices(at)
    estimated = any(len(getattr(price, "tiers", ())) > 1 for price in vars(given).values())
    states = bool(given.input_mtok and given.output_mtok and given.cache_read_mtok)
    if not states or estimated or given.requests_kcount or (provider.id, model.id) in OURS:
        return False
    usage = genai_prices.Usage(input_tokens=tokens, cache_read_tokens=tokens // 2, output_tokens=100)
    expected = model.calc_price(usage, provider, genai_request_timestamp=at)
    at_ms = int(at.timestamp() * 1000)
    match = book.find(category, model.id, "", at_ms)
    assert match is not None, (category, model.id)
    units = {"text": (tokens - tokens // 2, 100), "text_cache_read": (tokens // 2, 0)}
    priced = book.price(match, units, at_ms)
    assert (priced.cost_in, priced.cost_out) == (expected.input_price, expected.output_price), (
        category,
        model.id,
    )
    return True
