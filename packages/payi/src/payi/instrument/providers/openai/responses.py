"""The Responses interface, and responses that are fetched when they have run in the background."""

import time
from collections.abc import Iterable, Iterator
from typing import Any, cast

from payi.instrument.failures import FAILURE, FAILURE_DESCRIPTION
from payi.instrument.operation import Answer, Chunk, FunctionCall, Observation
from payi.instrument.providers.openai.calls import Call, Reader, Sent, ended
from payi.instrument.providers.openai.fields import json_text, listed, text, text_characters
from payi.instrument.providers.stainless import Plain

_UNDER_WAY = frozenset({"queued", "in_progress"})
_LAST_EVENTS = frozenset({"response.completed", "response.incomplete", "response.failed"})
# The server knows a repeated id for seven days; what was answered longer ago may have been counted before.
_FETCHED_WITHIN_S = 6 * 24 * 3600.0


class Responses(Call):
    interface = "responses"
    prompt_keys = ("instructions", "input")

    def report(self, response: Any, observation: Observation, sent: Sent) -> None:
        """A response that has only begun, in the background, is counted when it is fetched."""
        if getattr(response, "status", None) in _UNDER_WAY:
            observation.disregard()
        else:
            super().report(response, observation, sent)

    def answer(self, response: Any, sent: Sent) -> Answer:
        usage = getattr(response, "usage", None)
        output = listed(getattr(response, "output", None))
        answer = Answer(
            usage=usage,
            fields=_fields(response, output) if usage else self.estimate(sent, _characters(output)),
            provider_id=text(getattr(response, "id", None)),
            model=text(getattr(response, "model", None)),
            function_calls=lambda: list(_calls_in(output)),
            properties=_failure_of(response),
            content=lambda: json_text(response),
        )
        return ended(sent, answer)

    def reader(self, sent: Sent, observation: Observation) -> "ResponseReader":
        return ResponseReader(self, sent, observation)


class FetchedResponses(Responses):
    """`responses.retrieve`: only what ran in the background is counted by it, and only once it is charged.

    Fetched twice, it has the same id, which the server counts once.
    """

    counts_failures = False

    def report(self, response: Any, observation: Observation, sent: Sent) -> None:
        created_s: Any = getattr(response, "created_at", None)
        if (
            getattr(response, "background", None) is True
            and getattr(response, "usage", None)
            and time.time() - (created_s or 0) < _FETCHED_WITHIN_S
        ):
            super().report(response, observation, sent)
        else:
            observation.disregard()


class ResponseReader(Reader):
    """Follows the events of a response; the last one holds it whole, with its usage."""

    def __init__(self, call: Responses, sent: Sent, observation: Observation) -> None:
        super().__init__(call, sent, observation)
        self._observation = observation
        self._response: Any = None
        self._items: list[Any] = []
        self._last = False

    def see(self, chunk: Any) -> Chunk:
        super().see(chunk)
        kind = getattr(chunk, "type", None) or ""
        if kind.endswith(".delta"):
            self.characters += len(text(chunk.delta) or "")
        elif kind == "response.output_item.done":
            self._items.append(chunk.item)
        elif (response := getattr(chunk, "response", None)) is not None:
            self._response = response
            if kind in _LAST_EVENTS:
                self._last = True
                return Chunk.CARRIER
        return Chunk.SHOWN

    def carries_completion(self, chunk: Any) -> bool:
        return (getattr(chunk, "type", None) or "").endswith(".delta")

    def answer(self) -> Answer:
        answer = self.call.answer(self._response, self.sent) if self._last else self._broken_off()
        answer.content = self.texts
        return answer

    def _broken_off(self) -> Answer:
        """In the background a response goes on without its reader, and is counted when it is fetched."""
        if getattr(self._response, "background", None) is True:
            self._observation.disregard()
        answer = Answer(
            fields=self.estimate(),
            provider_id=text(getattr(self._response, "id", None)),
            model=text(getattr(self._response, "model", None)),
            function_calls=lambda: list(_calls_in(self._items)),
        )
        return ended(self.sent, answer)


def _fields(response: Any, output: list[Any]) -> dict[str, object]:
    """What is charged beside the usage, or decides its price: searches, and the tier."""
    searches = [
        {"type": item.type, "action": {"type": _action_of(item)}}
        for item in output
        if getattr(item, "type", None) == "web_search_call"
    ]
    tier = getattr(response, "service_tier", None)
    return {"service_tier": tier, "output": searches} if searches else {"service_tier": tier}


def _action_of(search: Any) -> str:
    """Older clients do not know actions; they keep them as plain JSON."""
    action: Any = getattr(search, "action", None)
    if isinstance(action, dict):
        action = Plain(cast("dict[str, Any]", action))
    return text(getattr(action, "type", None)) or "search"


def _characters(output: Iterable[Any]) -> int:
    return sum(
        text_characters(getattr(part, "text", None) or getattr(part, "refusal", None))
        for item in output
        for part in listed(getattr(item, "content", None))
    ) + sum(len(call.arguments or "") for call in _calls_in(output))


def _calls_in(output: Iterable[Any]) -> Iterator[FunctionCall]:
    """The functions and custom tools to call, whose input is free text."""
    for item in output:
        kind = getattr(item, "type", None)
        if kind == "function_call":
            yield FunctionCall(text(item.name) or "", text(item.arguments))
        elif kind == "custom_tool_call":
            yield FunctionCall(text(item.name) or "", text(item.input))


def _failure_of(response: Any) -> dict[str, str]:
    """Why a response failed of which the HTTP status says nothing: it failed after it had begun."""
    error = getattr(response, "error", None)
    if error is None:
        return {}
    code, message = text(getattr(error, "code", None)), text(getattr(error, "message", None))
    return {FAILURE: code or "response_failed", FAILURE_DESCRIPTION: message or ""}
