"""The HTTP response instead of the value, in both spellings and at every level."""

from datetime import timedelta

import httpx2
import payi
import pytest
from payi import APIResponse, AsyncAPIResponse, AsyncStream, BaseModel, Stream
from payi.pagination import AsyncCursorPage, SyncCursorPage
from payi.types import LimitResponse

LIMIT = {"limit": {"limit_id": "l"}, "request_id": "r"}
KPI = {"use_case_name": "u", "name": "k", "description": "d", "kpi_type": "number", "goal": 1}


class Other(BaseModel):
    request_id: str


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.with_raw_response.limits.retrieve("l"),
        lambda client: client.limits.with_raw_response.retrieve("l"),
    ],
)
def test_a_raw_response_has_what_http_has_and_parses(client, server, call):
    server.reply(LIMIT, x_trace="t")
    response = call(client)
    assert isinstance(response, APIResponse)
    assert (response.status_code, response.method, response.http_version) == (200, "GET", "HTTP/1.1")
    assert response.headers["x-trace"] == "t"
    assert str(response.url) == f"{server.url}/api/v1/limits/l"
    assert isinstance(response.elapsed, timedelta)
    assert (response.is_closed, response.retries_taken) == (True, 0)
    assert isinstance(response.http_request, httpx2.Request)
    assert isinstance(response.http_response, httpx2.Response)
    assert response.content == response.read() == response.text().encode()
    assert response.json() == LIMIT
    assert response.parse().limit.limit_id == "l"
    assert server.last.headers["x-stainless-raw-response"] == "raw"
    assert repr(response) == "<APIResponse [200 OK]>"


def test_parsed_values_are_kept_one_per_type(client, server):
    server.reply(LIMIT)
    response = client.with_raw_response.limits.retrieve("l")
    assert isinstance(response.parse(), LimitResponse)
    assert response.parse() is response.parse()
    assert response.parse(to=Other).request_id == "r"
    assert response.parse(to=Other) is response.parse(to=Other)
    assert response.parse(to=str) == response.text()


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.with_raw_response.use_cases.definitions.kpis.create(**KPI),
        lambda client: client.use_cases.with_raw_response.definitions.kpis.create(**KPI),
        lambda client: client.use_cases.definitions.with_raw_response.kpis.create(**KPI),
        lambda client: client.use_cases.definitions.kpis.with_raw_response.create(**KPI),
    ],
)
def test_nested_resources_have_it_at_every_level(client, server, call):
    server.reply({"name": "k"})
    assert call(client).parse().name == "k"
    assert server.last.path == "/api/v1/use_cases/definitions/u/kpis"


def test_a_raw_list_parses_to_a_page_that_goes_on(client, server):
    server.reply({"items": [{"category": "a"}], "cursor": "c"})
    server.reply({"items": [{"category": "b"}]})
    page = client.with_raw_response.categories.list().parse()
    assert isinstance(page, SyncCursorPage)
    assert [item.category for item in page] == ["a", "b"]
    assert "x-stainless-raw-response" not in server.last.headers


def test_a_raw_call_raises_like_any_other(client, server):
    server.reply({}, status=404)
    with pytest.raises(payi.NotFoundError):
        client.with_raw_response.limits.retrieve("l")


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.with_streaming_response.limits.retrieve("l"),
        lambda client: client.limits.with_streaming_response.retrieve("l"),
    ],
)
def test_a_streaming_call_is_made_on_entering_with_and_closed_on_leaving(client, server, call):
    server.reply(LIMIT)
    manager = call(client)
    assert server.seen == []
    with manager as response:
        assert not response.is_closed
        assert response.parse().limit.limit_id == "l"
    assert response.is_closed
    assert server.last.headers["x-stainless-raw-response"] == "stream"


def test_a_streaming_call_without_with_only_returns_the_manager(client, server):
    client.with_streaming_response.ingest.units(category="openai", units={})
    assert server.seen == []


def test_a_stream_is_read_in_pieces(client, server):
    server.reply("one\ntwo\n")
    with client.with_streaming_response.limits.retrieve("l") as response:
        assert list(response.iter_lines()) == ["one", "two"]
    with client.with_streaming_response.limits.retrieve("l") as response:
        assert b"".join(response.iter_bytes(chunk_size=3)) == b"one\ntwo\n"
    with client.with_streaming_response.limits.retrieve("l") as response:
        assert "".join(response.iter_text()) == "one\ntwo\n"


def test_the_body_left_unread_does_not_keep_the_connection(client, server):
    server.reply("x" * 1_000_000)
    with client.with_streaming_response.limits.retrieve("l") as response:
        pass
    assert response.is_closed
    server.answers.clear()
    assert client.with_raw_response.limits.retrieve("l").status_code == 200


def test_a_streaming_call_raises_with_the_body_of_the_error(client, server):
    server.reply({"xproxy_error": {"code": "limit_not_found"}}, status=404)
    with pytest.raises(payi.NotFoundError) as caught:
        with client.with_streaming_response.limits.retrieve("l"):
            pytest.fail("the request was refused")
    assert caught.value.code == "limit_not_found"


EVENTS = 'data: {"request_id": "a"}\n\nevent: more\ndata: {"request_id":\ndata: "b"}\n\n'


def test_server_sent_events_are_typed_values(client, server):
    server.reply(EVENTS, content_type="text/event-stream")
    with client.with_streaming_response.get("/api/v1/requests/tail", cast_to=Other) as response:
        with Stream(response.http_response, cast_to=Other) as events:
            assert [event.request_id for event in events] == ["a", "b"]
        assert response.is_closed


@pytest.mark.anyio
class TestAsync:
    async def test_a_raw_response_is_awaited_and_so_is_what_reads_it(self, async_client, server):
        server.reply(LIMIT)
        for call in (
            async_client.with_raw_response.limits.retrieve("l"),
            async_client.limits.with_raw_response.retrieve("l"),
        ):
            response = await call
            assert isinstance(response, AsyncAPIResponse)
            assert (await response.parse()).limit.limit_id == "l"
            assert (await response.parse(to=Other)).request_id == "r"
            assert await response.json() == LIMIT
            assert (await response.read()).decode() == await response.text()

    async def test_a_raw_list_parses_to_a_page_that_goes_on(self, async_client, server):
        server.reply({"items": [{"category": "a"}], "cursor": "c"})
        server.reply({"items": [{"category": "b"}]})
        page = await (await async_client.categories.with_raw_response.list()).parse()
        assert isinstance(page, AsyncCursorPage)
        assert [item.category async for item in page] == ["a", "b"]

    async def test_a_streaming_call_is_made_on_entering_async_with(self, async_client, server):
        server.reply("one\ntwo\n")
        manager = async_client.with_streaming_response.limits.retrieve("l")
        assert server.seen == []
        async with manager as response:
            assert [line async for line in response.iter_lines()] == ["one", "two"]
        assert response.is_closed
        async with async_client.limits.with_streaming_response.list() as response:
            assert b"".join([chunk async for chunk in response.iter_bytes()]) == b"one\ntwo\n"
        async with async_client.limits.with_streaming_response.list() as response:
            assert "".join([text async for text in response.iter_text()]) == "one\ntwo\n"

    async def test_server_sent_events_are_typed_values(self, async_client, server):
        server.reply(EVENTS, content_type="text/event-stream")
        call = async_client.with_streaming_response.get("/api/v1/requests/tail", cast_to=Other)
        async with call as response, AsyncStream(response.http_response, cast_to=Other) as events:
            assert [event.request_id async for event in events] == ["a", "b"]
