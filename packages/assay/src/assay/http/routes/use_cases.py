"""Use case definitions: `/use_cases/definitions`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends
from starlette.responses import Response

from assay.domain.use_cases import UseCase
from assay.http.dependencies import ApplicationDesk, Desk
from assay.http.pages import PageAnswer, PageAsked, page
from assay.http.replies import reply
from assay.http.routing import ExactRoute
from assay.http.schemas.use_cases import (
    CreateUseCase,
    LimitConfigBody,
    UpdateUseCase,
    UseCaseAnswer,
    VersionNotes,
)
from assay.services import use_cases

router = APIRouter(prefix="/use_cases/definitions", tags=["use cases"], route_class=ExactRoute)


def _answer(desk: Desk, use_case: UseCase, status: int = 200) -> Response:
    return reply(UseCaseAnswer.from_domain(use_case, desk.request_id), status)


@router.post("", response_model=UseCaseAnswer, status_code=201)
async def create_use_case(desk: ApplicationDesk, body: CreateUseCase) -> Response:
    """Define a use case: 201; 200 with the existing one when nothing conflicts."""
    use_case, new = await desk.change(lambda act: use_cases.create(act, body.to_domain()))
    return _answer(desk, use_case, 201 if new else 200)


@router.get("", response_model=PageAnswer[UseCaseAnswer])
async def list_use_cases(
    desk: ApplicationDesk, asked: Annotated[PageAsked, Depends()], use_case_name: str | None = None
) -> Response:
    """Definitions in the order they were created."""
    query = asked.of("use_cases", desk.caller.app, use_case_name)
    found = await desk.look(lambda act: use_cases.list_use_cases(act, query, use_case_name))
    return page(found, desk.request_id, lambda use_case: UseCaseAnswer.from_domain(use_case, desk.request_id))


@router.get("/{use_case_name:segment}", response_model=UseCaseAnswer)
async def get_use_case(desk: ApplicationDesk, use_case_name: str) -> Response:
    """One definition."""
    return _answer(desk, await desk.look(lambda act: use_cases.get(act, use_case_name)))


@router.put("/{use_case_name:segment}", response_model=UseCaseAnswer)
@router.patch("/{use_case_name:segment}", response_model=UseCaseAnswer, deprecated=True)
async def update_use_case(
    desk: ApplicationDesk, use_case_name: str, body: Annotated[UpdateUseCase | None, Body()] = None
) -> Response:
    """Change description or logging. The version stays."""
    wanted = body or UpdateUseCase()
    changed = await desk.change(
        lambda act: use_cases.update(act, use_case_name, wanted.description, wanted.logging_enabled)
    )
    return _answer(desk, changed)


@router.delete("/{use_case_name:segment}", response_model=UseCaseAnswer)
async def delete_use_case(desk: ApplicationDesk, use_case_name: str) -> Response:
    """Delete a definition and its KPIs. Its history stays under its name."""
    return _answer(desk, await desk.change(lambda act: use_cases.delete(act, use_case_name)))


@router.post("/{use_case_name:segment}/increment_version", response_model=UseCaseAnswer)
async def increment_version(
    desk: ApplicationDesk, use_case_name: str, body: Annotated[VersionNotes | None, Body()] = None
) -> Response:
    """Begin the next version; new instances get it. A body with `notes` says what is new."""
    notes = body.notes if body else ""
    return _answer(
        desk, await desk.change(lambda act: use_cases.increment_version(act, use_case_name, notes))
    )


@router.put("/{use_case_name:segment}/versions/{version}", response_model=UseCaseAnswer)
async def note_version(
    desk: ApplicationDesk, use_case_name: str, version: int, body: VersionNotes
) -> Response:
    """Note something about a version, in place of what was noted."""
    return _answer(
        desk, await desk.change(lambda act: use_cases.set_notes(act, use_case_name, version, body.notes))
    )


@router.post("/{use_case_name:segment}/limit_config", response_model=UseCaseAnswer)
async def set_limit_config(desk: ApplicationDesk, use_case_name: str, body: LimitConfigBody) -> Response:
    """Set the template of the limit that each new instance gets."""
    config = body.to_domain()
    return _answer(
        desk, await desk.change(lambda act: use_cases.set_limit_config(act, use_case_name, config))
    )


@router.delete("/{use_case_name:segment}/limit_config", response_model=UseCaseAnswer)
async def clear_limit_config(desk: ApplicationDesk, use_case_name: str) -> Response:
    """Take the template away; instances there are keep their limit."""
    return _answer(desk, await desk.change(lambda act: use_cases.set_limit_config(act, use_case_name, None)))
