"""Experiences, the former name of use cases: `/experiences`. The same things in the same store."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from assay.domain.use_cases import Instance
from assay.http.dependencies import ApplicationDesk, Desk
from assay.http.pages import PageAnswer, PageAsked, page
from assay.http.replies import reply
from assay.http.routes import use_cases as definitions
from assay.http.routing import ExactRoute
from assay.http.schemas.base import PropertiesBody
from assay.http.schemas.use_cases import ExperienceAnswer, UseCaseAnswer
from assay.services import instances, use_cases
from assay.services.instances import NewInstance

router = APIRouter(prefix="/experiences", tags=["experiences"], route_class=ExactRoute, deprecated=True)

TYPE = "/types/{use_case_name:segment}"
EXPERIENCE = "/instances/{experience_id:segment}"


def _answer(desk: Desk, instance: Instance) -> Response:
    return reply(ExperienceAnswer.from_domain(instance, desk.request_id))


@router.get("/types", response_model=PageAnswer[UseCaseAnswer])
async def list_experience_types(
    desk: ApplicationDesk, asked: Annotated[PageAsked, Depends()], name: str | None = None
) -> Response:
    """Types in the order they were created."""
    query = asked.of("use_cases", desk.caller.app, name)
    found = await desk.look(lambda act: use_cases.list_use_cases(act, query, name))
    return page(found, desk.request_id, lambda kind: UseCaseAnswer.from_domain(kind, desk.request_id))


for path, method, endpoint in (
    ("/types", "POST", definitions.create_use_case),
    (TYPE, "GET", definitions.get_use_case),
    (TYPE, "PUT", definitions.update_use_case),
    (TYPE, "PATCH", definitions.update_use_case),
    (TYPE, "DELETE", definitions.delete_use_case),
    (f"{TYPE}/increment_version", "POST", definitions.increment_version),
    (f"{TYPE}/limit_config", "POST", definitions.set_limit_config),
    (f"{TYPE}/limit_config", "DELETE", definitions.clear_limit_config),
):
    router.add_api_route(
        path,
        endpoint,
        methods=[method],
        name=f"experience_type_{endpoint.__name__}",
        response_model=UseCaseAnswer,
        status_code=201 if endpoint is definitions.create_use_case else 200,
    )


@router.get("/instances", response_model=PageAnswer[ExperienceAnswer])
async def list_experiences(
    desk: ApplicationDesk, asked: Annotated[PageAsked, Depends()], experience_name: str | None = None
) -> Response:
    """Experiences, newest first."""
    query = asked.of("instances", desk.caller.app, experience_name, newest_first=True)
    found = await desk.look(lambda act: instances.list_instances(act, query, experience_name))
    return page(found, desk.request_id, lambda each: ExperienceAnswer.from_domain(each, desk.request_id))


@router.post("/instances/{experience_name:segment}", response_model=ExperienceAnswer)
async def create_experience(desk: ApplicationDesk, experience_name: str) -> Response:
    """Open an experience."""
    made, _ = await desk.change(lambda act: instances.create(act, experience_name, NewInstance()))
    return _answer(desk, made)


@router.get(EXPERIENCE, response_model=ExperienceAnswer)
async def get_experience(desk: ApplicationDesk, experience_id: str) -> Response:
    """One experience."""
    return _answer(desk, await desk.look(lambda act: instances.get(act, experience_id)))


@router.delete(EXPERIENCE, response_model=ExperienceAnswer)
async def delete_experience(desk: ApplicationDesk, experience_id: str) -> Response:
    """Delete an experience; its requests and their cost stay."""
    return _answer(desk, await desk.change(lambda act: instances.delete(act, experience_id)))


@router.post(f"{EXPERIENCE}/properties", response_model=ExperienceAnswer)
@router.put(f"{EXPERIENCE}/properties", response_model=ExperienceAnswer)
async def update_experience_properties(
    desk: ApplicationDesk, experience_id: str, body: PropertiesBody
) -> Response:
    """Merge properties; null removes one."""
    return _answer(
        desk, await desk.change(lambda act: instances.set_properties(act, experience_id, body.properties))
    )
