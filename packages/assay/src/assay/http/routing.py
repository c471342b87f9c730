"""Routes whose bodies are read exactly: numbers with a fraction arrive as Decimal, never as a float."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from decimal import Decimal
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute
from msgspec import DecodeError
from msgspec.json import Decoder
from starlette.types import Scope

MOST_BODY_BYTES = 4 * 2**20

GONE = 499
"""Nobody is there to read the answer; the number is nginx's."""

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

_decoder = Decoder(float_hook=Decimal)


class ExactRequest(Request):
    """A request whose JSON keeps every digit of its numbers, and whose body is bounded."""

    async def body(self) -> bytes:
        """The whole body. Raises HTTPException 413 above 4 MiB, before more than that is read."""
        if not hasattr(self, "_body"):
            parts, size = list[bytes](), 0
            async for part in self.stream():
                size += len(part)
                if size > MOST_BODY_BYTES:
                    raise HTTPException(413, f"the body is larger than {MOST_BODY_BYTES} bytes: send less")
                parts.append(part)
            self._body = b"".join(parts)
        return self._body

    async def json(self) -> Any:
        """The body decoded. Raises json.JSONDecodeError, which is what FastAPI knows how to answer."""
        body = await self.body()
        try:
            return _decoder.decode(body)
        except (DecodeError, UnicodeDecodeError) as fault:
            raise json.JSONDecodeError(str(fault), body.decode(errors="replace"), 0) from fault


class ExactRoute(APIRoute):
    """A route that reads its body with `ExactRequest`."""

    def get_route_handler(self) -> Handler:
        handler = super().get_route_handler()

        async def exact(request: Request) -> Response:
            return await self.answer(handler, ExactRequest(_called_json(request.scope), request.receive))

        return exact

    async def answer(self, handler: Handler, request: Request) -> Response:
        """The answer of `handler`; a place for what a kind of route does around it."""
        return await handler(request)


class ReadingRoute(ExactRoute):
    """A route that changes nothing: when whoever asked has gone away, its work is cancelled.

    A person who leaves a page in the portal leaves half a dozen questions, which would hold up those of the
    next page.
    """

    async def answer(self, handler: Handler, request: Request) -> Response:
        await request.body()  # all of it: what comes after it is the end of the connection
        answering = asyncio.ensure_future(handler(request))
        leaving = asyncio.ensure_future(_gone(request))
        try:
            await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
            return answering.result() if answering.done() else Response(status_code=GONE)
        finally:
            answering.cancel()
            leaving.cancel()


async def _gone(request: Request) -> None:
    """Returns when the connection is closed."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _called_json(scope: Scope) -> Scope:
    """Every body here is JSON, whatever its sender calls it: `curl -d` calls it a form."""
    headers = [header for header in scope["headers"] if header[0] != b"content-type"]
    return {**scope, "headers": [*headers, (b"content-type", b"application/json")]}


class ProblemRoute(ExactRoute):
    """A route whose errors carry the keys of an RFC 9457 problem beside those of an ApiError."""
