"""The interactions interface, which does not go through `generate_content`."""

import asyncio
import json
from typing import Any

import pytest
from google.genai import types
from payi.lib.helpers import create_headers
from payi.lib.instrument import track_context

from packages.payi.tests.instrument.conftest import Collecting

Json = dict[str, Any]
USAGE = {"total_input_tokens": 9, "total_output_tokens": 20, "total_thought_tokens": 31, "total_tokens": 60}
UNITS = {"text": {"input": 9, "output": 20}, "reasoning": {"input": 0, "output": 31}}
ASKING: Json = {"model": "gemini-3.5-flash", "input": "Say hello."}
ONCE = {"client_options": {"retry_options": types.HttpRetryOptions(attempts=1)}}


def interaction(**fields: Any) -> Json:
    said = {"type": "model_output", "content": [{"type": "text", "text": "Hello"}]}
    return {
        "id": "int-1",
        "object": "interaction",
        "status": "completed",
        "model": "gemini-3.5-flash",
        "steps": [said],
        "usage": USAGE,
        **fields,
    }


def events(**completed: Any) -> list[Json]:
    begun = {"id": "int-1", "status": "in_progress", "model": "gemini-3.5-flash"}
    done = {"id": "int-1", "status": "completed", "model": "gemini-3.5-flash", "usage": USAGE, **completed}
    return [
        {"event_type": "interaction.created", "interaction": begun},
        {"event_type": "step.start", "index": 0, "step": {"type": "model_output", "content": []}},
        {"event_type": "step.delta", "index": 0, "delta": {"type": "text", "text": "Hello"}},
        {"event_type": "step.stop", "index": 0},
        {"event_type": "interaction.completed", "interaction": done},
    ]


class TestOneEvent:
    def test_an_answer_is_one_event(self, collected: Collecting, either: Any, google_api: Any) -> None:
        google_api.answers(interaction())
        assert either("interactions.create", **ASKING).output_text == "Hello"
        event = collected.only
        assert (event["category"], event["resource"]) == ("system.google.vertex", "google.gemini-3.5-flash")
        assert event["units"] == UNITS
        assert event["provider_response_id"] == "int-1"
        assert event["provider_uri"].rstrip("/") == google_api.url.rstrip("/")

    def test_a_stream_is_one_event(self, collected: Collecting, either: Any, google_api: Any) -> None:
        google_api.streams(*events())
        got = either("interactions.create", **ASKING, stream=True)
        assert [event.event_type for event in got] == [event["event_type"] for event in events()]
        event = collected.only
        assert event["units"] == UNITS
        assert event["resource"] == "google.gemini-3.5-flash"
        assert event["provider_response_id"] == "int-1"
        assert event["time_to_first_token_ms"] <= event["time_to_first_completion_token_ms"]

    def test_a_request_object_is_asked_the_same(
        self, collected: Collecting, either: Any, google_api: Any
    ) -> None:
        google_api.answers(interaction())
        either("interactions.create", request={"body": ASKING})
        assert collected.only["units"] == UNITS
        assert json.loads(collected.only["provider_request_json"]) == ASKING

    def test_a_raw_response_is_counted_by_its_body(
        self, collected: Collecting, either: Any, google_api: Any
    ) -> None:
        google_api.answers(interaction(service_tier="flex"))
        either("interactions.with_raw_response.create", **ASKING)
        assert collected.only["units"] == {
            "text_flex": {"input": 9, "output": 20},
            "reasoning_flex": {"input": 0, "output": 31},
        }

    def test_an_agent_is_a_resource_too(self, collected: Collecting, gemini: Any, google_api: Any) -> None:
        answer = interaction(agent="deep-research-pro")
        del answer["model"]
        google_api.answers(answer)
        gemini("interactions.create", agent="deep-research-pro", input="Say hello.")
        assert collected.only["resource"] == "google.deep-research-pro"

    def test_one_that_goes_on_in_the_background_leaves_its_id_to_its_end(
        self, collected: Collecting, gemini: Any, google_api: Any
    ) -> None:
        begun = interaction(status="in_progress", steps=[])
        del begun["usage"]
        google_api.answers(begun)
        gemini("interactions.create", **ASKING, background=True)
        assert collected.only["units"] == {}
        assert collected.only["provider_response_id"].startswith("payi_")


class TestSeveralRequests:
    """An answer that was cut is gone on with by the library; each part has a usage of its own."""

    CUT = {"status": "requires_continuation", "continuation_token": "token-1"}  # noqa: RUF012 - a literal

    def test_each_is_an_event(self, collected: Collecting, either: Any, google_api: Any) -> None:
        google_api.answers(interaction(**self.CUT))
        google_api.answers(interaction(id="int-2"))
        merged = either("interactions.create", **ASKING)
        assert merged.usage.total_input_tokens == 18
        assert [event["units"] for event in collected] == [UNITS, UNITS]
        assert [event["provider_response_id"] for event in collected] == ["int-1", "int-2"]

    def test_so_is_each_of_a_stream(self, collected: Collecting, either: Any, google_api: Any) -> None:
        google_api.streams(*events(**self.CUT))
        google_api.streams(*events())
        either("interactions.create", **ASKING, stream=True)
        assert [event["units"] for event in collected] == [UNITS, UNITS]


