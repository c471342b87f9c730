"""Code both type checkers must accept, with the types it must have."""

import asyncio
from datetime import UTC, datetime
from typing import Any, assert_type

import httpx2
from payi import APIResponse, AsyncAPIResponse, AsyncPayi, BaseModel, Payi, Timeout, omit
from payi.pagination import AsyncCursorPage, AsyncPaginator, SyncCursorPage
from payi.types import IngestResponse, Limit, LimitResponse, UseCaseInstanceResponse, XproxyResult
from payi.types.use_cases.definitions import KpiCreateResponse


class Thing(BaseModel):
    name: str


def sync(client: Payi) -> None:
    assert_type(client.limits.create(limit_name="a", max=1, threshold=None, timeout=3), LimitResponse)
    assert_type(client.limits.create(limit_name="a", max=1).limit.limit_creation_timestamp, datetime)
    assert_type(client.limits.list(limit=3, extra_query={"a": 1}), SyncCursorPage[Limit])
    for limit in client.limits.list(cursor=None, sort_ascending=None):
        assert_type(limit, Limit)
    assert_type(client.limits.properties.update("a", properties={"a": None}), list[LimitResponse])
    client.use_cases.kpis.create(kpi_name="k", use_case_id="i", score=True)
    response = client.ingest.units(
        category="c",
        resource="r",
        units={"input": {"value": 10}, "text": {"input": 1, "output": 2}},
        event_timestamp=datetime.now(UTC),
        properties={"a": 1},
        extra_headers={"X-A": "1", "Accept": omit},
    )
    assert_type(response, IngestResponse)
    assert_type(response.xproxy_result, XproxyResult)
    client.ingest.bulk(events=[{"category": "c", "units": {}, "limit_ids": ["a"]}])


def raw(client: Payi) -> None:
    response = client.with_raw_response.limits.retrieve("l")
    assert_type(response, APIResponse[LimitResponse])
    assert_type(response.parse(), LimitResponse)
    assert_type(response.parse(to=Thing), Thing)
    assert_type(client.limits.with_raw_response.retrieve("l"), APIResponse[LimitResponse])
    assert_type(client.categories.with_raw_response.list().parse().items[0].category, str)
    kpi = client.with_raw_response.use_cases.definitions.kpis.create(
        "u", name="k", description="d", kpi_type="boolean", goal=0.5
    )
    assert_type(kpi.parse(), KpiCreateResponse)
    with client.with_streaming_response.limits.retrieve("l") as streamed:
        assert_type(streamed, APIResponse[LimitResponse])
        assert_type(next(streamed.iter_lines()), str)


def generic(client: Payi) -> None:
    assert_type(client.get("/x", cast_to=Thing), Thing)
    assert_type(client.post("/x", cast_to=dict[str, Any], body={"a": 1}), dict[str, Any])


def options() -> None:
    client = Payi(timeout=Timeout(timeout=90.0, connect=10.0), max_retries=5, default_headers={"X": "y"})
    assert_type(client.with_options(max_retries=3, timeout=None), Payi)
    with Payi(http_client=httpx2.Client()) as other:
        assert_type(other, Payi)


async def asynchronous(client: AsyncPayi) -> None:
    assert_type(await client.limits.create(limit_name="a", max=1), LimitResponse)
    assert_type(client.limits.list(), AsyncPaginator[Limit])
    assert_type(await client.limits.list(), AsyncCursorPage[Limit])
    async for limit in client.limits.list():
        assert_type(limit, Limit)
    task = asyncio.create_task(client.use_cases.create("chat", user_id="u"))
    assert_type(await task, UseCaseInstanceResponse)
    response = await client.with_raw_response.limits.retrieve("l")
    assert_type(response, AsyncAPIResponse[LimitResponse])
    assert_type(await response.parse(), LimitResponse)
    page = await (await client.limits.with_raw_response.list()).parse()
    assert_type(page, AsyncCursorPage[Limit])
    async with client.ingest.with_streaming_response.units(category="c", units={}) as streamed:
        assert_type(streamed, AsyncAPIResponse[IngestResponse])
