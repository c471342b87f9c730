"""What Anthropic's interface sends, as the bytes it sends them in.

Source: https://platform.claude.com/docs/en/build-with-claude/streaming and .../api/messages; the frames of Bedrock
are those of https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html.
"""

import base64
import json
import struct
from binascii import crc32
from collections.abc import Iterator
from typing import Any

MODEL = "claude-opus-4-6"
MESSAGE_ID = "msg_013Zva2CMHLNnjNjJJKqJ2EF"
REQUEST_ID = "req_018EeWyXxfu5pfWkrYcMdjWG"
TEXT = "The capital is Paris."

USAGE: dict[str, Any] = {
    "input_tokens": 25,
    "cache_creation_input_tokens": 30,
    "cache_read_input_tokens": 40,
    "cache_creation": {"ephemeral_5m_input_tokens": 10, "ephemeral_1h_input_tokens": 20},
    "output_tokens": 15,
    "server_tool_use": {"web_search_requests": 2, "web_fetch_requests": 0},
    "service_tier": "standard",
    "inference_geo": "not_available",
}
UNITS = {
    "text": {"input": 25, "output": 15},
    "text_cache_write": {"input": 10, "output": 0},
    "text_cache_write_1h": {"input": 20, "output": 0},
    "text_cache_read": {"input": 40, "output": 0},
    "web_search_request": {"input": 0, "output": 2},
}
TEXT_BLOCK = {"type": "text", "text": TEXT}
THINKING_BLOCK = {"type": "thinking", "thinking": "France, so Paris.", "signature": "EqQBCgIYAhIM"}
TOOL_BLOCK = {
    "type": "tool_use",
    "id": "toolu_01T1x1fJ34qAmk2tNTrN7Up6",
    "name": "get_weather",
    "input": {"location": "Paris"},
}
# Counts that the last event of a stream repeats, all of them so far.
_FINAL_COUNTS = (
    "input_tokens",
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
    "output_tokens",
    "output_tokens_details",
    "server_tool_use",
)


def message(content: list[dict[str, Any]], usage: Any, **changes: Any) -> dict[str, Any]:
    return {
        "model": MODEL,
        "id": MESSAGE_ID,
        "type": "message",
        "role": "assistant",
        "content": content,
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": usage,
        **changes,
    }


def events(content: list[dict[str, Any]], usage: dict[str, Any], **changes: Any) -> Iterator[dict[str, Any]]:
    """A message as the events of its stream; the output count of the first is provisional."""
    opening = {
        name: value
        for name, value in usage.items()
        if name not in ("output_tokens", "output_tokens_details", "server_tool_use")
    }
    start = message([], {**opening, "output_tokens": 1}, stop_reason=None, **changes)
    yield {"type": "message_start", "message": start}
    for index, block in enumerate(content):
        yield {"type": "content_block_start", "index": index, "content_block": _emptied(block)}
        if index == 0:
            yield {"type": "ping"}
        for delta in _deltas(block):
            yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
    yield {
        "type": "message_delta",
        "delta": {"stop_reason": "end_turn", "stop_sequence": None},
        "usage": {name: usage[name] for name in _FINAL_COUNTS if name in usage},
    }
    yield {"type": "message_stop"}


def _emptied(block: dict[str, Any]) -> dict[str, Any]:
    empty = {"text": {"text": ""}, "thinking": {"thinking": "", "signature": ""}, "tool_use": {"input": {}}}
    return {**block, **empty[block["type"]]}


def _deltas(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if block["type"] == "text":
        for piece in _halves(block["text"]):
            yield {"type": "text_delta", "text": piece}
    elif block["type"] == "thinking":
        for piece in _halves(block["thinking"]):
            yield {"type": "thinking_delta", "thinking": piece}
        yield {"type": "signature_delta", "signature": block["signature"]}
    else:
        for piece in ("", *_halves(json.dumps(block["input"]))):
            yield {"type": "input_json_delta", "partial_json": piece}


def _halves(text: str) -> tuple[str, str]:
    return text[: len(text) // 2], text[len(text) // 2 :]


def server_sent(event: dict[str, Any]) -> bytes:
    return f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()


def framed(event: dict[str, Any]) -> bytes:
    """One event of Bedrock's `invoke-with-response-stream`."""
    payload = json.dumps(
        {"bytes": base64.b64encode(json.dumps(event).encode()).decode(), "p": "abcdef"}
    ).encode()
    return _frame({":event-type": "chunk", ":message-type": "event"}, payload)


def framed_exception(kind: str, text: str) -> bytes:
    payload = json.dumps({"message": text}).encode()
    return _frame({":exception-type": kind, ":message-type": "exception"}, payload)


def _frame(headers: dict[str, str], payload: bytes) -> bytes:
    block = b"".join(
        struct.pack("!B", len(name)) + name.encode() + struct.pack("!BH", 7, len(value)) + value.encode()
        for name, value in {**headers, ":content-type": "application/json"}.items()
    )
    prelude = struct.pack("!II", len(block) + len(payload) + 16, len(block))
    body = prelude + struct.pack("!I", crc32(prelude)) + block + payload
    return body + struct.pack("!I", crc32(body))


def error(kind: str, text: str) -> dict[str, Any]:
    return {
        "type": "error",
        "error": {"type": kind, "message": text},
        "request_id": "req_011CSHoEeqs5C35K2UUqR7Fy",
    }
