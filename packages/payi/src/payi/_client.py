"""Payi and AsyncPayi: options, an HTTP client, and the tree of resources."""

import asyncio
import sys
from types import TracebackType
from typing import Any, Self

import httpx2
from typing_extensions import Unpack

from payi._cached import cached_property
from payi._modes import Async, AsyncRaw, AsyncStreaming, Sync, SyncRaw, SyncStreaming
from payi._options import ClientArguments, ClientChanges, ClientOptions
from payi._request import Call
from payi._transport import (
    AsyncHttpClient,
    HttpClient,
    OwnAsyncHttpClient,
    OwnHttpClient,
    Sent,
    checked_http_client,
    send,
    send_async,
)
from payi.resources.tree import ResourceTree

_DELIVERIES = "payi.instrument.delivery.lifecycle"  # looked up: only programs that instrument import it
_ABOUT_EVENTS = (
    "/api/v1/use_cases/instances/",
    "/api/v1/use_cases/kpis/",
    "/api/v1/experiences/instances/",
    "/api/v1/requests/",
)
_DELIVERY_S = 5.0


def _waits_for_events(call: Call[Any]) -> bool:
    """Whether `call` is about what the instrumentation may still hold: a score for an instance, or the result
    of a request, of which the server has not heard would be a 404.
    """
    return _DELIVERIES in sys.modules and call.path.startswith(_ABOUT_EVENTS)


def _deliver_events() -> None:
    for delivery in sys.modules[_DELIVERIES].open_deliveries():
        delivery.flush(_DELIVERY_S)


class Payi(ClientOptions, ResourceTree[Sync]):
    """Synchronous client. May be shared between threads; close it, or use it in `with`.

    api_key, base_url: default to the environment, `PAYI_API_KEY` and `PAYI_BASE_URL`.
    timeout: seconds, a `Timeout` for each phase, or None for no limit; 60, and 5 to connect.
    max_retries: after connection errors, time-outs, 408, 409, 429 and 5xx; 2.
    default_headers, default_query: sent with every request; headers win over built-in ones.
    http_client: an `httpx2.Client` (or one of the legacy `httpx`) to send with, instead of one of its own.
    _strict_response_validation: raise APIResponseValidationError for an answer of another shape than
    promised.
    """

    def __init__(self, *, http_client: HttpClient | None = None, **options: Unpack[ClientArguments]) -> None:
        ClientOptions.__init__(self, http_client=http_client, **options)
        ResourceTree.__init__(self, Sync(self))  # pyright: ignore[reportUnknownMemberType] - M is Sync by the base
        given: HttpClient | None = checked_http_client(http_client, httpx2.Client)
        self._http_client: HttpClient = given or OwnHttpClient()

    @cached_property
    def with_raw_response(self) -> ResourceTree[SyncRaw]:
        """The same tree of methods, returning the HTTP response."""
        return ResourceTree(SyncRaw(self))

    @cached_property
    def with_streaming_response(self) -> ResourceTree[SyncStreaming]:
        """The same tree of methods, returning context managers of the HTTP response with its body unread."""
        return ResourceTree(SyncStreaming(self))

    def copy(self, *, http_client: HttpClient | None = None, **changes: Unpack[ClientChanges]) -> Self:
        """A client with other options. It shares the HTTP client: closing either closes both.

        `default_headers` and `default_query` are added to the present ones, `set_default_…` replace them;
        both of a pair is a ValueError.
        """
        return type(self)(http_client=http_client or self._http_client, **self.changed(changes))

    with_options = copy

    def perform(self, call: Call[Any], *, stream: bool = False) -> Sent:
        """Make `call`, retrying as configured; with `stream` the body of the response is left unread."""
        if _waits_for_events(call):
            _deliver_events()
        return send(self._http_client, self, call, stream=stream)

    def close(self) -> None:
        self._http_client.close()

    def is_closed(self) -> bool:
        return self._http_client.is_closed

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncPayi(ClientOptions, ResourceTree[Async]):
    """Asynchronous client, for one event loop at a time; the arguments are those of `Payi`.

    Methods are coroutines; list methods return a paginator to await or to iterate over with `async for`.
    """

    _user_agent_name = "AsyncPayi"
    _async_header = "async:asyncio"

    def __init__(
        self, *, http_client: AsyncHttpClient | None = None, **options: Unpack[ClientArguments]
    ) -> None:
        ClientOptions.__init__(self, http_client=http_client, **options)
        ResourceTree.__init__(self, Async(self))  # pyright: ignore[reportUnknownMemberType] - M is Async by the base
        given: AsyncHttpClient | None = checked_http_client(http_client, httpx2.AsyncClient)
        self._http_client: AsyncHttpClient = given or OwnAsyncHttpClient()

    @cached_property
    def with_raw_response(self) -> ResourceTree[AsyncRaw]:
        """The same tree of methods, returning the HTTP response."""
        return ResourceTree(AsyncRaw(self))

    @cached_property
    def with_streaming_response(self) -> ResourceTree[AsyncStreaming]:
        """The same tree of methods, returning context managers of the HTTP response with its body unread."""
        return ResourceTree(AsyncStreaming(self))

    def copy(self, *, http_client: AsyncHttpClient | None = None, **changes: Unpack[ClientChanges]) -> Self:
        """As `Payi.copy`."""
        return type(self)(http_client=http_client or self._http_client, **self.changed(changes))

    with_options = copy

    async def perform(self, call: Call[Any], *, stream: bool = False) -> Sent:
        """Make `call`, retrying as configured; with `stream` the body of the response is left unread."""
        if _waits_for_events(call):
            await asyncio.to_thread(_deliver_events)
        return await send_async(self._http_client, self, call, stream=stream)

    async def close(self) -> None:
        await self._http_client.aclose()

    def is_closed(self) -> bool:
        return self._http_client.is_closed

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


Client = Payi
AsyncClient = AsyncPayi
