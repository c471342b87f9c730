"""Responses as they came over the wire, with the parsed value one call away."""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from datetime import timedelta
from types import TracebackType
from typing import Any, Generic, TypeVar, cast, overload

import httpx2
from typing_extensions import override

from payi._transport import Sent

T = TypeVar("T")
U = TypeVar("U")

Parse = Callable[[httpx2.Response, Any], Any]
"""(response, type wanted or None for the call's own) → value."""


class _BaseResponse(Generic[T]):
    def __init__(self, sent: Sent, parse: Parse) -> None:
        self.http_response = sent.response
        self.retries_taken = sent.retries_taken
        self._parse = parse
        self._parsed: dict[Any, Any] = {}

    @property
    def headers(self) -> httpx2.Headers:
        return self.http_response.headers

    @property
    def status_code(self) -> int:
        return self.http_response.status_code

    @property
    def http_request(self) -> httpx2.Request:
        return self.http_response.request

    @property
    def url(self) -> httpx2.URL:
        return self.http_response.url

    @property
    def method(self) -> str:
        return self.http_request.method

    @property
    def http_version(self) -> str:
        return self.http_response.http_version

    @property
    def elapsed(self) -> timedelta:
        """From sending the request to having read the body; only known once it is read."""
        return self.http_response.elapsed

    @property
    def is_closed(self) -> bool:
        return self.http_response.is_closed

    @override
    def __repr__(self) -> str:
        return f"<{type(self).__name__} [{self.status_code} {self.http_response.reason_phrase}]>"

    def _value(self, wanted: Any) -> Any:
        if wanted not in self._parsed:
            self._parsed[wanted] = self._parse(self.http_response, wanted)
        return self._parsed[wanted]


class APIResponse(_BaseResponse[T]):
    """A response of a sync client; `parse()` gives what the plain call would have returned."""

    @overload
    def parse(self, *, to: type[U]) -> U: ...
    @overload
    def parse(self) -> T: ...
    def parse(self, *, to: Any = None) -> Any:
        """The body as the call's type, or as `to`. Each type is parsed once."""
        self.read()
        return self._value(to)

    @property
    def content(self) -> bytes:
        return self.read()

    def read(self) -> bytes:
        return self.http_response.read()

    def text(self) -> str:
        self.read()
        return self.http_response.text

    def json(self) -> object:
        self.read()
        return cast("object", self.http_response.json())

    def close(self) -> None:
        self.http_response.close()

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield from self.http_response.iter_bytes(chunk_size)

    def iter_text(self, chunk_size: int | None = None) -> Iterator[str]:
        yield from self.http_response.iter_text(chunk_size)

    def iter_lines(self) -> Iterator[str]:
        yield from self.http_response.iter_lines()


class AsyncAPIResponse(_BaseResponse[T]):
    """A response of an async client; what reads is awaited."""

    @overload
    async def parse(self, *, to: type[U]) -> U: ...
    @overload
    async def parse(self) -> T: ...
    async def parse(self, *, to: Any = None) -> Any:
        """The body as the call's type, or as `to`. Each type is parsed once."""
        await self.read()
        return self._value(to)

    async def read(self) -> bytes:
        return await self.http_response.aread()

    async def text(self) -> str:
        await self.read()
        return self.http_response.text

    async def json(self) -> object:
        await self.read()
        return cast("object", self.http_response.json())

    async def close(self) -> None:
        await self.http_response.aclose()

    async def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        async for chunk in self.http_response.aiter_bytes(chunk_size):
            yield chunk

    async def iter_text(self, chunk_size: int | None = None) -> AsyncIterator[str]:
        async for chunk in self.http_response.aiter_text(chunk_size):
            yield chunk

    async def iter_lines(self) -> AsyncIterator[str]:
        async for line in self.http_response.aiter_lines():
            yield line


class ResponseContextManager(Generic[T]):
    """A call that is made on entering `with` and whose response is closed on leaving it."""

    def __init__(self, send: Callable[[], APIResponse[T]]) -> None:
        self._send = send
        self._response: APIResponse[T] | None = None

    def __enter__(self) -> APIResponse[T]:
        self._response = self._send()
        return self._response

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._response is not None:
            self._response.close()


class AsyncResponseContextManager(Generic[T]):
    """A call that is made on entering `async with` and whose response is closed on leaving it."""

    def __init__(self, send: Callable[[], Coroutine[Any, Any, AsyncAPIResponse[T]]]) -> None:
        self._send = send
        self._response: AsyncAPIResponse[T] | None = None

    async def __aenter__(self) -> AsyncAPIResponse[T]:
        self._response = await self._send()
        return self._response

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._response is not None:
            await self._response.close()
