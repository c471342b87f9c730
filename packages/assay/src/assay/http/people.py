"""The side of the API that is for people: sessions, roles, and what they order applications by."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, FastAPI

from assay.http.routes import applications, audit, groups, people, session, session_oidc, views
from assay.services.oidc import IdentityProvider
from assay.services.sessions import Authentication

ROUTERS: Sequence[APIRouter] = (
    session.router,
    session_oidc.router,
    people.router,
    people.roles,
    groups.router,
    applications.router,
    audit.router,
    views.router,
)


def install(api: FastAPI, authentication: Authentication, provider: IdentityProvider | None = None) -> None:
    """Give the routes what they work with."""
    api.state.authentication = authentication
    api.state.provider = provider
