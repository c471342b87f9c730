"""People and their roles: `/people`, `/roles`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from assay.domain.errors import Invalid
from assay.domain.people import Grant, Person, Role, Scope, Source, sees_prompts
from assay.http.auth import Authenticator
from assay.http.dependencies import OfPerson, PersonDesk
from assay.http.replies import reply, wire_time
from assay.http.routing import ExactRoute
from assay.http.schemas.base import wire_time_or_none
from assay.http.schemas.people import (
    Invitation,
    InvitedAnswer,
    PeopleAnswer,
    PersonAnswer,
    RoleAnswer,
    RoleChange,
    RolesAnswer,
)
from assay.services import people
from assay.services.oidc import IdentityProvider

router = APIRouter(prefix="/people", tags=["people"], route_class=ExactRoute)
roles = APIRouter(prefix="/roles", tags=["people"], route_class=ExactRoute)


@router.get("", response_model=PeopleAnswer)
async def list_people(desk: OfPerson) -> Response:
    """Everybody who may sign in."""
    items = [_shown(desk, person) for person in desk.entrance.roster.known.people.values()]
    return reply(PeopleAnswer(request_id=desk.request_id, items=items))


@router.post("", response_model=InvitedAnswer, status_code=201)
async def invite_person(desk: OfPerson, request: Request, body: Invitation) -> Response:
    """Invite somebody: hand them the link, which works once and for 7 days."""
    person, token = await desk.change(lambda act: people.invite(act, body.name, body.email))
    return reply(_invited(desk, request, person, token), 201)


@router.post("/{person:segment}/invitation", response_model=InvitedAnswer)
async def invite_again(desk: OfPerson, request: Request, person: str) -> Response:
    """A new link for somebody, with which they choose a password; the former one ends."""
    invited, token = await desk.change(lambda act: people.invite_again(act, person))
    return reply(_invited(desk, request, invited, token))


@router.delete("/{person:segment}", status_code=204, response_class=Response)
async def remove_person(desk: OfPerson, person: str) -> Response:
    """Forget a person: their sessions end, their roles and views go."""
    await desk.change(lambda act: people.remove(act, person))
    return Response(status_code=204)


@roles.get("", response_model=RolesAnswer)
async def list_roles(
    desk: OfPerson,
    scope: Scope,
    target: Annotated[
        str, Query(alias="id", description="of the group or application; empty for the organization")
    ] = "",
) -> Response:
    """Who was given which role on something. Roles on what is above it hold there as well."""
    desk.require(Role.READER, scope, target)
    return await _members(desk, scope, target)


@roles.put("", response_model=RolesAnswer)
async def change_role(desk: OfPerson, request: Request, body: RoleChange) -> Response:
    """Give a role to a person, or (null) take it away; the answer is all roles on what it is on."""
    desk.require(Role.OWNER, body.scope, body.id)
    _refuse_providers_roles(desk, request, body)
    role = body.role
    if role is None:
        await desk.change(lambda act: people.take_role(act, body.person, body.scope, body.id))
    else:
        grant = Grant(body.person, body.scope, body.id, role, body.view_prompts)
        await desk.change(lambda act: people.give_role(act, grant))
    return await _members(desk, body.scope, body.id)


def _refuse_providers_roles(desk: PersonDesk, request: Request, body: RoleChange) -> None:
    """Raise Invalid (`role_from_provider`) for a role that the next sign-in would give or take again."""
    provider: IdentityProvider | None = request.app.state.provider
    person = desk.entrance.roster.known.people.get(body.person)
    mapped = provider is not None and provider.settings.maps_roles
    if mapped and body.scope is Scope.ORGANIZATION and person and person.source is Source.OIDC:
        raise Invalid(
            "role_from_provider",
            f"{person.name}'s role on the organization comes from the identity provider",
        )


async def _members(desk: PersonDesk, scope: Scope, target: str) -> Response:
    found = await desk.look(lambda act: people.members(act.tx, scope, target))
    items = [
        RoleAnswer(
            person=member.person.id,
            name=member.person.name,
            email=member.person.email,
            role=member.grant.role,
            view_prompts=sees_prompts(member.grant),
        )
        for member in found
    ]
    return reply(RolesAnswer(request_id=desk.request_id, items=items))


def _invited(desk: PersonDesk, request: Request, person: Person, token: str) -> InvitedAnswer:
    authenticate: Authenticator = request.app.state.authenticate
    url = authenticate.site.welcome_url(request.scope, token)
    return InvitedAnswer(**_shown(desk, person).model_dump(), invitation_url=url)


def _shown(desk: PersonDesk, person: Person) -> PersonAnswer:
    access = desk.entrance.roster.organization_access(person.id)
    return PersonAnswer(
        id=person.id,
        name=person.name,
        email=person.email,
        created_timestamp=wire_time(person.created),
        last_seen_timestamp=wire_time_or_none(desk.entrance.roster.last_seen(person.id)),
        organization_role=access.role if access else None,
        source=person.source,
    )
