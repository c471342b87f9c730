"""Applications as their owners meet them: `/applications`."""

# ruff: noqa: FAST003 - the desk takes the application from the path

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter
from starlette.responses import Response

from assay.domain.people import Access, Role, Scope
from assay.domain.tenancy import Application
from assay.http.dependencies import AtApplication, OfPerson, PersonDesk
from assay.http.replies import reply, wire_time
from assay.http.routes.groups import in_group
from assay.http.routing import ExactRoute
from assay.http.schemas.base import wire_time_or_none
from assay.http.schemas.people import (
    ApplicationAnswer,
    ApplicationChange,
    ApplicationsAnswer,
    FreshKey,
    KeyAnswer,
    KeysAnswer,
    NewApplicationAnswer,
    NewApplicationBody,
    TypedName,
)
from assay.services import applications, groups

router = APIRouter(prefix="/applications", tags=["applications"], route_class=ExactRoute)


@router.get("", response_model=ApplicationsAnswer)
async def list_applications(desk: OfPerson, deleted: bool = False) -> Response:
    """The applications a person may see, or those deleted ones that they may restore."""
    seen = groups.visible(desk.entrance.roster, desk.person.id, deleted=deleted)
    items = [_shown(one, access) for one, access in seen if not deleted or access.role is Role.OWNER]
    return reply(ApplicationsAnswer(request_id=desk.request_id, items=items))


@router.post("", response_model=NewApplicationAnswer, status_code=201)
async def create_application(desk: OfPerson, body: NewApplicationBody) -> Response:
    """Make an application in a group one is an Owner of; its two keys are shown this once."""
    desk.require(Role.OWNER, Scope.GROUP if body.group else Scope.ORGANIZATION, body.group)
    made = await desk.change(lambda act: applications.create(act, body.name, body.group))
    return reply(
        NewApplicationAnswer(
            request_id=desk.request_id,
            application=_as_met(desk, made.application),
            keys=list(made.keys),
        ),
        201,
    )


@router.get("/{application:segment}", response_model=ApplicationAnswer)
async def get_application(desk: AtApplication) -> Response:
    """One application with its settings."""
    return reply(_shown(desk.caller.application, desk.caller.access))


@router.patch("/{application:segment}", response_model=ApplicationAnswer)
async def change_application(desk: AtApplication, body: ApplicationChange) -> Response:
    """Change name, settings or group; to move it, one is an Owner of both groups."""
    moved = body.group is not None and body.group != desk.caller.application.group
    for group in (desk.caller.application.group, body.group or "") if moved else ():
        desk.require(Role.OWNER, Scope.GROUP if group else Scope.ORGANIZATION, group)
    asked = applications.Change(body.name, body.group, body.settings)
    changed = await desk.change(lambda act: applications.change(act, asked))
    return reply(_as_met(desk, changed))


@router.delete("/{application:segment}", response_model=ApplicationAnswer)
async def delete_application(desk: AtApplication, body: TypedName) -> Response:
    """Delete an application, whose name must be typed; for 30 days it can be restored."""
    return reply(_as_met(desk, await desk.change(lambda act: applications.delete(act, body.name))))


@router.post("/{application:segment}/restore", response_model=ApplicationAnswer)
async def restore_application(desk: AtApplication) -> Response:
    """Bring a deleted application back, with its keys and all its data."""
    return reply(_as_met(desk, await desk.change(applications.restore)))


@router.get("/{application:segment}/keys", response_model=KeysAnswer)
async def list_keys(desk: AtApplication) -> Response:
    """The two keys: their last four characters, and when they were made and last used."""
    await desk.entrance.keys.note_use(desk.platform.state)
    kept = await desk.look(applications.keys)
    items = [
        KeyAnswer(
            slot=key.slot,
            last_four=key.last_four,
            created_timestamp=wire_time(key.created),
            last_used_timestamp=wire_time_or_none(key.last_used),
        )
        for key in kept
    ]
    return reply(KeysAnswer(request_id=desk.request_id, items=items))


@router.post("/{application:segment}/keys/{slot}", response_model=FreshKey)
async def rotate_key(desk: AtApplication, slot: int) -> Response:
    """Replace key 1 or 2: the former value is refused at once, the other key goes on."""
    key = await desk.change(lambda act: applications.rotate_key(act, slot))
    return reply(FreshKey(request_id=desk.request_id, key=key))


def _as_met(desk: PersonDesk, application: Application) -> ApplicationAnswer:
    """An application that has just changed, as the person meets it now. They may have moved it away."""
    access = desk.entrance.roster.application_access(desk.person.id, application)
    return _shown(application, access or desk.caller.access)


def _shown(application: Application, access: Access) -> ApplicationAnswer:
    return ApplicationAnswer(
        **in_group(application, access).model_dump(),
        group=application.group,
        deleted_timestamp=wire_time_or_none(application.deleted),
        settings=asdict(application.settings),
    )
