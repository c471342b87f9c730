"""A name is normalised once, before every look-up; what it says about geography becomes the scope."""

from __future__ import annotations

import pytest
from assay.domain.names import BEDROCK, names_no_model, normalise

SONNET = "anthropic.claude-sonnet-4-5-20250929-v1:0"
ARN = "arn:aws:bedrock:eu-west-1:123456789012"


@pytest.mark.parametrize(
    ("name", "normalised"),
    [
        (" gemini-2.5-pro ", "gemini-2.5-pro"),
        ("models/gemini-2.5-pro", "gemini-2.5-pro"),
        ("publishers/google/models/gemini-2.5-pro", "gemini-2.5-pro"),
        ("google.gemini-2.5-pro", "gemini-2.5-pro"),
        ("anthropic.claude-opus-4-6", "claude-opus-4-6"),
        ("openai/gpt-4o", "gpt-4o"),
        ("claude-sonnet-4-5@20250929", "claude-sonnet-4-5-20250929"),
        ("claude-opus-4-6@default", "claude-opus-4-6"),
        ("models/", "models/"),
        ("gpt-4o", "gpt-4o"),
    ],
)
def test_prefixes_and_version_marks_go(name: str, normalised: str) -> None:
    asked = normalise("system.google.vertex", name)
    assert (asked.normalised, asked.scope) == (normalised, "")


@pytest.mark.parametrize(
    ("name", "normalised", "scope"),
    [
        (SONNET, SONNET, "region"),
        (f"global.{SONNET}", SONNET, "global"),
        (f"us-gov.{SONNET}", SONNET, "datazone.us-gov"),
        (f"{ARN}:inference-profile/eu.{SONNET}", SONNET, "datazone.eu"),
        (f"arn:aws:bedrock:us-east-1::foundation-model/{SONNET}", SONNET, "region.us-east-1"),
        (f"{ARN}:application-inference-profile/abc", f"{ARN}:application-inference-profile/abc", ""),
    ],
)
def test_a_bedrock_id_says_its_scope(name: str, normalised: str, scope: str) -> None:
    asked = normalise(BEDROCK, name)
    assert (asked.normalised, asked.scope) == (normalised, scope)


def test_the_geography_of_an_id_is_stronger_than_the_scope_that_was_asked_for() -> None:
    assert normalise(BEDROCK, f"eu.{SONNET}", "global").scope == "datazone.eu"
    assert normalise(BEDROCK, SONNET, "region.eu-west-2").scope == "region.eu-west-2"


@pytest.mark.parametrize("kind", ["application-inference-profile", "provisioned-model", "custom-model"])
def test_an_arn_of_ones_own_names_no_model(kind: str) -> None:
    assert names_no_model(f"{ARN}:{kind}/abc")
    assert not names_no_model(f"{ARN}:inference-profile/eu.{SONNET}")
