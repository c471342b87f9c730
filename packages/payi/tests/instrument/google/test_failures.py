"""Calls that fail, and streams that nobody reads to their end: raised as they were, and recorded."""

import asyncio
import json
import socket
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from google.genai.errors import APIError, ClientError, ServerError
from payi.instrument.providers.google.common import failure_of

from packages.payi.tests.instrument.conftest import Collecting
from packages.payi.tests.instrument.google.conftest import Caller, aclose, close

Json = dict[str, Any]
USAGE = {"promptTokenCount": 12, "candidatesTokenCount": 5}
ASKING = {"model": "gemini-2.5-flash", "contents": "Say hello."}
METHODS = ["models.generate_content", "models.generate_content_stream"]
REFUSALS = [
    (400, "INVALID_ARGUMENT", ClientError),
    (403, "PERMISSION_DENIED", ClientError),
    (429, "RESOURCE_EXHAUSTED", ClientError),
    (503, "UNAVAILABLE", ServerError),
]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("status", "name", "kind"), REFUSALS)
def test_a_refusal_is_raised_as_google_made_it_and_recorded(
    collected: Collecting,
    either: Any,
    google_api: Any,
    method: str,
    status: int,
    name: str,
    kind: type[APIError],
) -> None:
    refusal = {"error": {"code": status, "message": "no", "status": name}}
    google_api.answers(refusal, status)
    with pytest.raises(kind) as raised:
        either(method, **ASKING)
    assert raised.value.code == status
    event = collected.only
    assert (event["http_status_code"], event["units"]) == (status, {})
    assert event["resource"] == "google.gemini-2.5-flash"
    assert json.loads(event["provider_response_json"]) == refusal


@pytest.mark.parametrize("method", METHODS)
def test_a_timeout_is_raised_and_recorded(
    collected: Collecting, either: Any, google_api: Any, method: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        caller = Caller(address, vertex=either.vertex, asynchronous=either.asynchronous)
        with pytest.raises(Exception) as raised:
            caller(method, **ASKING, client_options={"timeout": 200})
    event = collected.only
    assert (event["http_status_code"], event["units"]) == (299, {})
    assert event["properties"]["system.failure"] == type(raised.value).__name__


@pytest.mark.parametrize("method", METHODS)
def test_a_refused_connection_is_raised_and_recorded(
    collected: Collecting, either: Any, method: str, refused: str
) -> None:
    caller = Caller(refused, vertex=either.vertex, asynchronous=either.asynchronous)
    with pytest.raises(Exception) as raised:
        caller(method, **ASKING)
    event = collected.only
    assert event["http_status_code"] == 299
    assert event["properties"]["system.failure"] == type(raised.value).__name__


@pytest.fixture
def refused() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_a_stream_that_breaks_off_is_raised_and_recorded_with_what_it_counted(
    collected: Collecting, either: Any, google_api: Any, answered: Callable[..., Json]
) -> None:
    google_api.streams(answered("Hello", USAGE), breaks_off=True)
    with pytest.raises(Exception) as raised:
        either("models.generate_content_stream", **ASKING)
    event = collected.only
    assert event["units"] == {"text": {"input": 12, "output": 5}}
    assert event["http_status_code"] == 299
    assert event["properties"]["system.failure"] == type(raised.value).__name__


def test_an_abandoned_stream_is_recorded_with_what_it_counted(
    collected: Collecting, either: Any, google_api: Any, streamed: Callable[..., list[Json]]
) -> None:
    google_api.streams(*streamed({"promptTokenCount": 12, "candidatesTokenCount": 1}, USAGE))
    read_one_chunk(either, to_close=True)
    event = collected.only
    assert event["units"] == {"text": {"input": 12, "output": 1}}
    assert (event["http_status_code"], event["properties"]) == (200, {"system.failure": "stream_closed"})


def test_so_is_one_that_is_dropped(
    collected: Collecting, either: Any, google_api: Any, streamed: Callable[..., list[Json]]
) -> None:
    google_api.streams(*streamed({"promptTokenCount": 12, "candidatesTokenCount": 1}, USAGE))
    read_one_chunk(either, to_close=False)
    event = collected.only
    assert event["units"] == {"text": {"input": 12, "output": 1}}
    assert event["properties"] == {"system.failure": "stream_closed"}


def test_one_that_told_no_usage_is_estimated_from_its_text(
    collected: Collecting, vertex: Any, google_api: Any, streamed: Callable[..., list[Json]]
) -> None:
    """Older models on Vertex count only in their last chunk: 10 characters asked, 8 answered."""
    chunks = streamed({"trafficType": "ON_DEMAND"}, USAGE, texts="Hi,there you")
    google_api.streams(*chunks)
    read_one_chunk(vertex, to_close=True)
    event = collected.only
    assert event["units"] == {"text": {"input": 3, "output": 2}}
    assert event["properties"] == {"system.failure": "stream_closed", "system.usage_marks": "estimated"}


def test_a_stream_that_is_never_read_sends_no_request_and_is_no_event(
    collected: Collecting, google_api: Any
) -> None:
    client = Caller(google_api.url, vertex=False, asynchronous=False).client()
    client.models.generate_content_stream(**ASKING)
    close(client)
    assert (list(collected), google_api.asked) == ([], [])


def read_one_chunk(caller: Caller, *, to_close: bool) -> None:
    client = caller.client()
    if caller.asynchronous:
        asyncio.run(_read_one_async(client, to_close=to_close))
    else:
        stream = client.models.generate_content_stream(**ASKING)
        next(stream)
        if to_close:
            stream.close()
    close(client)


async def _read_one_async(client: Any, *, to_close: bool) -> None:
    stream = await client.aio.models.generate_content_stream(**ASKING)
    await anext(stream)
    if to_close:
        await stream.aclose()
    del stream
    await aclose(client.aio)


class TestErrorsOfOtherGenerations:
    """What Google's other libraries raise names its status elsewhere."""

    def test_the_code_of_google_api_core_is_a_status(self) -> None:
        class ResourceExhausted(Exception):  # noqa: N818 - Google's name
            """As google.api_core.exceptions has it."""

            code = HTTPStatus.TOO_MANY_REQUESTS

        assert failure_of(ResourceExhausted()).status == 429

    def test_a_code_that_is_no_status_is_none(self) -> None:
        closed = APIError(1011, {"message": "internal"})
        assert failure_of(closed) is None

    def test_nor_is_a_method_named_code(self) -> None:
        class RpcError(Exception):
            def code(self) -> int:
                return 14

        assert failure_of(RpcError()) is None
