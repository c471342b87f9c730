"""The ways to make a call. A resource method describes it once; the mode of its client decides the rest.

            plain               with_raw_response       with_streaming_response
Payi        Sync                SyncRaw                 SyncStreaming
AsyncPayi   Async               AsyncRaw                AsyncStreaming
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

import httpx2
from typing_extensions import override

from payi._options import ClientOptions
from payi._reply import value_of
from payi._request import Call
from payi._response import (
    APIResponse,
    AsyncAPIResponse,
    AsyncResponseContextManager,
    ResponseContextManager,
)
from payi.pagination import AsyncCursorPage, AsyncPaginator, SyncCursorPage

if TYPE_CHECKING:
    from payi._client import AsyncPayi, Payi

Describe: TypeAlias = Callable[..., Call[Any]]
Bound: TypeAlias = Callable[..., Any]
Read: TypeAlias = Callable[[httpx2.Response, Any], Any]

_RAW = {"X-Stainless-Raw-Response": "raw"}
_STREAM = {"X-Stainless-Raw-Response": "stream"}


def reader(client: ClientOptions, call: Call[Any]) -> Read:
    """How the body of a plain call is read, or any body as `wanted`."""

    def read(response: httpx2.Response, wanted: Any = None) -> Any:
        return value_of(response, wanted or call.result, strict=client.strict_response_validation)

    return read


def _page_type(page: Any, call: Call[Any]) -> type:
    return cast("type", page[call.result])


def page_reader(client: "Payi", call: Call[Any]) -> Read:
    """How the body of a list call is read: a page that can fetch the one after it."""
    read_value = reader(client, call)

    def fetch(cursor: str) -> Any:
        following = call.at_cursor(cursor)
        return page_reader(client, following)(client.perform(following).response, None)

    def read(response: httpx2.Response, wanted: Any = None) -> Any:
        value = read_value(response, wanted or _page_type(SyncCursorPage, call))
        if isinstance(value, SyncCursorPage):
            value.go_on_with(fetch)
        return cast("Any", value)

    return read


def async_page_reader(client: "AsyncPayi", call: Call[Any]) -> Read:
    """`page_reader` for an async client."""
    read_value = reader(client, call)

    async def fetch(cursor: str) -> Any:
        following = call.at_cursor(cursor)
        return async_page_reader(client, following)((await client.perform(following)).response, None)

    def read(response: httpx2.Response, wanted: Any = None) -> Any:
        value = read_value(response, wanted or _page_type(AsyncCursorPage, call))
        if isinstance(value, AsyncCursorPage):
            value.go_on_with(fetch)
        return cast("Any", value)

    return read


class Mode(Protocol):
    """Turns the description of a call into the method a caller uses."""

    def method(self, describe: Describe) -> Bound: ...
    def listing(self, describe: Describe) -> Bound: ...
    def raw(self) -> "Mode": ...
    def streaming(self) -> "Mode": ...


class _SyncMode:
    def __init__(self, client: "Payi") -> None:
        self._client = client

    def method(self, describe: Describe) -> Bound:
        return self._bound(describe, reader)

    def listing(self, describe: Describe) -> Bound:
        return self._bound(describe, page_reader)

    def raw(self) -> "SyncRaw":
        return SyncRaw(self._client)

    def streaming(self) -> "SyncStreaming":
        return SyncStreaming(self._client)

    def _bound(self, describe: Describe, reader_of: Callable[["Payi", Call[Any]], Read]) -> Bound:
        raise NotImplementedError


class Sync(_SyncMode):
    @override
    def _bound(self, describe: Describe, reader_of: Callable[["Payi", Call[Any]], Read]) -> Bound:
        @wraps(describe)
        def method(*args: Any, **kwargs: Any) -> Any:
            call = describe(*args, **kwargs)
            return reader_of(self._client, call)(self._client.perform(call).response, None)

        return method


class SyncRaw(_SyncMode):
    @override
    def _bound(self, describe: Describe, reader_of: Callable[["Payi", Call[Any]], Read]) -> Bound:
        @wraps(describe)
        def method(*args: Any, **kwargs: Any) -> APIResponse[Any]:
            call = describe(*args, **kwargs)
            return APIResponse(self._client.perform(call.with_headers(_RAW)), reader_of(self._client, call))

        return method


class SyncStreaming(_SyncMode):
    @override
    def _bound(self, describe: Describe, reader_of: Callable[["Payi", Call[Any]], Read]) -> Bound:
        @wraps(describe)
        def method(*args: Any, **kwargs: Any) -> ResponseContextManager[Any]:
            call = describe(*args, **kwargs)

            def send() -> APIResponse[Any]:
                sent = self._client.perform(call.with_headers(_STREAM), stream=True)
                return APIResponse(sent, reader_of(self._client, call))

            return ResponseContextManager(send)

        return method


class _AsyncMode:
    def __init__(self, client: "AsyncPayi") -> None:
        self._client = client

    def method(self, describe: Describe) -> Bound:
        return self._bound(describe, reader)

    def listing(self, describe: Describe) -> Bound:
        return self._bound(describe, async_page_reader)

    def raw(self) -> "AsyncRaw":
        return AsyncRaw(self._client)

    def streaming(self) -> "AsyncStreaming":
        return AsyncStreaming(self._client)

    def _bound(self, describe: Describe, reader_of: Callable[["AsyncPayi", Call[Any]], Read]) -> Bound:
        raise NotImplementedError


class Async(_AsyncMode):
    @override
    def listing(self, describe: Describe) -> Bound:
        first_page = super().listing(describe)

        @wraps(describe)
        def method(*args: Any, **kwargs: Any) -> AsyncPaginator[Any]:
            return AsyncPaginator(lambda: first_page(*args, **kwargs))

        return method

    @override
    def _bound(self, describe: Describe, reader_of: Callable[["AsyncPayi", Call[Any]], Read]) -> Bound:
        @wraps(describe)
        async def method(*args: Any, **kwargs: Any) -> Any:
            call = describe(*args, **kwargs)
            return reader_of(self._client, call)((await self._client.perform(call)).response, None)

        return method


class AsyncRaw(_AsyncMode):
    @override
    def _bound(self, describe: Describe, reader_of: Callable[["AsyncPayi", Call[Any]], Read]) -> Bound:
        @wraps(describe)
        async def method(*args: Any, **kwargs: Any) -> AsyncAPIResponse[Any]:
            call = describe(*args, **kwargs)
            sent = await self._client.perform(call.with_headers(_RAW))
            return AsyncAPIResponse(sent, reader_of(self._client, call))

        return method


class AsyncStreaming(_AsyncMode):
    @override
    def _bound(self, describe: Describe, reader_of: Callable[["AsyncPayi", Call[Any]], Read]) -> Bound:
        @wraps(describe)
        def method(*args: Any, **kwargs: Any) -> AsyncResponseContextManager[Any]:
            call = describe(*args, **kwargs)

            async def send() -> AsyncAPIResponse[Any]:
                sent = await self._client.perform(call.with_headers(_STREAM), stream=True)
                return AsyncAPIResponse(sent, reader_of(self._client, call))

            return AsyncResponseContextManager(send)

        return method
