"""The front of the socket: plain requests of hot routes are answered here, everything else is uvicorn's.

uvicorn spends half as much again on a request as recording its event costs. A plain request - POST, HTTP/1.1,
a body of known and modest length, no header that changes how it is to be read - needs no parser to find its
end. At the first request of a connection that is anything else, the connection becomes uvicorn's for good,
with every byte that was not answered yet; the same routes answer there, as ASGI applications.

Measured in docs/decisions/0087-a-front-before-uvicorn.md.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from http import HTTPStatus
from typing import Any, NamedTuple, cast

from typing_extensions import override
from uvicorn.config import Config
from uvicorn.protocols.http.auto import AutoHTTPProtocol
from uvicorn.server import ServerState

from assay.http.hot import Head, HotRoute, Reply, head_of

Note = Callable[[str, str, int, float], None]
"""Told of every answer: method, path, status, seconds."""

MOST_HEAD_BYTES = 16 * 2**10
MOST_BODY_BYTES = 256 * 2**10
_REMEMBERED_HEAD_BYTES = 2 * 2**10

_REQUEST_LINE = re.compile(rb"POST (/[!-~]*) HTTP/1\.1")
_HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*)")
_NOT_PLAIN = frozenset({b"transfer-encoding", b"expect", b"upgrade", b"connection", b"te", b"trailer"})
_STATUS_LINES = {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus
}


class Plain(NamedTuple):
    """The head of a plain request, read."""

    path: bytes
    query: bytes
    head: Head


class Front(asyncio.Protocol):
    """One connection. Answers one request at a time, in order; what comes meanwhile waits its turn."""

    def __init__(
        self,
        routes: Mapping[bytes, HotRoute],
        note: Note,
        gathered: Gathered,
        *,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._routes = routes
        self._note = note
        self._gathered = gathered
        self._loop = _loop or asyncio.get_running_loop()
        self._state = server_state
        self._keep_alive_s: float = config.timeout_keep_alive
        self._behind = partial(
            AutoHTTPProtocol, config=config, server_state=server_state, app_state=app_state, _loop=self._loop
        )
        self._transport: Writing
        self._received = b""
        self._answering = False
        self._writable = True
        self._paused = False
        self._leaving = False
        self._heard_at = 0.0
        self._timer: asyncio.TimerHandle | None = None

    # ── the connection ────────────────────────────────────────────────────────────────────────────────

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = Writing(cast("asyncio.Transport", transport), self._gathered)
        self._state.connections.add(self)  # pyright: ignore[reportArgumentType] - it asks for no more than this has
        self._heard_at = self._loop.time()
        self._timer = self._loop.call_later(self._keep_alive_s, self._close_when_idle)

    @override
    def data_received(self, data: bytes) -> None:
        self._received = self._received + data if self._received else data
        if not self._answering:
            self._next()
        elif len(self._received) > MOST_BODY_BYTES and not self._paused:
            self._paused = True
            self._transport.pause_reading()

    @override
    def pause_writing(self) -> None:
        self._writable = False

    @override
    def resume_writing(self) -> None:
        self._writable = True
        if not self._answering:
            self._next()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._leave()

    def shutdown(self) -> None:
        """Close the connection once the answer under way is out. uvicorn calls it when it is stopping."""
        self._leaving = True
        if not self._answering:
            self._transport.close()

    def _leave(self) -> None:
        self._leaving = True
        self._state.connections.discard(self)  # pyright: ignore[reportArgumentType] - as above
        if self._timer is not None:
            self._timer.cancel()

    def _close_when_idle(self) -> None:
        """Looks from time to time: setting a timer for every answer would cost more than it does."""
        left = self._heard_at + self._keep_alive_s - self._loop.time()
        if left <= 0 and not self._answering and not self._received:
            self._transport.close()
            return
        self._timer = self._loop.call_later(left if left > 0 else self._keep_alive_s, self._close_when_idle)

    # ── requests ──────────────────────────────────────────────────────────────────────────────────────

    def _next(self) -> None:
        """Begin with the next request, when all of it is here."""
        received = self._received
        if not received or not self._writable or self._leaving:
            return
        end = received.find(b"\r\n\r\n")
        plain = recognised(received[:end]) if 0 < end < MOST_HEAD_BYTES else None
        route = self._routes.get(plain.path) if plain is not None else None
        if plain is None or route is None:
            self._hand_over()
            return
        start = end + 4
        stop = start + plain.head.length
        if len(received) < stop:
            return
        self._received = received[stop:]
        self._answering = True
        task = self._loop.create_task(self._answer(route, plain, received[start:stop]))
        self._state.tasks.add(task)
        task.add_done_callback(self._state.tasks.discard)

    async def _answer(self, route: HotRoute, plain: Plain, body: bytes) -> None:
        began = time.perf_counter()
        reply = await route.respond(plain.head, plain.query, body)
        self._answering = False
        self._state.total_requests += 1
        self._note("POST", plain.path.decode(), reply.status, time.perf_counter() - began)
        if self._transport.is_closing():
            return
        self._transport.write(answer_bytes(reply, self._gathered.headers_of(self._state)))
        self._heard_at = self._loop.time()
        if self._leaving:
            self._transport.close()
            return
        if self._paused:
            self._paused = False
            self._transport.resume_reading()
        if self._received:
            self._next()

    def _hand_over(self) -> None:
        received, self._received = self._received, b""
        self._leave()
        behind = self._behind()
        self._transport.set_protocol(behind)
        behind.connection_made(self._transport)
        behind.data_received(received)


def front(routes: Mapping[tuple[str, str], HotRoute], note: Note) -> Callable[..., asyncio.Protocol]:
    """What makes the protocol of a connection, to be given to uvicorn as `http`."""
    by_path = {path.encode(): route for (method, path), route in routes.items() if method == "POST"}
    return partial(Front, by_path, note, Gathered())


def recognised(head: bytes) -> Plain | None:
    """The head of a plain request (without its empty line); None for anything else, valid or not."""
    return _remembered(head) if len(head) <= _REMEMBERED_HEAD_BYTES else _recognised(head)


def _recognised(head: bytes) -> Plain | None:
    first, *lines = head.split(b"\r\n")
    line = _REQUEST_LINE.fullmatch(first)
    if line is None:
        return None
    headers: list[tuple[bytes, bytes]] = []
    lengths = 0
    for text in lines:
        header = _HEADER.fullmatch(text)
        if header is None:
            return None
        name, value = header[1].lower(), header[2].rstrip(b" \t")
        if name in _NOT_PLAIN and (name, value.lower()) != (b"connection", b"keep-alive"):
            return None
        lengths += name == b"content-length"
        headers.append((name, value))
    read = head_of(headers)
    if lengths != 1 or not 0 <= read.length <= MOST_BODY_BYTES:
        return None
    path, _, query = line[1].partition(b"?")
    return Plain(path, query, read)


_remembered = lru_cache(maxsize=1024)(_recognised)
"""A sender's requests differ in their bodies and seldom in their heads."""


