"""What is read from a message: tools, thoughts, places, and whatever of it is missing."""

import json
from typing import Any, ClassVar

import pytest
from payi.instrument.providers.anthropic import PATCHES

from packages.payi.tests.instrument.anthropic import wire
from packages.payi.tests.instrument.anthropic.conftest import ASK, StandIn
from packages.payi.tests.instrument.anthropic.ways import WAYS
from packages.payi.tests.instrument.conftest import Collect, Collecting

CALLED = [{"name": "get_weather", "arguments": '{"location": "Paris"}'}]
every_form = pytest.mark.parametrize(
    "way", ["create", "create, stream", "stream, events", "raw", "streaming, read", "streaming, iter_lines"]
)


class TestVendorDefect10:
    """Tool calls were lost in streams when they were the first block of a message."""

    @every_form
    @pytest.mark.parametrize("before", [[], [wire.TEXT_BLOCK], [wire.THINKING_BLOCK, wire.TEXT_BLOCK]])
    def test_a_tool_call_is_recorded_at_every_index(
        self, way: str, before: list[Any], client: Any, anthropic_api: StandIn, collected: Collecting
    ) -> None:
        anthropic_api.content = [*before, wire.TOOL_BLOCK]
        WAYS[way](client.messages)
        assert collected.only["provider_response_function_calls"] == CALLED

    @every_form
    def test_two_tool_calls_are_two(
        self, way: str, client: Any, anthropic_api: StandIn, collected: Collecting
    ) -> None:
        anthropic_api.content = [wire.TOOL_BLOCK, wire.TOOL_BLOCK]
        WAYS[way](client.messages)
        assert collected.only["provider_response_function_calls"] == CALLED * 2


class TestVendorDefect4:
    """`stream()` of the async client failed: it returned a coroutine instead of a context manager."""

    @pytest.mark.anyio
    async def test_the_async_stream_manager_is_still_one(
        self, async_client: Any, collected: Collecting
    ) -> None:
        import anthropic

        async with async_client:
            manager = async_client.messages.stream(**ASK)
            assert isinstance(manager, anthropic.AsyncMessageStreamManager)
            async with manager as stream:
                assert isinstance(stream, anthropic.AsyncMessageStream)
                assert await stream.get_final_text() == wire.TEXT
        assert collected.only["units"] == wire.UNITS


class TestVendorDefect15:
    """A counter that was null raised a TypeError out of a call that had succeeded."""

    NULLS: ClassVar = {
        **dict.fromkeys(wire.USAGE),
        "input_tokens": 25,
        "output_tokens": 15,
    }

    @every_form
    def test_null_counters_count_nothing(
        self, way: str, client: Any, anthropic_api: StandIn, collected: Collecting
    ) -> None:
        anthropic_api.usage = self.NULLS
        WAYS[way](client.messages)
        assert collected.only["units"] == {"text": {"input": 25, "output": 15}}

    @pytest.mark.parametrize("usage", [None, {}, {"input_tokens": None, "output_tokens": None}])
    def test_a_message_without_usage_is_had_by_the_caller_and_recorded(
        self, usage: Any, client: Any, anthropic_api: StandIn, collected: Collecting
    ) -> None:
        anthropic_api.usage = usage
        assert client.messages.create(**ASK).content[0].text == wire.TEXT
        assert collected.only["http_status_code"] == 200

    def test_a_message_without_usage_is_estimated(
        self, client: Any, anthropic_api: StandIn, collected: Collecting
    ) -> None:
        """30 characters asked and 21 answered, four to a token."""
        anthropic_api.usage = None
        client.messages.create(**ASK)
        assert collected.only["units"] == {"text": {"input": 8, "output": 6}}
        assert collected.only["properties"]["system.usage_marks"] == "estimated"


if "parse" in WAYS:

    def test_a_message_that_is_not_of_the_format_asked_for_is_paid_for(
        client: Any, collected: Collecting
    ) -> None:
        with pytest.raises(ValueError, match="list"):
            client.messages.parse(**ASK, output_format=list[int])
        assert collected.only["units"] == wire.UNITS
        assert collected.only["http_status_code"] == 299


