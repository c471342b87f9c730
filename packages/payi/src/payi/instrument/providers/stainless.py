"""What the libraries have in common that Stainless generates: OpenAI's and Anthropic's.

All methods of a client, its accessors and its helpers end in `SyncAPIClient.request` or
`AsyncAPIClient.request`: `request(cast_to, options, *, stream, stream_cls)`, whose options hold method, path,
body and headers of one request. What is answered passes through `_process_response`, where it still has its
HTTP response.
"""

import json
from abc import abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, TypeVar, cast

from payi.instrument import current, faults
from payi.instrument.operation import Answer, Asked, Keywords, Observation, Operation, StreamReader
from payi.instrument.patching import WrapperFactory
from payi.instrument.results import attach
from payi.instrument.streams import ObservedAsyncStream, ObservedStream
from payi.instrument.wrapping import Observer, Wrapper

_OWN_HEADERS = "X-Stainless-"  # by which the library knows its helpers and accessors
_RAW_RESPONSE = "X-Stainless-Raw-Response"
_NOTHING: Mapping[str, Any] = {}

CallT = TypeVar("CallT", bound=Operation)


class Plain(dict[str, Any]):
    """A JSON object that we made of bytes for ourselves, read like the library's own objects: by attribute,
    None for what is not there.
    """

    def __getattr__(self, name: str) -> Any:
        return self.get(name)

    @property
    def __pydantic_extra__(self) -> "Plain":
        """Where the library's own objects keep fields it does not know."""
        return self


@dataclass(slots=True)
class Sent(Asked):
    """One call as it goes out.

    options: the library's, of this one request; let go when the call has ended.
    raw: made through `with_raw_response` or `with_streaming_response`.
    http: the response of the HTTP client, from its arrival to the end of the call; `headers` are its own.
    """

    options: Any = None
    raw: bool = False
    http: Any = None
    headers: Any = None

    @property
    def body(self) -> Mapping[str, Any]:
        """What is sent as JSON."""
        return _NOTHING if self.options is None else body_of(self.options)

    def arrived(self, http: Any) -> None:
        self.http = http
        self.headers = http.headers

    def let_go(self) -> None:
        """The call has ended: neither request nor response is kept for what is still to be read."""
        self.options = self.http = None


