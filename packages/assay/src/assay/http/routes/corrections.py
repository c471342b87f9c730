"""Corrections: `/ingest/bulk-upsert` and `/requests/reprice`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body, Request
from starlette.responses import Response

from assay.domain.errors import Invalid, Refusal, TooLarge
from assay.domain.money import plain
from assay.domain.questions import filters_of, range_of
from assay.http.dependencies import ApplicationDesk, Desk
from assay.http.errors import status_of
from assay.http.replies import encode, wire_time
from assay.http.routing import ExactRoute
from assay.http.wire import (
    ATTRIBUTION_HEADERS,
    ApiError,
    BulkIngestResponse,
    Decoded,
    ErrorCode,
    ItemError,
    ItemResult,
    attribution_headers,
    decode_bulk,
)
from assay.services import corrections, reprice
from assay.services.access import require_tracking
from assay.services.corrections import Upserted
from assay.services.event import Attribution
from assay.services.ingest import Arrival, Entry, attribution_of, prepare
from assay.services.ledger import Ledger
from assay.services.reprice import Repricing, Which
from assay.services.results import xproxy_result

MOST_BULK_BYTES = 32 * 2**20

router = APIRouter(tags=["ingest"])
repricing = APIRouter(prefix="/requests/reprice", tags=["requests"], route_class=ExactRoute)


@router.post("/ingest/bulk-upsert", response_model=dict[str, Any])
async def bulk_upsert(desk: ApplicationDesk, request: Request, results: bool = False) -> Response:
    """Insert events, or replace those with the same provider id: totals and limits move by the difference."""
    require_tracking(desk.caller)
    now = desk.platform.now_ms()
    said = tuple(header for header in request.scope["headers"] if header[0] in ATTRIBUTION_HEADERS)
    header = attribution_headers(said)
    entries = [_entry(desk, item, header, now) for item in decode_bulk(await _body(request))]
    outcomes = await corrections.upsert(desk.platform, Ledger(desk.platform), entries)
    return _answer(desk, outcomes, now, wants_results=results)


async def _body(request: Request) -> bytes:
    parts, size = list[bytes](), 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BULK_BYTES:
            raise TooLarge("payload_too_large", f"the body is larger than {MOST_BULK_BYTES} bytes: send less")
        parts.append(part)
    return b"".join(parts)


def _entry(desk: Desk, item: Decoded | Invalid, header: Attribution, now: int) -> Entry | Exception:
    if isinstance(item, Invalid):
        return item
    event, faults = item
    platform = desk.platform
    arrival = Arrival(desk.caller, platform.prices, "upsert", now, platform.new_id())
    try:
        entry = prepare(event, attribution_of(event, header, body_wins=True), arrival)
    except Refusal as refusal:
        return refusal
    entry.warnings.extend(faults)
    return entry


def _answer(
    desk: Desk, outcomes: Sequence[Upserted | Exception], now: int, *, wants_results: bool
) -> Response:
    errors = [_error(index, one) for index, one in enumerate(outcomes) if isinstance(one, Refusal)]
    stored = [(index, one) for index, one in enumerate(outcomes) if isinstance(one, Upserted)]
    answer = BulkIngestResponse(
        request_id=desk.request_id,
        ingest_timestamp=wire_time(now),
        ingest_count=len(stored),
        total_count=len(outcomes),
        error_count=len(errors),
        item_error_count=len(errors),
        errors=errors,
        results=[ItemResult(index, xproxy_result(one.fact)) for index, one in stored]
        if wants_results
        else None,
    )
    status = 400 if errors and not stored else 200
    return Response(encode(answer), status, media_type="application/json")


def _error(index: int, refusal: Refusal) -> ItemError:
    code = ErrorCode(refusal.code, refusal.message)
    return ItemError(index, ApiError(status_of(refusal), refusal.message, code))


@repricing.post("", response_model=dict[str, Any])
async def reprice_requests(desk: ApplicationDesk, body: Annotated[dict[str, Any], Body()]) -> Response:
    """What the requests of a range cost at the prices in force now for their time.

    `"apply": true` restates them; `"charge_limits": true` moves the open periods of the limits they charged.
    """
    which = which_of(desk, body)
    if body.get("apply") is not True:
        return repriced(desk, await reprice.preview(desk.platform, which), applied=False)
    charge_limits = body.get("charge_limits") is True
    outcome = await reprice.apply(desk.platform, which, desk.caller.who, charge_limits=charge_limits)
    return repriced(desk, outcome, applied=True)


def which_of(desk: Desk, body: dict[str, Any]) -> Which:
    """The requests that a body names by `from`, `to` and `filters`."""
    start, end = range_of(body)
    return Which(desk.caller.app, start, end, filters_of(body.get("filters")))


def repriced(desk: Desk, outcome: Repricing, *, applied: bool) -> Response:
    """What re-pricing changes, or has changed."""
    document = {
        "request_id": desk.request_id,
        "applied": applied,
        "requests": outcome.requests,
        "changed": outcome.changed,
        "before": plain(outcome.before),
        "after": plain(outcome.after),
        "change": plain(outcome.change),
        "by_resource": {name: plain(change) for name, change in sorted(outcome.by_resource.items())},
    }
    return Response(msgspec.json.encode(document), media_type="application/json")
