"""The body of an InvokeModel is read in any way there is: the same bytes, and one event."""

import gc
import json
from typing import Any

import pytest
from aiohttp import ClientPayloadError
from botocore.exceptions import ResponseStreamingError
from botocore.response import StreamingBody

from packages.payi.tests.instrument.bedrock.callers import Aiobotocore, Boto3, Caller, unread
from packages.payi.tests.instrument.bedrock.stand_in import StandIn
from packages.payi.tests.instrument.bedrock.ways import ASYNC_WAYS, WAYS, Read, ReadAsync
from packages.payi.tests.instrument.bedrock.wire import anthropic_answer

ASKED = {"modelId": "anthropic.claude-sonnet-4-5-20250929-v1:0", "body": "{}"}
BODY = json.dumps(anthropic_answer({"input_tokens": 14, "output_tokens": 6}), indent=1).encode()
UNITS = {"text": {"input": 14, "output": 6}}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_read_a_body_of_botocore_gives_its_bytes_and_one_event(
    collected: Any, bedrock: StandIn, way: Read
) -> None:
    bedrock.answers(BODY)
    with Boto3(bedrock.url).client() as client:
        body = client.invoke_model(**ASKED)["body"]
        assert collected == []
        assert way(body) == BODY
        assert [told["units"] for told in collected] == [UNITS]
        body.close()
    assert "properties" not in collected.only


@pytest.mark.parametrize("way", ASYNC_WAYS)
def test_every_way_to_read_a_body_of_aiobotocore_gives_its_bytes_and_one_event(
    collected: Any, bedrock: StandIn, way: ReadAsync
) -> None:
    bedrock.answers(BODY)
    assert Aiobotocore(bedrock.url).body((WAYS[0], way), **ASKED) == BODY
    assert collected.only["units"] == UNITS
    assert "properties" not in collected.only


def test_a_body_is_still_botocores_own(collected: Any, bedrock: StandIn) -> None:
    bedrock.answers(BODY)
    with Boto3(bedrock.url).client() as client:
        body = client.invoke_model(**ASKED)["body"]
        assert type(body) is StreamingBody
        body.set_socket_timeout(5)
        assert (body.readable(), len(body.read(10)), body.tell()) == (True, 10, 10)
        body.read()
    assert collected.only["units"] == UNITS


@unread
def test_a_body_nobody_reads_is_recorded_as_soon_as_it_is_dropped_and_counted_by_its_headers(
    collected: Any, bedrock: StandIn
) -> None:
    bedrock.counts(BODY, 14, 6)
    with Boto3(bedrock.url).client() as client:
        gc.disable()
        try:
            client.invoke_model(**ASKED)
            (told,) = collected
        finally:
            gc.enable()
    assert told["units"] == UNITS
    assert told["properties"]["system.failure"] == "stream_closed"


@unread
def test_a_body_nobody_reads_is_recorded_by_either_library(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    bedrock.counts(BODY, 14, 6)
    caller.call("invoke_model", **ASKED)
    assert collected.only["units"] == UNITS
    assert collected.only["properties"]["system.failure"] == "stream_closed"


def _part(body: Any) -> bytes:
    part = body.read(10)
    body.close()
    return part


async def _part_async(body: Any) -> bytes:
    part = await body.read(10)
    body.close()
    return part


def test_a_body_that_is_closed_half_read_is_recorded_once(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    bedrock.counts(BODY, 14, 6)
    assert caller.body((_part, _part_async), **ASKED) == BODY[:10]
    assert collected.only["units"] == UNITS
    assert collected.only["properties"]["system.failure"] == "stream_closed"


@unread
def test_a_connection_that_breaks_in_the_body_is_an_error_to_the_caller_and_a_failure_in_the_record(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    bedrock.breaks_off([BODY[:20]])
    with pytest.raises((ResponseStreamingError, ClientPayloadError)):
        caller.body((WAYS[0], ASYNC_WAYS[0]), **ASKED)
    assert collected.only["properties"]["system.failure"] in {"ProtocolError", "ClientPayloadError"}
    assert collected.only["http_status_code"] == 299
