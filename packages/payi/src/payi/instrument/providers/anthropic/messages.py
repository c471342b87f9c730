"""Messages, as an answer that comes whole and as the events of a stream."""

import json
from collections.abc import Mapping
from typing import Any

from payi.instrument.operation import Answer, Chunk, FunctionCall, Observation, Target
from payi.instrument.providers.anthropic.calls import Call
from payi.instrument.providers.anthropic.fields import field, json_text, listed, text, text_characters
from payi.instrument.providers.stainless import Sent
from payi.lib.helpers import PayiCategories

_TOOL_USE = "tool_use"
# Where each kind of delta keeps what the model wrote.
_WRITTEN = {"text_delta": "text", "thinking_delta": "thinking", "input_json_delta": "partial_json"}
_NOWHERE = frozenset({"global", "not_available"})


class Messages(Call):
    prompt_keys = ("system", "messages", "tools")

    def answer(self, response: Any, sent: Sent) -> Answer:
        fields: Mapping[str, object] = {}
        if field(response, "usage") is None:
            fields = self.estimate(sent, text_characters(field(response, "content")))
        return answer_of(response, sent.target, fields=fields, headers=sent.headers)

    def reader(self, sent: Sent, observation: Observation) -> "MessageReader":
        return MessageReader(self, sent, observation)


def answer_of(
    message: Any,
    target: Target,
    *,
    fields: Mapping[str, object],
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Of a whole message, as the library's object or as JSON."""
    usage = field(message, "usage")
    content = listed(field(message, "content"))
    return Answer(
        usage=usage,
        fields=fields,
        provider_id=text(field(message, "id")),
        model=text(field(message, "model")),
        headers=headers,
        function_calls=lambda: [_called(block) for block in content if field(block, "type") == _TOOL_USE],
        resource_scope=scope_of(usage, target),
        content=lambda: json_text(message),
    )


class MessageReader:
    """Follows the events of one message: `message_start` opens it, `message_delta` has its final counts.

    Of the text only its length is kept, for a stream that breaks off before its counts are final; of a tool
    call its arguments.
    """

    __slots__ = ("_arguments", "_call", "_characters", "_kept", "_names", "_observation", "_sent", "_usages")

    def __init__(self, call: Messages, sent: Sent, observation: Observation) -> None:
        self._call = call
        self._sent = sent
        self._observation = observation
        self._usages: list[Any] = []
        self._characters = 0
        self._names: dict[int, FunctionCall] = {}
        self._arguments: dict[int, list[str]] = {}
        self._kept: list[Any] | None = [] if observation.content_allowed else None

    def see(self, chunk: Any) -> Chunk:
        if self._kept is not None:
            self._kept.append(chunk)
        kind = field(chunk, "type")
        if kind == "content_block_delta":
            self._see_delta(field(chunk, "index"), field(chunk, "delta"))
        elif kind == "content_block_start":
            self._see_block(field(chunk, "index"), field(chunk, "content_block"))
        elif kind == "message_start":
            self._usages.append(chunk)
        elif kind == "message_delta":
            self._usages.append(chunk)
            return Chunk.CARRIER
        elif kind == "message_stop":
            # Nothing comes after it: whoever stops reading here has read the message.
            self._observation.answered(self.answer())
        return Chunk.SHOWN

    def _see_delta(self, index: int, delta: Any) -> None:
        kind = field(delta, "type")
        written = field(delta, _WRITTEN[kind]) if kind in _WRITTEN else None
        if written:
            self._characters += len(written)
            if index in self._arguments:
                self._arguments[index].append(written)

    def _see_block(self, index: int, block: Any) -> None:
        if field(block, "type") == _TOOL_USE:
            self._names[index] = _called(block)
            self._arguments[index] = []

    def carries_completion(self, chunk: Any) -> bool:
        return bool(field(chunk, "type") == "content_block_delta")

    def answer(self) -> Answer:
        opening = field(self._usages[0], "message") if self._usages else None
        estimate: dict[str, object] = {"streamed_text_characters": self._characters}
        kept = self._kept
        return Answer(
            usage=self._usages,
            dialect=f"{self._sent.target.dialect}.stream",
            fields=estimate if self._usages else self._call.estimate(self._sent, self._characters),
            provider_id=text(field(opening, "id")),
            model=text(field(opening, "model")),
            headers=self._sent.headers,
            function_calls=self._function_calls,
            resource_scope=scope_of(field(opening, "usage"), self._sent.target),
            content=None if kept is None else lambda: [json_text(chunk) for chunk in kept],
        )

    def _function_calls(self) -> list[FunctionCall]:
        """Arguments come in pieces of JSON; a block that brought them whole has no pieces."""
        return [
            FunctionCall(called.name, "".join(self._arguments[index]) or called.arguments)
            for index, called in self._names.items()
        ]


def scope_of(usage: Any, target: Target) -> str | None:
    """Where the model ran, which has its own price on Anthropic's own interface."""
    geo = text(field(usage, "inference_geo"))
    if geo is None or geo in _NOWHERE or target.category != PayiCategories.anthropic:
        return None
    return f"datazone.{geo}"


def _called(block: Any) -> FunctionCall:
    return FunctionCall(str(field(block, "name")), json.dumps(field(block, "input"), default=str))
