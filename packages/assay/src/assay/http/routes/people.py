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
    ChangedRolesAnswer,
    Invitation,
    InvitedAnswer,
    PeopleAnswer,
    PersonAnswer,
    RoleAnswer,
    RoleChange,
    RolesAnswer,
)
from assay.services import people
from assay.services.acts import Act
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
    return reply(RolesAnswer(request_id=desk.request_id, items=await _members(desk, scope, target)))


@roles.put("", response_model=ChangedRolesAnswer)
async def change_role(desk: OfPerson, request: Request, body: RoleChange) -> Response:
    """Give a role to a person, or (null) take it away; the answer is all roles on what it is on.

    Whoever may give a role gives it by e-mail address too: somebody new is invited by it.
    """
    desk.require(Role.OWNER, body.scope, body.id)
    if bool(body.person) == bool(body.email) or (body.email and body.role is None):
        raise Invalid(
            "person_not_named",
            "name somebody by 'person', an id, or, to give them a role, by 'email' instead",
        )
    token = await desk.change(lambda act: _changed(act, body, mapped=_maps_roles(request)))
    answer = ChangedRolesAnswer(
        request_id=desk.request_id,
        items=await _members(desk, body.scope, body.id),
        invitation_url=_welcome_url(request, token) if token else None,
    )
    return reply(answer)


def _changed(act: Act, body: RoleChange, *, mapped: bool) -> str | None:
    """Change the role; the token of an invitation, if somebody was invited by it."""
    if body.role is None:
        _refuse_providers_roles(act.tx.people.get(body.person), body.scope, mapped=mapped)
        people.take_role(act, body.person, body.scope, body.id)
        return None
    if body.email:
        person, token = people.reached_at(act, body.email, body.name)
    else:
        person, token = people.find(act.tx, body.person), None
    _refuse_providers_roles(person, body.scope, mapped=mapped)
    people.give_role(act, Grant(person.id, body.scope, body.id, body.role, body.view_prompts))
    return token


def _maps_roles(request: Request) -> bool:
    """Whether roles on the organization come from the identity provider."""
    provider: IdentityProvider | None = request.app.state.provider
    return provider is not None and provider.settings.maps_roles


def _refuse_providers_roles(person: Person | None, scope: Scope, *, mapped: bool) -> None:
    """Raise Invalid (`role_from_provider`) for a role that the next sign-in would give or take again."""
    if mapped and scope is Scope.ORGANIZATION and person and person.source is Source.OIDC:
        raise Invalid(
            "role_from_provider",
            f"{person.name}'s role on the organization comes from the identity provider",
        )


async def _members(desk: PersonDesk, scope: Scope, target: str) -> list[RoleAnswer]:
    found = await desk.look(lambda act: people.members(act.tx, scope, target))
    return [
        RoleAnswer(
            person=member.person.id,
            name=member.person.name,
            email=member.person.email,
            role=member.grant.role,
            view_prompts=sees_prompts(member.grant),
        )
        for member in found
    ]


def _invited(desk: PersonDesk, request: Request, person: Person, token: str) -> InvitedAnswer:
    return InvitedAnswer(**_shown(desk, person).model_dump(), invitation_url=_welcome_url(request, token))


def _welcome_url(request: Request, token: str) -> str:
    authenticate: Authenticator = request.app.state.authenticate
    return authenticate.site.welcome_url(request.scope, token)


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
