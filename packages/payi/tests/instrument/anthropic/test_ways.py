"""However a message is had written, it is counted once, with the provider's own counts."""

from typing import Any

import pytest

from packages.payi.tests.instrument.anthropic import wire
from packages.payi.tests.instrument.anthropic.conftest import ASK, StandIn
from packages.payi.tests.instrument.anthropic.ways import ASYNC_WAYS, WAYS
from packages.payi.tests.instrument.conftest import Collecting

both_interfaces = pytest.mark.parametrize("beta", [False, True], ids=["", "beta"])


def check(event: dict[str, Any], api: StandIn) -> None:
    assert event["units"] == wire.UNITS
    assert event["category"] == "system.anthropic"
    assert event["resource"] == wire.MODEL
    assert event["provider_response_id"] == wire.MESSAGE_ID
    assert event["provider_uri"].rstrip("/") == api.url
    assert event["http_status_code"] == 200
    assert {"name": "request-id", "value": wire.REQUEST_ID} in event["provider_response_headers"]
    assert "properties" not in event


@both_interfaces
@pytest.mark.parametrize("way", WAYS)
def test_it_is_counted_once(
    way: str, beta: bool, client: Any, anthropic_api: StandIn, collected: Collecting
) -> None:
    WAYS[way](client.beta.messages if beta else client.messages)
    check(collected.only, anthropic_api)


@pytest.mark.anyio
@both_interfaces
@pytest.mark.parametrize("way", ASYNC_WAYS)
async def test_it_is_counted_once_when_awaited(
    way: str, beta: bool, async_client: Any, anthropic_api: StandIn, collected: Collecting
) -> None:
    async with async_client:
        await ASYNC_WAYS[way](async_client.beta.messages if beta else async_client.messages)
    check(collected.only, anthropic_api)


@pytest.mark.parametrize("way", WAYS)
def test_what_is_sent_is_what_would_be_sent_without_us(
    way: str, client: Any, anthropic_api: StandIn, request: pytest.FixtureRequest
) -> None:
    WAYS[way](client.messages)
    request.getfixturevalue("collected")
    WAYS[way](client.messages)
    alone, observed = anthropic_api.requests
    assert observed.get_data() == alone.get_data()
    assert dict(observed.headers) == dict(alone.headers)


def test_only_the_headers_that_the_caller_gave_are_recorded_as_his(
    client: Any, collected: Collecting
) -> None:
    """The library marks its accessors by headers of its own."""
    client.messages.with_raw_response.create(**ASK, extra_headers={"x-trace": "t-1"})
    assert collected.only["provider_request_headers"] == [{"name": "x-trace", "value": "t-1"}]
