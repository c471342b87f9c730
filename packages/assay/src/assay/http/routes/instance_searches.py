"""Instances behind a number: `/instances/search`."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body
from starlette.responses import Response

from assay.http.dependencies import ApplicationDesk
from assay.http.routing import ReadingRoute
from assay.services import instance_searches

router = APIRouter(prefix="/instances", tags=["use cases"], route_class=ReadingRoute)


@router.post("/search", response_model=dict[str, Any])
async def search_instances(desk: ApplicationDesk, body: Annotated[dict[str, Any], Body()]) -> Response:
    """The instances behind a number, each with the requests that belong to it, and the total of all.

    Filters are those of questions, and `instance_cost` and `kpi:<name>`, which are about the instance itself.
    """
    found = await instance_searches.search(desk.platform, desk.caller.app, body)
    document = {"request_id": desk.request_id, **instance_searches.document_of(found)}
    return Response(msgspec.json.encode(document), media_type="application/json")
