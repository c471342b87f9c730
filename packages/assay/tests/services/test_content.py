"""Content that is kept has no inline data, no secrets and no persons in it."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from assay.services.content import body_of, calls_of, redacted, without_arguments
from assay.services.event import Event


def event(**content: Any) -> Event:
    fields = {name: msgspec.Raw(msgspec.json.encode(value)) for name, value in content.items()}
    return Event(category="c", units={}, **fields)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("write to ada@example.org today", "write to [email] today"),
        ("key sk-abcdefghij0123456789XYZ.", "key [key]."),
        ("AKIAIOSFODNN7EXAMPLE", "[key]"),
        ("Authorization: Bearer abcdefghijklmnop0123", "Authorization: [key]"),
        ("card 4111 1111 1111 1111!", "card [card]!"),
        ("call +49 (30) 1234-5678", "call [phone]"),
        ("data:image/png;base64," + "A" * 400, "data:image/png;base64,[400 characters of inline data]"),
        (
            "nothing of the kind: 2025-06-01 12:30, 4 711 items",
            "nothing of the kind: 2025-06-01 12:30, 4 711 items",
        ),
    ],
)
def test_redaction(text: str, kept: str) -> None:
    assert redacted(text) == kept


def test_redaction_of_long_hostile_text_takes_no_time() -> None:
    """Patterns that backtrack would not come back from this."""
    for text in ("a@" * 50_000, "+1" * 50_000, "a." * 50_000 + "@", "1234 " * 50_000):
        redacted(text)


def test_secrets_in_headers_are_masked_whatever_their_case() -> None:
    headers = [
        {"name": "Authorization", "value": "Bearer x"},
        {"name": "x-trace", "value": "7"},
        {"name": "Cookie"},
    ]
    body = body_of(event(provider_request_headers=headers), "r", 0, "app")
    assert json.loads(body.request_headers) == [
        {"name": "Authorization", "value": "[masked]"},
        {"name": "x-trace", "value": "7"},
        {"name": "Cookie", "value": "[masked]"},
    ]


def test_a_prompt_is_kept_as_its_text_and_a_stream_as_the_list_of_its_chunks() -> None:
    body = body_of(event(provider_request_json='{"a": 1}', provider_response_json=["x", "y"]), "r", 0, "app")
    assert (body.request, body.response) == ('{"a": 1}', '["x","y"]')


@pytest.mark.parametrize("nothing", [{}, {"provider_request_json": None}, {"provider_request_headers": 5}])
def test_without_content_there_is_no_body(nothing: dict[str, Any]) -> None:
    assert body_of(event(**nothing), "r", 0, "app") is None


def test_arguments_of_function_calls_are_content_and_names_are_not() -> None:
    sent = event(
        provider_response_function_calls=[{"name": "f", "arguments": "ada@example.org"}, {"no": 1}, 7]
    )
    assert calls_of(sent, arguments=False) == '[{"name":"f"}]'
    whole = calls_of(sent, arguments=True)
    assert whole == '[{"name":"f","arguments":"[email]"}]'
    assert without_arguments(whole) == '[{"name":"f"}]'
