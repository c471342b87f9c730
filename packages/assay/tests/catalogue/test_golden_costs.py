"""Every golden vector, priced to the last digit: by its own prices, and by the shipped list where it says so."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from assay.catalogue import price_book
from assay.domain.prices import Category, Line, PriceBook, ResourceVersion
from assay.domain.pricing import PricedUsage, Units

VECTORS = json.loads(
    (Path(__file__).parents[3] / "payi/tests/usage/vectors.json").read_text("utf-8"), parse_float=Decimal
)
PRICED = [vector for vector in VECTORS if vector["cost"] is not None]
SHIPPED = [vector for vector in PRICED if vector["shipped_list"]]
DEFAULT_AT = "2026-11-01T12:00:00Z"

HOSTS = {
    "anthropic.messages": "system.anthropic",
    "anthropic.messages.stream": "system.anthropic",
    "bedrock.converse": "system.aws.bedrock",
    "bedrock.invoke_stream": "system.aws.bedrock",
    "deepseek.chat": "system.deepseek",
    "google.generate_content": "system.google.vertex",
    "google.generate_content.stream": "system.google.vertex",
    "openrouter.chat": "system.openrouter",
    "otlp.log.claude_code": "system.anthropic",
    "otlp.log.codex": "system.openai",
    "otlp.log.gemini_cli": "system.google.vertex",
    "perplexity.chat": "system.perplexity",
    "vercel_ai_sdk": "system.anthropic",
    "xai.responses": "system.x-ai",
}
PLACES = {  # where the vector's host is not what its dialect says
    "R08": ("system.aws.bedrock", "eu.anthropic.claude-opus-4-5-20251101-v1:0"),
    "R17": ("system.google.vertex", "gemini-3-pro-image"),
    "R20": ("system.azureopenai", "gpt-image-1.5"),
    "R21": ("system.x-ai", "grok-4.6"),
}
ELSEWHERE = {"R17": {"image.output"}}  # units priced by another statement than the shipped list


def at_ms(vector: dict[str, Any]) -> int:
    return int(datetime.fromisoformat(vector.get("at", DEFAULT_AT)).timestamp() * 1000)


def units_of(vector: dict[str, Any], suffix: str) -> Units:
    units: dict[str, tuple[int, int]] = {}
    for name, count in vector["units"].items():
        unit, side = name.rsplit(".", 1)
        before = units.get(unit + suffix, (0, 0))
        units[unit + suffix] = (
            (before[0] + count, before[1]) if side == "input" else (before[0], before[1] + count)
        )
    return units


def suffix_of(vector: dict[str, Any]) -> str:
    return f"_{vector['tariff']}" if vector.get("tariff") else ""


def assert_costs(priced: PricedUsage, vector: dict[str, Any]) -> None:
    cost = vector["cost"]
    expected = Decimal(cost["input"]), Decimal(cost["output"]), Decimal(cost["total"])
    assert (priced.cost_in, priced.cost_out, priced.cost) == expected
    assert sum((line.cost for line in priced.lines), Decimal(0)) == priced.cost


@pytest.mark.parametrize("vector", PRICED, ids=lambda vector: vector["id"])
def test_a_vector_costs_exactly_what_it_says_at_its_own_prices(vector: dict[str, Any]) -> None:
    suffix = suffix_of(vector)
    stated = [(name, text, 1_000_000) for name, text in vector.get("usd_per_million", {}).items()]
    stated += [(name, text, 1) for name, text in vector.get("usd_each", {}).items()]
    lines = tuple(
        Line(name.rsplit(".", 1)[0] + suffix, name.rsplit(".", 1)[1], Decimal(text), per)
        for name, text, per in stated
    )
    version = ResourceVersion("v", "golden", "model", 0, 0, lines)
    book = PriceBook([Category("golden", {"model": (version,)}, {})])

    priced = book.price(
        book.find("golden", "model", "", at_ms(vector)), units_of(vector, suffix), at_ms(vector)
    )

    assert_costs(priced, vector)
    unknown = {f"{unit}.{'input' if counts[0] else 'output'}" for unit, counts in priced.unknown.items()}
    assert unknown == set(vector.get("unpriced", []))


@pytest.fixture(scope="module")
def shipped() -> PriceBook:
    return price_book()


@pytest.mark.parametrize("vector", SHIPPED, ids=lambda vector: vector["id"])
def test_the_shipped_list_has_the_prices_of_a_vector_that_says_so(
    shipped: PriceBook, vector: dict[str, Any]
) -> None:
    """Units go in with the tier suffix alone: whether the context is a large one is for the server to find out."""
    tier = "" if vector.get("tariff") == "large_context" else suffix_of(vector)
    model = vector["model"].split(" (")[0]
    category, name = PLACES.get(vector["id"], (HOSTS.get(vector["dialect"], "system.openai"), model))
    at = at_ms(vector)

    priced = shipped.price(shipped.find(category, name, "", at), units_of(vector, tier), at)

    assert priced.unknown == {}
    assert_costs(priced, vector)
