"""Answers that the caller takes as HTTP: `with_raw_response` and `with_streaming_response`.

What has been read already is parsed at once: the accessor keeps the object and hands it to the caller, who
finds `xproxy_result` on it. What has not been read is followed on its way to the caller: as the stream that
the accessor's `parse` makes of it, or byte by byte.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from contextlib import contextmanager
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from payi.instrument import faults
from payi.instrument.operation import Answer, Chunk
from payi.instrument.providers.openai.fields import events_in, is_event_stream
from payi.instrument.providers.stainless import is_stream, parse
from payi.instrument.results import attach
from payi.instrument.streams import Following

if TYPE_CHECKING:
    from payi.instrument.operation import Observation, StreamReader
    from payi.instrument.providers.openai.calls import Call, Sent


def follow(call: Call, response: Any, observation: Any, sent: Sent) -> Any:
    """Report what an accessor's response holds, or will turn out to hold. The same object is returned."""
    http = response.http_response
    sent.arrived(http)
    if http.is_stream_consumed and not sent.streaming:
        call.report(_parsed(response), observation, sent)
        return response
    if is_event_stream(http):
        body = _Body(http, observation, _Unseen(call.reader(sent, observation)))
    else:
        body = _Body(http, observation, _Whole(call, sent, observation))
    response.parse = _following_parse(response.parse, call, observation, sent, body)
    return response


def _parsed(response: Any) -> Any:
    try:
        return response.parse()
    except Exception:  # noqa: BLE001 - the caller meets it again when parsing; what was answered is read here
        return parse(response.http_response.content)


def _following_parse(
    parse_response: Callable[..., Any], call: Call, observation: Observation, sent: Sent, body: _Body
) -> Callable[..., Any]:
    """The accessor's `parse`, whose streams are followed; what is parsed whole has gone by as bytes."""
    observed: list[Any] = []

    def followed(parsed: Any) -> Any:
        try:
            if not is_stream(parsed):
                attach(parsed, observation.result)
                return parsed
            if not observed:
                observed.append(call.observed(parsed, observation, sent))
        except Exception as fault:  # noqa: BLE001 - the caller gets what was parsed
            faults.absorb("following a parsed stream", fault)
            return parsed
        return observed[0]

    async def followed_later(parsed: Awaitable[Any]) -> Any:
        return followed(await parsed)

    def parse_and_follow(*args: Any, **kwargs: Any) -> Any:
        if sent.streaming:
            body.hand_over()
        parsed = parse_response(*args, **kwargs)
        return followed_later(parsed) if isawaitable(parsed) else followed(parsed)

    return parse_and_follow


class _Whole:
    """Reads a body that is one JSON object. One that is a sound only passes by."""

    def __init__(self, call: Call, sent: Sent, observation: Observation) -> None:
        self._call = call
        self._sent = sent
        self._observation = observation
        self._is_json = "json" in sent.http.headers.get("content-type", "")
        self._pieces: list[bytes] = []

    def see(self, chunk: Any) -> Chunk:
        if self._is_json:
            self._pieces.append(chunk)
        return Chunk.SHOWN

    def carries_completion(self, chunk: Any) -> bool:  # noqa: ARG002
        return True

    def answer(self) -> Answer:
        return self._call.answer(parse(b"".join(self._pieces)), self._sent)

    def report(self) -> None:
        self._call.report(parse(b"".join(self._pieces)), self._observation, self._sent)


class _Unseen:
    """A reader of chunks that are made from the bytes for it alone: none of them carries the result."""

    def __init__(self, reader: StreamReader) -> None:
        self.carries_completion = reader.carries_completion
        self.answer = reader.answer
        self._see = reader.see

    def see(self, chunk: Any) -> Chunk:
        return Chunk.HIDDEN if self._see(chunk) is Chunk.HIDDEN else Chunk.SHOWN


class _Body:
    """The body of an HTTP response on its way to the caller, who may read it in any way or not at all.

    All ways of reading (`read`, `iter_text`, `iter_lines`) end in `iter_bytes`, so that is what is followed.
    An event that only we asked for is taken out; an event is held back until it is whole.
    """

    _METHODS = ("iter_bytes", "aiter_bytes", "close", "aclose")

    def __init__(self, http: Any, observation: Any, reader: _Unseen | _Whole) -> None:
        self._http = http
        self._reader = reader
        self._following = Following(observation, reader)
        self._events = not isinstance(reader, _Whole)
        self._buffer = b""
        self._reading = False
        self._methods = {name: getattr(http, name) for name in self._METHODS}
        for name in self._METHODS:
            setattr(http, name, getattr(self, name))

    def hand_over(self) -> None:
        """The stream that is made of the body is followed instead."""
        self._following.hand_over()
        self._release()

    def _release(self) -> None:
        for name in self._METHODS:
            vars(self._http).pop(name, None)

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        with self._being_read():
            for piece in self._methods["iter_bytes"](chunk_size):
                yield from self._shown(piece)
        if self._buffer:
            yield self._buffer

    async def aiter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        with self._being_read():
            async for piece in self._methods["aiter_bytes"](chunk_size):
                for shown in self._shown(piece):
                    yield shown
        if self._buffer:
            yield self._buffer

    @contextmanager
    def _being_read(self) -> Generator[None, None, None]:
        """Report how the reading ends."""
        self._reading = True
        try:
            yield
            self._exhausted()
        except GeneratorExit:  # no longer read, perhaps for another way of reading; closing ends it
            raise
        except BaseException as error:
            self._following.failed(error)
            raise

    def close(self) -> None:
        self._methods["close"]()
        self._closed()

    async def aclose(self) -> None:
        await self._methods["aclose"]()
        self._closed()

    def _shown(self, piece: bytes) -> Iterator[bytes]:
        """What the caller gets of `piece`, if anything; while he has it, nobody is reading."""
        if shown := self._passed(piece):
            self._reading = False
            yield shown
            self._reading = True

    def _passed(self, piece: bytes) -> bytes:
        """Of the bytes that are there, those that the caller may have."""
        if not self._events:
            self._following.saw(piece)
            return piece
        shown = b""
        read = 0
        self._buffer += piece
        for event, chunk in events_in(self._buffer):
            read += len(event)
            if chunk is None or self._following.saw(chunk):
                shown += event
        self._buffer = self._buffer[read:]
        return shown

    def _exhausted(self) -> None:
        self._reading = False
        self._release()
        if isinstance(self._reader, _Whole):
            self._reader.report()
        else:
            self._following.exhausted()

    def _closed(self) -> None:
        """Reading to the end closes as well, from within."""
        if not self._reading:
            self._release()
            self._following.closed()
