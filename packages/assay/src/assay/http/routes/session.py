"""Coming in and going out: `/session`. Who asks is not known yet, so nothing here looks at a key."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from assay.domain.errors import Unauthenticated
from assay.domain.people import SESSION_LONGEST_MS
from assay.http.auth import COOKIE, Authenticator, session_token
from assay.http.dependencies import OfPerson
from assay.http.replies import reply
from assay.http.routing import ExactRoute
from assay.http.schemas.people import (
    PasswordChange,
    Permissions,
    PersonHere,
    Provider,
    SessionAnswer,
    SignIn,
    Welcome,
    WelcomeAnswer,
)
from assay.services.oidc import IdentityProvider
from assay.services.sessions import Authentication, SignedIn

router = APIRouter(prefix="/session", tags=["session"], route_class=ExactRoute)


def _authentication(request: Request) -> Authentication:
    """Where people come in; a change that another site asked for does not get there."""
    authenticate: Authenticator = request.app.state.authenticate
    authenticate.site.refuse_other_sites(request.scope)
    return request.app.state.authentication


Coming = Annotated[Authentication, Depends(_authentication)]


@router.get("", response_model=SessionAnswer)
async def get_session(request: Request) -> Response:
    """Who is signed in: nobody, when there is no cookie or its session has ended."""
    return reply(_session(request, session_token(request.scope)))


@router.post("", response_model=SessionAnswer)
async def sign_in(request: Request, coming: Coming, body: SignIn) -> Response:
    """Sign in by e-mail and password: the answer sets the session's cookie."""
    signed_in = await coming.sign_in(body.email, body.password.get_secret_value(), address_of(request))
    return welcomed(request, signed_in, reply(_session(request, signed_in.token)))


@router.delete("", status_code=204, response_class=Response)
async def sign_out(request: Request, coming: Coming) -> Response:
    """End the session of the cookie."""
    token = session_token(request.scope)
    if token is not None:
        await coming.sign_out(token)
    answer = Response(status_code=204)
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
    return answer


@router.get("/welcome", response_model=WelcomeAnswer)
async def get_welcome(coming: Coming, token: str) -> Response:
    """What a one-time link is for."""
    link, person = await coming.link(token)
    return reply(
        WelcomeAnswer(
            kind=link.kind, email=person.email if person else None, name=person.name if person else None
        )
    )


@router.post("/welcome", response_model=SessionAnswer)
async def welcome(request: Request, coming: Coming, body: Welcome) -> Response:
    """Use a one-time link: choose a name and a password, and be signed in."""
    signed_in = await coming.welcome(
        body.token, body.name, body.email, body.password.get_secret_value(), address_of(request)
    )
    return welcomed(request, signed_in, reply(_session(request, signed_in.token)))


@router.post("/password", status_code=204, response_class=Response)
async def change_password(request: Request, desk: OfPerson, coming: Coming, body: PasswordChange) -> Response:
    """Replace one's password; one's other sessions end."""
    authenticate: Authenticator = request.app.state.authenticate
    session = authenticate.session(session_token(request.scope) or "")
    await coming.change_password(session, body.current.get_secret_value(), body.new.get_secret_value())
    return Response(status_code=204, headers={"x-request-id": desk.request_id})


def welcomed(request: Request, signed_in: SignedIn, answer: Response) -> Response:
    """The answer, with the cookie of the session that has begun."""
    authenticate: Authenticator = request.app.state.authenticate
    answer.set_cookie(
        COOKIE,
        signed_in.token,
        max_age=SESSION_LONGEST_MS // 1000,
        path="/",
        httponly=True,
        samesite="lax",
        secure=authenticate.site.is_https(request.scope),
    )
    return answer


def address_of(request: Request) -> str:
    """The address a request comes from."""
    authenticate: Authenticator = request.app.state.authenticate
    return authenticate.site.address(request.scope)


def _session(request: Request, token: str | None) -> SessionAnswer:
    authenticate: Authenticator = request.app.state.authenticate
    roster = authenticate.entrance.roster
    provider: IdentityProvider | None = request.app.state.provider
    return SessionAnswer(
        person=_person_here(authenticate, token),
        first_start=roster.is_empty,
        oidc=Provider(name=provider.settings.name) if provider else None,
        version=version("assay"),
    )


def _person_here(authenticate: Authenticator, token: str | None) -> PersonHere | None:
    try:
        person = authenticate.person(authenticate.session(token or ""))
    except Unauthenticated:
        return None
    access = authenticate.entrance.roster.organization_access(person.id)
    permissions = Permissions(organization_role=access.role if access else None)
    return PersonHere(id=person.id, name=person.name, email=person.email, permissions=permissions)
