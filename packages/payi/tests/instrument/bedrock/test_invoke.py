"""InvokeModel and its stream: every maker's shape, and every way to read a body."""

import json
from typing import Any

import pytest

from packages.payi.tests.instrument.bedrock.callers import Boto3, Caller
from packages.payi.tests.instrument.bedrock.stand_in import StandIn
from packages.payi.tests.instrument.bedrock.ways import WHOLE
from packages.payi.tests.instrument.bedrock.wire import anthropic_answer, anthropic_parts, chunks, metrics

CLAUDE = "anthropic.claude-sonnet-4-5-20250929-v1:0"
QUESTION = json.dumps(
    {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 50,
        "messages": [{"role": "user", "content": "What is the capital of France?"}],
    }
)
ASKED = {"modelId": CLAUDE, "body": QUESTION}
USAGE = {
    "input_tokens": 14,
    "cache_creation_input_tokens": 500,
    "cache_creation": {"ephemeral_5m_input_tokens": 200, "ephemeral_1h_input_tokens": 300},
    "cache_read_input_tokens": 1_000,
    "output_tokens": 6,
}
UNITS = {
    "text": {"input": 14, "output": 6},
    "text_cache_read": {"input": 1_000, "output": 0},
    "text_cache_write": {"input": 200, "output": 0},
    "text_cache_write_1h": {"input": 300, "output": 0},
}


def test_a_call_is_one_event_once_its_body_is_read(collected: Any, bedrock: StandIn, caller: Caller) -> None:
    bedrock.answers(anthropic_answer(USAGE))
    assert json.loads(caller.body(WHOLE, **ASKED)) == anthropic_answer(USAGE)
    told = collected.only
    assert told["units"] == UNITS
    assert (told["category"], told["resource"]) == ("system.aws.bedrock", CLAUDE)
    assert (told["provider_response_id"], told["http_status_code"]) == (bedrock.request_id, 200)
    assert "system.failure" not in (told.get("properties") or {})


