"""Use case versions side by side: `/comparisons`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body
from starlette.responses import Response

from assay.http.dependencies import ApplicationDesk
from assay.http.replies import encode
from assay.http.routing import ReadingRoute
from assay.services import comparisons

router = APIRouter(prefix="/comparisons", tags=["questions"], route_class=ReadingRoute)


@router.post("", response_model=dict[str, Any])
async def compare_versions(desk: ApplicationDesk, body: Annotated[dict[str, Any], Body()]) -> Response:
    """Hold use case versions against the first of them, with tests of what may be chance.

    `sides` are `{use_case, version, from, to}`; KPIs are matched by name.
    """
    document = await comparisons.compare(desk.platform, desk.caller.app, body)
    return Response(encode({"request_id": desk.request_id, **document}), media_type="application/json")
