"""Groups of applications, and with them everything a person may see: `/groups`."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from assay.domain.people import Access
from assay.domain.tenancy import Application
from assay.http.dependencies import OfPerson, PersonDesk
from assay.http.replies import reply, wire_time
from assay.http.routing import ExactRoute
from assay.http.schemas.people import ApplicationInGroup, GroupAnswer, GroupBody, GroupsAnswer
from assay.services import groups
from assay.services.groups import Branch

router = APIRouter(prefix="/groups", tags=["groups"], route_class=ExactRoute)


@router.get("", response_model=GroupsAnswer)
async def list_groups(desk: OfPerson) -> Response:
    """Everything the person may see: groups, each with its applications."""
    branches = groups.tree(desk.entrance.roster, desk.person.id)
    return reply(GroupsAnswer(request_id=desk.request_id, items=[_shown(branch) for branch in branches]))


@router.post("", response_model=GroupAnswer, status_code=201)
async def create_group(desk: OfPerson, body: GroupBody) -> Response:
    """Make a shared group and become its Owner."""
    made = await desk.change(lambda act: groups.create(act, body.name))
    return reply(_branch(desk, made.id), 201)


@router.patch("/{group:segment}", response_model=GroupAnswer)
async def rename_group(desk: OfPerson, group: str, body: GroupBody) -> Response:
    """Call a group by another name."""
    await desk.change(lambda act: groups.rename(act, group, body.name))
    return reply(_branch(desk, group))


@router.delete("/{group:segment}", status_code=204, response_class=Response)
async def delete_group(desk: OfPerson, group: str) -> Response:
    """Delete an empty group."""
    await desk.change(lambda act: groups.delete(act, group))
    return Response(status_code=204)


def in_group(application: Application, access: Access) -> ApplicationInGroup:
    """An application as a person meets it."""
    return ApplicationInGroup(
        id=application.id,
        name=application.name,
        role=access.role,
        view_prompts=access.view_prompts,
        created_timestamp=wire_time(application.created),
    )


def _branch(desk: PersonDesk, group: str) -> GroupAnswer:
    found = groups.tree(desk.entrance.roster, desk.person.id)
    return next(_shown(branch) for branch in found if branch.group.id == group)


def _shown(branch: Branch) -> GroupAnswer:
    return GroupAnswer(
        id=branch.group.id,
        name=branch.group.name,
        personal=bool(branch.group.person),
        role=branch.access.role if branch.access else None,
        applications=[in_group(application, access) for application, access in branch.applications],
    )
