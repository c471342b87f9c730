"""Content (prompts, completions, headers, arguments) made fit to be kept: no inline data, no secrets, no
persons.

Everything here works on text as it was sent and never fails: what cannot be read is kept as redacted text.
"""

from __future__ import annotations

import re
from typing import Any, cast

import msgspec

from assay.domain.facts import Body
from assay.services.event import Event

MASK = "[masked]"
SECRET_HEADERS = frozenset(
    {
        *("authorization", "proxy-authorization", "api-key", "x-api-key", "xproxy-api-key"),
        *("x-goog-api-key", "cookie", "set-cookie", "x-amz-security-token"),
    }
)
_INLINE_DATA = re.compile(r"[A-Za-z0-9+/_-]{256,}={0,2}")
_REDACTIONS = (
    (
        re.compile(r"\b(?:sk|pk|rk|assay)[-_][A-Za-z0-9_-]{16,}|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{30,}"),
        "[key]",
    ),
    (re.compile(r"(?i)\bbearer\s+[A-Za-z0-9._~+/-]{16,}"), "[key]"),
    (re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"), "[email]"),
    (re.compile(r"\b\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{1,7}\b"), "[card]"),
    (re.compile(r"\+\d[\d ()-]{7,18}\d"), "[phone]"),
)


def redacted(text: str) -> str:
    """The text without inline binary data, keys, e-mail addresses, card and phone numbers."""
    text = _INLINE_DATA.sub(lambda data: f"[{len(data[0])} characters of inline data]", text)
    for pattern, replacement in _REDACTIONS:
        text = pattern.sub(replacement, text)
    return text


def body_of(event: Event, request_id: str, ts: int, app: str) -> Body | None:
    """What is kept of the content of an event; None when it carries none."""
    body = Body(
        request_id,
        ts,
        app,
        request=redacted(_text(event.provider_request_json)),
        response=redacted(_text(event.provider_response_json)),
        reasoning=redacted(_text(event.provider_request_reasoning_json)),
        request_headers=_headers(event.provider_request_headers),
        response_headers=_headers(event.provider_response_headers),
    )
    kept = body.request or body.response or body.reasoning or body.request_headers or body.response_headers
    return body if kept else None


def calls_of(event: Event, *, arguments: bool) -> str:
    """The function calls of a response as JSON text: names, and redacted arguments where content is kept."""
    calls: list[dict[str, str]] = []
    for call in _objects(event.provider_response_function_calls):
        name = call.get("name")
        if isinstance(name, str) and name:
            given = call.get("arguments")
            kept = {"arguments": redacted(given)} if arguments and isinstance(given, str) else {}
            calls.append({"name": name, **kept})
    return msgspec.json.encode(calls).decode() if calls else ""


def without_arguments(calls: str) -> str:
    """Function calls reduced to their names."""
    if not calls:
        return ""
    return msgspec.json.encode([{"name": call["name"]} for call in msgspec.json.decode(calls)]).decode()


def _text(sent: msgspec.Raw) -> str:
    """A JSON string as its text, anything else (a list of stream chunks, say) as JSON."""
    json = bytes(sent)
    if json in (b"", b"null"):
        return ""
    return msgspec.json.decode(json, type=str) if json.startswith(b'"') else json.decode()


def _headers(sent: msgspec.Raw) -> str:
    headers = [_masked(header) for header in _objects(sent)]
    return msgspec.json.encode(headers).decode() if headers else ""


def _masked(header: dict[str, Any]) -> dict[str, str]:
    name, value = str(header.get("name", "")), str(header.get("value") or "")
    return {"name": name, "value": MASK if name.lower() in SECRET_HEADERS else redacted(value)}


def _objects(sent: msgspec.Raw) -> list[dict[str, Any]]:
    value = msgspec.json.decode(sent) if sent else None
    if not isinstance(value, list):
        return []
    return [cast("dict[str, Any]", item) for item in cast("list[Any]", value) if isinstance(item, dict)]
