"""Sending: one state machine decides, two small drivers do.

`exchange` is a generator that knows nothing of sockets or sleeping. It yields what is to be done next, a
request to send or seconds to wait, and is told how that went, until it returns the successful response or
raises.
"""

import asyncio
import inspect
import logging
import os
import random
import socket
import threading
import time
import weakref
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, cast

import httpx2

from payi._constants import DEFAULT_CONNECTION_LIMITS, DEFAULT_TIMEOUT
from payi._options import ClientOptions
from payi._reply import error_of, is_worth_a_retry, wait_before_retry_s
from payi._request import Call, PreparedRequest, prepare
from payi.errors import APIConnectionError, APITimeoutError

log = logging.getLogger(__name__)

_SECRET_HEADERS = {"xproxy-api-key", "authorization", "proxy-authorization", "x-api-key", "api-key", "cookie"}


class HttpClient(Protocol):
    """What is used of an `httpx2.Client`; one of the legacy package has it too."""

    @property
    def is_closed(self) -> bool: ...
    def build_request(
        self, method: str, url: str, *, headers: Any, content: bytes | None, timeout: Any
    ) -> Any: ...
    def send(self, request: Any, *, stream: bool = False) -> Any: ...
    def close(self) -> None: ...


class AsyncHttpClient(Protocol):
    """What is used of an `httpx2.AsyncClient`; one of the legacy package has it too."""

    @property
    def is_closed(self) -> bool: ...
    def build_request(
        self, method: str, url: str, *, headers: Any, content: bytes | None, timeout: Any
    ) -> Any: ...
    async def send(self, request: Any, *, stream: bool = False) -> Any: ...
    async def aclose(self) -> None: ...


@dataclass(frozen=True)
class Send:
    request: PreparedRequest


@dataclass(frozen=True)
class Wait:
    seconds: float


@dataclass(frozen=True)
class Failed:
    """No response came; `request` is the one that was tried."""

    request: httpx2.Request
    cause: Exception


@dataclass(frozen=True)
class Sent:
    response: httpx2.Response
    retries_taken: int


Steps = Generator[Send | Wait, httpx2.Response | Failed | None, Sent]


def exchange(client: ClientOptions, call: Call[Any]) -> Steps:
    """The steps of one call: attempts, and the waits between them.

    Raises APIStatusError for the last answer, APIConnectionError or APITimeoutError when none came.
    """
    max_retries = client.max_retries if call.max_retries is None else call.max_retries
    if not call.repeatable:
        max_retries = 0
    retries_taken = 0
    while True:
        request = prepare(client, call, retries_taken=retries_taken)
        _log_request(request)
        reply = yield Send(request)
        assert reply is not None
        if not isinstance(reply, Failed):
            log.debug("response: %s %s %s", request.method, request.url, reply.status_code)
            if reply.is_success:
                return Sent(reply, retries_taken)
        if retries_taken >= max_retries or not (isinstance(reply, Failed) or is_worth_a_retry(reply)):
            raise _error_of_failure(reply) if isinstance(reply, Failed) else error_of(reply)
        seconds = wait_before_retry_s(
            {} if isinstance(reply, Failed) else reply.headers,
            retries_taken=retries_taken,
            jitter=random.random(),
            now=datetime.now(UTC),
        )
        log.info("retrying %s %s in %.3f seconds", request.method, request.url, seconds)
        yield Wait(seconds)
        retries_taken += 1


def _error_of_failure(failed: Failed) -> APIConnectionError:
    """Told by name: the legacy package has time-outs of its own."""
    timed_out = any(kind.__name__ == "TimeoutException" for kind in type(failed.cause).__mro__)
    error = APITimeoutError(failed.request) if timed_out else APIConnectionError(request=failed.request)
    error.__cause__ = failed.cause
    return error


def _log_request(request: PreparedRequest) -> None:
    if log.isEnabledFor(logging.DEBUG):
        headers = {
            name.decode(): "<redacted>" if name.decode().lower() in _SECRET_HEADERS else value.decode()
            for name, value in request.headers
        }
        log.debug(
            "request: %s %s headers=%s timeout=%s", request.method, request.url, headers, request.timeout
        )


def send(http: HttpClient, client: ClientOptions, call: Call[Any], *, stream: bool = False) -> Sent:
    """Drive `exchange`, blocking. With `stream` the body of a success is left unread."""
    steps = exchange(client, call)
    reply: httpx2.Response | Failed | None = None
    while True:
        try:
            step = steps.send(reply)
        except StopIteration as end:
            return cast("Sent", end.value)
        if isinstance(step, Wait):
            time.sleep(step.seconds)
            reply = None
        else:
            reply = attempt(http, step.request, stream=stream)


def attempt(http: HttpClient, prepared: PreparedRequest, *, stream: bool = False) -> httpx2.Response | Failed:
    """Send once; with `stream` the body of a success is left unread."""
    request = _built(http, prepared)
    try:
        response: httpx2.Response = http.send(request, stream=stream)
        if stream and not response.is_success:
            response.read()
    except Exception as error:  # noqa: BLE001 - whatever the transport raises, no response came
        return Failed(request, error)
    return response


async def send_async(
    http: AsyncHttpClient, client: ClientOptions, call: Call[Any], *, stream: bool = False
) -> Sent:
    """Drive `exchange` in an event loop."""
    steps = exchange(client, call)
    reply: httpx2.Response | Failed | None = None
    while True:
        try:
            step = steps.send(reply)
        except StopIteration as end:
            return cast("Sent", end.value)
        if isinstance(step, Wait):
            await asyncio.sleep(step.seconds)
            reply = None
        else:
            reply = await _attempt_async(http, step.request, stream=stream)


