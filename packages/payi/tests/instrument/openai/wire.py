"""What OpenAI's interfaces send, as JSON and as server-sent events.

Source: https://platform.openai.com/docs/api-reference; shapes as answered by the interfaces themselves.
"""

import json
from collections.abc import Iterable
from typing import Any

MODEL = "gpt-4o-mini-2024-07-18"
CHAT_ID = "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT"
TEXT_ID = "cmpl-uqkvlQyYK7bGYrRHQ0eXlWi7"
RESPONSE_ID = "resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b"
CHAT_USAGE: dict[str, Any] = {
    "prompt_tokens": 2006,
    "completion_tokens": 300,
    "total_tokens": 2306,
    "prompt_tokens_details": {"cached_tokens": 1920, "audio_tokens": 0},
    "completion_tokens_details": {
        "reasoning_tokens": 64,
        "audio_tokens": 0,
        "accepted_prediction_tokens": 0,
        "rejected_prediction_tokens": 0,
    },
}
CHAT_UNITS = {
    "text": {"input": 86, "output": 236},
    "text_cache_read": {"input": 1920, "output": 0},
    "reasoning": {"input": 0, "output": 64},
}
RESPONSE_USAGE: dict[str, Any] = {
    "input_tokens": 2006,
    "input_tokens_details": {"cached_tokens": 1920},
    "output_tokens": 300,
    "output_tokens_details": {"reasoning_tokens": 64},
    "total_tokens": 2306,
}


DONE = b"data: [DONE]\n\n"


