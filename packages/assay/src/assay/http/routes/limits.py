"""Limits: `/limits`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends
from fastapi import Query as QueryParameter
from starlette.responses import Response

from assay.http.dependencies import ApplicationDesk
from assay.http.pages import PageAnswer, PageAsked, page
from assay.http.replies import reply
from assay.http.routing import ExactRoute
from assay.http.schemas.base import Moment, PropertiesBody
from assay.http.schemas.limits import (
    CreateLimit,
    LimitAnswer,
    LimitDeleted,
    LimitHistoryResponse,
    LimitPeriodAnswer,
    LimitResponse,
    LimitTags,
    Tag,
    UpdateLimit,
)
from assay.services import limits

router = APIRouter(prefix="/limits", tags=["limits"], route_class=ExactRoute)

PageHere = Annotated[PageAsked, Depends()]


@router.post("", response_model=LimitResponse, status_code=201)
async def create_limit(desk: ApplicationDesk, body: CreateLimit) -> Response:
    """Create a limit: 201; 200 with the existing one when an equal one exists."""
    limit, new = await desk.change(lambda act: limits.create(act, body.to_domain()))
    return reply(
        LimitResponse(request_id=desk.request_id, limit=LimitAnswer.from_domain(limit)), 201 if new else 200
    )


@router.get("", response_model=PageAnswer[LimitAnswer])
async def list_limits(
    desk: ApplicationDesk,
    asked: PageHere,
    limit_name: str | None = None,
    automatic: Annotated[bool, QueryParameter(description="also those made from templates")] = False,
) -> Response:
    """Limits in the order they were created."""
    query = asked.of("limits", desk.caller.app, limit_name, automatic)
    found = await desk.look(lambda act: limits.list_limits(act, query, limit_name, automatic=automatic))
    return page(found, desk.request_id, LimitAnswer.from_domain)


@router.get("/{limit_id:segment}", response_model=LimitResponse)
async def get_limit(desk: ApplicationDesk, limit_id: str) -> Response:
    """One limit, automatic ones included."""
    limit = await desk.look(lambda act: limits.get(act, limit_id))
    return reply(LimitResponse(request_id=desk.request_id, limit=LimitAnswer.from_domain(limit)))


@router.put("/{limit_id:segment}", response_model=LimitResponse)
async def update_limit(
    desk: ApplicationDesk, limit_id: str, body: Annotated[UpdateLimit | None, Body()] = None
) -> Response:
    """Rename a limit, or change its maximum."""
    wanted = body or UpdateLimit()
    limit = await desk.change(lambda act: limits.update(act, limit_id, wanted.limit_name, wanted.max))
    return reply(LimitResponse(request_id=desk.request_id, limit=LimitAnswer.from_domain(limit)))


@router.delete("/{limit_id:segment}", response_model=LimitDeleted)
async def delete_limit(desk: ApplicationDesk, limit_id: str) -> Response:
    """Delete a limit; what requests were charged stays with them."""
    limit = await desk.change(lambda act: limits.delete(act, limit_id))
    return reply(LimitDeleted(request_id=desk.request_id, message=f"limit {limit.id} is deleted"))


@router.post("/{limit_id:segment}/reset", response_model=LimitHistoryResponse)
async def reset_limit(
    desk: ApplicationDesk,
    limit_id: str,
    reset_date: Annotated[Moment | None, QueryParameter(alias="resetDate")] = None,
) -> Response:
    """Begin a new period now; the answer is the closed one."""
    closed = await desk.change(lambda act: limits.reset(act, limit_id, reset_date))
    return reply(
        LimitHistoryResponse(request_id=desk.request_id, limit_history=LimitPeriodAnswer.from_domain(closed))
    )


@router.get("/{limit_id:segment}/history", response_model=PageAnswer[LimitPeriodAnswer])
async def list_limit_history(desk: ApplicationDesk, asked: PageHere, limit_id: str) -> Response:
    """The closed periods of a limit, newest first."""
    query = asked.of("limit_history", desk.caller.app, limit_id, newest_first=True)
    found = await desk.look(lambda act: limits.history(act, query, limit_id))
    return page(found, desk.request_id, LimitPeriodAnswer.from_domain)


@router.put("/{limit_id:segment}/properties", response_model=list[LimitResponse])
async def update_limit_properties(desk: ApplicationDesk, limit_id: str, body: PropertiesBody) -> Response:
    """Merge properties; null removes one. The answer is an array with the one limit."""
    limit = await desk.change(lambda act: limits.set_properties(act, limit_id, body.properties))
    return reply([LimitResponse(request_id=desk.request_id, limit=LimitAnswer.from_domain(limit))])


@router.get("/{limit_id:segment}/tags", response_model=list[Tag], deprecated=True)
async def list_limit_tags(desk: ApplicationDesk, limit_id: str) -> Response:
    """The tags of a limit."""
    return reply(Tag.all_of(await desk.look(lambda act: limits.get(act, limit_id))))


@router.post("/{limit_id:segment}/tags", response_model=list[Tag], deprecated=True)
async def add_limit_tags(desk: ApplicationDesk, limit_id: str, body: LimitTags) -> Response:
    """Put more tags on a limit."""
    return reply(Tag.all_of(await desk.change(lambda act: limits.add_tags(act, limit_id, body.limit_tags))))


@router.put("/{limit_id:segment}/tags", response_model=list[Tag], deprecated=True)
async def replace_limit_tags(desk: ApplicationDesk, limit_id: str, body: LimitTags) -> Response:
    """Replace the tags of a limit."""
    return reply(Tag.all_of(await desk.change(lambda act: limits.set_tags(act, limit_id, body.limit_tags))))


@router.delete("/{limit_id:segment}/tags", response_model=list[Tag], deprecated=True)
async def clear_limit_tags(desk: ApplicationDesk, limit_id: str) -> Response:
    """Take all tags off a limit."""
    return reply(Tag.all_of(await desk.change(lambda act: limits.set_tags(act, limit_id, ()))))


@router.patch("/{limit_id:segment}/tags/remove", response_model=list[Tag], deprecated=True)
async def remove_limit_tags(desk: ApplicationDesk, limit_id: str, body: LimitTags) -> Response:
    """Take some tags off a limit."""
    return reply(
        Tag.all_of(await desk.change(lambda act: limits.remove_tags(act, limit_id, body.limit_tags)))
    )
