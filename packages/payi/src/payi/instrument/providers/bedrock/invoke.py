"""InvokeModel and InvokeModelWithResponseStream: every maker's models in their own shape."""

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, cast

from payi.instrument.operation import Answer, Chunk, Keywords, Observation
from payi.instrument.providers.bedrock.answers import asked_of, intervention, part, start_answer
from payi.instrument.providers.bedrock.body import observe_body
from payi.instrument.providers.bedrock.function_calls import calls_in, calls_in_chunks
from payi.instrument.providers.bedrock.operation import BedrockOperation
from payi.instrument.providers.bedrock.streams import observed_stream
from payi.instrument.results import attach
from payi.usage.bedrock import METRICS_NAME
from payi.usage.native import (
    INVOKE_DIALECT,
    characters_in,
    counts_of_headers,
    native_stream_dialect,
    native_usage,
)

_ACTION, _TRACE = "amazon-bedrock-guardrailAction", "amazon-bedrock-trace"
# What a chunk is decoded for: the rest of a stream is only counted when nothing told its usage.
_TELLING = (b'"usage"', b'"amazon-bedrock-')
_EMBEDDING = b'{"embedding'


class InvokeModel(BedrockOperation):
    dialect = INVOKE_DIALECT

    def content(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Mapping[str, object]:  # noqa: ARG002
        return {**kwargs, "body": _decoded(kwargs.get("body"))}

    def guardrail(self, parameters: Mapping[str, Any]) -> Mapping[str, object]:
        return parameters

    def prompt(self, parameters: Mapping[str, Any]) -> object:
        return parameters.get("body")

    def traced(self, parameters: Keywords) -> Keywords:
        return {**parameters, "trace": "ENABLED"}

    def attend(self, response: Any, observation: Observation) -> Any:
        answer = _start(response, observation)
        length = cast("Mapping[str, str]", answer.headers or {}).get("content-length")
        response["body"] = observe_body(
            response["body"], observation, partial(_complete, answer), int(length) if length else None
        )
        attach(response, observation.result)
        return response


class InvokeModelStream(InvokeModel):
    streaming = True

    def attend(self, response: Any, observation: Observation) -> Any:
        reader = InvokeReader(_start(response, observation), observation, mark=self._marks_streams)
        response["body"] = observed_stream(response["body"], observation, reader)
        attach(response, observation.result)
        return response


def _decoded(body: object) -> object:
    """A body as data; a file is the caller's to read, and what is no JSON stays what it is."""
    if not isinstance(body, str | bytes | bytearray):
        return None
    try:
        return json.loads(body)
    except ValueError:
        return body


def _object(body: bytes) -> dict[str, Any]:
    decoded = _decoded(body)
    return cast("dict[str, Any]", decoded) if isinstance(decoded, dict) else {}


def _start(response: Mapping[str, Any], observation: Observation) -> Answer:
    """Of the response, without its body: whoever follows that must not be held by what it is in."""
    answer = start_answer(response, observation.asked)
    answer.fields = {"serviceTier": response.get("serviceTier")}
    return answer


def _complete(answer: Answer, body: bytes) -> Answer:
    """What a body says; where it was not read or has no counts, its headers count.

    Embeddings are thousands of numbers: where the headers have counted them, they are not decoded.
    """
    headers = cast("Mapping[str, str]", answer.headers or {})
    skipped = body.startswith(_EMBEDDING) and counts_of_headers(headers)
    told = {} if skipped else _object(body)
    answer.dialect, answer.usage = native_usage(told, headers)
    answer.fields = {
        **answer.fields,
        _TRACE: told.get(_TRACE),
        "images": [None] * len(told.get("images") or ()),
    }
    answer.properties = intervention(stopped=told.get(_ACTION) == "INTERVENED")
    answer.function_calls = lambda: calls_in(told)
    answer.content = lambda: body.decode("utf-8", "replace")
    return answer


class InvokeReader:
    """Follows the events of a stream; a chunk is decoded on the caller's path only where it tells usage."""

    def __init__(self, answer: Answer, observation: Observation, *, mark: bool) -> None:
        self._answer = answer
        self._asked = asked_of(observation.asked)
        self._keeps_all = observation.content_allowed
        self._mark = Chunk.CARRIER if mark else Chunk.SHOWN
        self._pieces: list[bytes] = []

    def see(self, chunk: Any) -> Chunk:
        piece = part(chunk, "chunk").get("bytes")
        if piece is None:
            return Chunk.SHOWN
        self._pieces.append(piece)
        return self._mark if b'"amazon-bedrock-invocationMetrics"' in piece else Chunk.SHOWN

    def carries_completion(self, chunk: Any) -> bool:
        return characters_in(_object(part(chunk, "chunk").get("bytes", b""))) > 0

    def answer(self) -> Answer:
        answer = self._answer
        pieces = self._pieces
        telling = [_object(piece) for piece in pieces if any(mark in piece for mark in _TELLING)]
        answer.dialect = native_stream_dialect(telling)
        answer.usage = telling
        if not any(METRICS_NAME in told for told in telling):
            answer.fields = {**answer.fields, **self._characters()}
        answer.properties = intervention(stopped=any(told.get(_ACTION) == "INTERVENED" for told in telling))
        calling = [piece for piece in pieces if b"tool" in piece or b"json" in piece]
        answer.function_calls = lambda: calls_in_chunks(map(_object, calling))
        if self._keeps_all:
            answer.content = lambda: [piece.decode("utf-8", "replace") for piece in pieces]
        return answer

    def _characters(self) -> dict[str, object]:
        """For a stream that broke off: how much was asked, and how much came."""
        return {
            "request_text_characters": characters_in(_decoded(self._asked.prompt)),
            "streamed_text_characters": characters_in([_object(piece) for piece in self._pieces]),
        }
