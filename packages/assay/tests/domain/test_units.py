"""A unit name is a base, then the large-context suffix, then at most one tier."""

from __future__ import annotations

import pytest
from assay.domain.units import TIERS, TOKEN_UNITS, parse_unit
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("name", "base", "large", "tier"),
    [
        ("text", "text", False, ""),
        ("text_large_context", "text", True, ""),
        ("text_cache_read_large_context_batch", "text_cache_read", True, "_batch"),
        ("text_cache_write_1h_fast", "text_cache_write_1h", False, "_fast"),
        ("page", "page", False, ""),
        ("_batch", "_batch", False, ""),
        ("_large_context", "_large_context", False, ""),
    ],
)
def test_a_name_comes_apart_at_its_suffixes(name: str, base: str, large: bool, tier: str) -> None:
    assert parse_unit(name) == (base, large, tier)


@given(st.sampled_from(sorted(TOKEN_UNITS)), st.sampled_from(["", *TIERS]))
def test_short_and_long_names_are_each_others_counterpart(base: str, tier: str) -> None:
    unit = parse_unit(base + tier)
    assert parse_unit(unit.long).short == unit.short == base + tier
    assert parse_unit(unit.long).large_context


@pytest.mark.parametrize(
    "name", ["web_search_request", "page", "audio_second", "picture", "guardrail_topic", "minute"]
)
def test_what_counts_no_tokens_has_no_long_name(name: str) -> None:
    assert not parse_unit(name).counts_tokens
    assert parse_unit(name).long == name
