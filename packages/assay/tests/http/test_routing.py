"""Routes that only read end their work when whoever asked has gone."""

import asyncio
import json
import socket
from typing import Self

import uvicorn
from assay.http.routing import ReadingRoute
from fastapi import APIRouter, FastAPI, Request

ASKING = b"POST /answer HTTP/1.1\r\nHost: assay\r\nContent-Length: 4\r\n\r\n"


class Served:
    """An application with one route, on a free port of loopback, in the loop that runs."""

    def __init__(self) -> None:
        self.asked, self.cancelled, self.ready = asyncio.Event(), asyncio.Event(), asyncio.Event()
        router = APIRouter(route_class=ReadingRoute)
        router.post("/answer")(self.answer)
        app = FastAPI()
        app.include_router(router)
        self.server = uvicorn.Server(uvicorn.Config(app, log_level="error"))

    async def answer(self, request: Request) -> dict:
        """What was sent, once it is `ready`."""
        self.asked.set()
        try:
            await self.ready.wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        return {"sent": await request.json()}

    async def __aenter__(self) -> Self:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.running = asyncio.ensure_future(self.server.serve(sockets=[self.socket]))
        return self

    async def __aexit__(self, *_) -> None:
        self.server.should_exit = True
        await self.running

    async def connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(*self.socket.getsockname())


def test_who_waits_is_answered():
    async def ask() -> bytes:
        async with Served() as served:
            reader, writer = await served.connected()
            writer.write(ASKING + b"1250")
            await served.asked.wait()
            served.ready.set()
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(len(b'{"sent":1250}'))
            writer.close()
            await writer.wait_closed()
            assert not served.cancelled.is_set()
            return head + body

    head, _, body = asyncio.run(ask()).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert json.loads(body) == {"sent": 1250}


def test_the_work_for_who_has_gone_is_cancelled():
    async def leave() -> None:
        async with Served() as served:
            _, writer = await served.connected()
            writer.write(ASKING + b"1250")
            await served.asked.wait()
            writer.close()
            await served.cancelled.wait()

    asyncio.run(asyncio.wait_for(leave(), 60))