class TestWhatIsRecorded:
    def test_a_function_that_is_asked_for(self, collected: Collecting, either: Any, google_api: Any) -> None:
        call = {"type": "function_call", "id": "c1", "name": "weather", "arguments": {"city": "Lyon"}}
        google_api.answers(interaction(status="requires_action", steps=[call]))
        either("interactions.create", **ASKING)
        assert collected.only["provider_response_function_calls"] == [
            {"name": "weather", "arguments": '{"city": "Lyon"}'}
        ]

    def test_a_function_that_is_asked_for_in_a_stream(
        self, collected: Collecting, either: Any, google_api: Any
    ) -> None:
        begun, *_, completed = events(status="requires_action")
        step = {"type": "function_call", "id": "c1", "name": "weather", "arguments": {}}
        pieces = ['{"city": ', '"Lyon"}']
        google_api.streams(
            begun,
            {"event_type": "step.start", "index": 0, "step": step},
            *(
                {
                    "event_type": "step.delta",
                    "index": 0,
                    "delta": {"type": "arguments_delta", "arguments": piece},
                }
                for piece in pieces
            ),
            {"event_type": "step.stop", "index": 0},
            completed,
        )
        either("interactions.create", **ASKING, stream=True)
        assert collected.only["provider_response_function_calls"] == [
            {"name": "weather", "arguments": '{"city": "Lyon"}'}
        ]

    def test_headers_of_ours_are_taken_and_others_are_sent(
        self, collected: Collecting, either: Any, google_api: Any
    ) -> None:
        google_api.answers(interaction())
        headers = {**create_headers(user_id="ada"), "x-team": "blue"}
        either("interactions.create", **ASKING, extra_headers=headers)
        assert collected.only["user_id"] == "ada"
        sent = google_api.asked[0].headers
        assert sent["x-team"] == "blue"
        assert not [name for name in sent if name.startswith("xproxy-")]

    def test_price_as_is_honoured(self, collected: Collecting, either: Any, google_api: Any) -> None:
        google_api.streams(*events())
        with track_context(price_as_resource="ours"):
            either("interactions.create", **ASKING, stream=True)
        assert collected.only["resource"] == "ours"

    def test_the_result_is_on_the_answer_and_on_the_last_event(
        self, collected: Collecting, either: Any, google_api: Any
    ) -> None:
        google_api.answers(interaction())
        google_api.streams(*events())
        answered = either("interactions.create", **ASKING)
        *_, last = either("interactions.create", **ASKING, stream=True)
        assert answered.xproxy_result.request_id == "int-1"
        assert last.xproxy_result.request_id == collected[1]["provider_response_id"]
        assert "xproxy_result" not in last.model_dump()


class TestFailures:
    @pytest.mark.parametrize("stream", [False, True])
    @pytest.mark.parametrize("status", [400, 403, 429, 503])
    def test_a_refusal_is_raised_and_recorded(
        self, collected: Collecting, either: Any, google_api: Any, status: int, stream: bool
    ) -> None:
        google_api.answers({"error": {"code": "no", "message": "no"}}, status)
        with pytest.raises(Exception, match="no") as raised:
            either("interactions.create", **ASKING, stream=stream, **ONCE)
        assert raised.value.status_code == status  # pyright: ignore[reportAttributeAccessIssue]
        assert (collected.only["http_status_code"], collected.only["units"]) == (status, {})

    def test_an_error_among_the_events_is_recorded(
        self, collected: Collecting, either: Any, google_api: Any
    ) -> None:
        error = {"event_type": "error", "error": {"code": "overloaded", "message": "try later"}}
        google_api.streams(events()[0], error)
        either("interactions.create", **ASKING, stream=True)
        properties = collected.only["properties"]
        assert properties["system.failure"] == "overloaded"
        assert properties["system.failure.description"] == "try later"

    @pytest.mark.parametrize("close", [True, False])
    def test_an_abandoned_stream_is_recorded_and_estimated(
        self, collected: Collecting, either: Any, google_api: Any, close: bool
    ) -> None:
        """10 characters asked, 5 answered."""
        google_api.streams(*events())
        read_to_the_text(either, close=close)
        assert collected.only["units"] == {"text": {"input": 3, "output": 2}}
        assert collected.only["properties"]["system.failure"] == "stream_closed"


def read_to_the_text(caller: Any, *, close: bool) -> None:
    client = caller.client()
    if caller.asynchronous:
        asyncio.run(_read_to_the_text_async(client, close=close))
    else:
        stream = client.interactions.create(**ASKING, stream=True)
        while next(stream).event_type != "step.delta":
            pass
        if close:
            stream.close()
    client.close()


async def _read_to_the_text_async(client: Any, *, close: bool) -> None:
    stream = await client.aio.interactions.create(**ASKING, stream=True)
    while (await anext(stream)).event_type != "step.delta":
        pass
    if close:
        await stream.close()
    del stream
    await client.aio.aclose()
