"""Text completions, which clients before 1.0 have. They never say their usage, so it is estimated."""

from typing import Any

from payi.instrument.operation import Answer, Chunk, Observation
from payi.instrument.providers.anthropic.calls import Call
from payi.instrument.providers.anthropic.fields import field, json_text, text
from payi.instrument.providers.stainless import Sent


class Completions(Call):
    prompt_keys = ("prompt",)

    def answer(self, response: Any, sent: Sent) -> Answer:
        return Answer(
            fields=self.estimate(sent, len(field(response, "completion") or "")),
            provider_id=text(field(response, "id")),
            model=text(field(response, "model")),
            headers=sent.headers,
            content=lambda: json_text(response),
        )

    def reader(self, sent: Sent, observation: Observation) -> "CompletionReader":
        return CompletionReader(self, sent, observation)


class CompletionReader:
    __slots__ = ("_call", "_characters", "_kept", "_last", "_sent")

    def __init__(self, call: Completions, sent: Sent, observation: Observation) -> None:
        self._call = call
        self._sent = sent
        self._characters = 0
        self._last: Any = None
        self._kept: list[Any] | None = [] if observation.content_allowed else None

    def see(self, chunk: Any) -> Chunk:
        self._last = chunk
        self._characters += len(field(chunk, "completion") or "")
        if self._kept is not None:
            self._kept.append(chunk)
        return Chunk.CARRIER if field(chunk, "stop_reason") else Chunk.SHOWN

    def carries_completion(self, chunk: Any) -> bool:
        return bool(field(chunk, "completion"))

    def answer(self) -> Answer:
        kept = self._kept
        return Answer(
            fields=self._call.estimate(self._sent, self._characters),
            provider_id=text(field(self._last, "id")),
            model=text(field(self._last, "model")),
            headers=self._sent.headers,
            content=None if kept is None else lambda: [json_text(chunk) for chunk in kept],
        )
