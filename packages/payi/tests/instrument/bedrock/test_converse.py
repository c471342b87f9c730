"""Converse and ConverseStream, through boto3 and aiobotocore: each call is one event with exact units."""

import json
from typing import Any

import pytest

from packages.payi.tests.instrument.bedrock.callers import Caller, unread
from packages.payi.tests.instrument.bedrock.stand_in import StandIn
from packages.payi.tests.instrument.bedrock.wire import (
    converse_answer,
    converse_parts,
    events,
    understood,
)

MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
QUESTION = [{"role": "user", "content": [{"text": "What is the capital of France?"}]}]
USAGE = {"inputTokens": 14, "outputTokens": 6, "totalTokens": 20}
ASKED = {"modelId": MODEL, "messages": QUESTION}
TOOL_USE = {"toolUse": {"toolUseId": "tooluse_1", "name": "weather", "input": {"city": "Paris"}}}


def test_a_call_is_one_event_of_the_model_that_was_asked(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    bedrock.answers(converse_answer(USAGE))
    response = caller.call("converse", **ASKED)
    assert response["output"]["message"]["content"] == [{"text": "Paris is the capital."}]
    told = collected.only
    assert told["units"] == {"text": {"input": 14, "output": 6}}
    assert (told["category"], told["resource"]) == ("system.aws.bedrock", MODEL)
    assert (told["provider_response_id"], told["http_status_code"]) == (bedrock.request_id, 200)
    assert told["provider_uri"] == bedrock.url
    assert "system.failure" not in (told.get("properties") or {})


def test_a_stream_is_one_event_and_the_caller_gets_every_event_of_it(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    parts = converse_parts(USAGE)
    bedrock.streams(events(parts))
    seen = caller.events("converse_stream", **ASKED)
    assert [next(iter(event)) for event in seen] == [next(iter(part)) for part in parts]
    assert seen[-1]["metadata"]["usage"] == USAGE
    assert "xproxy_result" not in seen[-1]
    told = collected.only
    assert (told["units"], told["resource"]) == ({"text": {"input": 14, "output": 6}}, MODEL)
    assert (told["provider_response_id"], told["http_status_code"]) == (bedrock.request_id, 200)
    assert 0 <= told["time_to_first_token_ms"] <= told["time_to_first_completion_token_ms"]
    assert told["time_to_first_completion_token_ms"] <= told["end_to_end_latency_ms"]


@pytest.mark.parametrize(
    ("usage", "units"),
    [(None, {}), ({}, {}), ({"inputTokens": None, "outputTokens": 3}, {"text": {"input": 0, "output": 3}})],
    ids=["null", "empty", "null counter"],
)
def test_missing_usage_is_recorded_as_such_and_troubles_nobody(
    collected: Any, bedrock: StandIn, caller: Caller, usage: Any, units: Any
) -> None:
    bedrock.answers(converse_answer(usage))
    caller.call("converse", **ASKED)
    assert collected.only["units"] == units


def test_the_service_tier_of_the_answer_names_the_units(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    bedrock.answers(converse_answer(USAGE, serviceTier={"type": "flex"}))
    caller.call("converse", **ASKED)
    bedrock.streams(events(converse_parts(USAGE, serviceTier={"type": "priority"})))
    caller.events("converse_stream", **ASKED)
    tiers = (
        ["text_flex", "text_priority"] if understood("ConverseResponse", {"serviceTier": 1}) else ["text"] * 2
    )
    assert [list(told["units"]) for told in collected] == [[tier] for tier in tiers]


def test_function_calls_are_told_by_name_and_arguments(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    answer = converse_answer(USAGE, stopReason="tool_use")
    answer["output"]["message"]["content"].append(TOOL_USE)
    bedrock.answers(answer)
    caller.call("converse", **ASKED)
    (called,) = collected.only["provider_response_function_calls"]
    assert (called["name"], json.loads(called["arguments"])) == ("weather", {"city": "Paris"})


def test_function_calls_of_a_stream_are_put_together(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    parts = converse_parts(USAGE)
    start = {"start": {"toolUse": {"toolUseId": "tooluse_1", "name": "weather"}}, "contentBlockIndex": 0}
    deltas = [
        {"contentBlockDelta": {"delta": {"toolUse": {"input": piece}}, "contentBlockIndex": 0}}
        for piece in ('{"city":', '"Paris"}')
    ]
    bedrock.streams(events([parts[0], {"contentBlockStart": start}, *deltas, *parts[3:]]))
    caller.events("converse_stream", **ASKED)
    assert collected.only["provider_response_function_calls"] == [
        {"name": "weather", "arguments": '{"city":"Paris"}'}
    ]


def test_prompt_and_answer_are_told_without_the_pictures_in_them(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    picture = {"image": {"format": "png", "source": {"bytes": b"\x89PNG" * 40}}}
    bedrock.answers(converse_answer(USAGE))
    caller.call("converse", modelId=MODEL, messages=[{"role": "user", "content": [picture]}])
    asked = json.loads(collected.only["provider_request_json"])
    assert asked["messages"][0]["content"][0]["image"]["source"] == {"bytes": "<not_instrumented>"}
    answered = json.loads(collected.only["provider_response_json"])
    assert answered["output"]["message"]["content"] == [{"text": "Paris is the capital."}]
    assert answered.keys().isdisjoint({"ResponseMetadata", "xproxy_result"})


def test_the_answer_of_a_stream_is_told_event_by_event(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    bedrock.streams(events(converse_parts(USAGE)))
    caller.events("converse_stream", **ASKED)
    told = [json.loads(text) for text in collected.only["provider_response_json"]]
    assert told[1]["contentBlockDelta"]["delta"] == {"text": "Paris is "}
    assert len(told) == 6


def test_content_stays_here_where_logging_is_off(collect: Any, bedrock: StandIn, caller: Caller) -> None:
    collected = collect(log_prompt_and_response=False)
    bedrock.streams(events(converse_parts(USAGE)))
    caller.events("converse_stream", **ASKED)
    bedrock.answers(converse_answer(USAGE))
    caller.call("converse", **ASKED)
    assert len(collected) == 2
    assert "France" not in json.dumps(list(collected))
    assert "capital" not in json.dumps(list(collected))


def test_an_abandoned_stream_is_recorded_with_what_is_known_of_it(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    bedrock.streams(events(converse_parts(USAGE)))
    caller.events("converse_stream", upto=2, **ASKED)
    told = collected.only
    # 30 characters asked and 9 read, at four characters a token.
    assert told["units"] == {"text": {"input": 8, "output": 3}}
    assert told["properties"]["system.failure"] == "stream_closed"
    assert "estimated" in told["properties"]["system.usage_marks"]


@unread
def test_a_stream_nobody_reads_is_recorded_once_it_is_dropped(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    bedrock.streams(events(converse_parts(USAGE)))
    caller.call("converse_stream", **ASKED)
    assert collected.only["properties"]["system.failure"] == "stream_closed"


def test_the_result_is_a_key_of_the_response(collected: Any, bedrock: StandIn, caller: Caller) -> None:
    bedrock.answers(converse_answer(USAGE))
    assert caller.call("converse", **ASKED)["xproxy_result"].request_id == bedrock.request_id


def test_the_result_is_on_the_last_event_only_where_that_was_asked_for(
    collect: Any, bedrock: StandIn, caller: Caller
) -> None:
    collect(add_streaming_xproxy_result=True)
    bedrock.streams(events(converse_parts(USAGE)))
    seen = caller.events("converse_stream", **ASKED)
    assert ["xproxy_result" in event for event in seen] == [False] * 5 + [True]
    assert seen[-1]["xproxy_result"].request_id == bedrock.request_id