def message(content: str | None = "Paris.", **fields: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": content, "refusal": None, "annotations": [], **fields}


def chat(usage: Any = CHAT_USAGE, answer: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    choice = {
        "index": 0,
        "message": answer or message(),
        "logprobs": None,
        "finish_reason": "stop",
    }
    return {
        "id": CHAT_ID,
        "object": "chat.completion",
        "created": 1741569952,
        "model": MODEL,
        "choices": [choice],
        "usage": usage,
        "service_tier": "default",
        "system_fingerprint": "fp_06737a9306",
        **fields,
    }


def chat_chunk(delta: dict[str, Any] | None = None, *, usage: Any = None, **fields: Any) -> dict[str, Any]:
    """A piece of a completion; without a delta, the last chunk, which only tells the usage."""
    choices = [] if delta is None else [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}]
    return {
        "id": CHAT_ID,
        "object": "chat.completion.chunk",
        "created": 1741569952,
        "model": MODEL,
        "service_tier": "default",
        "system_fingerprint": "fp_06737a9306",
        "choices": choices,
        "usage": usage,
        **fields,
    }


def chat_chunks(usage: Any = CHAT_USAGE, *deltas: dict[str, Any]) -> list[dict[str, Any]]:
    spoken = deltas or ({"content": "Par"}, {"content": "is."})
    chunks = [chat_chunk({"role": "assistant", "content": "", "refusal": None}), *map(chat_chunk, spoken)]
    chunks.append(chat_chunk({}))
    chunks[-1]["choices"][0]["finish_reason"] = "stop"
    return chunks if usage is None else [*chunks, chat_chunk(usage=usage)]


def completion(usage: Any = CHAT_USAGE, **fields: Any) -> dict[str, Any]:
    return {
        "id": TEXT_ID,
        "object": "text_completion",
        "created": 1741569952,
        "model": "gpt-3.5-turbo-instruct",
        "choices": [{"text": "Paris.", "index": 0, "logprobs": None, "finish_reason": "stop"}],
        "usage": usage,
        **fields,
    }


def completion_chunks(usage: Any = CHAT_USAGE) -> list[dict[str, Any]]:
    def piece(text: str) -> dict[str, Any]:
        return {"text": text, "index": 0, "logprobs": None, "finish_reason": None}

    pieces = [completion(None, choices=[piece("Par")]), completion(None, choices=[piece("is.")])]
    return pieces if usage is None else [*pieces, completion(usage, choices=[])]


def output_message(text: str = "Paris.") -> dict[str, Any]:
    return {
        "type": "message",
        "id": "msg_67ccd2bf17f0819081ff3bb2cf6508e6",
        "status": "completed",
        "role": "assistant",
        "content": [{"type": "output_text", "text": text, "annotations": [], "logprobs": []}],
    }


def response(usage: Any = RESPONSE_USAGE, **fields: Any) -> dict[str, Any]:
    return {
        "id": RESPONSE_ID,
        "object": "response",
        "created_at": 1741476542,
        "status": "completed",
        "background": False,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "max_output_tokens": None,
        "model": MODEL,
        "output": [output_message()],
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "reasoning": {"effort": None, "summary": None},
        "service_tier": "default",
        "store": True,
        "temperature": 1.0,
        "text": {"format": {"type": "text"}},
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "truncation": "disabled",
        "usage": usage,
        "user": None,
        "metadata": {},
        **fields,
    }


def response_events(usage: Any = RESPONSE_USAGE, **fields: Any) -> list[dict[str, Any]]:
    """All events of one message; `fields` are of the response they end with."""
    item = output_message()
    opening = {**fields, "status": "in_progress", "output": []}
    at = {"item_id": item["id"], "output_index": 0, "content_index": 0}
    empty_part = {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
    events = [
        {"type": "response.created", "response": response(None, **opening)},
        {"type": "response.in_progress", "response": response(None, **opening)},
        {
            "type": "response.output_item.added",
            "output_index": 0,
            "item": {**item, "status": "in_progress", "content": []},
        },
        {"type": "response.content_part.added", **at, "part": empty_part},
        {"type": "response.output_text.delta", **at, "delta": "Par", "logprobs": []},
        {"type": "response.output_text.delta", **at, "delta": "is.", "logprobs": []},
        {"type": "response.output_text.done", **at, "text": "Paris.", "logprobs": []},
        {"type": "response.content_part.done", **at, "part": item["content"][0]},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": response(usage, **fields)},
    ]
    return [{**event, "sequence_number": number} for number, event in enumerate(events)]


def embeddings() -> dict[str, Any]:
    vector = [0.0023064255, -0.009327292, -0.0028842222]
    return {
        "object": "list",
        "data": [{"object": "embedding", "index": 0, "embedding": vector}],
        "model": "text-embedding-3-small",
        "usage": {"prompt_tokens": 8, "total_tokens": 8},
    }


IMAGE_USAGE: dict[str, Any] = {
    "total_tokens": 4350,
    "input_tokens": 150,
    "output_tokens": 4200,
    "input_tokens_details": {"text_tokens": 50, "image_tokens": 100},
}
IMAGE_UNITS = {
    "text": {"input": 50, "output": 0},
    "vision": {"input": 100, "output": 0},
    "image": {"input": 0, "output": 4200},
}
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="


def images(usage: Any = IMAGE_USAGE, pictures: int = 1) -> dict[str, Any]:
    return {"created": 1713833628, "data": [{"b64_json": PICTURE}] * pictures, "usage": usage}


def image_events(kind: str) -> list[dict[str, Any]]:
    drawn = {
        "b64_json": PICTURE,
        "created_at": 1713833628,
        "size": "1024x1024",
        "quality": "high",
        "background": "opaque",
        "output_format": "png",
    }
    return [
        {"type": f"{kind}.partial_image", "partial_image_index": 0, **drawn},
        {"type": f"{kind}.completed", "usage": IMAGE_USAGE, **drawn},
    ]


TRANSCRIPT_USAGE: dict[str, Any] = {
    "type": "tokens",
    "input_tokens": 1300,
    "input_token_details": {"text_tokens": 0, "audio_tokens": 1300},
    "output_tokens": 210,
    "total_tokens": 1510,
}
TRANSCRIPT_UNITS = {"audio": {"input": 1300, "output": 0}, "text": {"input": 0, "output": 210}}


def transcript(usage: Any = TRANSCRIPT_USAGE) -> dict[str, Any]:
    return {"text": "Imagine the wildest idea.", "usage": usage}


def transcript_events() -> list[dict[str, Any]]:
    return [
        {"type": "transcript.text.delta", "delta": "Imagine the wildest "},
        {"type": "transcript.text.delta", "delta": "idea."},
        {
            "type": "transcript.text.done",
            "text": "Imagine the wildest idea.",
            "usage": TRANSCRIPT_USAGE,
        },
    ]


def speech_events() -> list[dict[str, Any]]:
    usage = {"input_tokens": 14, "output_tokens": 101, "total_tokens": 115}
    return [
        {"type": "speech.audio.delta", "audio": "SUQzBAAAAAAA"},
        {"type": "speech.audio.done", "usage": usage},
    ]


def error(message: str, code: str | None, kind: str = "invalid_request_error") -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def server_sent(events: Iterable[dict[str, Any]]) -> Iterable[bytes]:
    """Chat sends data only and ends with `[DONE]`; events that have a type are named by it, and end by it."""
    named = False
    for event in events:
        named = "type" in event
        name = f"event: {event['type']}\n" if named else ""
        yield f"{name}data: {json.dumps(event)}\n\n".encode()
    if not named:
        yield DONE


def batch_results() -> bytes:
    """A batch's output file: a line a request, in the order they were done."""
    lines = [
        {"status_code": 200, "request_id": "req_1", "body": chat()},
        {"status_code": 200, "request_id": "req_2", "body": response()},
        {"status_code": 200, "request_id": "req_3", "body": embeddings()},
        {"status_code": 400, "request_id": "req_4", "body": error("Too long", "context_length_exceeded")},
        None,
    ]
    return b"".join(
        json.dumps(
            {"id": f"batch_req_{number}", "custom_id": f"request-{number}", "response": line, "error": None}
        ).encode()
        + b"\n"
        for number, line in enumerate(lines)
    )
