"""People, roles, groups and applications on the wire."""

from __future__ import annotations

from typing import Any

from pydantic import Field, SecretStr

from assay.domain.people import LinkKind, Role, Scope, Source
from assay.http.schemas.base import Answer, Body, Timestamp, Traced


class Permissions(Answer):
    """What a person may do beyond groups and applications."""

    organization_role: Role | None


class PersonHere(Answer):
    """Who is signed in."""

    id: str
    name: str
    email: str
    permissions: Permissions


class Provider(Answer):
    """The identity provider people may sign in with."""

    name: str


class SessionAnswer(Answer):
    """Who is signed in, and how one may sign in. `first_start`: nobody may yet, but by the owner link."""

    person: PersonHere | None
    first_start: bool
    oidc: Provider | None
    version: str


class SignIn(Body):
    """An address and a password."""

    email: str
    password: SecretStr


class Welcome(Body):
    """What the bearer of a one-time link becomes. An invitation has its address already."""

    token: str
    name: str
    email: str = ""
    password: SecretStr


class WelcomeAnswer(Answer):
    """What a one-time link is for."""

    kind: LinkKind
    email: str | None
    name: str | None


class PasswordChange(Body):
    """The current password and the one to come."""

    current: SecretStr
    new: SecretStr


class PersonAnswer(Answer):
    """Someone who may sign in."""

    id: str
    name: str
    email: str
    created_timestamp: Timestamp
    last_seen_timestamp: Timestamp | None
    organization_role: Role | None
    source: Source


class PeopleAnswer(Traced):
    """Everybody who may sign in."""

    items: list[PersonAnswer]


class Invitation(Body):
    """Whom to invite."""

    name: str
    email: str


class InvitedAnswer(PersonAnswer):
    """Someone invited, with the link by which they come in: shown this once."""

    invitation_url: str


class RoleAnswer(Answer):
    """A role given to a person on what was asked about."""

    person: str
    name: str
    email: str
    role: Role
    view_prompts: bool


class RolesAnswer(Traced):
    """The roles given on something; stronger ones may come from the group or the organization above."""

    items: list[RoleAnswer]


class ChangedRolesAnswer(RolesAnswer):
    """The roles after a change. `invitation_url`: the link of somebody this invited, shown this once."""

    invitation_url: str | None


class RoleChange(Body):
    """A role to give, or (null) to take away. `view_prompts` null: an Owner sees prompts, a Reader not.

    A person is named by id; to be given a role, by `email` as well: somebody of whom nobody has heard is
    invited, under `name`.
    """

    person: str = ""
    email: str = ""
    name: str = ""
    scope: Scope
    id: str = Field("", description="of the group or application; empty for the organization")
    role: Role | None
    view_prompts: bool | None = None


class ApplicationInGroup(Answer):
    """An application as a person meets it."""

    id: str
    name: str
    role: Role
    view_prompts: bool
    created_timestamp: Timestamp


class GroupAnswer(Answer):
    """A group with the applications the person may see. The one with the id '' holds those in no group."""

    id: str
    name: str
    personal: bool
    role: Role | None
    applications: list[ApplicationInGroup]


class GroupsAnswer(Traced):
    """Everything a person may see, by group."""

    items: list[GroupAnswer]


class GroupBody(Body):
    """What a group is called."""

    name: str


class ApplicationAnswer(ApplicationInGroup):
    """An application with its settings. `deleted_timestamp`: it can be restored for 30 days from then on."""

    group: str
    deleted_timestamp: Timestamp | None
    settings: dict[str, Any]


class ApplicationsAnswer(Traced):
    """Applications."""

    items: list[ApplicationAnswer]


class NewApplicationBody(Body):
    """An application to make, and the group to make it in."""

    name: str
    group: str = ""


class NewApplicationAnswer(Traced):
    """An application with its two keys: shown this once."""

    application: ApplicationAnswer
    keys: list[str]


class ApplicationChange(Body):
    """What to change of an application; what is absent stays."""

    name: str | None = None
    group: str | None = None
    settings: dict[str, Any] | None = None


class TypedName(Body):
    """The name of what is to be deleted, typed by whoever means it."""

    name: str


class KeyAnswer(Answer):
    """What is shown of a key: never the key."""

    slot: int
    last_four: str
    created_timestamp: Timestamp
    last_used_timestamp: Timestamp | None


class KeysAnswer(Traced):
    """The two keys of an application."""

    items: list[KeyAnswer]


class FreshKey(Traced):
    """A key: shown this once."""

    key: str


class AuditAnswer(Answer):
    """What was changed, when and by whom: a person's id and name, or a key's last four characters."""

    id: str
    time: Timestamp
    who: str
    name: str | None = Field(description="of the person, while they are known here")
    application: str | None
    action: str
    subject: str
    before: Any
    after: Any


class AuditCaller(Answer):
    """Somebody who changed something: a person's id and name, or a key's last four characters."""

    who: str
    name: str | None


class AuditWords(Traced):
    """What changes can be filtered by."""

    actions: list[str]
    callers: list[AuditCaller]


class ViewBody(Body):
    """A page of the portal in a certain state. `state` is the search text of its URL."""

    name: str
    page: str
    state: str
    shared: bool = False


class ViewAnswer(Answer):
    """A saved view. `own`: by the person who asks; others change it only as an Owner."""

    id: str
    name: str
    page: str
    state: str
    shared: bool
    own: bool
    created_timestamp: Timestamp
    updated_timestamp: Timestamp


class ViewsAnswer(Traced):
    """The saved views of an application that a person may open."""

    items: list[ViewAnswer]
