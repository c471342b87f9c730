"""`generate_content`, its stream, and the chats above them: one event for each answer, in exact units."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from payi.lib.instrument import track_context

Json = dict[str, Any]
Events = list[Json]

USAGE = {"promptTokenCount": 12, "candidatesTokenCount": 5, "totalTokenCount": 17}
UNITS = {"text": {"input": 12, "output": 5}}
ASKING = {"model": "gemini-2.5-flash", "contents": "Say hello."}
VECTORS = Path(__file__).parents[2] / "usage" / "vectors.json"
GOLDEN = [
    vector
    for vector in json.loads(VECTORS.read_text("utf-8"))
    if vector["dialect"].startswith("google.generate_content")
]


def nested(units: dict[str, int]) -> dict[str, dict[str, int]]:
    names: dict[str, dict[str, int]] = {}
    for name, count in units.items():
        unit, side = name.split(".")
        names.setdefault(unit, {"input": 0, "output": 0})[side] = count
    return names


class TestOneEvent:
    def test_an_answer_is_one_event(
        self, collected: Events, either: Any, google_api: Any, answered: Callable[..., Json]
    ) -> None:
        google_api.answers(answered("Hello", USAGE))
        assert either("models.generate_content", **ASKING).text == "Hello"
        (event,) = collected
        assert event["category"] == "system.google.vertex"
        assert event["resource"] == "google.gemini-2.5-flash"
        assert event["units"] == UNITS
        assert event["provider_uri"] == google_api.url
        assert event["http_status_code"] == 200

    def test_a_stream_is_one_event_with_the_counts_of_its_last_chunk(
        self, collected: Events, either: Any, google_api: Any, streamed: Callable[..., list[Json]]
    ) -> None:
        google_api.streams(*streamed({"promptTokenCount": 12, "candidatesTokenCount": 1}, USAGE))
        chunks = either("models.generate_content_stream", **ASKING)
        assert [chunk.text for chunk in chunks] == ["Hello", "you"]
        (event,) = collected
        assert event["units"] == UNITS
        assert event["resource"] == "google.gemini-2.5-flash"
        assert 0 <= event["time_to_first_token_ms"] <= event["time_to_first_completion_token_ms"]
        assert event["time_to_first_completion_token_ms"] <= event["end_to_end_latency_ms"]

    def test_each_message_of_a_chat_is_one_event(
        self, collected: Events, either: Any, google_api: Any, answered: Callable[..., Json]
    ) -> None:
        google_api.answers(answered("Hello", USAGE))
        answer = either.run(lambda client: _chat(client).send_message("Say hello."))
        assert answer.text == "Hello"
        assert [event["units"] for event in collected] == [UNITS]

    def test_so_is_each_streamed_message(
        self, collected: Events, either: Any, google_api: Any, streamed: Callable[..., list[Json]]
    ) -> None:
        google_api.streams(*streamed({"promptTokenCount": 12}, USAGE))
        chunks = either.run(lambda client: _chat(client).send_message_stream("Say hello."))
        assert [chunk.text for chunk in chunks] == ["Hello", "you"]
        assert [event["units"] for event in collected] == [UNITS]

    def test_a_blocked_prompt_is_counted_as_google_counts_it(
        self, collected: Events, either: Any, google_api: Any
    ) -> None:
        google_api.answers(
            {
                "promptFeedback": {"blockReason": "SAFETY"},
                "usageMetadata": {"promptTokenCount": 12, "totalTokenCount": 12},
                "modelVersion": "gemini-2.5-flash",
                "responseId": "resp-1",
            }
        )
        assert either("models.generate_content", **ASKING).candidates is None
        assert [event["units"] for event in collected] == [{"text": {"input": 12, "output": 0}}]

    @pytest.mark.parametrize("usage", [None, {}])
    def test_an_answer_without_usage_is_recorded_without_units(
        self,
        collected: Events,
        either: Any,
        google_api: Any,
        answered: Callable[..., Json],
        usage: Json | None,
    ) -> None:
        google_api.answers(answered("Hello", usage))
        assert either("models.generate_content", **ASKING).text == "Hello"
        (event,) = collected
        assert event["units"] == {}
        assert event["properties"] == {"system.usage_marks": "usage_missing"}


def _chat(client: Any) -> Any:
    return client.chats.create(model="gemini-2.5-flash")


@pytest.mark.parametrize("vector", GOLDEN, ids=[vector["id"] for vector in GOLDEN])
class TestGoldenVectors:
    """The same vectors that `payi.usage` is held to, through Google's own client."""

    def test_a_call_counts_the_units_of_the_vector(
        self,
        collected: Events,
        either: Any,
        google_api: Any,
        answered: Callable[..., Json],
        vector: Json,
    ) -> None:
        google_api.answers(answered("Hello", last_usage(vector)))
        either("models.generate_content", **ASKING)
        assert [event["units"] for event in collected] == [nested(vector["units"])]

    def test_a_stream_counts_the_units_of_the_vector(
        self,
        collected: Events,
        either: Any,
        google_api: Any,
        streamed: Callable[..., list[Json]],
        vector: Json,
    ) -> None:
        first = {"promptTokenCount": last_usage(vector)["promptTokenCount"], "candidatesTokenCount": 1}
        google_api.streams(*streamed(first, last_usage(vector)))
        either("models.generate_content_stream", **ASKING)
        assert [event["units"] for event in collected] == [nested(vector["units"])]