async def _attempt_async(
    http: AsyncHttpClient, prepared: PreparedRequest, *, stream: bool
) -> httpx2.Response | Failed:
    request = _built(http, prepared)
    try:
        response: httpx2.Response = await http.send(request, stream=stream)
        if stream and not response.is_success:
            await response.aread()
    except Exception as error:  # noqa: BLE001 - whatever the transport raises, no response came
        return Failed(request, error)
    return response


def _built(http: HttpClient | AsyncHttpClient, prepared: PreparedRequest) -> httpx2.Request:
    request: httpx2.Request = http.build_request(
        prepared.method,
        prepared.url,
        headers=prepared.headers,
        content=prepared.content,
        timeout=prepared.timeout,
    )
    return request


def _with_defaults(options: dict[str, Any]) -> dict[str, Any]:
    return {
        "timeout": DEFAULT_TIMEOUT,
        "limits": DEFAULT_CONNECTION_LIMITS,
        "follow_redirects": True,
        **options,
    }


class DefaultHttpxClient(httpx2.Client):
    """An `httpx2.Client` with the time-outs, connection limits and redirects of this package."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**_with_defaults(options))


class DefaultAsyncHttpxClient(httpx2.AsyncClient):
    """An `httpx2.AsyncClient` with the time-outs, connection limits and redirects of this package."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**_with_defaults(options))


class OwnHttpClient:
    """The one a client builds for itself; closed, at the latest, when no client uses it any more.

    The finalizer keeps the pool apart from what the garbage collector takes down in no order of ours: sockets
    would complain of not having been closed. A forked process starts with a pool of its own: locks in its
    parent's may be held by threads that it does not have.
    """

    def __init__(self) -> None:
        self._begin()
        self._pool: httpx2.Client | None = self._opened()
        _own_clients.add(self)

    def _begin(self) -> None:
        self._opening = threading.Lock()
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()

    def _opened(self) -> httpx2.Client:
        pool = DefaultHttpxClient()
        self._closing = weakref.finalize(self, pool.close)
        return pool

    def leave_to_parent(self) -> None:
        """In a forked process: let go of the pool and its sockets without any of its locks."""
        if self.is_closed:
            return
        self._closing.detach()
        for inherited in list(self._sockets):
            inherited.close()
        self._pool = None
        self._begin()

    def _pool_of_this_process(self) -> httpx2.Client:
        with self._opening:
            if self._pool is None:
                self._pool = self._opened()
            return self._pool

    @property
    def is_closed(self) -> bool:
        return self._pool is not None and self._pool.is_closed

    def build_request(
        self, method: str, url: str, *, headers: Any, content: bytes | None, timeout: Any
    ) -> httpx2.Request:
        pool = self._pool_of_this_process()
        return pool.build_request(method, url, headers=headers, content=content, timeout=timeout)

    def send(self, request: httpx2.Request, *, stream: bool = False) -> httpx2.Response:
        response = self._pool_of_this_process().send(request, stream=stream)
        connection = response.extensions.get("network_stream")
        if connection is not None:
            self._sockets.add(connection.get_extra_info("socket"))
        return response

    def close(self) -> None:
        self._pool_of_this_process().close()


_own_clients: weakref.WeakSet[OwnHttpClient] = weakref.WeakSet()


def _leave_pools_to_parent() -> None:
    for client in list(_own_clients):
        client.leave_to_parent()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_pools_to_parent)


class OwnAsyncHttpClient:
    """The one an async client builds for itself: a pool per event loop, because a socket belongs to its loop.

    A client used in one `asyncio.run` after another thus starts the next with fresh connections.
    """

    def __init__(self) -> None:
        self.is_closed = False
        self._loop: Callable[[], asyncio.AbstractEventLoop | None] = lambda: None

    def _pool_of_this_loop(self) -> httpx2.AsyncClient:
        loop = asyncio.get_running_loop()
        if self._loop() is not loop:
            self._loop = weakref.ref(loop)
            self._pool = DefaultAsyncHttpxClient()
            weakref.finalize(self, _close_if_its_loop_runs, self._pool, self._loop)
        return self._pool

    def build_request(
        self, method: str, url: str, *, headers: Any, content: bytes | None, timeout: Any
    ) -> httpx2.Request:
        pool = self._pool_of_this_loop()
        return pool.build_request(method, url, headers=headers, content=content, timeout=timeout)

    async def send(self, request: httpx2.Request, *, stream: bool = False) -> httpx2.Response:
        if self.is_closed:
            raise RuntimeError("Cannot send a request, as the client has been closed.")
        return await self._pool_of_this_loop().send(request, stream=stream)

    async def aclose(self) -> None:
        self.is_closed = True
        await self._pool_of_this_loop().aclose()


_closing: set[asyncio.Task[None]] = set()


def _close_if_its_loop_runs(
    pool: httpx2.AsyncClient, loop_of_pool: Callable[[], asyncio.AbstractEventLoop | None]
) -> None:
    """Close in the background; a pool whose loop is over has nothing left that could be closed."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return
    if loop is loop_of_pool():
        task = loop.create_task(pool.aclose())
        _closing.add(task)
        task.add_done_callback(_closing.discard)


def checked_http_client(
    http_client: object | None, expected: type[httpx2.Client | httpx2.AsyncClient]
) -> Any:
    """`http_client` if it sends the way `expected` does, whichever httpx it is from; else TypeError."""
    if http_client is None:
        return None
    send_of_client = getattr(http_client, "send", None)
    wants_async = inspect.iscoroutinefunction(expected.send)
    if not callable(send_of_client) or inspect.iscoroutinefunction(send_of_client) is not wants_async:
        raise TypeError(
            f"http_client is a {type(http_client).__name__}; expected an httpx2.{expected.__name__}"
        )
    return http_client
