"""Converse and ConverseStream: one shape for every model."""

from collections.abc import Mapping, Sequence
from typing import Any

from payi.instrument.content import json_text
from payi.instrument.operation import Answer, Chunk, FunctionCall, Keywords, Observation
from payi.instrument.providers.bedrock.answers import asked_of, intervention, objects, part, start_answer
from payi.instrument.providers.bedrock.operation import BedrockOperation
from payi.instrument.providers.bedrock.streams import observed_stream
from payi.instrument.results import attach
from payi.usage.native import characters_in

_INTERVENED = "guardrail_intervened"
_BESIDE_THE_ANSWER = frozenset({"ResponseMetadata", "xproxy_result"})


class Converse(BedrockOperation):
    dialect = "bedrock.converse"

    def content(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Mapping[str, object]:  # noqa: ARG002
        return kwargs

    def guardrail(self, parameters: Mapping[str, Any]) -> Mapping[str, object]:
        return parameters.get("guardrailConfig") or {}

    def prompt(self, parameters: Mapping[str, Any]) -> object:
        return [*(parameters.get("system") or ()), *(parameters.get("messages") or ())]

    def traced(self, parameters: Keywords) -> Keywords:
        return {**parameters, "guardrailConfig": {**parameters["guardrailConfig"], "trace": "enabled"}}

    def attend(self, response: Any, observation: Observation) -> Any:
        observation.answered(_answer(response, observation.asked))
        attach(response, observation.result)
        return response


class ConverseStream(Converse):
    streaming = True

    def attend(self, response: Any, observation: Observation) -> Any:
        reader = ConverseReader(
            start_answer(response, observation.asked), observation, mark=self._marks_streams
        )
        response["stream"] = observed_stream(response["stream"], observation, reader)
        attach(response, observation.result)
        return response


def _answer(response: Mapping[str, Any], asked: Any) -> Answer:
    answer = start_answer(response, asked)
    answer.usage = response.get("usage")
    _add_trace(answer, response)
    answer.properties = intervention(stopped=response.get("stopReason") == _INTERVENED)
    answer.function_calls = lambda: _calls_in(response)
    answer.content = lambda: _text(response)
    return answer


def _add_trace(answer: Answer, told: Mapping[str, Any]) -> None:
    """The guardrail's units, the service tier, and which model a prompt router chose."""
    answer.fields = {"trace": told.get("trace"), "serviceTier": told.get("serviceTier")}
    answer.model = part(told, "trace", "promptRouter").get("invokedModelId") or answer.model


def _calls_in(response: Mapping[str, Any]) -> list[FunctionCall]:
    blocks = objects(part(response, "output", "message").get("content"))
    uses = [block["toolUse"] for block in blocks if "toolUse" in block]
    return [FunctionCall(use["name"], json_text(use["input"], inline_data=True)) for use in uses]


def _text(told: Mapping[str, Any]) -> str:
    return json_text(
        {name: value for name, value in told.items() if name not in _BESIDE_THE_ANSWER}, inline_data=True
    )


class ConverseReader:
    """Follows the events of a ConverseStream; all of them are kept only where content may leave."""

    def __init__(self, answer: Answer, observation: Observation, *, mark: bool) -> None:
        self._answer = answer
        self._asked = asked_of(observation.asked)
        self._kept: list[Mapping[str, Any]] | None = [] if observation.content_allowed else None
        self._mark = Chunk.CARRIER if mark else Chunk.SHOWN
        self._metadata: Mapping[str, Any] = {}
        self._stop_reason: str | None = None
        self._characters = 0
        self._tools: dict[int, tuple[str, list[str]]] = {}

    def see(self, chunk: Any) -> Chunk:
        if self._kept is not None:
            self._kept.append(chunk)
        if (piece := chunk.get("contentBlockDelta")) is not None:
            self._take_delta(piece)
        elif (start := chunk.get("contentBlockStart")) is not None:
            self._take_start(start)
        elif (stop := chunk.get("messageStop")) is not None:
            self._stop_reason = stop.get("stopReason")
        elif (metadata := chunk.get("metadata")) is not None:
            self._metadata = metadata
            return self._mark
        return Chunk.SHOWN

    def _take_delta(self, piece: Mapping[str, Any]) -> None:
        delta = piece["delta"]
        if (text := delta.get("text")) is not None:
            self._characters += len(text)
        elif (use := delta.get("toolUse")) is not None:
            self._characters += len(use["input"])
            if (tool := self._tools.get(piece["contentBlockIndex"])) is not None:
                tool[1].append(use["input"])
        else:
            self._characters += characters_in(delta)

    def _take_start(self, start: Mapping[str, Any]) -> None:
        if (use := start["start"].get("toolUse")) is not None:
            self._tools[start["contentBlockIndex"]] = (use["name"], [])

    def carries_completion(self, chunk: Any) -> bool:
        return "contentBlockDelta" in chunk

    def answer(self) -> Answer:
        answer = self._answer
        answer.usage = self._metadata.get("usage")
        _add_trace(answer, self._metadata)
        if not answer.usage:
            answer.fields = {
                **answer.fields,
                "request_text_characters": characters_in(self._asked.prompt),
                "streamed_text_characters": self._characters,
            }
        answer.properties = intervention(stopped=self._stop_reason == _INTERVENED)
        answer.function_calls = [FunctionCall(name, "".join(pieces)) for name, pieces in self._tools.values()]
        kept = self._kept
        if kept is not None:
            answer.content = lambda: [_text(event) for event in kept]
        return answer
