"""What all calls through an OpenAI client have in common, whichever interface they are made to."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, cast

from payi.instrument.operation import (
    Answer,
    Asked,
    Chunk,
    Failure,
    Observation,
    Operation,
    StreamReader,
)
from payi.instrument.providers.openai import raw
from payi.instrument.providers.openai.fields import (
    Plain,
    is_stream,
    json_text,
    offers,
    parse,
    text,
    text_characters,
)
from payi.instrument.providers.openai.targets import endpoint_of
from payi.instrument.results import attach
from payi.instrument.streams import ObservedAsyncStream, ObservedStream

DEPLOYMENT_HEADER = "x-ms-deployment-name"
_NOTHING: Mapping[str, Any] = {}


@dataclass(slots=True)
class Sent(Asked):
    """One call as it goes out.

    body: what is sent as JSON; its text is counted where no usage comes. Let go when the call has ended.
    raw: made through `with_raw_response` or `with_streaming_response`.
    gives_stream_usage: the host sends a stream's usage when asked to.
    usage_added: we asked it to, the caller did not.
    http: the response of the HTTP client, from its arrival to the end of the call.
    """

    body: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    raw: bool = False
    gives_stream_usage: bool = False
    usage_added: bool = False
    http: Any = None


class Call(Operation):
    """One of OpenAI's interfaces, met at the request below all methods of the client (`requests.py`).

    Its keywords are `options` (the library's, of this one request), `streaming`, `raw`, and `extra_headers`.
    interface: as `payi.usage.dialect_of` names it.
    prompt_keys: of the body, where the text of the prompt is.
    """

    library = "openai"
    interface: ClassVar[str]
    prompt_keys: ClassVar[tuple[str, ...]] = ("input",)

    def ask(self, instance: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Sent:  # noqa: ARG002
        body = body_of(kwargs["options"])
        endpoint = endpoint_of(instance)
        return Sent(
            endpoint.target(self.interface),
            text(body.get("model")) or endpoint.deployment,
            streaming=kwargs["streaming"],
            body=body,
            raw=kwargs["raw"],
            gives_stream_usage=endpoint.gives_stream_usage,
        )

    def content(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Mapping[str, object]:  # noqa: ARG002
        options = kwargs["options"]
        return {**body_of(options), **(options.extra_json or {})}

    def attend(self, response: Any, observation: Observation) -> Any:
        sent = cast("Sent", observation.asked)
        if sent.raw:
            return raw.follow(self, response, observation, sent)
        if sent.streaming and is_stream(response):
            return self.observed(response, observation, sent)
        self.report(response, observation, sent)
        return response

    def report(self, response: Any, observation: Observation, sent: Sent) -> None:
        """End the call with an answer that came whole."""
        observation.answered(self.answer(response, sent))
        if not isinstance(response, Plain):  # that one was made for us alone
            attach(response, observation.result)

    def observed(self, stream: Any, observation: Observation, sent: Sent) -> Any:
        """What stands for a stream of the library, and ends the call when the stream ends."""
        reader = self.reader(sent, observation)
        kind = ObservedAsyncStream if offers(stream, "__anext__") else ObservedStream
        return kind(stream, observation, reader)

    @abstractmethod
    def answer(self, response: Any, sent: Sent) -> Answer:
        """Of a response that came whole: an object of the library, `Plain`, or whatever came instead."""

    @abstractmethod
    def reader(self, sent: Sent, observation: Observation) -> StreamReader: ...

    def answer_in(self, asked: Asked, error: BaseException) -> Answer | None:  # noqa: ARG002
        """The library raises over outputs that are cut short or do not parse; they are paid for as any."""
        sent = cast("Sent", asked)
        if sent.http is None or sent.streaming:
            return None
        response = parse(sent.http.content)
        return self.answer(response, sent) if isinstance(response, dict) else None

    def failure(self, error: BaseException) -> Failure | None:
        status = getattr(error, "status_code", None)
        if not isinstance(status, int):
            return None
        response: Any = getattr(error, "response", None)
        return Failure(
            status,
            text(getattr(error, "request_id", None)),
            text(getattr(response, "text", None)),
            getattr(response, "headers", None),
        )

    def estimate(self, sent: Sent, answered_characters: int = 0) -> dict[str, object]:
        """Of what `payi.usage` estimates a call that ended without saying its usage."""
        characters = sum(text_characters(sent.body.get(key)) for key in self.prompt_keys)
        return {"request_text_characters": characters, "streamed_text_characters": answered_characters}


class Reader:
    """What following any stream of OpenAI's takes."""

    def __init__(self, call: Call, sent: Sent, observation: Observation) -> None:
        self.call = call
        self.sent = sent
        self.characters = 0
        self._chunks: list[Any] | None = [] if observation.content_allowed else None

    def see(self, chunk: Any) -> Chunk:
        if self._chunks is not None:
            self._chunks.append(chunk)
        return Chunk.SHOWN

    def texts(self) -> list[str]:
        return [json_text(chunk) for chunk in self._chunks or ()]

    def estimate(self) -> dict[str, object]:
        return self.call.estimate(self.sent, self.characters)


def body_of(options: Any) -> Mapping[str, Any]:
    """What a request sends, if it sends an object."""
    body = options.json_data
    return cast("dict[str, Any]", body) if isinstance(body, dict) else _NOTHING


def ended(sent: Sent, answer: Answer) -> Answer:
    """`answer` with what the HTTP response says; the request and the response are let go."""
    http, sent.http, sent.body = sent.http, None, _NOTHING
    if http is not None:
        answer.headers = http.headers
        if sent.resource is None:
            answer.model = http.headers.get(DEPLOYMENT_HEADER) or answer.model
    return answer
