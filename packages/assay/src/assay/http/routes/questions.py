"""Questions: `/questions`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from starlette.responses import Response

from assay.domain.questions import Question
from assay.http.dependencies import ApplicationDesk, Desk
from assay.http.routing import ExactRoute
from assay.services import questions

CSV, PARQUET = "text/csv", "application/vnd.apache.parquet"

router = APIRouter(prefix="/questions", tags=["questions"], route_class=ExactRoute)


@router.post("", response_model=dict[str, Any])
async def ask(desk: ApplicationDesk, request: Request, body: Annotated[dict[str, Any], Body()]) -> Response:
    """Ask a question: metrics, by dimensions, over a range, under filters.

    JSON, or by `Accept` `text/csv` or `application/vnd.apache.parquet`. 304 when `If-None-Match` names the
    answer that still holds.
    """
    question = questions.question_from(body, app=desk.caller.app)
    etag = questions.etag_of(desk.platform, desk.caller.app, question)
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={"etag": etag})
    return await answered(desk, question, request.headers.get("accept", ""), "answer")


async def answered(desk: Desk, question: Question, accept: str, name: str) -> Response:
    """The answer in the form that is accepted; files are called `name`."""
    asked = await questions.ask(desk.platform, desk.caller.app, question)
    headers = {"etag": asked.etag}
    if CSV in accept:
        headers["content-disposition"] = f'attachment; filename="{name}.csv"'
        return Response(questions.csv_text(asked.answer), media_type=f"{CSV}; charset=utf-8", headers=headers)
    if PARQUET in accept:
        headers["content-disposition"] = f'attachment; filename="{name}.parquet"'
        content = await desk.platform.events.parquet(asked.answer)
        return Response(content, media_type=PARQUET, headers=headers)
    return Response(asked.document, media_type="application/json", headers=headers)