def answer_bytes(reply: Reply, default_headers: bytes) -> bytes:
    """The answer as it goes out."""
    more = b"".join(b"%b: %b\r\n" % header for header in reply.headers) if reply.headers else b""
    return b"%bcontent-type: application/json\r\ncontent-length: %d\r\nx-request-id: %b\r\n%b%b\r\n%b" % (
        _STATUS_LINES[reply.status],
        len(reply.body),
        reply.request_id.encode(),
        more,
        default_headers,
        reply.body,
    )


# ── writing ───────────────────────────────────────────────────────────────────────────────────────────


class Gathered:
    """Connections with something to write, until the end of this turn of the event loop.

    A write may have to wake its receiver, which costs more than the write. Answers of one turn go out one
    right after the other, so that a receiver of many is woken once.
    """

    def __init__(self) -> None:
        self._waiting: list[Writing] = []
        self._told: Sequence[tuple[bytes, bytes]] = ()
        self._headers = b""

    def add(self, writing: Writing) -> None:
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._write)
        self._waiting.append(writing)

    def headers_of(self, state: ServerState) -> bytes:
        """Uvicorn's default headers as bytes; it makes a new list of them every second."""
        if state.default_headers is not self._told:
            self._told = state.default_headers
            self._headers = b"".join(b"%b: %b\r\n" % header for header in self._told)
        return self._headers

    def _write(self) -> None:
        waiting, self._waiting = self._waiting, []
        for writing in waiting:
            writing.flush()


class Writing(asyncio.Transport):
    """A transport that writes at the end of the turn, all of it at once."""

    __slots__ = ("_gathered", "_parts", "_transport")

    def __init__(self, transport: asyncio.Transport, gathered: Gathered) -> None:
        super().__init__()
        self._transport = transport
        self._gathered = gathered
        self._parts: list[bytes | bytearray | memoryview] = []

    @override
    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not self._parts:
            self._gathered.add(self)
        self._parts.append(data)

    def flush(self) -> None:
        if self._parts and not self._transport.is_closing():
            parts, self._parts = self._parts, []
            self._transport.write(parts[0] if len(parts) == 1 else b"".join(parts))

    @override
    def close(self) -> None:
        self.flush()
        self._transport.close()

    @override
    def abort(self) -> None:
        self._transport.abort()

    @override
    def is_closing(self) -> bool:
        return self._transport.is_closing()

    @override
    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._transport.get_extra_info(name, default)

    @override
    def pause_reading(self) -> None:
        self._transport.pause_reading()

    @override
    def resume_reading(self) -> None:
        self._transport.resume_reading()

    @override
    def is_reading(self) -> bool:
        return self._transport.is_reading()

    @override
    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._transport.set_protocol(protocol)