def test_a_stream_is_one_event_and_the_caller_gets_every_chunk_of_it(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    parts = anthropic_parts({**USAGE, "output_tokens": 1}, {"output_tokens": 6}, **metrics(14, 6))
    bedrock.streams(chunks(parts))
    seen = caller.events("invoke_model_with_response_stream", **ASKED)
    assert [json.loads(event["chunk"]["bytes"]) for event in seen] == parts
    assert not any("xproxy_result" in event for event in seen)
    told = collected.only
    assert (told["units"], told["provider_response_id"]) == (UNITS, bedrock.request_id)
    assert 0 <= told["time_to_first_token_ms"] <= told["time_to_first_completion_token_ms"]


def test_the_result_is_on_the_chunk_with_the_metrics_only_where_that_was_asked_for(
    collect: Any, bedrock: StandIn, caller: Caller
) -> None:
    collect(add_streaming_xproxy_result=True)
    bedrock.streams(chunks([{"generation": "Paris"}, {"generation": "", **metrics(14, 6)}]))
    seen = caller.events("invoke_model_with_response_stream", **ASKED)
    assert ["xproxy_result" in event for event in seen] == [False, True]


def test_the_result_is_a_key_of_the_response(collected: Any, bedrock: StandIn) -> None:
    bedrock.answers(anthropic_answer(USAGE))
    with Boto3(bedrock.url).client() as client:
        response = client.invoke_model(**ASKED)
        response["body"].read()
    assert response["xproxy_result"].request_id == bedrock.request_id


@pytest.mark.parametrize(
    "model", ["arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2", CLAUDE]
)
def test_the_shape_of_the_answer_decides_how_it_is_read_and_not_the_name(
    collected: Any, bedrock: StandIn, caller: Caller, model: str
) -> None:
    bedrock.counts({"generation": "Paris", "prompt_token_count": 14, "generation_token_count": 6}, 14, 6)
    caller.body(WHOLE, modelId=model, body=QUESTION)
    assert collected.only["units"] == {"text": {"input": 14, "output": 6}}


def test_a_model_that_counts_nothing_is_counted_by_the_headers(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    bedrock.counts({"id": "1", "embeddings": [[0.1, 0.2]], "response_type": "embeddings_floats"}, 14, 0)
    caller.body(
        WHOLE, modelId="cohere.embed-english-v3", body='{"texts":["Paris"],"input_type":"search_query"}'
    )
    assert collected.only["units"] == {"text": {"input": 14, "output": 0}}


def test_embeddings_are_counted_by_the_headers_without_being_decoded(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    body = b'{"embedding": [0.1, 0.2], "inputTextTokenCount": 99}'
    bedrock.counts(body, 14, 0)
    assert caller.body(WHOLE, modelId="amazon.titan-embed-text-v1", body='{"inputText":"Paris"}') == body
    assert collected.only["units"] == {"text": {"input": 14, "output": 0}}


def test_embeddings_without_counting_headers_are_counted_by_their_body(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    bedrock.answers({"embedding": [0.1, 0.2], "inputTextTokenCount": 14})
    caller.body(WHOLE, modelId="amazon.titan-embed-text-v1", body='{"inputText":"Paris"}')
    assert collected.only["units"] == {"text": {"input": 14, "output": 0}}


def test_pictures_are_counted(collected: Any, bedrock: StandIn, caller: Caller) -> None:
    bedrock.answers({"images": ["aGVsbG8=", "aGVsbG8="], "error": None})
    caller.body(WHOLE, modelId="amazon.nova-canvas-v1:0", body='{"taskType":"TEXT_IMAGE"}')
    assert collected.only["units"] == {"picture": {"input": 0, "output": 2}}


@pytest.mark.parametrize("body", [b"", b"no JSON", b"[1, 2]", b"null", b'{"usage": 7}', b'{"results": 5}'])
def test_a_body_of_no_known_shape_reaches_the_caller_and_is_recorded(
    collected: Any, bedrock: StandIn, caller: Caller, body: bytes
) -> None:
    bedrock.answers(body)
    assert caller.body(WHOLE, **ASKED) == body
    assert collected.only["units"] == {}


CHAT_CALL = {"id": "1", "type": "function", "function": {"name": "weather", "arguments": '{"city":"Paris"}'}}
CALLING = [
    {"content": [{"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {"city": "Paris"}}]},
    {"choices": [{"message": {"role": "assistant", "content": None, "tool_calls": [CHAT_CALL]}}]},
    {
        "output": {
            "message": {
                "content": [{"toolUse": {"toolUseId": "1", "name": "weather", "input": {"city": "Paris"}}}]
            }
        }
    },
]


@pytest.mark.parametrize("body", CALLING, ids=["anthropic", "openai", "nova"])
def test_function_calls_are_told_in_every_makers_shape(
    collected: Any, bedrock: StandIn, caller: Caller, body: dict[str, Any]
) -> None:
    bedrock.counts(body, 14, 6)
    caller.body(WHOLE, **ASKED)
    (called,) = collected.only["provider_response_function_calls"]
    assert (called["name"], json.loads(called["arguments"])) == ("weather", {"city": "Paris"})


CALLING_IN_CHUNKS = [
    [
        {
            "type": "content_block_start",
            "index": 0,
            "content_block": {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {}},
        },
        *(
            {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "input_json_delta", "partial_json": piece},
            }
            for piece in ('{"city":', '"Paris"}')
        ),
    ],
    [
        {
            "choices": [
                {"delta": {"tool_calls": [{"index": 0, "function": {"name": "weather", "arguments": ""}}]}}
            ]
        },
        *(
            {"choices": [{"delta": {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}}]}
            for piece in ('{"city":', '"Paris"}')
        ),
    ],
    [
        {
            "contentBlockStart": {
                "start": {"toolUse": {"toolUseId": "1", "name": "weather"}},
                "contentBlockIndex": 0,
            }
        },
        *(
            {"contentBlockDelta": {"delta": {"toolUse": {"input": piece}}, "contentBlockIndex": 0}}
            for piece in ('{"city":', '"Paris"}')
        ),
    ],
]


@pytest.mark.parametrize("parts", CALLING_IN_CHUNKS, ids=["anthropic", "openai", "nova"])
def test_function_calls_of_a_stream_are_put_together_also_that_at_index_0(
    collected: Any, bedrock: StandIn, caller: Caller, parts: list[dict[str, Any]]
) -> None:
    bedrock.streams(chunks([*parts, metrics(14, 6)]))
    caller.events("invoke_model_with_response_stream", **ASKED)
    assert collected.only["provider_response_function_calls"] == [
        {"name": "weather", "arguments": '{"city":"Paris"}'}
    ]


def test_prompt_and_answer_are_told_as_they_went_over_the_wire(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    bedrock.answers(anthropic_answer(USAGE))
    caller.body(WHOLE, **ASKED)
    told = collected.only
    assert json.loads(told["provider_request_json"])["body"] == json.loads(QUESTION)
    assert json.loads(told["provider_response_json"]) == anthropic_answer(USAGE)


def test_the_answer_of_a_stream_is_told_chunk_by_chunk(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    parts = [{"generation": "Paris"}, metrics(14, 6)]
    bedrock.streams(chunks(parts))
    caller.events("invoke_model_with_response_stream", **ASKED)
    assert [json.loads(text) for text in collected.only["provider_response_json"]] == parts


def test_content_stays_here_where_logging_is_off(collect: Any, bedrock: StandIn, caller: Caller) -> None:
    collected = collect(log_prompt_and_response=False)
    bedrock.answers(anthropic_answer(USAGE))
    caller.body(WHOLE, **ASKED)
    bedrock.streams(chunks([{"generation": "Paris"}, metrics(14, 6)]))
    caller.events("invoke_model_with_response_stream", **ASKED)
    assert len(collected) == 2
    assert "Paris" not in json.dumps(list(collected))
    assert "France" not in json.dumps(list(collected))


def test_a_stream_that_is_abandoned_before_its_usage_is_estimated(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    bedrock.streams(chunks([{"generation": "Paris is "}, {"generation": "the capital."}, metrics(14, 6)]))
    caller.events("invoke_model_with_response_stream", upto=1, **ASKED)
    told = collected.only
    # 30 characters asked and 9 read, at four characters a token.
    assert told["units"] == {"text": {"input": 8, "output": 3}}
    assert told["properties"]["system.failure"] == "stream_closed"


def test_a_stream_of_anthropic_that_is_abandoned_keeps_its_exact_input(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    bedrock.streams(
        chunks(anthropic_parts({**USAGE, "output_tokens": 1}, {"output_tokens": 6}, **metrics(14, 6)))
    )
    caller.events("invoke_model_with_response_stream", upto=3, **ASKED)
    told = collected.only
    assert told["units"] == {**UNITS, "text": {"input": 14, "output": 3}}
    assert "estimated" in told["properties"]["system.usage_marks"]
