"""From a request to the caller it comes from: a key in its header, else a person by the session's cookie.

A key acts for its application. A person names the application, in the header `Assay-Application` or, for
links, in the query; what they may do with it is looked up here, before any route runs.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope

from assay.domain.errors import Forbidden, Invalid, Unauthenticated
from assay.domain.people import Access, Person, Role, Session
from assay.domain.tenancy import Application, KeyScope
from assay.http.permissions import Door, Need, Place, rule_of
from assay.http.site import Site
from assay.services.access import ORGANIZATION
from assay.services.platform import Caller, Platform
from assay.services.roster import Entrance, Roster

KEY_HEADER = b"xproxy-api-key"
APPLICATION_HEADER = "assay-application"
APPLICATION_QUERY = "application"
COOKIE = "assay_session"


@dataclass(slots=True, frozen=True)
class Authenticator:
    """Finds out who is calling. Everything it looks at is in memory."""

    platform: Platform
    entrance: Entrance
    site: Site = field(default_factory=Site)

    def __call__(self, scope: Scope) -> Caller:
        """The caller of a request that was routed.

        Raises Unauthenticated, Forbidden (`role_required`, `key_required`, `cross_site_request`), NotFound
        (`application_not_found`, `group_not_found`), Invalid (`application_required`) and Busy.
        """
        key = next((value for name, value in scope["headers"] if name == KEY_HEADER), None)
        token = session_token(scope)
        if key is not None or token is None:
            return self.entrance.keys.caller(key, self.platform.now_ms())
        self.site.refuse_other_sites(scope)
        person = self.person(self.session(token))
        return _caller(scope, person, self.entrance.roster)

    def session(self, token: str) -> Session:
        """The session of a cookie. Raises Unauthenticated (`session_ended`)."""
        return self.entrance.roster.session(token, self.platform.now_ms())

    def has_session(self, scope: Scope) -> bool:
        """Whether somebody is signed in in the browser that a request is from."""
        token = session_token(scope)
        if token is None:
            return False
        try:
            self.session(token)
        except Unauthenticated:
            return False
        return True

    def person(self, session: Session) -> Person:
        """Whose session it is."""
        return self.entrance.roster.known.people[session.person]


def session_token(scope: Scope) -> str | None:
    """What the session's cookie carries."""
    for cookie in Headers(scope=scope).getlist("cookie"):
        token = cookie_parser(cookie).get(COOKIE)
        if token:
            return token
    return None


def _caller(scope: Scope, person: Person, roster: Roster) -> Caller:
    """The person as a caller, when the rule of the operation lets them in."""
    path = scope["route"].path_format
    rule = rule_of(scope["method"], path)
    if rule is None or rule is Door.KEY:
        raise Forbidden(
            "key_required", f"{scope['method']} {path} is for programs: send an application's key, no cookie"
        )
    place = rule.place if isinstance(rule, Need) else Place.NAMED
    application, access = _access(scope, place, person, roster)
    if isinstance(rule, Need) and (access is None or not access.role.allows(rule.role)):
        raise role_required(rule.role, application.name or place.value)
    caller = Caller(application, KeyScope.APPLICATION, person.id, person)
    return replace(caller, access=access) if access else caller


def role_required(role: Role, place: str) -> Forbidden:
    """The refusal of somebody who is known and may not do this."""
    return Forbidden(
        "role_required", f"this needs the role {role.value} on {place}: ask one of its owners to give it"
    )


def _access(scope: Scope, place: Place, person: Person, roster: Roster) -> tuple[Application, Access | None]:
    """The application a request is about, ORGANIZATION where it is about none, and what the person may do."""
    if place is Place.ORGANIZATION:
        return ORGANIZATION, roster.organization_access(person.id)
    if place is Place.GROUP:
        group = roster.group(person.id, scope["path_params"]["group"])
        return Application("", group.name), roster.group_access(person.id, group)
    named = scope["path_params"].get("application") or _named(scope)
    if named:
        return roster.application(person.id, named, deleted=place is Place.DELETED_APPLICATION)
    if place is Place.NAMED:
        return ORGANIZATION, roster.organization_access(person.id)
    raise application_required()


def application_required() -> Invalid:
    """The refusal of a request that is about an application and does not say which."""
    return Invalid("application_required", "name the application: its id in the header Assay-Application")


def _named(scope: Scope) -> str:
    """The id of the application that the request names; '' when it names none."""
    header = Headers(scope=scope).get(APPLICATION_HEADER, "")
    return header or parse_qs(scope["query_string"].decode("latin-1")).get(APPLICATION_QUERY, [""])[0]
