"""Observing a client at the one method all its calls go through: the request below them.

`create`, `parse`, the streaming helpers, the raw and streaming accessors and whatever holds a bound method of
theirs end in `SyncAPIClient.request` or `AsyncAPIClient.request`, in 1.x, 2.x and 3.x alike.
"""

from collections.abc import Mapping
from typing import Any

from payi.instrument.operation import Keywords
from payi.instrument.providers.openai import media
from payi.instrument.providers.openai.batches import FetchedFiles
from payi.instrument.providers.openai.calls import LIBRARY, Call
from payi.instrument.providers.openai.chat import ChatCompletions, TextCompletions
from payi.instrument.providers.openai.responses import FetchedResponses, Responses
from payi.instrument.providers.stainless import keeping_response, observing
from payi.instrument.streams import ObservedAsyncStream, ObservedStream
from payi.instrument.wrapping import Observer, Wrapper

CHAT = ChatCompletions()
RESPONSES = Responses()
FETCHED = FetchedResponses()
FILES = FetchedFiles()
POSTS: Mapping[str, Call] = {
    "/chat/completions": CHAT,
    "/completions": TextCompletions(),
    "/responses": RESPONSES,
    "/responses/compact": RESPONSES,
    "/embeddings": media.Embeddings(),
    "/decisions": media.Decisions(),
    "/images/generations": media.Images(),
    "/images/edits": media.Images(),
    "/images/variations": media.Images(),
    "/audio/speech": media.Speech(),
    "/audio/transcriptions": media.Transcriptions(),
    "/audio/translations": media.Transcriptions(),
}
CALLS = frozenset({*POSTS.values(), FETCHED, FILES})


def call_of(options: Any) -> Call | None:
    """Which of OpenAI's interfaces a request is made to; None for what costs nothing, such as moderations."""
    path = options.url.partition("?")[0]
    if options.method.lower() == "post":
        return POSTS.get(path)
    match path.split("/"):
        case ["", "responses", response_id] if response_id:
            return FETCHED
        case ["", "files", _, "content"]:
            return FILES
        case _:
            return None


def observe_requests(observer: Observer) -> Wrapper:
    return observing(CALLS, call_of, observer.observe)


def observe_async_requests(observer: Observer) -> Wrapper:
    return observing(CALLS, call_of, observer.observe_async)


keep_response = keeping_response(LIBRARY)


def close_observed(_observer: Observer) -> Wrapper:
    """The streaming helpers close the response below our stream; this tells the stream."""

    def closed(wrapped: Any, instance: Any, args: tuple[Any, ...], kwargs: Keywords) -> Any:
        try:
            return wrapped(*args, **kwargs)
        finally:
            stream = getattr(instance, "_raw_stream", None)
            if isinstance(stream, ObservedStream):
                stream.close()

    return closed


def close_observed_async(_observer: Observer) -> Wrapper:
    async def closed(wrapped: Any, instance: Any, args: tuple[Any, ...], kwargs: Keywords) -> Any:
        try:
            return await wrapped(*args, **kwargs)
        finally:
            stream = getattr(instance, "_raw_stream", None)
            if isinstance(stream, ObservedAsyncStream):
                await stream.close()

    return closed
