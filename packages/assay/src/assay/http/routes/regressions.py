"""What got worse: `/regressions`."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body
from starlette.responses import Response

from assay.http.dependencies import ApplicationDesk
from assay.http.routing import ReadingRoute
from assay.services import regressions

router = APIRouter(prefix="/regressions", tags=["questions"], route_class=ReadingRoute)


@router.post("", response_model=dict[str, Any])
async def find_regressions(desk: ApplicationDesk, body: Annotated[dict[str, Any], Body()]) -> Response:
    """The series that are worse in the last quarter of a range than in the first, by what that costs.

    Takes `metric`, `by`, `from`, `to`, `zone` and `filters`. Needs 30 requests in both quarters.
    """
    document = await regressions.regressions(desk.platform, desk.caller.app, body)
    return Response(
        msgspec.json.encode({"request_id": desk.request_id, **document}), media_type="application/json"
    )