@every_form
def test_thinking_is_part_of_the_output_it_is_billed_with(
    way: str, client: Any, anthropic_api: StandIn, collected: Collecting
) -> None:
    anthropic_api.content = [wire.THINKING_BLOCK, wire.TEXT_BLOCK]
    anthropic_api.usage = {**wire.USAGE, "output_tokens_details": {"thinking_tokens": 9}}
    WAYS[way](client.messages)
    units = collected.only["units"]
    assert units["text"]["output"] == 6
    assert units["reasoning"]["output"] == 9


@every_form
@pytest.mark.parametrize(
    ("geo", "scope"), [("us", "datazone.us"), ("global", None), ("not_available", None), (None, None)]
)
def test_where_the_model_ran_is_the_scope_of_the_price(
    way: str, geo: str | None, scope: str | None, client: Any, anthropic_api: StandIn, collected: Collecting
) -> None:
    anthropic_api.usage = {**wire.USAGE, "inference_geo": geo}
    WAYS[way](client.messages)
    assert collected.only.get("scope") == scope


@every_form
@pytest.mark.parametrize(
    ("stated", "suffix"),
    [({"service_tier": "priority"}, "_priority"), ({"speed": "fast"}, "_fast"), ({"speed": "standard"}, "")],
)
def test_the_tier_it_was_served_on_names_the_units(
    way: str,
    stated: dict[str, str],
    suffix: str,
    client: Any,
    anthropic_api: StandIn,
    collected: Collecting,
) -> None:
    anthropic_api.usage = {**wire.USAGE, **stated}
    WAYS[way](client.messages)
    assert collected.only["units"] == {
        name if name == "web_search_request" else name + suffix: counts for name, counts in wire.UNITS.items()
    }


@every_form
def test_prompt_and_answer_are_recorded_where_content_may_leave(
    way: str, client: Any, collected: Collecting
) -> None:
    WAYS[way](client.messages)
    event = collected.only
    asked = json.loads(event["provider_request_json"])
    assert asked["messages"] == ASK["messages"]
    assert set(asked) <= {*ASK, "stream"}
    assert wire.TEXT in _texts(event["provider_response_json"])


def _texts(recorded: str | list[str]) -> str:
    if isinstance(recorded, str):
        return recorded
    chunks = [json.loads(chunk) for chunk in recorded]
    return "".join(chunk["delta"].get("text", "") for chunk in chunks if "delta" in chunk)


@every_form
def test_no_content_leaves_where_it_may_not(
    way: str, client: Any, anthropic_api: StandIn, collect: Collect
) -> None:
    anthropic_api.content = [wire.TEXT_BLOCK, wire.TOOL_BLOCK]
    events = collect(patches=PATCHES, log_prompt_and_response=False)
    WAYS[way](client.messages)
    event = json.dumps(events.only)
    assert wire.TEXT not in event
    assert "Paris" not in event
    assert "capital" not in event


def test_the_result_is_found_on_the_message_and_is_no_part_of_it(client: Any, collected: Collecting) -> None:
    message = client.messages.create(**ASK)
    assert message.xproxy_result.request_id == wire.MESSAGE_ID
    assert "xproxy_result" not in message.model_dump()


def test_the_result_is_found_on_a_raw_response_and_on_what_it_is_parsed_to(
    client: Any, collected: Collecting
) -> None:
    raw = client.messages.with_raw_response.create(**ASK)
    assert raw.xproxy_result.request_id == raw.parse().xproxy_result.request_id == wire.MESSAGE_ID


def test_the_result_is_found_on_the_event_with_the_final_counts(client: Any, collected: Collecting) -> None:
    with client.messages.stream(**ASK) as stream:
        carriers = [event for event in stream if hasattr(event, "xproxy_result")]
    (carrier,) = carriers
    assert carrier.type == "message_delta"
    assert carrier.xproxy_result.request_id == wire.MESSAGE_ID


def test_times_to_the_first_token_are_recorded(client: Any, collected: Collecting) -> None:
    WAYS["stream, events"](client.messages)
    event = collected.only
    assert (
        0
        <= event["time_to_first_token_ms"]
        <= event["time_to_first_completion_token_ms"]
        <= event["end_to_end_latency_ms"]
    )
