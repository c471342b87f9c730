"""What Bedrock's runtime sends, byte by byte: JSON answers, and AWS event streams with both of their checksums.

Source: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html (the frame), and the
API reference of Bedrock's runtime for the events. `p` is the padding that Bedrock adds to every event.
"""

import base64
import json
import struct
from binascii import crc32
from collections.abc import Iterable, Mapping
from typing import Any

from botocore.loaders import Loader

_STRING = 7

# What the installed botocore takes from an answer: the rest it drops, before anybody sees it.
_SHAPES = Loader().load_service_model("bedrock-runtime", "service-2")["shapes"]


def understood(shape: str, content: Mapping[str, Any]) -> dict[str, Any]:
    known = _SHAPES.get(shape, {}).get("members", {})
    return {name: value for name, value in content.items() if name in known}


def frame(headers: Mapping[str, str], payload: bytes) -> bytes:
    """One message: lengths, checksum of the lengths, headers, payload, checksum of all before."""
    encoded = b"".join(_header(name, value) for name, value in headers.items())
    prelude = struct.pack("!II", 12 + len(encoded) + len(payload) + 4, len(encoded))
    message = prelude + struct.pack("!I", crc32(prelude)) + encoded + payload
    return message + struct.pack("!I", crc32(message))


def _header(name: str, value: str) -> bytes:
    name_bytes, value_bytes = name.encode(), value.encode()
    return (
        struct.pack("!B", len(name_bytes))
        + name_bytes
        + struct.pack("!BH", _STRING, len(value_bytes))
        + value_bytes
    )


def event(kind: str, content: Mapping[str, Any]) -> bytes:
    headers = {":event-type": kind, ":content-type": "application/json", ":message-type": "event"}
    return frame(headers, json.dumps({**content, "p": "abcdefghijkl"}).encode())


def exception(kind: str, message: str) -> bytes:
    headers = {":exception-type": kind, ":content-type": "application/json", ":message-type": "exception"}
    return frame(headers, json.dumps({"message": message}).encode())


def events(parts: Iterable[Mapping[str, Mapping[str, Any]]]) -> list[bytes]:
    """The frames of a ConverseStream: each part is `{event: content}`."""
    return [event(kind, content) for part in parts for kind, content in part.items()]


def chunks(parts: Iterable[Mapping[str, Any]]) -> list[bytes]:
    """The frames of an InvokeModelWithResponseStream, whose model wrote these parts."""
    return [event("chunk", {"bytes": base64.b64encode(json.dumps(part).encode()).decode()}) for part in parts]


def converse_answer(usage: Mapping[str, Any] | None, **more: Any) -> dict[str, Any]:
    return {
        "output": {"message": {"role": "assistant", "content": [{"text": "Paris is the capital."}]}},
        "stopReason": "end_turn",
        "usage": usage,
        "metrics": {"latencyMs": 551},
        **more,
    }


def converse_parts(usage: Mapping[str, Any], **more: Any) -> list[dict[str, Any]]:
    return [
        {"messageStart": {"role": "assistant"}},
        {"contentBlockDelta": {"delta": {"text": "Paris is "}, "contentBlockIndex": 0}},
        {"contentBlockDelta": {"delta": {"text": "the capital."}, "contentBlockIndex": 0}},
        {"contentBlockStop": {"contentBlockIndex": 0}},
        {"messageStop": {"stopReason": "end_turn"}},
        {"metadata": {"usage": usage, "metrics": {"latencyMs": 551}, **more}},
    ]


def metrics(input_tokens: int, output_tokens: int, **more: int) -> dict[str, Any]:
    """What Bedrock adds to the last chunk of every maker's stream."""
    return {
        "amazon-bedrock-invocationMetrics": {
            "inputTokenCount": input_tokens,
            "outputTokenCount": output_tokens,
            "invocationLatency": 4069,
            "firstByteLatency": 1117,
            **more,
        }
    }


def anthropic_answer(usage: Mapping[str, Any] | None, **more: Any) -> dict[str, Any]:
    return {
        "id": "msg_bdrk_01XFDUDYJgAACzvnptvVoYEL",
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-4-5-20250929",
        "content": [{"type": "text", "text": "Paris is the capital."}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": usage,
        **more,
    }


def anthropic_parts(start: Mapping[str, Any], end: Mapping[str, Any], **more: Any) -> list[dict[str, Any]]:
    return [
        {"type": "message_start", "message": anthropic_answer(start, content=[], stop_reason=None)},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Paris is "}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "the capital."}},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": end},
        {"type": "message_stop", **more},
    ]
