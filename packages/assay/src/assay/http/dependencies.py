"""What a route may ask for: the platform, who is calling, and a desk to act at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader
from starlette.types import Scope

from assay.http.replies import request_id_of
from assay.services.access import require_tracking
from assay.services.acts import Act
from assay.services.platform import Caller, Platform

T = TypeVar("T")

Authenticate = Callable[[Scope], Caller]
"""From a request to the caller it comes from. Raises Unauthenticated."""

_api_key = APIKeyHeader(name="xProxy-api-key", scheme_name="ApiKey", auto_error=False)


def _platform(request: Request) -> Platform:
    return request.app.state.platform


def _caller(request: Request, _documented: Annotated[str | None, Security(_api_key)]) -> Caller:
    authenticate: Authenticate = request.app.state.authenticate
    return authenticate(request.scope)


PlatformHere = Annotated[Platform, Depends(_platform)]
AnyCaller = Annotated[Caller, Depends(_caller)]


def _application_caller(caller: AnyCaller) -> Caller:
    return require_tracking(caller)


ApplicationCaller = Annotated[Caller, Depends(_application_caller)]


@dataclass(slots=True, frozen=True)
class Desk:
    """Where a caller's acts are carried out: each in a transaction of its own."""

    platform: Platform
    caller: Caller
    request_id: str

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


def _application_desk(request: Request, platform: PlatformHere, caller: ApplicationCaller) -> Desk:
    return Desk(platform, caller, request_id_of(request))


def _any_desk(request: Request, platform: PlatformHere, caller: AnyCaller) -> Desk:
    return Desk(platform, caller, request_id_of(request))


ApplicationDesk = Annotated[Desk, Depends(_application_desk)]
AnyDesk = Annotated[Desk, Depends(_any_desk)]
