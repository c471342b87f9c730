"""Saved questions: `/reports`."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import Response

from assay.http.dependencies import ApplicationDesk, Desk
from assay.http.files import CSV
from assay.http.pages import PageAnswer, PageAsked, page
from assay.http.replies import reply, wire_time
from assay.http.routes.questions import answered
from assay.http.routing import ExactRoute
from assay.http.schemas.base import Body, Timestamp, Traced
from assay.services import questions, reports
from assay.services.reports import LAST_30_DAYS, NewReport
from assay.storage.ports import SavedReport

router = APIRouter(prefix="/reports", tags=["reports"], route_class=ExactRoute)


class ReportBody(Body):
    """A question without `from` and `to`, its name, and the range it is asked for by default."""

    name: str
    question: dict[str, Any]
    range: str = Field(LAST_30_DAYS, description="`last 7 days`, `this month`, or two instants with a slash")

    def to_domain(self) -> NewReport:
        """The report as services take it."""
        return NewReport(self.name, self.question, self.range)


class ReportAnswer(Traced):
    """A saved question."""

    report_id: str
    name: str
    question: dict[str, Any]
    range: str
    created_timestamp: Timestamp
    updated_timestamp: Timestamp


def _shown(desk: Desk, report: SavedReport) -> ReportAnswer:
    return ReportAnswer(
        request_id=desk.request_id,
        report_id=report.id,
        name=report.name,
        question=msgspec.json.decode(report.question),
        range=report.range,
        created_timestamp=wire_time(report.created),
        updated_timestamp=wire_time(report.updated),
    )


@router.post("", response_model=ReportAnswer, status_code=201)
async def create_report(desk: ApplicationDesk, body: ReportBody) -> Response:
    """Save a question under a name."""
    made = await desk.change(lambda act: reports.create(act, body.to_domain()))
    return reply(_shown(desk, made), 201)


@router.get("", response_model=PageAnswer[ReportAnswer])
async def list_reports(desk: ApplicationDesk, asked: Annotated[PageAsked, Depends()]) -> Response:
    """Saved questions, oldest first."""
    query = asked.of("reports", desk.caller.app)
    found = await desk.look(lambda act: reports.list_reports(act, query))
    return page(found, desk.request_id, lambda report: _shown(desk, report))


@router.get("/{report_id:segment}")
async def run_report(
    desk: ApplicationDesk,
    request: Request,
    report_id: str,
    start: Annotated[str | None, Query(alias="from", description="start, instead of the saved range")] = None,
    end: Annotated[str | None, Query(alias="to", description="end, not included")] = None,
) -> Response:
    """Ask a saved question: CSV, or by `Accept` JSON or Parquet. 424 when the event store does not answer."""
    report = await desk.look(lambda act: reports.get(act, report_id))
    question = reports.question_at(report, desk.platform.now_ms(), start=start, end=end)
    wanted = await questions.prepare(desk.platform, [desk.caller.app], question)
    accept = request.headers.get("accept", "")
    form = accept if "json" in accept or "parquet" in accept else CSV
    return await answered(desk, wanted, form, f"report-{report.id}")


@router.get("/{report_id:segment}/question", response_model=ReportAnswer)
async def get_report(desk: ApplicationDesk, report_id: str) -> Response:
    """The question of a report."""
    return reply(_shown(desk, await desk.look(lambda act: reports.get(act, report_id))))


@router.put("/{report_id:segment}/question", response_model=ReportAnswer)
async def update_report(desk: ApplicationDesk, report_id: str, body: ReportBody) -> Response:
    """Replace name, question and range."""
    changed = await desk.change(lambda act: reports.update(act, report_id, body.to_domain()))
    return reply(_shown(desk, changed))


@router.delete("/{report_id:segment}/question", response_model=ReportAnswer)
async def delete_report(desk: ApplicationDesk, report_id: str) -> Response:
    """Delete a report."""
    return reply(_shown(desk, await desk.change(lambda act: reports.delete(act, report_id))))
