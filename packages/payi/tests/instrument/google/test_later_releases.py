"""What google-genai hands on only in its later releases: ids and headers of answers, errors within streams."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from google.genai import types
from google.genai.errors import ServerError

from packages.payi.tests.instrument.conftest import Collecting

Json = dict[str, Any]
USAGE = {"promptTokenCount": 12, "candidatesTokenCount": 5}
ASKING: Json = {"model": "gemini-2.5-flash", "contents": "Say hello."}


def test_an_event_has_the_id_of_the_answer(
    collected: Collecting, either: Any, google_api: Any, answered: Callable[..., Json]
) -> None:
    google_api.answers(answered("Hello", USAGE))
    google_api.streams(answered("Hello", USAGE, responseId="resp-2"))
    either("models.generate_content", **ASKING)
    either("models.generate_content_stream", **ASKING)
    assert [event["provider_response_id"] for event in collected] == ["resp-1", "resp-2"]


class TestTiers:
    def test_the_gemini_api_names_its_tier_in_a_header(
        self, collected: Collecting, gemini: Any, google_api: Any, answered: Callable[..., Json]
    ) -> None:
        google_api.answers(answered("Hello", USAGE), headers={"X-Gemini-Service-Tier": "flex"})
        gemini("models.generate_content", **ASKING)
        assert [event["units"] for event in collected] == [{"text_flex": {"input": 12, "output": 5}}]

    def test_so_does_its_stream(
        self, collected: Collecting, gemini: Any, google_api: Any, streamed: Callable[..., list[Json]]
    ) -> None:
        google_api.streams(*streamed({}, USAGE), headers={"X-Gemini-Service-Tier": "priority"})
        gemini("models.generate_content_stream", **ASKING)
        assert [event["units"] for event in collected] == [{"text_priority": {"input": 12, "output": 5}}]


def test_headers_of_the_answer_are_recorded(
    collected: Collecting, either: Any, google_api: Any, answered: Callable[..., Json]
) -> None:
    google_api.answers(answered("Hello", USAGE), headers={"X-Vertex-AI-Trace": "4711"})
    either("models.generate_content", **ASKING)
    headers = {name.lower(): value for name, value in _headers(collected.only).items()}
    assert headers["x-vertex-ai-trace"] == "4711"


def _headers(event: Json) -> dict[str, Any]:
    given = event["provider_response_headers"]
    return given if isinstance(given, dict) else {header["name"]: header["value"] for header in given}


def test_an_error_in_the_middle_of_a_stream_has_its_status(
    collected: Collecting, either: Any, google_api: Any, streamed: Callable[..., list[Json]]
) -> None:
    error = {"error": {"code": 503, "message": "overloaded", "status": "UNAVAILABLE"}}
    google_api.streams(streamed(USAGE, {})[0], error)
    with pytest.raises(ServerError):
        either("models.generate_content_stream", **ASKING)
    event = collected.only
    assert (event["http_status_code"], event["units"]) == (503, {"text": {"input": 12, "output": 5}})


def test_a_response_that_is_handed_over_unread_is_counted_all_the_same(
    collected: Collecting, either: Any, google_api: Any, answered: Callable[..., Json]
) -> None:
    google_api.answers(answered("Hello", USAGE))
    config = types.GenerateContentConfig(should_return_http_response=True)
    response = either("models.generate_content", **ASKING, config=config)
    assert json.loads(response.sdk_http_response.body) == answered("Hello", USAGE)
    event = collected.only
    assert event["units"] == {"text": {"input": 12, "output": 5}}
    assert event["provider_response_id"] == "resp-1"
