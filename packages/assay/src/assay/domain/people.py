"""People, their roles, and what follows from them: who may see and change what.

A role is given on the organization, on a group or on an application. On an application, the strongest of the
three holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from assay.domain.errors import Invalid
from assay.domain.tenancy import Application, Group

DAY_MS = 86_400_000
SESSION_IDLE_MS = 14 * DAY_MS
SESSION_LONGEST_MS = 90 * DAY_MS
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 1_024
LONGEST_NAME, LONGEST_EMAIL = 128, 254

_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,189}")


class Role(StrEnum):
    """What a person may do: an Owner changes things and sees keys, a Reader sees all data and settings."""

    OWNER = "owner"
    READER = "reader"

    def allows(self, needed: Role) -> bool:
        """Whether whoever has this role may do what needs that one."""
        return self is Role.OWNER or needed is Role.READER


class Scope(StrEnum):
    """What a role is given on."""

    ORGANIZATION = "organization"
    GROUP = "group"
    APPLICATION = "application"


class Source(StrEnum):
    """Who says that it is this person: a password kept here, or the organization's identity provider."""

    LOCAL = "local"
    OIDC = "oidc"


class LinkKind(StrEnum):
    """What a one-time link makes of its bearer: an Owner of the organization, or the person invited."""

    OWNER = "owner"
    INVITATION = "invitation"


@dataclass(slots=True, frozen=True)
class Person:
    """Someone who may sign in.

    `email` is as it was given; `password` is an Argon2 hash, or empty. `subject` is the identity
    provider's own name for the person, its issuer before it.
    """

    id: str
    name: str
    email: str
    source: Source = Source.LOCAL
    password: str = ""
    subject: str = ""
    created: int = 0


@dataclass(slots=True, frozen=True)
class Grant:
    """A role given to a person on the organization (`target` ''), a group or an application.

    `view_prompts` None is the role's own default: an Owner sees prompts, a Reader does not.
    """

    person: str
    scope: Scope
    target: str
    role: Role
    view_prompts: bool | None = None


@dataclass(slots=True, frozen=True)
class Access:
    """What grants come to, taken together."""

    role: Role
    view_prompts: bool


FULL_ACCESS = Access(Role.OWNER, view_prompts=True)
"""What a key of an application may do with it, and a person with their own group."""


@dataclass(slots=True, frozen=True)
class Session:
    """A sign-in that holds: kept as the SHA-256 of its token. Times are ms UTC."""

    digest: bytes
    person: str
    created: int
    seen: int

    def holds(self, now: int) -> bool:
        """Whether it is still good: 14 days after its last use at most, 90 days after it began."""
        return now < min(self.seen + SESSION_IDLE_MS, self.created + SESSION_LONGEST_MS)


@dataclass(slots=True, frozen=True)
class Link:
    """A link that lets somebody in once, kept as the SHA-256 of its token. `person` is '' for an owner
    link.
    """

    digest: bytes
    kind: LinkKind
    person: str
    expires: int


@dataclass(slots=True, frozen=True)
class View:
    """A page of the portal in a certain state, under a name. `state` is the search text of its URL."""

    app: str
    id: str
    person: str
    name: str
    page: str
    state: str
    shared: bool
    created: int
    updated: int


def access_of(grants: Iterable[Grant]) -> Access | None:
    """The strongest role of the grants; prompts are seen when one of them lets them be. None for no grant."""
    given = list(grants)
    if not given:
        return None
    role = Role.OWNER if any(grant.role is Role.OWNER for grant in given) else Role.READER
    return Access(role, any(sees_prompts(grant) for grant in given))


def access_to_group(person: str, grants: Iterable[Grant], group: Group) -> Access | None:
    """What a person may do with a group and all in it, by their grants. A personal group is its owner's
    alone.
    """
    if group.person:
        return FULL_ACCESS if group.person == person else None
    places = {(Scope.GROUP, group.id), (Scope.ORGANIZATION, "")}
    return access_of(grant for grant in grants if (grant.scope, grant.target) in places)


def access_to_application(
    person: str, grants: Iterable[Grant], application: Application, group: Group | None
) -> Access | None:
    """What a person may do with an application in a group (None: in no group), by their grants.

    A role on the organization does not reach into other people's personal groups; a role given on an
    application there does.
    """
    places = {(Scope.APPLICATION, application.id)}
    if group is not None and group.person == person:
        return FULL_ACCESS
    if group is None or not group.person:
        places |= {(Scope.ORGANIZATION, "")} | ({(Scope.GROUP, group.id)} if group else set())
    return access_of(grant for grant in grants if (grant.scope, grant.target) in places)


def sees_prompts(grant: Grant) -> bool:
    """Whether a grant lets prompts and completions be seen."""
    return grant.role is Role.OWNER if grant.view_prompts is None else grant.view_prompts


def email_key(email: str) -> str:
    """What tells two addresses apart: capitals do not."""
    return email.strip().casefold()


def check_email(email: str) -> str:
    """The address without the space around it. Raises Invalid (`invalid_email`)."""
    trimmed = email.strip()
    if len(trimmed) > LONGEST_EMAIL or not _EMAIL.fullmatch(trimmed):
        raise Invalid("invalid_email", f"{email[:80]!r} is no e-mail address: give one as name@example.com")
    return trimmed


def check_person_name(name: str) -> str:
    """The name without the space around it. Raises Invalid (`invalid_person_name`)."""
    trimmed = name.strip()
    if not 1 <= len(trimmed) <= LONGEST_NAME or not trimmed.isprintable():
        raise Invalid(
            "invalid_person_name", f"name {name[:80]!r}: use 1 to {LONGEST_NAME} printable characters"
        )
    return trimmed


def check_password(password: str) -> str:
    """The password, if it may be one. Raises Invalid (`invalid_password`), which does not repeat it."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Invalid(
            "invalid_password",
            f"the password has {len(password)} characters: use {SHORTEST_PASSWORD} to {LONGEST_PASSWORD}",
        )
    return password
