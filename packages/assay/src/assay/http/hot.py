"""A hot route: an operation on a whole body, with what stands around it. Whoever speaks HTTP calls `respond`.

Two do: the front (`assay.http.front`) with the plain requests that nearly all are, and any ASGI server with
the rest. What an answer costs here is paid per event; the control plane beside it is FastAPI.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

import structlog
from starlette.types import Receive, Scope, Send

from assay.domain.errors import Busy, Invalid, Refusal, TooLarge
from assay.http.app import NO_ANSWER
from assay.http.auth import KEY_HEADER
from assay.http.errors import error_body, status_of
from assay.http.replies import encode
from assay.http.wire import ATTRIBUTION_HEADERS, attribution_headers
from assay.services.access import KeyRing, require_tracking
from assay.services.event import Attribution
from assay.services.platform import Caller, Platform

MOST_INFLATED_BYTES = 64 * 2**20
MOST_HEADER_BYTES = 64 * 2**10
INFLATE_ASIDE_BYTES = 16 * 2**10

_log = structlog.stdlib.get_logger(__name__)


class Head(NamedTuple):
    """What a request says before its body. `length` is what it claims, -1 where it claims nothing."""

    key: bytes | None
    length: int
    encoding: bytes
    said: Attribution


class Call(NamedTuple):
    """A request to a hot route, authenticated and with its whole body."""

    caller: Caller
    request_id: str
    said: Attribution
    query: bytes
    body: bytes


class Reply(NamedTuple):
    """An answer: JSON, and who it is known by."""

    status: int
    body: bytes
    request_id: str
    headers: tuple[tuple[bytes, bytes], ...] = ()


class HotRoute:
    """An operation with what stands around each: the key before it, an answer to whatever it raises after
    it.
    """

    def __init__(
        self,
        platform: Platform,
        keyring: KeyRing,
        operation: Callable[[Call], Awaitable[tuple[int, bytes]]],
        most_bytes: int,
    ) -> None:
        self._platform = platform
        self._keyring = keyring
        self._operation = operation
        self._most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> int:
        """The ASGI application; returns the status it answered with."""
        try:
            reply = await self.respond(scope["headers"], scope["query_string"], receive)
        except GoneError:
            return NO_ANSWER
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(reply.body)),
            (b"x-request-id", reply.request_id.encode()),
            *reply.headers,
        ]
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": reply.body})
        return reply.status

    async def respond(
        self, head: Head | Sequence[tuple[bytes, bytes]], query: bytes, body: bytes | Receive
    ) -> Reply:
        """The answer to one request. The body is read when the key is known to be right.

        Raises GoneError when the client leaves before its body is complete.
        """
        platform = self._platform
        request_id = platform.new_id()
        try:
            if not isinstance(head, Head):
                head = head_of(head)
            caller = require_tracking(self._keyring.caller(head.key, platform.now_ms()))
            if not isinstance(body, bytes):
                body = await _received(body, head, self._most_bytes)
            if head.encoding:
                body = await _decoded(body, head.encoding)
            status, answer = await self._operation(Call(caller, request_id, head.said, query, body))
        except Refusal as refusal:
            status = status_of(refusal)
            answer = encode(error_body(status, refusal.code, refusal.message, request_id))
            if isinstance(refusal, Busy):
                return Reply(status, answer, request_id, ((b"retry-after", b"%g" % refusal.retry_after_s),))
        except GoneError:
            raise
        except Exception as fault:  # noqa: BLE001 - told to the caller and to the log, whatever it was
            _log.exception("request failed", request_id=request_id, exc_info=fault)
            message = f"something failed here that is not your fault: the log has it under {request_id}"
            status, answer = 500, encode(error_body(500, "unexpected_error", message, request_id))
        return Reply(status, answer, request_id)


class GoneError(Exception):
    """The client left before its request was complete."""


def head_of(headers: Sequence[tuple[bytes, bytes]]) -> Head:
    """The headers, read in one pass. Raises TooLarge (`payload_too_large`)."""
    size, key, length, encoding = 0, None, -1, b""
    said: list[tuple[bytes, bytes]] = []
    for header in headers:
        name, value = header
        size += len(name) + len(value)
        if name == KEY_HEADER:
            key = value
        elif name == b"content-length" and value.isdigit():
            length = int(value)
        elif name == b"content-encoding":
            encoding = value.strip().lower()
        elif name in ATTRIBUTION_HEADERS:
            said.append(header)
    if size > MOST_HEADER_BYTES:
        raise TooLarge("payload_too_large", f"{size} bytes of headers: send at most {MOST_HEADER_BYTES}")
    return Head(key, length, encoding, attribution_headers(tuple(said)))


async def _received(receive: Receive, head: Head, most: int) -> bytes:
    """The whole body. Raises TooLarge (`payload_too_large`) and GoneError."""
    if head.length > most:
        raise _too_large(head.length, most)
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise GoneError
        part, more = message.get("body", b""), message.get("more_body", False)
        size += len(part)
        if size > most:
            raise _too_large(size, most)
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


async def _decoded(body: bytes, encoding: bytes) -> bytes:
    """The body without its content-encoding. Raises Invalid, and TooLarge (`payload_too_large`)."""
    if encoding == b"identity":
        return body
    if encoding != b"gzip":
        raise Invalid(
            "request_processing_error", f"content-encoding {encoding.decode('latin-1')!r}: use gzip or none"
        )
    return await asyncio.to_thread(_inflated, body) if len(body) > INFLATE_ASIDE_BYTES else _inflated(body)


def _inflated(body: bytes) -> bytes:
    """A gzip body, never more than the bound, whatever it claims to hold."""
    inflater = zlib.decompressobj(wbits=31)
    try:
        inflated = inflater.decompress(body, MOST_INFLATED_BYTES)
    except zlib.error as fault:
        raise Invalid("request_processing_error", f"the body is not gzip: {fault}") from fault
    if inflater.unconsumed_tail:
        raise TooLarge(
            "payload_too_large",
            f"the body inflates to more than {MOST_INFLATED_BYTES} bytes: send less at once",
        )
    if not inflater.eof:
        raise Invalid("request_processing_error", "the gzip body ends too early")
    return inflated


def _too_large(size: int, most: int) -> TooLarge:
    return TooLarge("payload_too_large", f"the body has {size} bytes or more: send at most {most}")
