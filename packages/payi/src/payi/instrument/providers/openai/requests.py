"""Observing a client at the one method all its calls go through: the request below them.

`create`, `parse`, the streaming helpers, the raw and streaming accessors and whatever holds a bound method of
theirs end in `SyncAPIClient.request` or `AsyncAPIClient.request`, in 1.x, 2.x and 3.x alike.
"""

from collections.abc import Mapping
from typing import Any, cast

from payi.instrument import current, faults
from payi.instrument.operation import Keywords
from payi.instrument.providers.openai import media
from payi.instrument.providers.openai.batches import FetchedFiles
from payi.instrument.providers.openai.calls import Call, Sent
from payi.instrument.providers.openai.chat import ChatCompletions, TextCompletions
from payi.instrument.providers.openai.responses import FetchedResponses, Responses
from payi.instrument.streams import ObservedAsyncStream, ObservedStream
from payi.instrument.wrapping import Observer, Wrapper

RAW_RESPONSE_HEADER = "X-Stainless-Raw-Response"
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
_NONE: Mapping[str, Any] = {}


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
    return _observing(observer.observe)


def observe_async_requests(observer: Observer) -> Wrapper:
    return _observing(observer.observe_async)


def _observing(observe: Any) -> Wrapper:
    calls = {*POSTS.values(), FETCHED, FILES}
    observed: dict[Call, Wrapper] = {call: observe(call) for call in calls}

    def requested(wrapped: Any, instance: Any, args: tuple[Any, ...], kwargs: Keywords) -> Any:
        try:
            options: Any = args[1] if len(args) > 1 else kwargs["options"]
            call = call_of(options)
        except Exception as fault:  # noqa: BLE001 - the library will say what is wrong with its call
            faults.absorb("looking at a request", fault)
            call = options = None
        if call is None:
            return wrapped(*args, **kwargs)

        own, extra = _split(options.headers)

        def send(*, options: Any, extra_headers: Any = None, **_: Any) -> Any:
            if extra_headers is not extra:
                options.headers = {**own, **extra_headers}
            return wrapped(*args, **kwargs)

        streaming = kwargs.get("stream") is True
        given: Keywords = {"options": options, "streaming": streaming, "raw": RAW_RESPONSE_HEADER in own}
        if extra:
            given["extra_headers"] = extra
        return observed[call](send, instance, (), given)

    return requested


def _split(headers: Any) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
    """The library's own headers, by which its helpers and accessors are known, and the caller's if any."""
    if not isinstance(headers, Mapping):
        return _NONE, None
    given = cast("Mapping[str, Any]", headers)
    own = {name: given[name] for name in given if name.startswith("X-Stainless-")}
    return own, {name: given[name] for name in given if name not in own} or None


def keep_response(_observer: Observer) -> Wrapper:
    """Note the HTTP response of the call under way, with its headers, before it becomes an object."""

    def processed(wrapped: Any, instance: Any, args: tuple[Any, ...], kwargs: Keywords) -> Any:  # noqa: ARG001
        scope = current.snapshot()
        if scope is not None and scope.call is not None:
            sent = getattr(scope.call, "asked", None)
            if isinstance(sent, Sent):
                sent.http = kwargs.get("response")
        return wrapped(*args, **kwargs)

    return processed


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
