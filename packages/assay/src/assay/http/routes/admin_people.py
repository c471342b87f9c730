"""What the owner of the installation does about people: the way in when nobody else can give it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from assay.domain.errors import NotFound
from assay.domain.people import Grant, Role, Scope
from assay.http.replies import encode, wire_time
from assay.http.routes.admin import OperatorHere
from assay.http.schemas.base import Body, wire_time_or_none
from assay.services import admin, people
from assay.services.acts import Act
from assay.services.sessions import new_owner_link

router = APIRouter(prefix="/internal/v1/people", include_in_schema=False)


class Wanted(Body):
    """For whom to make a link: '' for whoever opens it, as an Owner of the organization."""

    email: str = ""


class Invited(Body):
    """Whom to invite."""

    name: str
    email: str


class RoleGiven(Body):
    """A role for a person by their address, on something by its name; null takes it away."""

    email: str
    scope: Scope
    name: str = ""
    role: Role | None
    view_prompts: bool | None = None


@router.get("")
async def list_people(operator: OperatorHere) -> Response:
    roster = operator.entrance.roster
    items: list[dict[str, Any]] = []
    for person in roster.known.people.values():
        access = roster.organization_access(person.id)
        items.append(
            {
                "id": person.id,
                "name": person.name,
                "email": person.email,
                "source": person.source,
                "organization_role": access.role if access else None,
                "created": wire_time(person.created),
                "last_seen": wire_time_or_none(roster.last_seen(person.id)),
            }
        )
    return _json({"items": items})


@router.post("")
async def invite(body: Invited, operator: OperatorHere) -> Response:
    _, token = await operator.act(lambda act: people.invite(act, body.name, body.email))
    return _json({"token": token}, 201)


@router.post("/links")
async def make_link(body: Wanted, operator: OperatorHere) -> Response:
    return _json({"token": await operator.act(lambda act: _link(act, body.email))}, 201)


@router.put("/roles")
async def change_role(body: RoleGiven, operator: OperatorHere) -> Response:
    await operator.act(lambda act: _change_role(act, body))
    return _json({})


def _link(act: Act, email: str) -> str:
    if email:
        return people.invite_again(act, people.find_by_email(act.tx, email).id)[1]
    act.note("person.owner_link", "")
    return new_owner_link(act.tx, act.now)


def _change_role(act: Act, asked: RoleGiven) -> None:
    person, target = people.find_by_email(act.tx, asked.email), _target(act, asked.scope, asked.name)
    if asked.role is None:
        people.take_role(act, person.id, asked.scope, target)
    else:
        people.give_role(act, Grant(person.id, asked.scope, target, asked.role, asked.view_prompts))


def _target(act: Act, scope: Scope, name: str) -> str:
    """The id of what is named."""
    if scope is Scope.APPLICATION:
        return admin.named(act.tx, name).id
    if scope is Scope.ORGANIZATION:
        return ""
    shared = [group for group in act.tx.groups.list() if not group.person]
    found = next((group.id for group in shared if group.name == name), None)
    if found is None:
        there = ", ".join(repr(group.name) for group in shared) or "none"
        raise NotFound("group_not_found", f"no shared group is named {name[:64]!r}; there are: {there}")
    return found


def _json(value: Any, status: int = 200) -> Response:
    return Response(encode(value), status, media_type="application/json")
