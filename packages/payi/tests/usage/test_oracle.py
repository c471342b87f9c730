"""Another reader, written by others, finds the same totals in the same payloads (genai-prices, `extract_usage`)."""

import json
from pathlib import Path
from typing import Any

import pytest
from genai_prices import extract_usage
from payi.usage import Reading, read

VECTORS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))

# Dialect: the oracle's provider and flavour, a model it knows there, and where it looks for usage.
ORACLE: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "openai.chat": ("openai", "chat", {"model": "gpt-5"}, "usage"),
    "openai.responses": ("openai", "responses", {"model": "gpt-5"}, "usage"),
    "openai.embeddings": ("openai", "embeddings", {"model": "text-embedding-3-small"}, "usage"),
    "openai.images": ("openai", "images", {"model": "gpt-image-1"}, "usage"),
    "anthropic.messages": ("anthropic", "default", {"model": "claude-sonnet-4-5"}, "usage"),
    "bedrock.converse": ("aws", "default", {"model": "anthropic.claude-sonnet-4-5-20250929-v1:0"}, "usage"),
    "google.generate_content": ("google", "default", {"modelVersion": "gemini-2.5-pro"}, "usageMetadata"),
    "openrouter.chat": ("openrouter", "chat", {"model": "anthropic/claude-sonnet-4.6"}, "usage"),
    "xai.chat": ("x-ai", "chat", {"model": "grok-4"}, "usage"),
    "xai.responses": ("x-ai", "responses", {"model": "grok-4"}, "usage"),
    "perplexity.chat": ("perplexity", "default", {"model": "sonar-deep-research"}, "usage"),
}

# What each of the oracle's figures is the sum of, in our units.
FIGURES = {
    "cache_read_tokens": ("text_cache_read.input", "vision_cache_read.input", "audio_cache_read.input"),
    "cache_write_tokens": ("text_cache_write.input", "text_cache_write_1h.input"),
    "cache_write_1h_tokens": ("text_cache_write_1h.input",),
    "output_reasoning_tokens": ("reasoning.output",),
    "output_audio_tokens": ("audio.output",),
    "output_citation_tokens": ("citation.output",),
    "web_searches": ("web_search_request.output",),
}

# Required counters the report does not give make the oracle refuse; a missing count is zero to us.
REQUIRED = {
    "openai.chat": ("prompt_tokens", "completion_tokens"),
    "openrouter.chat": ("prompt_tokens", "completion_tokens"),
    "openai.responses": ("input_tokens", "output_tokens"),
    "anthropic.messages": ("input_tokens", "output_tokens"),
    "bedrock.converse": ("inputTokens", "outputTokens"),
}


def tokens(reading: Reading, side: str) -> int:
    return sum(
        count
        for name, count in reading.units.items()
        if name.endswith(f".{side}") and name != "web_search_request.output"
    )


def consulted() -> list[dict[str, Any]]:
    # The oracle has no rule for caches larger than the whole they should be in (C37), and counts the searches of
    # Responses from nowhere (C06).
    return [
        vector
        for vector in VECTORS
        if vector["dialect"] in ORACLE and vector["usage"] is not None and vector["id"] not in {"C37", "C06"}
    ]


@pytest.mark.parametrize("vector", consulted(), ids=[vector["id"] for vector in consulted()])
def test_the_oracle_finds_the_same_totals(vector: dict[str, Any]) -> None:
    dialect = vector["dialect"]
    provider, flavour, response, where = ORACLE[dialect]
    zeroes = dict.fromkeys(REQUIRED.get(dialect, ()), 0)
    usage = {name: value for name, value in vector["usage"].items() if value is not None}
    theirs = extract_usage(
        {**response, where: zeroes | usage}, provider_id=provider, api_flavor=flavour
    ).usage
    ours = read(dialect, vector["usage"], vector.get("response_fields"))
    assert tokens(ours, "input") == (theirs.input_tokens or 0)
    assert tokens(ours, "output") == (theirs.output_tokens or 0)
    for figure, names in FIGURES.items():
        found = theirs.reported_value(figure)
        if found is not None:
            assert sum(ours.units.get(name, 0) for name in names) == found, figure
