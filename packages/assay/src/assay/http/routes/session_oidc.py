"""Signing in with the identity provider, which sends the browser back with a code: `/session/oidc`."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from assay.domain.errors import Invalid, NotFound, Refusal
from assay.http.auth import Authenticator
from assay.http.routes.session import Coming, address_of, welcomed
from assay.http.routing import ExactRoute
from assay.services import admission
from assay.services.oidc import Attempt, IdentityProvider

ATTEMPT_COOKIE = "assay_oidc"
PATH = "/api/v1/session/oidc"
ATTEMPT_S = 600

router = APIRouter(prefix="/session/oidc", tags=["session"], route_class=ExactRoute)
_attempts = msgspec.json.Decoder(Attempt)
_ELSEWHERE: dict[int | str, dict[str, Any]] = {
    302: {"description": "to the provider, or back into the portal"}
}


@router.get("", status_code=302, response_class=Response, responses=_ELSEWHERE)
async def go_to_provider(request: Request, coming: Coming, to: str = "/") -> Response:
    """Sign in with the organization's identity provider; afterwards the browser is at `to`, a path here."""
    provider = _provider(request)
    url, attempt = await provider.begin(_redirect_uri(request), _local(to), coming.platform.now_ms())
    answer = RedirectResponse(url, 302)
    answer.set_cookie(
        ATTEMPT_COOKIE,
        urlsafe_b64encode(msgspec.json.encode(attempt)).decode(),
        max_age=ATTEMPT_S,
        path=PATH,
        httponly=True,
        samesite="lax",
        secure=_authenticator(request).site.is_https(request.scope),
    )
    return answer


@router.get("/callback", status_code=302, response_class=Response, responses=_ELSEWHERE)
async def come_back(
    request: Request,
    coming: Coming,
    state: str = "",
    code: str = "",
    error: Annotated[str, Query(description="why the provider let nobody in")] = "",
) -> Response:
    """Where the provider sends the browser back to: into the portal, signed in, or told why not."""
    provider = _provider(request)
    try:
        attempt = _attempt(request, state)
        if error or not code:
            raise Invalid("oidc_denied", f"the identity provider let nobody in: {error[:80] or 'no code'}")
        await coming.count_attempt("", address_of(request))
        redirect_uri = _redirect_uri(request)
        identity = await provider.finish(attempt, redirect_uri, code, coming.platform.now_ms())
        signed_in = await admission.sign_in(coming, identity, maps_roles=provider.settings.maps_roles)
    except Refusal as refusal:
        answer = RedirectResponse(f"/sign-in?error={quote(refusal.code)}", 302)
    else:
        answer = welcomed(request, signed_in, RedirectResponse(attempt.to, 302))
    answer.delete_cookie(ATTEMPT_COOKIE, path=PATH, httponly=True, samesite="lax")
    return answer


def _attempt(request: Request, state: str) -> Attempt:
    """The attempt that this very browser began. Raises Invalid (`oidc_state`)."""
    try:
        attempt = _attempts.decode(urlsafe_b64decode(request.cookies.get(ATTEMPT_COOKIE, "")))
    except (ValueError, msgspec.DecodeError):
        attempt = None
    if attempt is None or not secrets.compare_digest(attempt.state.encode(), state.encode()):
        raise Invalid("oidc_state", "this sign-in was not begun in this browser, or is too old: begin again")
    return attempt


def _local(to: str) -> str:
    """A path of this site: anything else would send people elsewhere in its name."""
    return to if to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable() else "/"


def _provider(request: Request) -> IdentityProvider:
    provider: IdentityProvider | None = request.app.state.provider
    if provider is None:
        raise NotFound("oidc_not_configured", "no identity provider is set: see the settings oidc_…")
    return provider


def _redirect_uri(request: Request) -> str:
    return f"{_authenticator(request).site.base_url(request.scope)}{PATH}/callback"


def _authenticator(request: Request) -> Authenticator:
    return request.app.state.authenticate
