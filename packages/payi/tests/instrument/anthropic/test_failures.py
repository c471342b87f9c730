"""What goes wrong is recorded with its status, and reaches the application as it would without us."""

import gc
import json
import socket
from collections.abc import Callable
from typing import Any

import anthropic
import pytest
from werkzeug import Request, Response

from packages.payi.tests.instrument.anthropic import wire
from packages.payi.tests.instrument.anthropic.conftest import ASK, StandIn
from packages.payi.tests.instrument.anthropic.ways import ASYNC_WAYS, WAYS
from packages.payi.tests.instrument.conftest import Collecting

REFUSALS = {
    400: "invalid_request_error",
    401: "authentication_error",
    429: "rate_limit_error",
    529: "overloaded_error",
}
refusals = pytest.mark.parametrize("status", REFUSALS)


def refusal(status: int) -> Callable[[Request], Response]:
    body = json.dumps(wire.error(REFUSALS[status], "No."))
    return lambda _request: Response(
        body, status, content_type="application/json", headers={"request-id": wire.REQUEST_ID}
    )


def check_refused(event: dict[str, Any], status: int) -> None:
    assert event["http_status_code"] == status
    assert event["provider_response_id"] == wire.REQUEST_ID
    assert event["units"] == {}
    assert json.loads(event["provider_response_json"])["error"]["type"] == REFUSALS[status]


@refusals
@pytest.mark.parametrize("way", ["create", "stream, events"])
def test_a_refusal_is_recorded_and_raised(
    status: int, way: str, client: Any, anthropic_api: StandIn, collected: Collecting
) -> None:
    anthropic_api.respond = refusal(status)
    with pytest.raises(anthropic.APIStatusError) as raised:
        WAYS[way](client.messages)
    assert raised.value.status_code == status
    check_refused(collected.only, status)


@pytest.mark.parametrize("way", WAYS)
def test_every_way_records_a_refusal(
    way: str, client: Any, anthropic_api: StandIn, collected: Collecting
) -> None:
    anthropic_api.respond = refusal(429)
    with pytest.raises(anthropic.RateLimitError):
        WAYS[way](client.messages)
    check_refused(collected.only, 429)


@pytest.mark.anyio
@pytest.mark.parametrize("way", ASYNC_WAYS)
async def test_every_way_records_a_refusal_when_awaited(
    way: str, async_client: Any, anthropic_api: StandIn, collected: Collecting
) -> None:
    anthropic_api.respond = refusal(429)
    async with async_client:
        with pytest.raises(anthropic.APIStatusError):
            await ASYNC_WAYS[way](async_client.messages)
    check_refused(collected.only, 429)


def test_retries_of_the_library_are_one_call(
    client: Any, anthropic_api: StandIn, collected: Collecting
) -> None:
    answers = iter([refusal(529)])

    def overloaded_once(request: Request) -> Response:
        anthropic_api.respond = None
        return next(answers)(request)

    anthropic_api.respond = overloaded_once
    client.with_options(max_retries=1).messages.create(**ASK)
    assert collected.only["units"] == wire.UNITS


