"""One call that sends several requests, because it runs the functions a model asks for: each answer counts."""

from collections.abc import Callable
from typing import Any

import pytest

from packages.payi.tests.instrument.conftest import Collecting

Json = dict[str, Any]

FIRST = {"promptTokenCount": 40, "candidatesTokenCount": 7, "totalTokenCount": 47}
SECOND = {"promptTokenCount": 61, "candidatesTokenCount": 9, "totalTokenCount": 70}
BOTH = [{"text": {"input": 40, "output": 7}}, {"text": {"input": 61, "output": 9}}]


def weather(city: str) -> str:
    """The weather in a city."""
    return f"rain in {city}"


@pytest.fixture
def wants_weather(answered: Callable[..., Json]) -> Json:
    answer = answered("", FIRST, responseId="resp-1")
    call = {"functionCall": {"name": "weather", "args": {"city": "Lyon"}}}
    answer["candidates"][0]["content"]["parts"] = [call]
    return answer


@pytest.fixture
def last_answer(answered: Callable[..., Json]) -> Json:
    return answered("It rains.", SECOND, responseId="resp-2")


ASKING: Json = {"model": "gemini-2.5-flash", "contents": "How is Lyon?", "config": {"tools": [weather]}}


def test_each_answer_is_an_event_with_its_own_usage(
    collected: Collecting, either: Any, google_api: Any, wants_weather: Json, last_answer: Json
) -> None:
    google_api.answers(wants_weather)
    google_api.answers(last_answer)
    assert either("models.generate_content", **ASKING).text == "It rains."
    assert [event["units"] for event in collected] == BOTH


def test_the_function_that_was_asked_for_is_recorded(
    collected: Collecting, either: Any, google_api: Any, wants_weather: Json, last_answer: Json
) -> None:
    google_api.answers(wants_weather)
    google_api.answers(last_answer)
    either("models.generate_content", **ASKING)
    asked_for = [event.get("provider_response_function_calls") for event in collected]
    assert asked_for == [[{"name": "weather", "arguments": '{"city": "Lyon"}'}], None]


def test_each_stream_is_an_event_with_its_own_usage(
    collected: Collecting, either: Any, google_api: Any, wants_weather: Json, last_answer: Json
) -> None:
    google_api.streams(wants_weather)
    google_api.streams(last_answer)
    chunks = either("models.generate_content_stream", **ASKING)
    assert chunks[-1].text == "It rains."
    assert [event["units"] for event in collected] == BOTH
    assert collected[0]["provider_response_function_calls"][0]["name"] == "weather"


def test_so_it_is_in_a_chat(
    collected: Collecting, either: Any, google_api: Any, wants_weather: Json, last_answer: Json
) -> None:
    google_api.answers(wants_weather)
    google_api.answers(last_answer)
    answer = either.run(
        lambda client: client.chats.create(
            model="gemini-2.5-flash", config={"tools": [weather]}
        ).send_message("How is Lyon?"),
    )
    assert answer.text == "It rains."
    assert [event["units"] for event in collected] == BOTH


def test_the_answer_of_the_last_request_carries_its_result(
    collected: Collecting, either: Any, google_api: Any, wants_weather: Json, last_answer: Json
) -> None:
    google_api.answers(wants_weather)
    google_api.answers(last_answer)
    answer = either("models.generate_content", **ASKING)
    assert answer.xproxy_result.request_id == collected[-1]["provider_response_id"]


def test_the_failure_of_the_second_request_leaves_the_first_counted(
    collected: Collecting, either: Any, google_api: Any, wants_weather: Json
) -> None:
    from google.genai.errors import ServerError

    google_api.answers(wants_weather)
    google_api.answers({"error": {"code": 503, "message": "overloaded", "status": "UNAVAILABLE"}}, 503)
    with pytest.raises(ServerError):
        either("models.generate_content", **ASKING)
    assert [event["units"] for event in collected] == [BOTH[0], {}]
    assert [event["http_status_code"] for event in collected] == [200, 503]
