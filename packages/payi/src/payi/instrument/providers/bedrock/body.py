"""The body of an InvokeModel answer: the caller reads it as it likes; when it is read, the call has ended.

A body that is closed or dropped half read ends as abandoned: what was read is not the whole answer, but the
headers have counted it.
"""

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Any, cast

from payi.instrument import faults
from payi.instrument.operation import Answer, Observation
from payi.instrument.streams import Proxy

Tell = Callable[[bytes], Answer]


def observe_body(body: Any, observation: Observation, tell: Tell, length: int | None) -> Any:
    """What the caller gets for `body`, a StreamingBody of botocore or of aiobotocore.

    botocore's own stays in place, over an observed connection: all of its ways to read end there, also
    `with body as connection`. aiobotocore's connections differ with its versions and back ends, not so its
    body. `tell` makes the answer of the bytes that were read; `length` says how many are to come, if known.
    """
    gathered = Gathered(observation, tell, length)
    if hasattr(cast("object", body), "__aiter__"):
        return ObservedAsyncBody(body, gathered)
    body._raw_stream = ObservedConnection(body._raw_stream, gathered)  # noqa: SLF001 - botocore's one place for it
    return body


class Gathered:
    """The bytes read so far, and the one ending they lead to. Dropped with the body it follows."""

    def __init__(self, observation: Observation, tell: Tell, length: int | None) -> None:
        self._observation = observation
        self._tell = tell
        self._missing = length
        self._pieces: list[bytes] = []

    def take(self, piece: bytes, amount: int | None = None) -> bytes:
        """Keep what a read of `amount` bytes (None or negative: of all) gave."""
        if self._observation.under_way:
            self._pieces.append(piece)
            if self._missing is not None:
                self._missing -= len(piece)
            everything = amount is None or amount < 0 or self._missing == 0
            if everything or (amount and not piece):
                self._observation.answered(self._answer())
        return piece

    async def take_async(self, piece: bytes, amount: int | None) -> bytes:
        """`take`; where delivery is inline, the last piece waits for it."""
        if self._observation.under_way:
            self.take(piece, amount)
            if not self._observation.under_way:
                await self._observation.arrived()
        return piece

    def drop(self) -> None:
        """The caller closed it."""
        if self._observation.under_way:
            self._observation.abandoned(self._answer())

    def fail(self, error: BaseException) -> None:
        if self._observation.under_way:
            self._observation.failed(error, self._answer())

    def _answer(self) -> Answer:
        try:
            return self._tell(b"".join(self._pieces))
        except Exception as fault:  # noqa: BLE001 - the caller has its bytes, whatever we make of them
            faults.absorb("reading the body of an answer", fault)
            return Answer()

    def __del__(self) -> None:
        if self._observation.under_way:
            self._observation.abandoned(self._answer(), here=False)


class ObservedConnection(Proxy):
    """Stands for the response of urllib3 under a StreamingBody."""

    __wrapped__: Any
    _self_gathered: Gathered

    def __init__(self, connection: Any, gathered: Gathered) -> None:
        super().__init__(connection)
        self._self_gathered = gathered

    def read(self, amt: int | None = None, *args: Any, **kwargs: Any) -> bytes:
        piece = self._self_reading(self.__wrapped__.read, amt, *args, **kwargs)
        return self._self_gathered.take(piece, amt)

    def readinto(self, buffer: Any) -> int:
        count: int = self._self_reading(self.__wrapped__.readinto, buffer)
        self._self_gathered.take(bytes(buffer[:count]), len(buffer))
        return count

    def readline(self, limit: int = -1) -> bytes:
        return self._self_gathered.take(self._self_reading(self.__wrapped__.readline, limit), 1)

    def readlines(self, hint: int = -1) -> list[bytes]:
        lines: list[bytes] = self._self_reading(self.__wrapped__.readlines, hint)
        self._self_gathered.take(b"".join(lines))
        return lines

    def stream(self, *args: Any, **kwargs: Any) -> Iterator[bytes]:
        return self._self_pieces(self.__wrapped__.stream(*args, **kwargs))

    def __iter__(self) -> Iterator[bytes]:
        return self._self_pieces(iter(self.__wrapped__))

    def close(self) -> None:
        self.__wrapped__.close()
        self._self_gathered.drop()

    def _self_reading(self, read: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        try:
            return read(*args, **kwargs)
        except BaseException as error:
            self._self_gathered.fail(error)
            raise

    def _self_pieces(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        while piece := self._self_reading(next, pieces, b""):
            yield self._self_gathered.take(piece, len(piece))
        self._self_gathered.take(b"")


class ObservedAsyncBody(Proxy):
    """Stands for a StreamingBody of aiobotocore; what that builds upon `read` runs upon this one's."""

    __wrapped__: Any
    _self_gathered: Gathered

    def __init__(self, body: Any, gathered: Gathered) -> None:
        super().__init__(body)
        self._self_gathered = gathered

    async def read(self, amt: int | None = None) -> bytes:
        piece = await self._self_reading(self.__wrapped__.read(amt))
        return await self._self_gathered.take_async(piece, amt)

    async def readinto(self, buffer: Any) -> int:
        count: int = await self._self_reading(self.__wrapped__.readinto(buffer))
        await self._self_gathered.take_async(bytes(buffer[:count]), len(buffer))
        return count

    def iter_chunks(self, *args: Any, **kwargs: Any) -> Any:
        return self._self_own("iter_chunks")(*args, **kwargs)

    def iter_lines(self, *args: Any, **kwargs: Any) -> Any:
        return self._self_own("iter_lines")(*args, **kwargs)

    def readlines(self) -> Any:
        return self._self_own("readlines")()

    def __aiter__(self) -> Any:
        return self._self_own("__aiter__")()

    def __anext__(self) -> Any:
        return self._self_own("__anext__")()

    anext = __anext__

    async def __aenter__(self) -> Any:
        await self.__wrapped__.__aenter__()
        return self

    async def __aexit__(self, *exc_info: object) -> Any:
        suppressed = await self.__wrapped__.__aexit__(*exc_info)
        self._self_gathered.drop()
        return suppressed

    def close(self) -> Any:
        self._self_gathered.drop()
        return self.__wrapped__.close()

    def aclose(self) -> Any:
        self._self_gathered.drop()
        return self.__wrapped__.aclose()

    async def _self_reading(self, reading: Awaitable[Any]) -> Any:
        try:
            return await reading
        except BaseException as error:
            self._self_gathered.fail(error)
            raise

    def _self_own(self, name: str) -> Callable[..., Any]:
        """A method of the body's class, run upon this stand-in."""
        return partial(getattr(cast("type[object]", type(self.__wrapped__)), name), self)
