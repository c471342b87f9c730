"""The golden vectors of Bedrock's dialects, and of the models it serves, through the real libraries."""

import json
from pathlib import Path
from typing import Any

import pytest
from payi.usage import read
from payi.usage.reading import COUNTED_UNITS

from packages.payi.tests.instrument.bedrock.callers import Caller
from packages.payi.tests.instrument.bedrock.stand_in import StandIn
from packages.payi.tests.instrument.bedrock.ways import WHOLE
from packages.payi.tests.instrument.bedrock.wire import (
    anthropic_answer,
    anthropic_parts,
    chunks,
    converse_answer,
    converse_parts,
    events,
    metrics,
    understood,
)

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "usage" / "vectors.json").read_text("utf-8")
)
MODEL = "anthropic.claude-sonnet-4-5-20250929-v1:0"


def _of(*dialects: str) -> Any:
    """Those with one usage object, of Converse as the installed botocore hands it on.

    An older one knows no caches, and cannot ask for them.
    """
    chosen = [_handed_on(vector) for vector in VECTORS if vector["dialect"] in dialects]
    chosen = [vector for vector in chosen if vector["usage"] and isinstance(vector["usage"], dict)]
    return pytest.mark.parametrize("vector", chosen, ids=[vector["id"] for vector in chosen])


def _handed_on(vector: dict[str, Any]) -> dict[str, Any]:
    if vector["dialect"] != "bedrock.converse":
        return vector
    usage = understood("TokenUsage", vector["usage"])
    if usage == vector["usage"]:
        return vector
    return {**vector, "usage": usage, "units": read("bedrock.converse", usage).units}


def _units(vector: dict[str, Any]) -> dict[str, dict[str, int]]:
    """As an event has them: nested, and named after the tier."""
    tier = read(vector["dialect"], vector["usage"], vector.get("response_fields")).tier
    nested: dict[str, dict[str, int]] = {}
    for name, count in vector["units"].items():
        unit, _, side = name.partition(".")
        if tier and unit not in COUNTED_UNITS:
            unit = f"{unit}_{tier}"
        nested.setdefault(unit, {"input": 0, "output": 0})[side] = count
    return nested


@_of("bedrock.converse")
def test_converse(collected: Any, bedrock: StandIn, caller: Caller, vector: dict[str, Any]) -> None:
    bedrock.answers(converse_answer(vector["usage"]))
    caller.call("converse", modelId=MODEL, messages=[])
    assert collected.only["units"] == _units(vector)


@_of("bedrock.converse")
def test_converse_stream(collected: Any, bedrock: StandIn, caller: Caller, vector: dict[str, Any]) -> None:
    bedrock.streams(events(converse_parts(vector["usage"])))
    caller.events("converse_stream", modelId=MODEL, messages=[])
    assert collected.only["units"] == _units(vector)


@_of("bedrock.invoke_stream")
def test_the_metrics_of_a_stream(
    collected: Any, bedrock: StandIn, caller: Caller, vector: dict[str, Any]
) -> None:
    bedrock.streams(chunks([{"generation": "Paris"}, vector["usage"]]))
    caller.events("invoke_model_with_response_stream", modelId=MODEL, body="{}")
    assert collected.only["units"] == _units(vector)


@_of("anthropic.messages")
def test_anthropics_models(collected: Any, bedrock: StandIn, caller: Caller, vector: dict[str, Any]) -> None:
    bedrock.answers(anthropic_answer(vector["usage"], **vector.get("response_fields", {})))
    caller.body(WHOLE, modelId=MODEL, body="{}")
    assert collected.only["units"] == _units(vector)


@_of("anthropic.messages")
def test_anthropics_models_in_a_stream(
    collected: Any, bedrock: StandIn, caller: Caller, vector: dict[str, Any]
) -> None:
    usage = vector["usage"]
    opening = {**usage, "output_tokens": min(1, usage.get("output_tokens", 0))}
    bedrock.streams(chunks(anthropic_parts(opening, usage, **metrics(1, 1))))
    caller.events("invoke_model_with_response_stream", modelId=MODEL, body="{}")
    assert collected.only["units"] == _units(vector)


@_of("openai.chat")
def test_models_with_the_interface_of_openai(
    collected: Any, bedrock: StandIn, caller: Caller, vector: dict[str, Any]
) -> None:
    bedrock.answers({"choices": [], "usage": vector["usage"], **vector.get("response_fields", {})})
    caller.body(WHOLE, modelId="openai.gpt-oss-120b-1:0", body="{}")
    assert collected.only["units"] == _units(vector)
