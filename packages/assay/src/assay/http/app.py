"""The server as one ASGI application: a dispatcher in front, raw routes for speed, FastAPI for the rest."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from importlib.metadata import version
from typing import Any, Protocol

from fastapi import APIRouter, FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import Lifespan, Message, Receive, Scope, Send

from assay.http import errors
from assay.http.auth import Authenticator
from assay.http.openapi import HotOperation, document, operation_id
from assay.http.segments import path_as_sent
from assay.services.platform import Platform

PREFIX = "/api/v1"
REQUEST_ID_HEADER = "x-request-id"

Answering = Callable[[Scope, Receive, Send], Awaitable[int]]
"""A raw ASGI application that returns the HTTP status it answered with."""

HotRoutes = Mapping[tuple[str, str], Answering]
"""By (method, path)."""


class Pages(Protocol):
    """What answers browsers beside the interface."""

    def takes(self, scope: Scope) -> bool:
        """Whether a request is for a page."""
        ...

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[int]:
        """Answer it; the result is the status of the answer."""
        ...


NO_ANSWER = 499
"""What counts as the status where the client left before it was answered."""


def create_app(
    platform: Platform,
    authenticate: Authenticator,
    *,
    routers: Sequence[APIRouter] = (),
    hot: HotRoutes | None = None,
    hot_operations: Sequence[HotOperation] = (),
    pages: Pages | None = None,
    lifespan: Lifespan[Any] | None = None,
) -> Dispatcher:
    """The whole server. `routers` answer under `/api/v1`; `hot` routes answer beside them at their own paths,
    and `pages` whatever it takes for its own.

    `hot_operations` describe the hot routes in the OpenAPI document, which is at `/openapi.json`.
    """
    api = FastAPI(
        title="Assay",
        version=version("assay"),
        description="What your AI costs, and what it is worth.",
        lifespan=lifespan,
        generate_unique_id_function=operation_id,
        redirect_slashes=False,
        strict_content_type=False,
        docs_url=None,
        redoc_url=None,
    )
    api.state.platform = platform
    api.state.authenticate = authenticate
    for router in routers:
        api.include_router(router, prefix=PREFIX)
    errors.install(api)
    api.openapi = lambda: document(api, hot_operations)
    return Dispatcher(api, hot or {}, platform, pages)


class Dispatcher:
    """The first thing a request meets: it gets its id here, and its way to a raw route or to FastAPI.

    Calling it answers, and returns the status of the answer.
    """

    def __init__(self, api: FastAPI, hot: HotRoutes, platform: Platform, pages: Pages | None = None) -> None:
        self.api = api
        self._hot = hot
        self._platform = platform
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> int:
        if scope["type"] != "http":
            await self.api(scope, receive, send)
            return 0
        hot = self._hot.get((scope["method"], scope["path"]))
        if hot is not None:
            return await hot(scope, receive, send)
        if self._pages is not None and self._pages.takes(scope):
            return await self._pages(scope, receive, send)
        request_id = self._platform.new_id()
        state = {**scope.get("state", {}), "request_id": request_id}
        behind = {**scope, "path": path_as_sent(scope), "state": state}
        status = NO_ANSWER

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = request_id
            await send(message)

        try:
            await self.api(behind, receive, send_with_id)
        except Exception:
            if not errors.was_told(behind):
                raise
        return status
