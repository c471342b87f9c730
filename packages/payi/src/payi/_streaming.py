"""Server-sent events, read as they arrive and given out as typed values."""

from collections.abc import AsyncIterator, Iterator
from types import TracebackType
from typing import Generic, Self, TypeVar

import httpx2

from payi._models import construct

T = TypeVar("T")


class Stream(Generic[T]):
    """The events of a response as `T`, one by one; closes the response when it ends or is left."""

    def __init__(self, response: httpx2.Response, *, cast_to: type[T]) -> None:
        self.response = response
        self._cast_to = cast_to

    def __iter__(self) -> Iterator[T]:
        try:
            for event in httpx2.EventSource(self.response):
                yield construct(self._cast_to, event.json())
        finally:
            self.close()

    def close(self) -> None:
        self.response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncStream(Generic[T]):
    """`Stream` for an async client."""

    def __init__(self, response: httpx2.Response, *, cast_to: type[T]) -> None:
        self.response = response
        self._cast_to = cast_to

    async def __aiter__(self) -> AsyncIterator[T]:
        try:
            async for event in httpx2.EventSource(self.response):
                yield construct(self._cast_to, event.json())
        finally:
            await self.close()

    async def close(self) -> None:
        await self.response.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
