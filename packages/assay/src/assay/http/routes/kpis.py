"""KPI definitions: `/use_cases/definitions/{use_case_name}/kpis`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends
from starlette.responses import Response

from assay.http.dependencies import ApplicationDesk, Desk
from assay.http.pages import PageAnswer, PageAsked, page
from assay.http.replies import reply
from assay.http.routing import ExactRoute
from assay.http.schemas.kpis import CreateKpi, KpiAnswer, UpdateKpi
from assay.services import kpis
from assay.services.kpis import KpiWithGoals

router = APIRouter(
    prefix="/use_cases/definitions/{use_case_name:segment}/kpis", tags=["KPIs"], route_class=ExactRoute
)


def _answer(desk: Desk, kpi: KpiWithGoals, status: int = 200) -> Response:
    return reply(KpiAnswer.from_domain(kpi, desk.request_id), status)


@router.post("", response_model=KpiAnswer, status_code=201)
async def create_kpi(desk: ApplicationDesk, use_case_name: str, body: CreateKpi) -> Response:
    """Define a KPI: 201; 200 with the existing one when an equal one exists.

    An unknown use case is created with it, if the application lets that be.
    """
    kpi, new = await desk.change(lambda act: kpis.create(act, use_case_name, body.to_domain()))
    return _answer(desk, kpi, 201 if new else 200)


@router.get("", response_model=PageAnswer[KpiAnswer])
async def list_kpis(
    desk: ApplicationDesk,
    asked: Annotated[PageAsked, Depends()],
    use_case_name: str,
    kpi_name: str | None = None,
) -> Response:
    """KPIs in the order they were defined."""
    query = asked.of("kpis", desk.caller.app, use_case_name, kpi_name)
    found = await desk.look(lambda act: kpis.list_kpis(act, query, use_case_name, kpi_name))
    return page(found, desk.request_id, lambda kpi: KpiAnswer.from_domain(kpi, desk.request_id))


@router.get("/{kpi_name:segment}", response_model=KpiAnswer)
async def get_kpi(desk: ApplicationDesk, use_case_name: str, kpi_name: str) -> Response:
    """One KPI."""
    return _answer(desk, await desk.look(lambda act: kpis.show(act, use_case_name, kpi_name)))


@router.put("/{kpi_name:segment}", response_model=KpiAnswer)
async def update_kpi(
    desk: ApplicationDesk,
    use_case_name: str,
    kpi_name: str,
    body: Annotated[UpdateKpi | None, Body()] = None,
) -> Response:
    """Change description, goal or direction; a goal holds from the latest version of the use case on."""
    changes = (body or UpdateKpi()).to_domain()
    return _answer(desk, await desk.change(lambda act: kpis.update(act, use_case_name, kpi_name, changes)))


@router.delete("/{kpi_name:segment}", response_model=KpiAnswer)
async def delete_kpi(desk: ApplicationDesk, use_case_name: str, kpi_name: str) -> Response:
    """Delete a KPI; recorded scores stay with their instances."""
    return _answer(desk, await desk.change(lambda act: kpis.delete(act, use_case_name, kpi_name)))
