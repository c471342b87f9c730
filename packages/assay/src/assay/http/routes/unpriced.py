"""Usage without a price: `/unpriced`, and what a price for it would change: `/reprice/preview`."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body, Query
from starlette.responses import Response

from assay.domain.periods import zone_of
from assay.domain.questions import instant_text
from assay.domain.unpriced import UnpricedUsage
from assay.http.dependencies import ApplicationDesk
from assay.http.filters import FiltersText, filters_in
from assay.http.routes.corrections import repriced, which_of
from assay.http.routing import ReadingRoute
from assay.http.schemas.base import Moment
from assay.services import reprice
from assay.services.requests import FOR_EVER
from assay.storage.ports import Search

router = APIRouter(tags=["requests"], route_class=ReadingRoute)


@router.get("/unpriced", response_model=dict[str, Any])
async def list_unpriced(
    desk: ApplicationDesk,
    start: Annotated[Moment, Query(alias="from", description="start; without it, the beginning")] = 0,
    end: Annotated[Moment, Query(alias="to", description="end, not included")] = FOR_EVER,
    filters: FiltersText = None,
    zone: Annotated[str, Query(description="what filters by `hour_of_day` and `weekday` follow")] = "UTC",
) -> Response:
    """Usage that was recorded without a price, by category, resource and line; most requests first."""
    wanted = Search(desk.caller.app, start, end, filters_in(filters), zone=zone_of(zone).key)
    found = await desk.platform.events.unpriced(wanted, await desk.platform.state.pending())
    document = {"request_id": desk.request_id, "items": [_shown(one) for one in found]}
    return Response(msgspec.json.encode(document), media_type="application/json")


def _shown(one: UnpricedUsage) -> dict[str, Any]:
    unit, _, side = one.line.rpartition(".")
    return {
        "category": one.category,
        "resource": one.resource,
        "unit": unit,
        "side": side,
        "requests": one.requests,
        "count": one.count,
        "first": instant_text(one.first),
        "last": instant_text(one.last),
    }


@router.post("/reprice/preview", response_model=dict[str, Any])
async def preview_repricing(desk: ApplicationDesk, body: Annotated[dict[str, Any], Body()]) -> Response:
    """What re-pricing the requests of a range would change. Nothing is written."""
    return repriced(desk, await reprice.preview(desk.platform, which_of(desk, body)), applied=False)
