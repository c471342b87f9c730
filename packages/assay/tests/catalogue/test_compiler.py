"""The compiler: fill rules, comparison, and what stops a build."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from assay.catalogue import shipped
from assay.catalogue.reading import lines_of
from assay.catalogue.rows import FillsRow, encode
from assay.domain.prices import Line

from tools.catalogue.build import build
from tools.catalogue.fill import version_row
from tools.catalogue.listing import Listing, Price, Prices
from tools.catalogue.litellm import listings
from tools.catalogue.overlay import load_overlay
from tools.catalogue.rules import Problem, load_rules


def filled(
    base: dict[str, str], large: dict[str, str] | None = None, *, long_cache_factor: str = "", **more: Any
) -> dict[str, Line]:
    fills: dict[str, FillsRow] = {}
    listing = Listing("system.test", "model", "list", "2026-11-01", prices(base, large or {}), **more)
    row = version_row(listing, fills, long_cache_factor=long_cache_factor)
    return {line.name: line for line in lines_of(row, row, fills)}


def prices(base: dict[str, str], large: dict[str, str] | None = None) -> Prices:
    return Prices(
        {name: Price(Decimal(text)) for name, text in base.items()},
        {name: Price(Decimal(text)) for name, text in (large or {}).items()},
    )


def taken(lines: dict[str, Line], name: str) -> tuple[str, str, str]:
    return str(lines[name].amount), lines[name].rule, lines[name].basis


TEXT = {"text.input": "2", "text.output": "8"}


def test_f1_reasoning_costs_what_output_costs_unless_it_has_a_price() -> None:
    assert taken(filled(TEXT), "reasoning.output") == ("8", "F1", "filled")
    assert taken(filled(TEXT | {"reasoning.output": "3"}), "reasoning.output") == ("3", "", "published")


@pytest.mark.parametrize("modality", ["vision", "video"])
def test_f2_pictures_and_video_in_prompts_cost_what_text_costs(modality: str) -> None:
    assert taken(filled(TEXT), f"{modality}.input") == ("2", "F2", "filled")


def test_audio_is_never_priced_as_text() -> None:
    assert not [name for name in filled(TEXT) if name.startswith("audio")]


def test_f3_a_cache_read_without_a_price_has_no_discount() -> None:
    assert taken(filled(TEXT), "text_cache_read.input") == ("2", "F3", "filled")


def test_f4_a_modality_without_a_price_of_its_own_has_the_general_cache_price() -> None:
    lines = filled(TEXT | {"text_cache_read.input": "0.5"})
    assert taken(lines, "vision_cache_read.input") == ("0.5", "F4", "filled")


def test_f4_a_modality_with_a_price_and_no_cache_price_is_assumed_to_have_no_discount() -> None:
    lines = filled(TEXT | {"audio.input": "30", "text_cache_read.input": "0.5"})
    assert taken(lines, "audio_cache_read.input") == ("30", "F4", "assumed")


def test_f5_a_cache_write_without_a_fee_costs_fresh_input() -> None:
    assert taken(filled(TEXT), "text_cache_write.input") == ("2", "F5", "filled")


def test_f6_an_hour_of_cache_costs_the_published_multiple_where_there_is_one() -> None:
    assert taken(filled(TEXT, long_cache_factor="2"), "text_cache_write_1h.input") == ("4", "F6", "filled")
    assert "text_cache_write_1h.input" not in filled(TEXT)


def test_f7_a_line_without_a_tier_keeps_its_base_price_in_a_large_context() -> None:
    lines = filled(TEXT | {"text_cache_read.input": "0.5"}, {"text.input": "4"}, threshold=1000)
    assert taken(lines, "text_large_context.input") == ("4", "", "published")
    assert taken(lines, "text_cache_read_large_context.input") == ("0.5", "F7", "filled")
    assert taken(lines, "vision_large_context.input") == ("4", "F2", "filled")


def test_f8_a_line_a_tier_does_not_list_keeps_its_standard_price() -> None:
    tiers = {"_batch": prices({"text.input": "1", "text.output": "4"})}
    lines = filled(TEXT | {"text_cache_read.input": "0.5"}, tiers=tiers)
    assert taken(lines, "text_cache_read_batch.input") == ("0.5", "F8", "filled")
    assert taken(lines, "reasoning_batch.output") == ("4", "F1", "filled")
    assert taken(lines, "vision_batch.input") == ("1", "F2", "filled")


def test_a_tier_without_a_price_for_large_contexts_is_flat() -> None:
    tiers = {"_priority": prices({"text.input": "5", "text.output": "20"})}
    lines = filled(TEXT, {"text.input": "4", "text.output": "12"}, threshold=1000, tiers=tiers)
    assert taken(lines, "text_large_context_priority.input") == ("5", "F7", "filled")


def test_a_uplift_multiplies_tokens_and_leaves_searches_alone() -> None:
    listing = Listing("c", "r", "s", "2026-11-01", prices(TEXT))
    listing.prices.base["web_search_request.output"] = Price(Decimal(10), 1000)
    raised = listing.uplifted(Decimal("1.1"), "datazone.eu").prices.base
    assert {name: str(price) for name, price in raised.items()} == {
        "text.input": "2.2",
        "text.output": "8.8",
        "web_search_request.output": "10/1000",
    }


def entry(**more: object) -> dict[str, Any]:
    return {"litellm_provider": "openai", "mode": "chat", **more}


def test_two_sources_apart_by_more_than_one_percent_stop_the_build_and_both_are_named() -> None:
    table = {"gpt-4o-mini": entry(input_cost_per_token=Decimal("0.00000015225"))}  # 1.5 % above the list
    with pytest.raises(Problem, match=r"gpt-4o-mini .* text\.input: 0\.15 against 0\.15225"):
        build(table, load_rules(), load_overlay(), None)


def test_two_sources_apart_by_less_do_not_stop_the_build() -> None:
    table = {"gpt-4o-mini": entry(input_cost_per_token=Decimal("0.00000015125"))}
    result = build(table, load_rules(), load_overlay(), None)
    assert [(str(c.first), str(c.second), c.differs) for c in result.comparisons] == [
        ("0.15", "0.15125", False)
    ]


def test_the_same_sources_make_the_same_bytes() -> None:
    first = build({}, load_rules(), load_overlay(), None).document
    again = build({}, load_rules(), load_overlay(), None).document
    assert encode(first) == encode(again)


def test_a_line_that_disappears_from_its_source_stops_the_build() -> None:
    with pytest.raises(Problem, match=r"system\.azureopenai/gpt-4o .* is gone"):
        build({}, load_rules(), load_overlay(), shipped())


def test_a_price_of_an_unknown_kind_stops_the_build() -> None:
    with pytest.raises(Problem, match="input_cost_per_thought"):
        list(listings({"m": entry(input_cost_per_thought=Decimal(1))}, load_rules(), "2026-11-01"))


def test_a_zero_of_a_source_is_no_price() -> None:
    table = {"m": entry(input_cost_per_token=Decimal(0), output_cost_per_token=Decimal("0.000001"))}
    ((_, listing),) = listings(table, load_rules(), "2026-11-01")
    assert {name: str(price) for name, price in listing.prices.base.items()} == {"text.output": "1"}


@pytest.mark.parametrize("missing", ["source", "checked", "by", "reason"])
def test_an_overlay_entry_without_its_proof_stops_the_build_by_file_and_entry(
    tmp_path: Path, missing: str
) -> None:
    facts = {
        "category": "system.openai",
        "resource": "gpt-4o",
        "alias_of": "gpt-4o-2024-05-13",
        "start": "2024-05-13",
        "source": "https://example.com",
        "checked": "2026-11-12",
        "by": "xy",
        "reason": "test",
    }
    lines = [f"{key}: {value}" for key, value in facts.items() if key != missing]
    (tmp_path / "openai.yaml").write_text("- " + "\n  ".join(lines) + "\n")
    with pytest.raises(Problem, match=rf"openai\.yaml entry 1 .*{missing}"):
        load_overlay(tmp_path)


def test_a_price_in_the_overlay_is_text(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "- {category: c, resource: r, lines: {text.input: 2.5}, source: s, checked: 2026-11-12, by: x, reason: y}\n"
    )
    from tools.catalogue.overlay import listings as stated

    with pytest.raises(Problem, match="prices are text"):
        stated(load_overlay(tmp_path))
