"""What a route may ask for: the platform, who is calling, and a desk to act at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Path, Query, Request, Security
from fastapi.security import APIKeyCookie, APIKeyHeader
from typing_extensions import override

from assay.domain.errors import Forbidden, NotFound
from assay.domain.people import Person, Role, Scope
from assay.http.auth import APPLICATION_HEADER, COOKIE, Authenticator, application_required, role_required
from assay.http.replies import request_id_of
from assay.services.access import require_tracking
from assay.services.acts import Act
from assay.services.platform import Caller, Platform
from assay.services.roster import Entrance

T = TypeVar("T")

_api_key = APIKeyHeader(name="xProxy-api-key", scheme_name="ApiKey", auto_error=False)
_session = APIKeyCookie(name=COOKIE, scheme_name="Session", auto_error=False)


def _platform(request: Request) -> Platform:
    return request.app.state.platform


def _caller(
    request: Request,
    _key: Annotated[str | None, Security(_api_key)],
    _cookie: Annotated[str | None, Security(_session)],
    _application: Annotated[
        str | None, Header(alias=APPLICATION_HEADER, description="id of the application; for people")
    ] = None,
) -> Caller:
    """Who is calling. The parameters are there to be documented: `Authenticator` reads them itself."""
    authenticate: Authenticator = request.app.state.authenticate
    return authenticate(request.scope)


def _entrance(request: Request) -> Entrance:
    return request.app.state.authenticate.entrance


PlatformHere = Annotated[Platform, Depends(_platform)]
EntranceHere = Annotated[Entrance, Depends(_entrance)]
AnyCaller = Annotated[Caller, Depends(_caller)]


def _application_caller(caller: AnyCaller) -> Caller:
    return require_tracking(caller)


def _person_caller(caller: AnyCaller) -> Caller:
    if caller.person is None:
        raise Forbidden("person_required", f"key …{caller.who} is a program's: this is for people to do")
    return caller


ApplicationCaller = Annotated[Caller, Depends(_application_caller)]
PersonCaller = Annotated[Caller, Depends(_person_caller)]


@dataclass(slots=True, frozen=True)
class Desk:
    """Where a caller's acts are carried out: each in a transaction of its own."""

    platform: Platform
    caller: Caller
    request_id: str
    entrance: Entrance

    def require_readable(self, apps: Sequence[str]) -> None:
        """Let the caller read the applications that a body names.

        Raises NotFound (`application_not_found`) for the first one that they have no role on.
        """
        for app in apps:
            if self.caller.person is not None:
                self.entrance.roster.application(self.caller.person.id, app)
            elif app != self.caller.app:
                raise NotFound(
                    "application_not_found", f"this key does not belong to application {app[:64]!r}"
                )

    async def change(self, rule: Callable[[Act], T]) -> T:
        """Carry out a rule that writes. What it raises undoes it."""
        now = self.platform.now_ms()
        return await self.platform.state.transact(
            lambda tx: rule(Act(tx, self.caller, now, self.platform.new_id))
        )

    async def look(self, rule: Callable[[Act], T]) -> T:
        """Carry out a rule that only reads."""
        now = self.platform.now_ms()
        return await self.platform.state.read(
            lambda tx: rule(Act(tx, self.caller, now, self.platform.new_id))
        )


@dataclass(slots=True, frozen=True)
class PersonDesk(Desk):
    """A desk for people and what they may do: a change there is in force when it is answered."""

    @property
    def person(self) -> Person:
        """Who is at the desk."""
        assert self.caller.person is not None
        return self.caller.person

    def require(self, role: Role, scope: Scope, target: str) -> None:
        """Go on when the person has a role on what a body names.

        Raises Forbidden (`role_required`), NotFound (`application_not_found`, `group_not_found`).
        """
        roster = self.entrance.roster
        if scope is Scope.APPLICATION:
            access = roster.application(self.person.id, target)[1]
        elif scope is Scope.GROUP:
            access = roster.group_access(self.person.id, roster.group(self.person.id, target))
        else:
            access = roster.organization_access(self.person.id)
        if access is None or not access.role.allows(role):
            raise role_required(role, f"this {scope.value}")

    @override
    async def change(self, rule: Callable[[Act], T]) -> T:
        done = await Desk.change(self, rule)
        await self.entrance.load(self.platform.state)
        return done


def _application_desk(
    request: Request, platform: PlatformHere, caller: ApplicationCaller, entrance: EntranceHere
) -> Desk:
    if not caller.app:
        raise application_required()
    return Desk(platform, caller, request_id_of(request), entrance)


def _asking_desk(
    request: Request, platform: PlatformHere, caller: ApplicationCaller, entrance: EntranceHere
) -> Desk:
    return Desk(platform, caller, request_id_of(request), entrance)


def _any_desk(request: Request, platform: PlatformHere, caller: AnyCaller, entrance: EntranceHere) -> Desk:
    return Desk(platform, caller, request_id_of(request), entrance)


def _person_desk(
    request: Request, platform: PlatformHere, caller: PersonCaller, entrance: EntranceHere
) -> PersonDesk:
    return PersonDesk(platform, caller, request_id_of(request), entrance)


OfPerson = Annotated[PersonDesk, Depends(_person_desk)]
"""For people alone."""


def _in_path(desk: OfPerson, _application: Annotated[str, Path(alias="application")]) -> PersonDesk:
    return desk


def _in_query(
    desk: OfPerson,
    _application: Annotated[
        str | None, Query(alias="application", description="id; without it, the organization")
    ] = None,
) -> PersonDesk:
    return desk


ApplicationDesk = Annotated[Desk, Depends(_application_desk)]
"""For a key of an application, and for people who name one."""

AskingDesk = Annotated[Desk, Depends(_asking_desk)]
"""For a key of an application, and for people, whose body may name one or several."""

AnyDesk = Annotated[Desk, Depends(_any_desk)]
"""For every key, and for people, who may name an application."""

AtApplication = Annotated[PersonDesk, Depends(_in_path)]
"""For people, in the application that the path names."""

AtOrganization = Annotated[PersonDesk, Depends(_in_query)]
"""For people, in the organization or in the application that the query names."""
