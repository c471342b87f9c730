"""KPI scores of instances: `/use_cases/instances/…/kpis`, by name and id or by id alone, and many at once.

Errors here carry the keys of an RFC 9457 problem too. A score is written by PUT or POST alike; both answer
200 without a body.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends
from starlette.responses import Response

from assay.domain.errors import Refusal
from assay.http.dependencies import ApplicationDesk, Desk
from assay.http.pages import PageAnswer, PageAsked, page
from assay.http.replies import nothing, reply
from assay.http.routing import ProblemRoute
from assay.http.schemas.kpis import (
    AddressedScoreBody,
    BulkScores,
    NamedScoreBody,
    ScoreAnswer,
    ScoreBody,
    ScoreChangeAnswer,
    ScoreFault,
    ScoreHistory,
)
from assay.services import scores

router = APIRouter(prefix="/use_cases", tags=["KPIs"], route_class=ProblemRoute)

BY_ID = "/instances/{use_case_id:segment}/kpis"
BY_NAME_AND_ID = "/instances/{use_case_name:segment}/{use_case_id:segment}/kpis"

PageHere = Annotated[PageAsked, Depends()]
ScoreHere = Annotated[ScoreBody | None, Body()]


@router.post("/kpis/scores:bulk", response_model=BulkScores)
async def record_scores(desk: ApplicationDesk, body: list[AddressedScoreBody]) -> Response:
    """Write up to 10,000 scores in one transaction; a bad one is told and sinks none of the others."""
    asked = [item.scoring() for item in body]
    refused = await desk.change(lambda act: scores.record_all(act, asked))
    return reply(
        BulkScores(
            request_id=desk.request_id,
            total_count=len(asked),
            recorded_count=len(asked) - len(refused),
            error_count=len(refused),
            errors=[_fault(position, refusal) for position, refusal in refused],
        )
    )


@router.post(f"{BY_ID}/{{kpi_name:segment}}", response_class=Response, deprecated=True)
@router.put(f"{BY_ID}/{{kpi_name:segment}}", response_class=Response, deprecated=True)
async def record_score_by_id(
    desk: ApplicationDesk, use_case_id: str, kpi_name: str, body: ScoreHere = None
) -> Response:
    """Write the score of an instance by its id alone."""
    return await _record(desk, body, kpi_name, use_case_id, None)


@router.delete(f"{BY_ID}/{{kpi_name:segment}}", response_class=Response, deprecated=True)
async def clear_score_by_id(desk: ApplicationDesk, use_case_id: str, kpi_name: str) -> Response:
    """Take a score back, by the id of its instance alone."""
    await desk.change(lambda act: scores.clear(act, use_case_id, kpi_name))
    return nothing()


@router.get(BY_ID, response_model=PageAnswer[ScoreAnswer], deprecated=True)
async def list_scores_by_id(
    desk: ApplicationDesk, asked: PageHere, use_case_id: str, kpi_name: str | None = None
) -> Response:
    """The scores of an instance by its id alone."""
    return await _list(desk, asked, use_case_id, None, kpi_name)


@router.get(BY_NAME_AND_ID, response_model=PageAnswer[ScoreAnswer])
async def list_scores(
    desk: ApplicationDesk,
    asked: PageHere,
    use_case_name: str,
    use_case_id: str,
    kpi_name: str | None = None,
) -> Response:
    """The scores of an instance, in the order they were first recorded."""
    return await _list(desk, asked, use_case_id, use_case_name, kpi_name)


@router.post(BY_NAME_AND_ID, response_class=Response)
async def record_named_score(
    desk: ApplicationDesk, use_case_name: str, use_case_id: str, body: NamedScoreBody
) -> Response:
    """Write the score of the KPI that the body names."""
    return await _record(desk, body, body.kpi_name, use_case_id, use_case_name)


@router.put(f"{BY_NAME_AND_ID}/{{kpi_name:segment}}", response_class=Response)
@router.post(f"{BY_NAME_AND_ID}/{{kpi_name:segment}}", response_class=Response)
async def record_score(
    desk: ApplicationDesk, use_case_name: str, use_case_id: str, kpi_name: str, body: ScoreHere = None
) -> Response:
    """Write a score, or add `increment` to it at once and without losing another's; null clears it."""
    return await _record(desk, body, kpi_name, use_case_id, use_case_name)


@router.delete(f"{BY_NAME_AND_ID}/{{kpi_name:segment}}", response_class=Response)
async def clear_score(desk: ApplicationDesk, use_case_name: str, use_case_id: str, kpi_name: str) -> Response:
    """Take a score back."""
    await desk.change(lambda act: scores.clear(act, use_case_id, kpi_name, use_case_name))
    return nothing()


@router.get(f"{BY_NAME_AND_ID}/{{kpi_name:segment}}/history", response_model=ScoreHistory)
async def list_score_history(
    desk: ApplicationDesk, use_case_name: str, use_case_id: str, kpi_name: str
) -> Response:
    """Every change of a score, oldest first, with the key that made it."""
    changes = await desk.look(lambda act: scores.history(act, use_case_id, kpi_name, use_case_name))
    shown = [ScoreChangeAnswer.from_domain(change) for change in changes]
    return reply(ScoreHistory(request_id=desk.request_id, items=shown))


async def _record(
    desk: Desk, body: ScoreBody | None, kpi: str, instance: str, use_case: str | None
) -> Response:
    scoring = (body or ScoreBody()).to_domain(kpi, instance, use_case)
    if scoring is None:
        await desk.look(lambda act: scores.check_scorable(act, instance, kpi, use_case))
    else:
        await desk.change(lambda act: scores.record(act, scoring))
    return nothing()


async def _list(
    desk: Desk, asked: PageAsked, instance: str, use_case: str | None, kpi: str | None
) -> Response:
    query = asked.of("scores", desk.caller.app, instance, kpi)
    found = await desk.look(lambda act: scores.list_scores(act, query, instance, use_case, kpi))
    return page(found, desk.request_id, ScoreAnswer.from_domain)


def _fault(position: int, refusal: Refusal) -> ScoreFault:
    return ScoreFault(item_index=position, code=refusal.code, message=refusal.message)
