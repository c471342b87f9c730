"""A provider library as the core sees any: a client with calls, and the operation that describes them."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from payi.instrument.operation import Answer, Asked, Chunk, Observation, Operation, Target
from payi.instrument.patching import Patch
from payi.instrument.results import attach
from payi.instrument.wrapping import ObservedAsyncStream, ObservedStream

USAGE = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}


class ProviderError(Exception):
    def __init__(self, status_code: int) -> None:
        super().__init__(f"status {status_code}")
        self.status_code = status_code


class Reply:
    def __init__(self, usage: Any = None, reply_id: str | None = None) -> None:
        self.usage = USAGE if usage is None else usage
        self.id = reply_id
        self.text = "Hello"


class Client:
    """`ask` answers, or raises what it is told to; keywords it does not know are an error, as everywhere."""

    base_url = "https://api.example.com/v1"

    def ask(
        self,
        *,
        model: str = "gpt-4o",
        messages: Any = None,
        error: BaseException | None = None,
        extra_headers: Mapping[str, str] | None = None,
        inside: Any = None,
    ) -> Reply:
        """Ask the model."""
        self.sent_headers = extra_headers
        if inside is not None:
            inside()
        if error is not None:
            raise error
        return Reply()

    async def ask_async(self, **kwargs: Any) -> Reply:
        return Client.original_ask(self, **kwargs)

    def stream(
        self, *, model: str = "gpt-4o", chunks: Sequence[Any] = (), source: Any = None
    ) -> Iterator[Any]:
        return source or _streamed(chunks)

    async def stream_async(
        self, *, model: str = "gpt-4o", chunks: Sequence[Any] = (), source: Any = None
    ) -> AsyncIterator[Any]:
        return source or _streamed_async(chunks)

    async def wait_for_ever(self) -> Reply:
        await asyncio.Event().wait()
        return Reply()

    def ask_without_headers(self, *, model: str = "gpt-4o") -> Reply:
        return Reply()

    original_ask = ask_other = ask


def _streamed(chunks: Sequence[Any]) -> Iterator[Any]:
    for chunk in chunks:
        if isinstance(chunk, BaseException):
            raise chunk
        yield chunk


async def _streamed_async(chunks: Sequence[Any]) -> AsyncIterator[Any]:
    for chunk in _streamed(chunks):
        yield chunk


class Ask(Operation):
    library: ClassVar[str] = "library"

    def ask(self, instance: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Asked:
        target = Target("system.openai", "openai.chat", instance.base_url)
        return Asked(target, kwargs.get("model", "gpt-4o"))

    def content(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Mapping[str, object]:
        return {"model": kwargs.get("model"), "messages": kwargs.get("messages")}

    def attend(self, response: Any, observation: Observation) -> Any:
        observation.answered(
            Answer(usage=response.usage, provider_id=response.id, content=lambda: f'"{response.text}"')
        )
        attach(response, observation.result)
        return response


class Reader:
    """Chunks are texts; one that starts with `!` is hidden, `*` carries the result, `~` is no completion."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def see(self, chunk: Any) -> Chunk:
        self.seen.append(chunk)
        return {"!": Chunk.HIDDEN, "*": Chunk.CARRIER}.get(chunk[0], Chunk.SHOWN)

    def carries_completion(self, chunk: Any) -> bool:
        return not chunk.startswith("~")

    def answer(self) -> Answer:
        seen = list(self.seen)
        return Answer(usage={"completion_tokens": len(seen)}, content=lambda: seen)


class Stream(Ask):
    def attend(self, response: Any, observation: Observation) -> Any:
        return ObservedStream(response, observation, Reader())


class StreamAsync(Ask):
    def attend(self, response: Any, observation: Observation) -> Any:
        return ObservedAsyncStream(response, observation, Reader())


Module = __name__
PATCHES = (
    Patch(__name__, "Client.ask", Ask()),
    Patch(__name__, "Client.ask_async", Ask(), asynchronous=True),
    Patch(__name__, "Client.stream", Stream()),
    Patch(__name__, "Client.stream_async", StreamAsync(), asynchronous=True),
)