def last_usage(vector: Json) -> Json:
    if vector["dialect"].endswith(".stream"):
        return vector["usage"][-1]["usageMetadata"]
    return vector["usage"]


class TestResource:
    @pytest.mark.parametrize("version", ["gemini-2.5-flash-001", "models/gemini-2.5-flash-001"])
    def test_the_version_that_answered_is_what_is_priced(
        self, collected: Events, either: Any, google_api: Any, answered: Callable[..., Json], version: str
    ) -> None:
        google_api.answers(answered("Hello", USAGE, modelVersion=version))
        either("models.generate_content", model="gemini-flash-latest", contents="Say hello.")
        assert [event["resource"] for event in collected] == ["google.gemini-2.5-flash-001"]

    @pytest.mark.parametrize(
        "model",
        [
            "gemini-2.5-pro",
            "publishers/google/models/gemini-2.5-pro",
            "projects/a-project/locations/us-central1/publishers/google/models/gemini-2.5-pro",
        ],
    )
    def test_without_one_it_is_the_model_that_was_asked_for(
        self, collected: Events, vertex: Any, google_api: Any, answered: Callable[..., Json], model: str
    ) -> None:
        answer = answered("Hello", USAGE)
        del answer["modelVersion"]
        google_api.answers(answer)
        vertex("models.generate_content", model=model, contents="Say hello.")
        assert [event["resource"] for event in collected] == ["google.gemini-2.5-pro"]


class TestTiers:
    def test_traffic_on_demand_is_standard(
        self, collected: Events, vertex: Any, google_api: Any, answered: Callable[..., Json]
    ) -> None:
        google_api.answers(answered("Hello", {**USAGE, "trafficType": "ON_DEMAND"}))
        vertex("models.generate_content", **ASKING)
        assert [event["units"] for event in collected] == [UNITS]


class TestDefect11:
    """Google: price-as ignored; output four times without token details; first usage of a stream."""

    def test_price_as_is_honoured(
        self, collected: Events, either: Any, google_api: Any, answered: Callable[..., Json]
    ) -> None:
        google_api.answers(answered("Hello", USAGE))
        with track_context(price_as_category="custom.gemini", price_as_resource="ours"):
            either("models.generate_content", **ASKING)
        assert [(event["category"], event["resource"]) for event in collected] == [("custom.gemini", "ours")]

    def test_output_without_token_details_is_counted_once(
        self, collected: Events, either: Any, google_api: Any, answered: Callable[..., Json]
    ) -> None:
        google_api.answers(answered("Hello", {"promptTokenCount": 100, "candidatesTokenCount": 50}))
        either("models.generate_content", **ASKING)
        assert [event["units"] for event in collected] == [{"text": {"input": 100, "output": 50}}]

    def test_the_last_usage_of_a_stream_counts(
        self, collected: Events, either: Any, google_api: Any, streamed: Callable[..., list[Json]]
    ) -> None:
        counts = (5, 60, 180)
        usages = [{"promptTokenCount": 100, "candidatesTokenCount": count} for count in counts]
        google_api.streams(*streamed(*usages, texts="a b c"))
        either("models.generate_content_stream", **ASKING)
        assert [event["units"] for event in collected] == [{"text": {"input": 100, "output": 180}}]


class TestSearches:
    GROUNDING: ClassVar[Json] = {"webSearchQueries": ["euro 2024 winner", "euro 2024 final score"]}

    def test_a_grounded_answer_counts_its_searches(
        self, collected: Events, either: Any, google_api: Any, answered: Callable[..., Json]
    ) -> None:
        answer = answered("Spain", USAGE)
        answer["candidates"][0]["groundingMetadata"] = self.GROUNDING
        google_api.answers(answer)
        either("models.generate_content", **ASKING)
        assert collected[0]["units"] == {**UNITS, "web_search_request": {"input": 0, "output": 2}}

    def test_so_does_a_stream(
        self, collected: Events, either: Any, google_api: Any, streamed: Callable[..., list[Json]]
    ) -> None:
        chunks = streamed({}, USAGE)
        chunks[-1]["candidates"][0]["groundingMetadata"] = self.GROUNDING
        google_api.streams(*chunks)
        either("models.generate_content_stream", **ASKING)
        assert collected[0]["units"] == {**UNITS, "web_search_request": {"input": 0, "output": 2}}
