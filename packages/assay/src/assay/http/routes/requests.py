"""Requests: `/requests`."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body, Depends, Request
from starlette.responses import Response, StreamingResponse

from assay.domain.facts import Fact
from assay.domain.money import plain
from assay.domain.questions import instant_text
from assay.http.dependencies import ApplicationDesk, Desk
from assay.http.files import CSV, PARQUET, PassingFile
from assay.http.filters import FiltersText, filters_in
from assay.http.pages import PageAsked
from assay.http.replies import encode
from assay.http.routing import ReadingRoute
from assay.http.schemas.base import PropertiesBody
from assay.services import corrections, requests, searches
from assay.services.requests import Arrived
from assay.services.results import xproxy_result
from assay.services.searches import FoundRequests, Total
from assay.storage.ports import Exported

router = APIRouter(prefix="/requests", tags=["requests"], route_class=ReadingRoute)


_FORMS = {CSV: Exported.CSV, PARQUET: Exported.PARQUET}


def _page(found: FoundRequests, request_id: str, total: Total | None = None) -> Response:
    document: dict[str, Any] = {
        "request_id": request_id,
        "items": [requests.summary(fact) for fact in found.facts],
        "cursor": found.cursor,
        "next_cursor": found.cursor,
        "has_more": found.cursor is not None,
    }
    if total is not None:
        document["total"] = {
            "requests": total.requests,
            "cost": plain(total.cost),
            "unpriced": total.unpriced,
        }
    return _json(document)


def _json(document: dict[str, Any]) -> Response:
    return Response(msgspec.json.encode(document), media_type="application/json")


@router.get("", response_model=dict[str, Any])
async def list_requests(desk: ApplicationDesk, asked: Annotated[PageAsked, Depends()]) -> Response:
    """Requests, newest first."""
    query = asked.of("requests", desk.caller.app, newest_first=True)
    return _page(await searches.newest(desk.platform, desk.caller.app, query), desk.request_id)


@router.post("/search", response_model=dict[str, Any])
async def search(
    desk: ApplicationDesk, request: Request, body: Annotated[dict[str, Any], Body()]
) -> Response:
    """The requests behind a number: the same range and filters as the question that gave it.

    A page of them with the `total` of all, or by `Accept` all of them as `text/csv` or
    `application/vnd.apache.parquet`.
    """
    accept = request.headers.get("accept", "")
    for media_type, form in _FORMS.items():
        if media_type in accept:
            file = await searches.export(desk.platform, desk.caller.app, body, form)
            return PassingFile(file, media_type=media_type, filename=f"requests.{form.value}")
    found = await searches.search(desk.platform, desk.caller.app, body)
    return _page(found, desk.request_id, await searches.total(desk.platform, desk.caller.app, body))


@router.get("/tail", response_class=StreamingResponse)
async def tail(desk: ApplicationDesk, filters: FiltersText = None) -> StreamingResponse:
    """Requests as they arrive, as server-sent events.

    At most one batch a second: `{"requests": […], "left_out": n}`.
    """
    events = _events(requests.tail(desk.platform, desk.caller.app, filters_in(filters)))
    return StreamingResponse(events, media_type="text/event-stream", headers={"cache-control": "no-store"})


async def _events(batches: AsyncGenerator[Arrived]) -> AsyncGenerator[bytes]:
    """Batches as server-sent events; a comment keeps the connection alive when there is nothing to tell."""
    async for batch in batches:
        if not batch.facts:
            yield b":\n\n"
            continue
        document = {
            "requests": [requests.summary(fact) for fact in batch.facts],
            "left_out": batch.left_out,
            "left_out_at_least": batch.many,
            "until": instant_text(batch.facts[0].received),
        }
        yield b"data: " + msgspec.json.encode(document) + b"\n\n"


@router.get(
    "/provider/{category:segment}/{provider_response_id:segment}/result", response_model=dict[str, Any]
)
async def result_by_provider_id(desk: ApplicationDesk, category: str, provider_response_id: str) -> Response:
    """The result of a request, by the provider's id."""
    fact = await requests.find_by_response(desk.platform, desk.caller.app, category, provider_response_id)
    return _result(desk, fact)


@router.get("/result/{category:segment}/{request_id:segment}", response_model=dict[str, Any])
async def legacy_result(desk: ApplicationDesk, category: str, request_id: str) -> Response:
    """The result of a request, by an older path whose id may be the platform's or the provider's."""
    return _result(desk, await requests.find_by_any_id(desk.platform, desk.caller.app, category, request_id))


@router.get("/{request_id:segment}", response_model=dict[str, Any])
async def get_request(desk: ApplicationDesk, request_id: str) -> Response:
    """The whole event, every line of its cost explained."""
    return _json(await requests.explained(desk.platform, desk.caller, request_id))


@router.get("/{request_id:segment}/result", response_model=dict[str, Any])
async def result(desk: ApplicationDesk, request_id: str) -> Response:
    """The result of a request, by the platform's id."""
    return _result(desk, await requests.find(desk.platform, desk.caller.app, request_id))


def _result(desk: Desk, fact: Fact) -> Response:
    extra = {
        "latency_ms": fact.latency_ms or None,
        "status": fact.status,
        "event_timestamp": instant_text(fact.ts),
        "ingest_timestamp": instant_text(fact.received),
        "category": fact.category,
        "resource": fact.resource,
        "properties": fact.properties,
    }
    told = msgspec.structs.asdict(xproxy_result(fact))
    published = {name: value for name, value in told.items() if name == "cost" or value}
    document = {"xproxy_result": {"limits": {}, **published, **extra}, "request_id": desk.request_id}
    return Response(encode(document), media_type="application/json")


@router.post(
    "/provider/{category:segment}/{provider_response_id:segment}/properties",
    response_model=dict[str, Any],
    deprecated=True,
)
@router.put(
    "/provider/{category:segment}/{provider_response_id:segment}/properties", response_model=dict[str, Any]
)
async def properties_by_provider_id(
    desk: ApplicationDesk, category: str, provider_response_id: str, body: PropertiesBody
) -> Response:
    """Merge properties into a request, by the provider's id; null removes a key."""
    fact = await requests.find_by_response(desk.platform, desk.caller.app, category, provider_response_id)
    return await _merged(desk, fact.request_id, body)


@router.post("/{request_id:segment}/properties", response_model=dict[str, Any], deprecated=True)
@router.put("/{request_id:segment}/properties", response_model=dict[str, Any])
async def properties(desk: ApplicationDesk, request_id: str, body: PropertiesBody) -> Response:
    """Merge properties into a request; null removes a key."""
    return await _merged(desk, request_id, body)


async def _merged(desk: Desk, request_id: str, body: PropertiesBody) -> Response:
    fact = await corrections.change_properties(desk.platform, desk.caller, request_id, body.properties)
    return _json({"request_id": fact.request_id})
