"""What the shipped list costs, at the moments and counts where a price, a threshold or a meaning changes.

The amounts can be redone by hand from the providers' lists: prices are US dollars per million tokens.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from assay.domain.prices import PriceBook
from assay.domain.pricing import PricedUsage

Cost = Callable[..., Decimal]
Price = Callable[..., PricedUsage]


@pytest.mark.parametrize(
    ("model", "tokens", "at", "expected"),
    [
        ("o3", (1_000, 1_000), "2025-06-09T23:59:59Z", "0.05"),
        ("o3", (1_000, 1_000), "2025-06-10T00:00:00Z", "0.01"),
        ("gpt-5.6-sol", (100_000, 10_000), "2026-08-20", "0.80"),
        ("gpt-5.6-sol", (100_000, 10_000), "2026-08-21", "0.60"),
        ("gpt-5.6-terra", (100_000, 10_000), "2026-07-29", "0.40"),
        ("gpt-5.6-terra", (100_000, 10_000), "2026-07-30", "0.32"),
        ("gpt-5.6-luna", (100_000, 10_000), "2026-07-29", "0.16"),
        ("gpt-5.6-luna", (100_000, 10_000), "2026-07-30", "0.032"),
        ("gpt-4o", (1_000, 1_000), "2024-10-01", "0.02"),
        ("gpt-4o", (1_000, 1_000), "2024-10-02", "0.0125"),
    ],
)
def test_a_request_costs_what_the_list_said_at_its_moment(
    cost: Cost, model: str, tokens: tuple[int, int], at: str, expected: str
) -> None:
    assert cost("system.openai", model, {"text": tokens}, at) == Decimal(expected)


@pytest.mark.parametrize(
    ("category", "model", "tokens", "at", "expected"),
    [
        ("anthropic", "claude-opus-4-6", (300_000, 1_000), "2026-03-12", "3.0375"),
        ("anthropic", "claude-opus-4-6", (300_000, 1_000), "2026-03-13", "1.525"),
        ("anthropic", "claude-haiku-5-5", (100_000, 0), "2026-11-01", "0.01"),
        ("anthropic", "claude-haiku-5-5", (100_001, 0), "2026-11-01", "0.0500005"),
        ("openai", "gpt-5.5", (272_000, 0), "2026-11-01", "1.36"),
        ("openai", "gpt-5.5", (272_001, 0), "2026-11-01", "2.72001"),
        ("x-ai", "grok-4.6", (199_999, 0), "2026-11-01", "0.399998"),
        ("x-ai", "grok-4.6", (200_000, 0), "2026-11-01", "0.80"),
    ],
)
def test_a_context_strictly_above_the_threshold_in_force_makes_every_token_dearer(
    cost: Cost, category: str, model: str, tokens: tuple[int, int], at: str, expected: str
) -> None:
    assert cost(category, model, {"text": tokens}, at) == Decimal(expected)


def test_a_rise_that_was_announced_and_withdrawn_never_happens(cost: Cost) -> None:
    assert cost("anthropic", "claude-sonnet-5", {"text": (200_000, 100_000)}, "2026-09-02") == Decimal("1.40")


def test_the_records_of_a_past_day_still_hold_the_rise_announced_then(shipped: PriceBook) -> None:
    september, july = 1_788_300_000_000, 1_783_000_000_000
    rise = shipped.find_as_known("system.anthropic", "claude-sonnet-5", "", september, known_ms=july)
    assert rise is not None
    assert rise.version.unit_prices()["text"] == {"input": Decimal("0.000003"), "output": Decimal("0.000015")}


def test_a_client_that_decided_on_large_context_itself_is_overruled_by_the_same_rule(cost: Cost) -> None:
    sent = cost("openai", "gpt-5.5", {"text_large_context": (272_001, 0)})
    assert sent == cost("openai", "gpt-5.5", {"text": (272_001, 0)})


def test_a_large_context_name_costs_the_base_price_where_there_is_no_threshold(price: Price) -> None:
    priced = price("anthropic", "claude-opus-4-6", {"text_large_context": (250_000, 0)}, "2026-05-01")
    assert (priced.cost, priced.unknown) == (Decimal("1.25"), {})
    assert priced.units == {"text": (250_000, 0)}


def test_cached_input_keeps_the_standard_price_in_a_batch_that_lists_none(cost: Cost) -> None:
    units = {"text_batch": (6_000, 1_000), "text_cache_read_batch": (4_000, 0)}
    assert cost("openai", "gpt-4o", units) == Decimal("0.0175")


@pytest.mark.parametrize(
    ("tier", "expected"), [("", "0.006348"), ("_priority", "0.012696"), ("_flex", "0.003174")]
)
def test_a_service_tier_has_its_own_prices(cost: Cost, tier: str, expected: str) -> None:
    units = {f"text{tier}": (976, 500), f"text_cache_read{tier}": (1_024, 0)}
    assert cost("openai", "gpt-5", units) == Decimal(expected)


def test_a_tier_price_before_its_first_confirmation_is_an_assumption(price: Price) -> None:
    assert price("openai", "gpt-5", {"text_flex": (1_000, 0)}, "2026-10-11").estimated
    assert not price("openai", "gpt-5", {"text_flex": (1_000, 0)}, "2026-10-12").estimated


def test_a_tier_price_is_not_carried_back_over_a_change_of_the_standard_price(price: Price) -> None:
    assert price("openai", "o3", {"text_flex": (1_000, 0)}, "2025-06-09").unknown == {"text_flex": (1_000, 0)}
    assert price("openai", "o3", {"text_flex": (1_000, 0)}, "2025-06-10").unknown == {}


def test_a_tier_without_a_list_is_unpriced_and_never_billed_at_the_base_price(price: Price) -> None:
    priced = price("anthropic", "claude-haiku-4-5", {"text_priority": (1_000, 10)})
    assert (priced.cost, priced.unknown) == (Decimal(0), {"text_priority": (1_000, 10)})
    assert "text_priority" in priced.warnings[0]


@pytest.mark.parametrize(
    ("prefix", "scope", "expected"), [("global", "global", "0.0489"), ("eu", "datazone.eu", "0.05379")]
)
def test_the_geography_of_a_bedrock_id_is_its_scope_and_has_a_price(
    shipped: PriceBook, cost: Cost, prefix: str, scope: str, expected: str
) -> None:
    name = f"{prefix}.anthropic.claude-sonnet-4-5-20250929-v1:0"
    units = {
        "text": (300, 700),
        "text_cache_read": (20_000, 0),
        "text_cache_write": (2_000, 0),
        "text_cache_write_1h": (4_000, 0),
    }
    match = shipped.find("system.aws.bedrock", name, "", 1_793_000_000_000)
    assert match is not None
    assert match.version.full_scope == scope
    assert cost("system.aws.bedrock", name, units) == Decimal(expected)


@pytest.mark.parametrize(
    ("time", "expected"),
    [("00:59:59", "0.000594"), ("01:00:00", "0.001188"), ("03:59:59", "0.001188"), ("04:00:00", "0.000594")],
)
def test_the_dear_hours_include_their_start_and_exclude_their_end(
    cost: Cost, time: str, expected: str
) -> None:
    units = {"text": (1_000, 700), "text_cache_read": (8_000, 0)}
    assert cost("deepseek", "deepseek-flash", units, f"2026-11-02T{time}Z") == Decimal(expected)


@pytest.mark.parametrize(
    "name",
    [
        "models/gemini-2.5-flash",
        "google.gemini-2.5-flash",
        "google/gemini-2.5-flash",
        "publishers/google/models/gemini-2.5-flash",
        " gemini-2.5-flash ",
        "Gemini-2.5-Flash",
    ],
)
def test_the_spellings_of_a_gemini_name_are_one_resource(shipped: PriceBook, name: str) -> None:
    plain = shipped.find("system.google.vertex", "gemini-2.5-flash", "", 1_793_000_000_000)
    spelt = shipped.find("system.google.vertex", name, "", 1_793_000_000_000)
    assert plain is not None
    assert spelt is not None
    assert spelt.version == plain.version


def test_a_vertex_date_after_an_at_sign_is_a_dated_name(shipped: PriceBook) -> None:
    at = shipped.find("system.google.vertex", "claude-sonnet-4-5@20250929", "", 1_793_000_000_000)
    assert at is not None
    assert at.version.resource.startswith("claude-sonnet-4-5")


def test_an_inference_profile_arn_is_the_id_it_ends_in(shipped: PriceBook) -> None:
    profile = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0"
    arn = f"arn:aws:bedrock:eu-west-1:123456789012:inference-profile/{profile}"
    match = shipped.find("system.aws.bedrock", arn, "", 1_793_000_000_000)
    assert match is not None
    assert match.version.resource == "anthropic.claude-sonnet-4-5-20250929-v1:0"
    assert match.version.full_scope == "datazone.eu"


def test_an_application_inference_profile_names_no_model(shipped: PriceBook) -> None:
    arn = "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc123"
    assert shipped.find("system.aws.bedrock", arn, "", 1_793_000_000_000) is None
    reason = shipped.why_unknown("system.aws.bedrock", arn)
    assert arn in reason
    assert "map" in reason


def test_a_guardrail_is_priced_with_the_call_it_guards(cost: Cost) -> None:
    units = {"guardrail_topic": (2, 0), "guardrail_content": (1, 0), "guardrail_word_free": (5, 0)}
    assert cost("system.aws.bedrock", "us.amazon.nova-lite-v1:0", units) == Decimal("0.00045")


@pytest.mark.parametrize(
    ("category", "model"),
    [("openai", "gpt-3.5-turbo"), ("openai", "gpt-4o"), ("openai", "o3"), ("openai", "gpt-4o-mini")],
)
def test_the_models_of_the_guides_have_prices(cost: Cost, category: str, model: str) -> None:
    assert cost(category, model, {"text": (10, 50)}) > 0


@pytest.mark.parametrize(
    "category",
    [
        *("system.openai", "system.azureopenai", "system.azure", "system.anthropic", "system.aws.bedrock"),
        *(
            "system.google.vertex",
            "system.databricks.azure",
            "system.databricks.aws",
            "system.databricks.google",
        ),
    ],
)
def test_every_published_category_has_resources(shipped: PriceBook, category: str) -> None:
    assert category in shipped.categories()
    assert len(shipped.resources(category)) > 20
