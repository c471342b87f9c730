"""Questions: `/questions`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from starlette.responses import Response

from assay.http.auth import application_required
from assay.http.dependencies import AskingDesk, Desk
from assay.http.files import CSV, PARQUET
from assay.http.routing import ExactRoute
from assay.services import questions
from assay.services.answers import csv_text
from assay.services.questions import Prepared

router = APIRouter(prefix="/questions", tags=["questions"], route_class=ExactRoute)


@router.post("", response_model=dict[str, Any])
async def ask(desk: AskingDesk, request: Request, body: Annotated[dict[str, Any], Body()]) -> Response:
    """Ask a question: metrics, by dimensions, over a range, under filters.

    JSON, or by `Accept` `text/csv` or `application/vnd.apache.parquet`. 304 when `If-None-Match` names the
    answer that still holds. A person may name several applications in `application`, by their ids.
    """
    if not desk.caller.app and not body.get("application"):
        raise application_required()
    asked = questions.question_from(body, app=desk.caller.app, allowed=desk.require_readable)
    wanted = await questions.prepare(desk.platform, *asked)
    if request.headers.get("if-none-match") == wanted.etag:
        return Response(status_code=304, headers={"etag": wanted.etag})
    return await answered(desk, wanted, request.headers.get("accept", ""), "answer")


async def answered(desk: Desk, wanted: Prepared, accept: str, name: str) -> Response:
    """The answer in the form that is accepted; files are called `name`."""
    asked = await questions.answer(desk.platform, wanted)
    headers = {"etag": asked.etag}
    if CSV in accept:
        headers["content-disposition"] = f'attachment; filename="{name}.csv"'
        return Response(csv_text(asked.answer), media_type=f"{CSV}; charset=utf-8", headers=headers)
    if PARQUET in accept:
        headers["content-disposition"] = f'attachment; filename="{name}.parquet"'
        content = await desk.platform.events.parquet(asked.answer)
        return Response(content, media_type=PARQUET, headers=headers)
    return Response(asked.document, media_type="application/json", headers=headers)
