"""Streams that report what passes through them, and are otherwise the provider library's own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Self, cast

import wrapt

from payi.instrument import faults
from payi.instrument.operation import Answer, Chunk, Observation, StreamReader
from payi.instrument.results import attach

if TYPE_CHECKING:
    Proxy = wrapt.ObjectProxy[Any]
else:
    Proxy = wrapt.ObjectProxy  # takes no type before wrapt 2

_SHOWN = Chunk.SHOWN


class Following:
    """What is known of one stream; the stand-ins below tell it what happens.

    Dropped with its stand-in: a stream nobody reads to the end is recorded all the same.
    """

    __slots__ = ("_handed_over", "_see", "_settled", "observation", "reader")

    def __init__(self, observation: Observation, reader: StreamReader) -> None:
        self.observation = observation
        self.reader = reader
        self._see: Callable[[Any], Chunk] = reader.see
        self._settled = False  # both first tokens have come
        self._handed_over = False

    def saw(self, chunk: Any) -> bool:
        """Take note of a chunk; whether the caller gets it."""
        if not self._settled:
            self._settle(chunk)
        try:
            seen = self._see(chunk)
            if seen is _SHOWN:
                return True
            if seen is Chunk.CARRIER:
                attach(chunk, self.observation.result)
        except Exception as fault:  # noqa: BLE001 - the caller gets every chunk, whatever we make of it
            self._settled, self._see = True, _unread
            faults.absorb("reading a chunk", fault)
            return True
        return seen is not Chunk.HIDDEN

    def _settle(self, chunk: Any) -> None:
        """Note the times of the first chunk and of the first that holds the model's output."""
        self.observation.first_token()
        try:
            if self.reader.carries_completion(chunk):
                self._settled = True
                self.observation.first_completion_token()
        except Exception as fault:  # noqa: BLE001 - as above
            self._settled, self._see = True, _unread
            faults.absorb("reading a chunk", fault)

    def exhausted(self) -> None:
        if self.observation.under_way:
            self.observation.answered(self._answer())

    def failed(self, error: BaseException) -> None:
        if self.observation.under_way:
            self.observation.failed(error, self._answer())

    def closed(self) -> None:
        """Closed by the caller, at its end or before."""
        if self.observation.under_way:
            self.observation.abandoned(self._answer())

    def hand_over(self) -> None:
        """Another follows the stream from here on: that this one is dropped says nothing of it."""
        self._handed_over = True

    def _answer(self) -> Answer:
        try:
            return self.reader.answer()
        except Exception as fault:  # noqa: BLE001 - the call is recorded without its usage
            faults.absorb("reading a stream", fault)
            return Answer()

    def __del__(self) -> None:
        if not self._handed_over and self.observation.under_way:
            self.observation.abandoned(self._answer(), here=False)


def _unread(_: Any) -> Chunk:
    """What becomes of the chunks after one that could not be read."""
    return Chunk.SHOWN


class ObservedStream(Proxy):
    """Stands for a stream that is read in this thread or another: an iterator, a context manager, or both."""

    _self_following: Following
    _self_next: Callable[[], Any]

    def __init__(self, stream: Any, observation: Observation, reader: StreamReader) -> None:
        super().__init__(stream)
        self._self_following = Following(observation, reader)
        self._self_next = getattr(stream, "__next__", None) or iter(stream).__next__

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        following = self._self_following
        try:
            chunk = self._self_next()
            while not following.saw(chunk):
                chunk = self._self_next()
        except StopIteration:
            following.exhausted()
            raise
        except BaseException as error:
            following.failed(error)
            raise
        return chunk

    def __enter__(self) -> Self:
        self.__wrapped__.__enter__()
        return self

    def __exit__(self, *raised: object) -> Any:
        try:
            return self.__wrapped__.__exit__(*raised)
        finally:
            self._self_following.closed()

    def close(self) -> Any:
        try:
            return self.__wrapped__.close()
        finally:
            self._self_following.closed()


class ObservedAsyncStream(Proxy):
    """Stands for a stream that is awaited: an async iterator, an async context manager, or both."""

    _self_following: Following
    _self_next: Callable[[], Awaitable[Any]]

    def __init__(self, stream: Any, observation: Observation, reader: StreamReader) -> None:
        super().__init__(stream)
        self._self_following = Following(observation, reader)
        self._self_next = getattr(stream, "__anext__", None) or aiter(stream).__anext__

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Any:
        following = self._self_following
        try:
            chunk = await self._self_next()
            while not following.saw(chunk):
                chunk = await self._self_next()
        except StopAsyncIteration:
            following.exhausted()
            await following.observation.arrived()
            raise
        except BaseException as error:
            following.failed(error)
            raise
        return chunk

    async def __aenter__(self) -> Self:
        await self.__wrapped__.__aenter__()
        return self

    async def __aexit__(self, *raised: object) -> Any:
        try:
            return await self.__wrapped__.__aexit__(*raised)
        finally:
            self._self_following.closed()

    async def close(self) -> Any:
        try:
            return await self.__wrapped__.close()
        finally:
            self._self_following.closed()

    async def aclose(self) -> Any:
        try:
            return await self.__wrapped__.aclose()
        finally:
            self._self_following.closed()


def observed_stream(stream: Any, observation: Observation, reader: StreamReader) -> Any:
    """The stand-in of the kind that `stream` is."""
    if hasattr(cast("object", stream), "__aiter__"):
        return ObservedAsyncStream(stream, observation, reader)
    return ObservedStream(stream, observation, reader)
