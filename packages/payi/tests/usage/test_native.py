"""The answers of InvokeModel are told apart by their shape, and counted by their headers where they count nothing."""

import json
from typing import Any

import pytest
from payi.usage import read
from payi.usage.native import characters_in, native_stream_dialect, native_usage

HEADERS = {
    "x-amzn-bedrock-input-token-count": "13",
    "x-amzn-bedrock-output-token-count": "5",
    "content-type": "application/json",
}
COUNTED: list[tuple[str, dict[str, Any], dict[str, int]]] = [
    (
        "anthropic",
        {"type": "message", "usage": {"input_tokens": 10, "cache_read_input_tokens": 90, "output_tokens": 4}},
        {"text.input": 10, "text_cache_read.input": 90, "text.output": 4},
    ),
    (
        "openai",
        {"choices": [], "usage": {"prompt_tokens": 20, "completion_tokens": 6, "total_tokens": 26}},
        {"text.input": 20, "text.output": 6},
    ),
    (
        "meta",
        {"generation": "hi", "prompt_token_count": 7, "generation_token_count": 2, "stop_reason": "stop"},
        {"text.input": 7, "text.output": 2},
    ),
    (
        "nova",
        {
            "usage": {
                "inputTokens": 8,
                "outputTokens": 3,
                "totalTokens": 61,
                "cacheReadInputTokenCount": 40,
                "cacheWriteInputTokenCount": 10,
            }
        },
        {"text.input": 8, "text.output": 3, "text_cache_read.input": 40, "text_cache_write.input": 10},
    ),
    (
        "titan text",
        {"inputTextTokenCount": 5, "results": [{"tokenCount": 30, "outputText": "yes"}]},
        {"text.input": 5, "text.output": 30},
    ),
    ("titan embed", {"embedding": [0.1, 0.2], "inputTextTokenCount": 9}, {"text.input": 9}),
    ("nova embed", {"embeddings": [], "inputTokenCount": 6}, {"text.input": 6}),
    ("cohere", {"generations": [{"text": "hi"}]}, {"text.input": 13, "text.output": 5}),
    ("mistral", {"outputs": [{"text": "hi", "stop_reason": "stop"}]}, {"text.input": 13, "text.output": 5}),
    ("ai21", {"completions": [{"data": {"text": "hi"}}]}, {"text.input": 13, "text.output": 5}),
    ("null counters", {"usage": None, "inputTextTokenCount": None}, {"text.input": 13, "text.output": 5}),
]


@pytest.mark.parametrize(("body", "units"), [row[1:] for row in COUNTED], ids=[row[0] for row in COUNTED])
def test_a_body_is_counted_by_its_own_counters_and_else_by_its_headers(
    body: dict[str, Any], units: dict[str, int]
) -> None:
    reading = read(*native_usage(body, HEADERS))
    assert (reading.units, reading.unread, reading.marks) == (
        units,
        (),
        reading.marks - {"usage_inconsistent"},
    )


def test_without_counters_and_headers_the_usage_is_missing() -> None:
    reading = read(*native_usage({"images": None}, {}))
    assert (reading.units, reading.marks) == ({}, {"usage_missing"})


def test_pictures_are_counted_where_a_model_returns_them() -> None:
    assert read("bedrock.invoke", None, {"images": [None, None]}).units == {"picture.output": 2}


METRICS = {"amazon-bedrock-invocationMetrics": {"inputTokenCount": 7, "outputTokenCount": 3}}
STREAMS: list[tuple[str, list[object], str]] = [
    ("anthropic", [{"message": {"usage": {"input_tokens": 7}}}, METRICS], "bedrock.invoke_messages.stream"),
    ("others", [{"usage": {"prompt_tokens": 7}, **METRICS}], "bedrock.invoke_stream.stream"),
    ("openai without metrics", [{"usage": {"prompt_tokens": 7}}], "bedrock.invoke_chat.stream"),
    ("broken off", [{"generation": "h"}, "no object"], "bedrock.invoke_stream.stream"),
]


@pytest.mark.parametrize(("chunks", "dialect"), [row[1:] for row in STREAMS], ids=[row[0] for row in STREAMS])
def test_a_stream_is_read_by_the_metrics_but_anthropics_by_its_own_usage(
    chunks: list[object], dialect: str
) -> None:
    assert native_stream_dialect(chunks) == dialect


GUARDED = {
    "amazon-bedrock-trace": {
        "guardrail": {"input": {"g": {"invocationMetrics": {"usage": {"topicPolicyUnits": 2}}}}}
    }
}


@pytest.mark.parametrize("dialect", ["bedrock.invoke", "bedrock.invoke_messages", "bedrock.invoke_chat"])
def test_a_guardrail_is_counted_around_every_makers_model(dialect: str) -> None:
    assert read(dialect, {}, GUARDED).units == {"guardrail_topic.input": 2}


def test_a_guardrail_is_counted_in_a_stream() -> None:
    assert read("bedrock.invoke_stream.stream", [{**METRICS, **GUARDED}]).units == {
        "text.input": 7,
        "text.output": 3,
        "guardrail_topic.input": 2,
    }


def test_characters_are_those_of_texts_and_not_of_names_or_media() -> None:
    request = {
        "system": [{"text": "four"}],
        "messages": [
            {
                "role": "user",
                "content": [{"type": "text", "text": "12345678"}, {"image": {"bytes": b"none"}}],
            },
            {"role": "assistant", "content": "three"},
        ],
    }
    assert characters_in(request) == len("four" + "12345678" + "three")


def test_nesting_without_end_is_not_followed_for_ever() -> None:
    assert characters_in(json.loads('{"a":' * 500 + '{"text":"x"}' + "}" * 500)) == 0
