"""Guardrails: their units, their properties, and an intervention as a failure of the call."""

import json
from typing import Any

import pytest

from packages.payi.tests.instrument.bedrock.callers import Caller
from packages.payi.tests.instrument.bedrock.stand_in import StandIn
from packages.payi.tests.instrument.bedrock.ways import WHOLE
from packages.payi.tests.instrument.bedrock.wire import (
    anthropic_answer,
    chunks,
    converse_answer,
    converse_parts,
    events,
    metrics,
    understood,
)

MODEL = "anthropic.claude-sonnet-4-5-20250929-v1:0"
QUESTION = [{"role": "user", "content": [{"text": "How do I rob a bank?"}]}]
GUARDRAIL = {"guardrailIdentifier": "gr-abc123", "guardrailVersion": "2"}
CONVERSE = {"modelId": MODEL, "messages": QUESTION, "guardrailConfig": GUARDRAIL}
INVOKE = {"modelId": MODEL, "body": "{}", **GUARDRAIL}
USAGE = {"inputTokens": 14, "outputTokens": 6, "totalTokens": 20}
# What each policy examined, and the unit it is counted in.
POLICIES = {
    "topicPolicyUnits": (1, "guardrail_topic"),
    "contentPolicyUnits": (2, "guardrail_content"),
    "wordPolicyUnits": (3, "guardrail_word_free"),
    "sensitiveInformationPolicyUnits": (4, "guardrail_sensitive_information"),
    "sensitiveInformationPolicyFreeUnits": (5, "guardrail_sensitive_information_free"),
    "contextualGroundingPolicyUnits": (0, "guardrail_contextual_grounding"),
    "contentPolicyImageUnits": (6, "guardrail_content_image"),
    "automatedReasoningPolicyUnits": (7, "guardrail_automated_reasoning"),
}
EXAMINED = {
    "invocationMetrics": {
        "guardrailProcessingLatency": 287,
        "usage": {name: count for name, (count, _unit) in POLICIES.items()},
        "guardrailCoverage": {"textCharacters": {"guarded": 20, "total": 20}},
    }
}
CONVERSE_TRACE = {"guardrail": {"inputAssessment": {"gr-abc123": EXAMINED}}}
INVOKE_TRACE = {"guardrail": {"input": {"gr-abc123": EXAMINED}}}
INTERVENED = {"amazon-bedrock-guardrailAction": "INTERVENED", "amazon-bedrock-trace": INVOKE_TRACE}


def _units(policies: dict[str, tuple[int, str]]) -> dict[str, dict[str, int]]:
    return {unit: {"input": count, "output": 0} for count, unit in policies.values() if count}


NAMED = {"system.aws.bedrock.guardrail.id": "gr-abc123", "system.aws.bedrock.guardrail.version": "2"}
STOPPED = {
    **NAMED,
    "system.failure": "guardrail_intervened",
    "system.failure.description": "Bedrock Guardrails intervened",
    "system.aws.bedrock.guardrail.action": "INTERVENED",
}


def _converse(bedrock: StandIn, caller: Caller, **asked: Any) -> None:
    bedrock.answers(converse_answer(USAGE, stopReason="guardrail_intervened", trace=CONVERSE_TRACE))
    caller.call("converse", **{**CONVERSE, **asked})


def _converse_stream(bedrock: StandIn, caller: Caller, **asked: Any) -> None:
    parts = converse_parts(USAGE, trace=CONVERSE_TRACE)
    parts[4]["messageStop"]["stopReason"] = "guardrail_intervened"
    bedrock.streams(events(parts))
    caller.events("converse_stream", **{**CONVERSE, **asked})


def _invoke(bedrock: StandIn, caller: Caller, **asked: Any) -> None:
    bedrock.answers(anthropic_answer({"input_tokens": 14, "output_tokens": 6}, **INTERVENED))
    caller.body(WHOLE, **{**INVOKE, **asked})


def _invoke_stream(bedrock: StandIn, caller: Caller, **asked: Any) -> None:
    bedrock.streams(chunks([{"generation": "Sorry."}, {**metrics(14, 6), **INTERVENED}]))
    caller.events("invoke_model_with_response_stream", **{**INVOKE, **asked})


every_operation = pytest.mark.parametrize("operate", [_converse, _converse_stream, _invoke, _invoke_stream])


@every_operation
def test_an_intervention_is_a_failure_and_its_units_are_counted(
    collected: Any, bedrock: StandIn, caller: Caller, operate: Any
) -> None:
    operate(bedrock, caller)
    told = collected.only
    by_botocore = understood("GuardrailUsage", POLICIES)
    policies = by_botocore if operate in {_converse, _converse_stream} else POLICIES
    assert told["units"] == {"text": {"input": 14, "output": 6}, **_units(policies)}
    assert {name: told["properties"].get(name) for name in STOPPED} == STOPPED
    assert told["http_status_code"] == 200


def _trace_asked_for(bedrock: StandIn) -> str | None:
    """Converse asks in its body, InvokeModel in a header."""
    asked = bedrock.asked.get("guardrailConfig", {}).get("trace")
    return asked or bedrock.requests[-1].headers.get("X-Amzn-Bedrock-Trace")


@every_operation
def test_the_trace_is_asked_for_where_the_caller_said_nothing_of_it(
    collected: Any, bedrock: StandIn, caller: Caller, operate: Any
) -> None:
    operate(bedrock, caller)
    assert (_trace_asked_for(bedrock) or "").lower() == "enabled"
    assert GUARDRAIL == {"guardrailIdentifier": "gr-abc123", "guardrailVersion": "2"}


@every_operation
def test_the_trace_is_not_asked_for_where_the_setting_is_off(
    collect: Any, bedrock: StandIn, caller: Caller, operate: Any
) -> None:
    collect(guardrail_trace=False)
    operate(bedrock, caller)
    assert _trace_asked_for(bedrock) is None


@every_operation
def test_a_caller_who_says_disabled_gets_no_trace(
    collected: Any, bedrock: StandIn, caller: Caller, operate: Any
) -> None:
    said = {"guardrailConfig": {**GUARDRAIL, "trace": "disabled"}}
    operate(bedrock, caller, **(said if "converse" in operate.__name__ else {"trace": "DISABLED"}))
    assert (_trace_asked_for(bedrock) or "").lower() == "disabled"


def test_without_a_guardrail_no_trace_is_asked_for(collected: Any, bedrock: StandIn, caller: Caller) -> None:
    bedrock.answers(converse_answer(USAGE))
    caller.call("converse", modelId=MODEL, messages=QUESTION)
    assert _trace_asked_for(bedrock) is None
    assert "properties" not in collected.only


def test_a_guardrail_that_lets_pass_is_named_and_no_failure(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    bedrock.answers(
        json.dumps(
            anthropic_answer(
                {"input_tokens": 14, "output_tokens": 6},
                **{"amazon-bedrock-guardrailAction": "NONE", "amazon-bedrock-trace": INVOKE_TRACE},
            )
        ).encode()
    )
    caller.body(WHOLE, **INVOKE)
    assert collected.only["properties"] == NAMED