class Call(Operation):
    """One of a library's interfaces, met at `request`, whose arguments are its own.

    prompt_keys: of the body, where the text of the prompt is.
    """

    prompt_keys: ClassVar[tuple[str, ...]]

    def extra_headers(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Mapping[str, object] | None:
        headers = options_of(args, kwargs).headers
        if not headers or not isinstance(headers, Mapping):
            return None
        given = cast("Mapping[str, object]", headers)
        return {name: given[name] for name in given if not name.startswith(_OWN_HEADERS)} or None

    def with_extra_headers(
        self, args: Sequence[Any], kwargs: Keywords, headers: Mapping[str, object]
    ) -> Keywords:
        """Put into the options, which the library made for this request."""
        options = options_of(args, kwargs)
        own = cast("Mapping[str, Any]", options.headers or _NOTHING)
        options.headers = {**{name: own[name] for name in own if name.startswith(_OWN_HEADERS)}, **headers}
        return kwargs

    def content(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Mapping[str, object]:
        return body_of(options_of(args, kwargs))

    def attend(self, response: Any, observation: Observation) -> Any:
        sent = cast("Sent", observation.asked)
        if sent.raw:
            return self.follow(response, observation, sent)
        if sent.streaming and is_stream(response):
            return self.observed(response, observation, sent)
        self.report(response, observation, sent)
        return response

    def report(self, response: Any, observation: Observation, sent: Any) -> None:
        """End the call with an answer that came whole.

        It is read later, unless its usage has to be estimated: the prompt may be another by then.
        """
        told = usage_of(response)
        answer = partial(self.answer, response, sent) if told else self.answer(response, sent)
        sent.let_go()
        observation.answered(answer)
        if not isinstance(response, Plain):
            attach(response, observation.result)

    def observed(self, stream: Any, observation: Observation, sent: Sent) -> Any:
        """What stands for a stream of the library, and ends the call when the stream ends."""
        kind = ObservedAsyncStream if offers(stream, "__anext__") else ObservedStream
        return kind(stream, observation, self.reader(sent, observation))

    def estimate(self, sent: Sent, answered_characters: int = 0) -> dict[str, object]:
        """Of what `payi.usage` estimates a call that ended without saying its usage."""
        body = sent.body
        characters = sum(self.characters_in(body.get(key)) for key in self.prompt_keys)
        return {"request_text_characters": characters, "streamed_text_characters": answered_characters}

    @abstractmethod
    def characters_in(self, prompt: Any) -> int:
        """Of the text in a part of the body."""

    @abstractmethod
    def answer(self, response: Any, sent: Any) -> Answer:
        """Of a response that came whole: an object of the library, its JSON, or whatever came instead."""

    @abstractmethod
    def reader(self, sent: Any, observation: Observation) -> StreamReader: ...

    @abstractmethod
    def follow(self, response: Any, observation: Observation, sent: Any) -> Any:
        """What the caller gets for a raw response, whose body he reads himself."""


def observing(calls: Collection[CallT], call_of: Callable[[Any], CallT | None], observe: Any) -> Wrapper:
    """For `request`. `call_of` says by its options which of `calls` a request is; None: none that counts."""
    observed: dict[CallT, Wrapper] = {call: observe(call) for call in calls}

    def requested(wrapped: Any, instance: Any, args: tuple[Any, ...], kwargs: Keywords) -> Any:
        try:
            call = call_of(options_of(args, kwargs))
        except Exception as fault:  # noqa: BLE001 - the library will say what is wrong with its call
            faults.absorb("looking at a request", fault)
            call = None
        return wrapped(*args, **kwargs) if call is None else observed[call](wrapped, instance, args, kwargs)

    return requested


def keeping_response(library: str) -> WrapperFactory:
    """For `_process_response`: note the HTTP response of the call under way, before it becomes an object."""

    def keep_response(_observer: Observer) -> Wrapper:
        def processed(wrapped: Any, instance: Any, args: tuple[Any, ...], kwargs: Keywords) -> Any:  # noqa: ARG001
            call = current.call_here()
            if call is not None and call.library == library and isinstance(call.asked, Sent):
                call.asked.arrived(kwargs.get("response"))
            return wrapped(*args, **kwargs)

        return processed

    return keep_response


def options_of(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Of a request, from its arguments."""
    return args[1] if len(args) > 1 else kwargs["options"]


def body_of(options: Any) -> Mapping[str, Any]:
    """The object that a request sends as JSON, if it does; what stands in `extra_body` has the last word."""
    body, extra = options.json_data, options.extra_json
    stated = cast("Mapping[str, Any]", body) if isinstance(body, dict) else _NOTHING
    return {**stated, **extra} if extra else stated


def is_raw(options: Any) -> bool:
    headers = options.headers
    return bool(headers) and _RAW_RESPONSE in headers


def parse(data: bytes | str) -> Any:
    """JSON as `Plain` objects; None for what is no JSON."""
    try:
        return json.loads(data, object_hook=Plain)
    except (ValueError, RecursionError):
        return None


def usage_of(response: Any) -> Any:
    """An attribute of the library's objects, a key of their JSON."""
    if isinstance(response, dict):
        return cast("dict[str, Any]", response).get("usage")
    return getattr(response, "usage", None)


def offers(value: object, method: str) -> bool:
    """Whether the class of `value` has the method; asking a pydantic object itself takes much longer."""
    return hasattr(type(value), method)


def is_stream(response: object) -> bool:
    return offers(response, "__next__") or offers(response, "__anext__")
