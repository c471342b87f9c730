"""Histograms: `/histograms`."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body
from starlette.responses import Response

from assay.http.dependencies import ApplicationDesk
from assay.http.routing import ReadingRoute
from assay.services import histograms

router = APIRouter(prefix="/histograms", tags=["questions"], route_class=ReadingRoute)


@router.post("", response_model=dict[str, Any])
async def count_values(desk: ApplicationDesk, body: Annotated[dict[str, Any], Body()]) -> Response:
    """How the values of a sample or a KPI are distributed: exact counts between round edges.

    `of` is a sample such as `latency_ms`, or `kpi:<name>`; `bins` is the most there may be, 30 unless given.
    A bin holds its lower edge and not its upper one.
    """
    document = histograms.document_of(await histograms.count(desk.platform, desk.caller.app, body))
    return Response(msgspec.json.encode(document), media_type="application/json")
