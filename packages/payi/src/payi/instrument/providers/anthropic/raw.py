"""Responses whose body the caller reads himself: `with_raw_response` and `with_streaming_response`.

A body that has come is read at once. One that has not is followed as the caller reads it, whether as bytes,
lines, JSON or by `parse()`; when he has, the answer is read from what he read. A stream that `parse()` makes
of it is followed as a stream.
"""

import inspect
from collections.abc import AsyncIterator, Awaitable, Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from payi.instrument import faults
from payi.instrument.operation import Answer, Observation
from payi.instrument.providers.anthropic.fields import parsed
from payi.instrument.results import attach
from payi.instrument.streams import Proxy
from payi.usage import EventStream

if TYPE_CHECKING:
    from payi.instrument.providers.anthropic.calls import Call
    from payi.instrument.providers.stainless import Sent


def follow(call: "Call", response: Any, observation: Observation, sent: "Sent") -> Any:
    http = response.http_response
    sent.arrived(http)
    body = Body(call, observation, sent, http)
    attach(response, observation.result)
    if http.is_stream_consumed:
        body.read(http.content)
    else:
        http.stream = ObservedBytes(http.stream, body)
    return ObservedResponse(response, body)


class Body:
    """The body of one response, as far as the caller has read it. Dropped unread, it is recorded too."""

    def __init__(self, call: "Call", observation: Observation, sent: "Sent", http: Any) -> None:
        self.call = call
        self.observation = observation
        self.sent = sent
        self._headers = http.headers
        self._response_type = type(http)
        self._pieces: list[bytes] = []
        self._followed = True

    def hand_over(self) -> None:
        """A stream made of the body is followed from here on."""
        self._followed = False

    def saw(self, piece: bytes) -> None:
        if self._followed:
            self.observation.first_token()
            self._pieces.append(piece)

    @contextmanager
    def being_read(self) -> Generator[None, None, None]:
        """Report how the reading ends; whoever leaves off may read on in another way."""
        try:
            yield
        except GeneratorExit:
            raise
        except BaseException as error:
            self._failed(error)
            raise
        if self._followed:
            self.read(self._decoded())

    def read(self, data: bytes) -> None:
        """The answer is whole: `data`, without the encoding of its transport."""
        self.observation.answered(self._answer(data))

    def _failed(self, error: BaseException) -> None:
        if self._followed:
            self.observation.failed(error, self._answer(self._decoded()))

    def closed(self) -> None:
        """By the caller; after its end, that changes nothing."""
        if self._followed and self.observation.under_way:
            self.observation.abandoned(self._answer(self._decoded()))

    def __del__(self) -> None:
        if self._followed and self.observation.under_way:
            self.observation.abandoned(self._answer(self._decoded()), here=False)

    def _decoded(self) -> bytes:
        data = b"".join(self._pieces)
        encoding = self._headers.get("content-encoding")
        if not encoding:
            return data
        try:
            response = self._response_type(200, headers={"content-encoding": encoding}, content=data)
            return bytes(response.content)
        except Exception:  # noqa: BLE001 - cut off in the middle, or an encoding that nobody here can undo
            return b""

    def _answer(self, data: bytes) -> Answer:
        try:
            if not self.sent.streaming:
                return self.call.answer(parsed(data), self.sent)
            reader = self.call.reader(self.sent, self.observation)
            events = EventStream()
            for chunk in (*events.feed(data), *events.close()):
                reader.see(chunk)
            return reader.answer()
        except Exception as fault:  # noqa: BLE001 - the caller has his response
            faults.absorb("reading the body of a response", fault)
            return Answer()


class ObservedBytes(Proxy):
    """Stands for the bytes of a response as they arrive, for threads or for tasks."""

    _self_bytes: Any
    _self_body: Body

    def __init__(self, stream: Any, body: Body) -> None:
        super().__init__(stream)
        self._self_bytes = stream
        self._self_body = body

    def __iter__(self) -> Iterator[bytes]:
        body = self._self_body
        with body.being_read():
            for piece in self._self_bytes:
                body.saw(piece)
                yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        body = self._self_body
        with body.being_read():
            async for piece in self._self_bytes:
                body.saw(piece)
                yield piece

    def close(self) -> None:
        self._self_bytes.close()
        self._self_body.closed()

    async def aclose(self) -> None:
        await self._self_bytes.aclose()
        self._self_body.closed()


class ObservedResponse(Proxy):
    """Stands for the library's raw response: what `parse()` makes of it is observed too."""

    _self_response: Any
    _self_body: Body
    _self_stream: Any

    def __init__(self, response: Any, body: Body) -> None:
        super().__init__(response)
        self._self_response = response
        self._self_body = body
        self._self_stream = None

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        made = self._self_response.parse(*args, **kwargs)
        return self._awaited(made) if inspect.isawaitable(made) else self._observed(made)

    async def _awaited(self, made: Awaitable[Any]) -> Any:
        return self._observed(await made)

    def _observed(self, made: Any) -> Any:
        body = self._self_body
        if not body.sent.streaming:
            attach(made, body.observation.result)
            return made
        if self._self_stream is None:
            body.hand_over()
            self._self_stream = body.call.observed(made, body.observation, body.sent)
        return self._self_stream
