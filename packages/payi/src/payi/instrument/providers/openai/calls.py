"""What all calls through an OpenAI client have in common, whichever interface they are made to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from payi.instrument.operation import Answer, Asked, Chunk, Failure, Observation
from payi.instrument.providers import stainless
from payi.instrument.providers.openai import raw
from payi.instrument.providers.openai.fields import json_text, text, text_characters
from payi.instrument.providers.openai.targets import endpoint_of
from payi.instrument.providers.stainless import body_of, is_raw, options_of, parse

LIBRARY = "openai"
DEPLOYMENT_HEADER = "x-ms-deployment-name"


@dataclass(slots=True)
class Sent(stainless.Sent):
    """gives_stream_usage: the host sends a stream's usage when asked to.
    usage_added: we asked it to, the caller did not.
    """

    gives_stream_usage: bool = False
    usage_added: bool = False


class Call(stainless.Call):
    """interface: as `payi.usage.dialect_of` names it."""

    library = LIBRARY
    interface: ClassVar[str]
    prompt_keys: ClassVar[tuple[str, ...]] = ("input",)

    def ask(self, instance: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Sent:
        options = options_of(args, kwargs)
        endpoint = endpoint_of(instance)
        return Sent(
            endpoint.target(self.interface),
            text(body_of(options).get("model")) or endpoint.deployment,
            streaming=kwargs.get("stream") is True,
            options=options,
            raw=is_raw(options),
            gives_stream_usage=endpoint.gives_stream_usage,
        )

    def characters_in(self, prompt: Any) -> int:
        return text_characters(prompt)

    def follow(self, response: Any, observation: Observation, sent: Sent) -> Any:
        return raw.follow(self, response, observation, sent)

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


class Reader:
    """What following any stream of OpenAI's takes.

    chunks: kept where content may leave, else None.
    """

    def __init__(self, call: Call, sent: Sent, observation: Observation) -> None:
        self.call = call
        self.sent = sent
        self.characters = 0
        self.chunks: list[Any] | None = [] if observation.content_allowed else None

    def see(self, chunk: Any) -> Chunk:
        if self.chunks is not None:
            self.chunks.append(chunk)
        return Chunk.SHOWN

    def texts(self) -> list[str]:
        return [json_text(chunk) for chunk in self.chunks or ()]

    def estimate(self) -> dict[str, object]:
        return self.call.estimate(self.sent, self.characters)


def ended(sent: Sent, answer: Answer) -> Answer:
    """`answer` with what the HTTP response says; the request and the response are let go."""
    sent.let_go()
    headers = sent.headers
    if headers is not None:
        answer.headers = headers
        if sent.resource is None:
            answer.model = headers.get(DEPLOYMENT_HEADER) or answer.model
    return answer
