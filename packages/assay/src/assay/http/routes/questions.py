"""Questions: `/questions`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body, Request
from starlette.responses import FileResponse, Response

from assay.domain.errors import Invalid
from assay.domain.questions import Question
from assay.http.auth import application_required
from assay.http.dependencies import AskingDesk, Desk
from assay.http.files import CSV, PARQUET, PassingFile
from assay.http.routing import ReadingRoute
from assay.services import questions
from assay.services.answers import csv_text
from assay.services.questions import Prepared

JSON = "application/json"

router = APIRouter(prefix="/questions", tags=["questions"], route_class=ReadingRoute)


@router.post("", response_model=dict[str, Any])
async def ask(desk: AskingDesk, request: Request, body: Annotated[dict[str, Any], Body()]) -> Response:
    """Ask a question: metrics, by dimensions, over a range, under filters.

    JSON, or by `Accept` `text/csv` or `application/vnd.apache.parquet`. 304 when `If-None-Match` names the
    answer that still holds. A person may name several applications in `application`, by their ids.
    """
    wanted = await questions.prepare(desk.platform, *_asked(desk, body))
    if request.headers.get("if-none-match") == wanted.etag:
        return Response(status_code=304, headers={"etag": wanted.etag})
    return await answered(desk, wanted, request.headers.get("accept", ""), "answer")


@router.post("/sql", response_model=dict[str, Any])
async def tell_sql(desk: AskingDesk, body: Annotated[dict[str, Any], Body()]) -> Response:
    """The question as SQL that gives the same rows from files of the requests and scores, in DuckDB.

    400 with the reason where there is none, as for several applications.
    """
    _, question = _of_one(desk, body)
    return Response(msgspec.json.encode({"sql": desk.platform.events.sql(question)}), media_type=JSON)


@router.post("/scores", response_class=FileResponse)
async def export_scores(desk: AskingDesk, body: Annotated[dict[str, Any], Body()]) -> PassingFile:
    """The scores behind the KPI metrics of a question, as `application/vnd.apache.parquet`.

    A row for each instance, KPI and group that it counts in; the SQL of the question reads it.
    """
    app, question = _of_one(desk, body)
    file = await questions.export_scores(desk.platform, app, question)
    return PassingFile(file, media_type=PARQUET, filename="scores.parquet")


def _of_one(desk: Desk, body: dict[str, Any]) -> tuple[str, Question]:
    """The question, and the one application it is about."""
    apps, question = _asked(desk, body)
    if len(apps) > 1:
        raise Invalid("invalid_question", "application: no SQL can be told: files are of one application")
    return apps[0], question


def _asked(desk: Desk, body: dict[str, Any]) -> tuple[Sequence[str], Question]:
    if not desk.caller.app and not body.get("application"):
        raise application_required()
    return questions.question_from(body, app=desk.caller.app, allowed=desk.require_readable)


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
    return Response(asked.document, media_type=JSON, headers=headers)