def test_a_time_out_is_recorded_with_its_class(
    client: Any, anthropic_api: StandIn, collected: Collecting
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(anthropic.APITimeoutError):
            client.with_options(base_url=address, timeout=0.05).messages.create(**ASK)
    assert collected.only["http_status_code"] == 299
    assert collected.only["properties"]["system.failure"] == "APITimeoutError"
    assert collected.only["units"] == {}


def test_a_refused_connection_is_recorded_with_its_class(client: Any, collected: Collecting) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(anthropic.APIConnectionError):
        client.with_options(base_url=address).messages.create(**ASK)
    assert collected.only["http_status_code"] == 299
    assert collected.only["properties"]["system.failure"] == "APIConnectionError"


def _break_off(api: StandIn, *, after: int) -> None:
    """Send `after` events of a message, and then the error event of an overloaded server."""
    api.events = list(wire.events(api.content, api.usage))[:after]
    api.broken_off = wire.server_sent(wire.error("overloaded_error", "Overloaded"))


@pytest.mark.parametrize(
    "way", ["create, stream", "stream, events", "stream, get_final_message", "raw, stream"]
)
def test_an_error_in_a_stream_is_raised_and_recorded_with_what_was_used(
    way: str, client: Any, anthropic_api: StandIn, collected: Collecting
) -> None:
    """Half of the 21 characters were written: 10, which are 3 tokens; the input is known from the first event."""
    _break_off(anthropic_api, after=4)
    with pytest.raises(anthropic.APIStatusError, match="Overloaded"):
        WAYS[way](client.messages)
    event = collected.only
    assert event["http_status_code"] == 529
    assert event["provider_response_id"] == wire.MESSAGE_ID
    assert event["units"]["text"] == {"input": 25, "output": 3}
    assert event["properties"]["system.usage_marks"] == "estimated"


@pytest.mark.anyio
@pytest.mark.parametrize(
    "way", ["create, stream", "stream, events", "stream, get_final_message", "raw, stream"]
)
async def test_an_error_in_an_awaited_stream_is_raised_and_recorded(
    way: str, async_client: Any, anthropic_api: StandIn, collected: Collecting
) -> None:
    _break_off(anthropic_api, after=4)
    async with async_client:
        with pytest.raises(anthropic.APIStatusError, match="Overloaded"):
            await ASYNC_WAYS[way](async_client.messages)
    assert collected.only["http_status_code"] == 529
    assert collected.only["units"]["text"] == {"input": 25, "output": 3}


def test_an_error_before_the_first_event_of_a_stream_uses_nothing(
    client: Any, anthropic_api: StandIn, collected: Collecting
) -> None:
    _break_off(anthropic_api, after=0)
    with pytest.raises(anthropic.APIStatusError):
        WAYS["create, stream"](client.messages)
    assert collected.only["http_status_code"] == 529
    assert collected.only["units"] == {}


def check_abandoned(event: dict[str, Any]) -> None:
    assert event["http_status_code"] == 200
    assert event["properties"]["system.failure"] == "stream_closed"
    assert event["provider_response_id"] == wire.MESSAGE_ID
    assert event["units"]["text"]["input"] == 25
    assert event["units"]["text"]["output"] >= 1


class TestVendorDefect8:
    """Streams that are abandoned were never reported."""

    def test_closed_by_the_caller(self, client: Any, collected: Collecting) -> None:
        stream = client.messages.create(**ASK, stream=True)
        next(stream)
        stream.close()
        check_abandoned(collected.only)

    def test_left_by_leaving_the_block(self, client: Any, collected: Collecting) -> None:
        with client.messages.stream(**ASK) as stream:
            next(iter(stream))
        check_abandoned(collected.only)

    def test_left_by_an_exception_of_the_application(self, client: Any, collected: Collecting) -> None:
        def fail(_text: str) -> None:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError), client.messages.stream(**ASK) as stream:
            any(map(fail, stream.text_stream))
        check_abandoned(collected.only)

    def test_dropped_and_collected(self, client: Any, collected: Collecting) -> None:
        next(client.messages.create(**ASK, stream=True))
        gc.collect()
        check_abandoned(collected.only)

    @pytest.mark.anyio
    async def test_closed_by_the_caller_when_awaited(self, async_client: Any, collected: Collecting) -> None:
        async with async_client:
            stream = await async_client.messages.create(**ASK, stream=True)
            await anext(stream)
            await stream.close()
        check_abandoned(collected.only)

    @pytest.mark.anyio
    async def test_left_by_leaving_an_awaited_block(self, async_client: Any, collected: Collecting) -> None:
        async with async_client, async_client.messages.stream(**ASK) as stream:
            async for _ in stream:
                break
        check_abandoned(collected.only)

    def test_a_body_that_nobody_reads(self, client: Any, collected: Collecting) -> None:
        """The prompt has been read by the model: its 30 characters are 8 tokens."""
        with client.messages.with_streaming_response.create(**ASK, stream=True):
            pass
        assert collected.only["properties"]["system.failure"] == "stream_closed"
        assert collected.only["units"] == {"text": {"input": 8, "output": 0}}


def test_reading_no_further_than_the_message_is_no_abandoning(client: Any, collected: Collecting) -> None:
    with client.messages.create(**ASK, stream=True) as stream:
        for event in stream:
            if event.type == "message_stop":
                break
    assert collected.only["units"] == wire.UNITS
    assert "properties" not in collected.only


def test_a_manager_that_is_never_entered_is_no_call(client: Any, collected: Collecting) -> None:
    client.messages.stream(**ASK)
    gc.collect()
    assert collected == []


def test_counting_tokens_is_no_call(client: Any, anthropic_api: StandIn, collected: Collecting) -> None:
    anthropic_api.respond = lambda _request: Response('{"input_tokens": 14}', content_type="application/json")
    counted = client.messages.count_tokens(model=ASK["model"], messages=ASK["messages"])
    assert counted.input_tokens == 14
    assert collected == []
