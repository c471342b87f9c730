"""The interactions interface: one observation for each request.

The public method may send several, going on where an answer was cut; the generated one beneath sends one. An
interaction that goes on in the background has no usage yet: its event has no units and an id of its own, for
the interaction's id belongs to whoever counts it when it is done.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, cast

from payi.instrument.operation import Answer, Asked, Chunk, Failure, FunctionCall, Observation, Operation
from payi.instrument.providers.google.common import (
    LIBRARY,
    Prompted,
    failure_of,
    plain,
    resource_of,
    take_prompt,
    target,
    text_characters,
    use_model_that_answered,
)
from payi.instrument.results import attach
from payi.instrument.streams import ObservedAsyncStream, ObservedStream

DIALECT = "google.interactions"
_TRANSPORT = frozenset({"request", "api_version", "extra_headers", "extra_query", "extra_body", "timeout"})
_COMPLETED = frozenset({"interaction.completed", "interaction.complete"})
_DELTAS = frozenset({"step.delta", "content.delta"})
_NO_COMPLETION = frozenset({"thought_summary", "thought_signature", "text_annotation"})


class CreateInteraction(Operation):
    library: ClassVar[str] = LIBRARY

    def ask(self, instance: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Asked:  # noqa: ARG002 - all are keywords
        body = _body_of(kwargs)
        model = body.get("model") or body.get("agent")
        streaming = body.get("stream") is True
        prompt = (body.get("input"), body.get("system_instruction")) if streaming else None
        where = target(DIALECT, _provider_uri(instance))
        return Prompted(where, resource_of(model), streaming, model=model, prompt=prompt)

    def content(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Mapping[str, object]:  # noqa: ARG002 - all are keywords
        return {name: plain(value) for name, value in _body_of(kwargs).items() if name not in _TRANSPORT}

    def attend(self, response: Any, observation: Observation) -> Any:
        if hasattr(response, "http_response"):
            observation.answered(_raw_answer(response))
        elif observation.asked.streaming:
            return _observed(response, observation)
        else:
            answer = _answer(response)
            use_model_that_answered(observation.asked, answer.model)
            if observation.content_allowed:
                answer.content = lambda: response.model_dump_json(exclude_none=True)
            observation.answered(answer)
        attach(response, observation.result)
        return response

    def failure(self, error: BaseException) -> Failure | None:
        return failure_of(error)


def _body_of(kwargs: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is asked: keywords, or one request object or dict whose body holds them."""
    request = kwargs.get("request")
    body: Any = getattr(request, "body", None)
    if isinstance(request, Mapping):
        body = cast("Mapping[str, Any]", request).get("body")
    return kwargs if body is None else dict(body)


def _provider_uri(instance: Any) -> str | None:
    configuration = getattr(instance, "sdk_configuration", None)
    if configuration is not None:
        return str(configuration.server_url)
    return str(instance._client.base_url)  # noqa: SLF001 - of earlier releases, which keep it nowhere else


def _observed(stream: Any, observation: Observation) -> Any:
    """The library takes the events from its stream's generator, so that is what has to be observed."""
    reader = InteractionReader(observation)
    kind = ObservedAsyncStream if hasattr(stream, "__anext__") else ObservedStream
    if not hasattr(stream, "generator"):
        return kind(stream, observation, reader)
    stream.generator = kind(stream.generator, observation, reader)
    return stream


class InteractionReader:
    """Follows the events of one interaction, of which the last that has a usage counts."""

    def __init__(self, observation: Observation) -> None:
        self._asked = observation.asked
        self._prompt = take_prompt(observation.asked)
        self._events: list[Any] | None = [] if observation.content_allowed else None
        self._answer = Answer()
        self._calls: dict[int, tuple[str, list[str]]] = {}
        self._characters = 0
        self._seen = False

    def see(self, chunk: Any) -> Chunk:
        self._seen = True
        if self._events is not None:
            self._events.append(chunk)
        kind = chunk.event_type
        if (interaction := getattr(chunk, "interaction", None)) is not None:
            self._see_interaction(interaction)
        elif kind == "step.start":
            self._see_step(chunk)
        elif kind in _DELTAS:
            self._see_delta(chunk)
        elif kind == "error":
            self._answer.properties = _failure_properties(chunk.error)
        metadata = getattr(chunk, "metadata", None)
        usage = getattr(chunk, "usage", None) or getattr(metadata, "total_usage", None)
        if usage is not None:
            self._answer.usage = usage
        return Chunk.CARRIER if kind in _COMPLETED else Chunk.SHOWN

    def _see_interaction(self, interaction: Any) -> None:
        answer = self._answer
        answer.provider_id = getattr(interaction, "id", None) or answer.provider_id
        answer.model = getattr(interaction, "model", None) or answer.model
        answer.usage = getattr(interaction, "usage", None) or answer.usage
        if tier := getattr(interaction, "service_tier", None):
            answer.fields = {"service_tier": tier}

    def _see_step(self, event: Any) -> None:
        if getattr(event.step, "type", None) == "function_call":
            self._calls[event.index] = (event.step.name, [])

    def _see_delta(self, event: Any) -> None:
        text = getattr(event.delta, "text", None)
        if isinstance(text, str):
            self._characters += len(text)
        if event.index in self._calls and isinstance(
            arguments := getattr(event.delta, "arguments", None), str
        ):
            self._calls[event.index][1].append(arguments)

    def carries_completion(self, chunk: Any) -> bool:
        return chunk.event_type in _DELTAS and getattr(chunk.delta, "type", None) not in _NO_COMPLETION

    def answer(self) -> Answer:
        answer, events = self._answer, self._events
        if not self._seen:
            return answer
        use_model_that_answered(self._asked, answer.model)
        answer.function_calls = [
            FunctionCall(name, "".join(text) or None) for name, text in self._calls.values()
        ]
        if events is not None:
            answer.content = lambda: [event.model_dump_json(exclude_none=True) for event in events]
        if answer.usage is None:
            answer.fields = {
                **answer.fields,
                "request_text_characters": text_characters(self._prompt),
                "streamed_text_characters": self._characters,
            }
        return answer


def _answer(interaction: Any) -> Answer:
    usage = interaction.usage
    calls = list(_calls_of(interaction))
    return Answer(
        usage=usage,
        fields=_tier_fields(getattr(interaction, "service_tier", None)),
        provider_id=None if usage is None else interaction.id,
        model=interaction.model,
        function_calls=lambda: [FunctionCall(name, json.dumps(arguments)) for name, arguments in calls],
    )


def _raw_answer(response: Any) -> Answer:
    """Of a raw response: its body says it all once it was read, and nothing while it streams."""
    raw = response.http_response
    interaction: dict[str, Any] = raw.json() if raw.is_closed else {}
    return Answer(
        usage=interaction.get("usage"),
        fields=_tier_fields(interaction.get("service_tier")),
        provider_id=interaction.get("id") if "usage" in interaction else None,
        model=interaction.get("model"),
        headers=raw.headers,
    )


def _calls_of(interaction: Any) -> Iterator[tuple[str, object]]:
    """Of the steps; of the outputs in the first releases."""
    for step in getattr(interaction, "steps", None) or getattr(interaction, "outputs", None) or ():
        if getattr(step, "type", None) == "function_call":
            yield step.name, step.arguments


def _tier_fields(tier: object) -> dict[str, object]:
    return {"service_tier": tier} if tier else {}


def _failure_properties(error: Any) -> dict[str, str]:
    return {
        "system.failure": str(getattr(error, "code", None) or "error"),
        "system.failure.description": str(getattr(error, "message", None) or ""),
    }
