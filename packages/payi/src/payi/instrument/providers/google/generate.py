"""`generate_content` and its stream: one observation for each request the library sends.

The public methods may send several: they run the functions a model calls and ask again, and they go on where
an answer was cut. Each request has a usage of its own, so the methods beneath, which send one, are observed.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, cast

from payi.instrument.operation import Answer, Asked, Chunk, FunctionCall, Observation
from payi.instrument.providers.google.common import (
    AsSent,
    ModelsOperation,
    Prompted,
    take_prompt,
    text_characters,
    use_model_that_answered,
    with_headers,
)
from payi.instrument.results import attach
from payi.instrument.streams import ObservedAsyncStream, ObservedStream

DIALECT = "google.generate_content"
# What the library adds to a response, or repeats in it.
_NOT_ANSWERED = frozenset({"sdk_http_response", "automatic_function_calling_history", "parsed"})


class GenerateContent(ModelsOperation):
    dialect: ClassVar[str] = DIALECT

    def attend(self, response: Any, observation: Observation) -> Any:
        raw = getattr(response, "sdk_http_response", None)
        body = getattr(raw, "body", None)
        answer = _raw_answer(json.loads(body)) if body else _answer(response)
        if observation.content_allowed:
            answer.content = lambda: _text_of(response)
        use_model_that_answered(observation.asked, answer.model)
        observation.answered(with_headers(answer, raw))
        attach(response, observation.result)
        return response


class GenerateContentStream(ModelsOperation):
    dialect: ClassVar[str] = DIALECT
    streaming: ClassVar[bool] = True

    def ask(self, instance: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Asked:
        asked = super().ask(instance, args, kwargs)
        prompt = (kwargs.get("contents"), _system_instruction(kwargs.get("config")))
        return Prompted(asked.target, asked.resource, model=asked.model, streaming=True, prompt=prompt)

    def attend(self, response: Any, observation: Observation) -> Any:
        kind = ObservedAsyncStream if hasattr(response, "__anext__") else ObservedStream
        return kind(response, observation, ContentReader(observation))


class ContentReader:
    """Follows one stream of `generate_content`.

    Counts are cumulative, so the last chunk that has them says them all; on Vertex others may have a usage
    that names no more than the traffic type.
    """

    __slots__ = (
        "_asked",
        "_calls",
        "_characters",
        "_chunks",
        "_first",
        "_prompt",
        "_queries",
        "_usage",
    )

    def __init__(self, observation: Observation) -> None:
        self._asked = observation.asked
        self._prompt = take_prompt(observation.asked)
        self._chunks: list[Any] | None = [] if observation.content_allowed else None
        self._usage: Any = None
        self._calls: list[Any] = []
        self._queries: list[str] = []
        self._characters = 0
        self._first: Any = None

    def see(self, chunk: Any) -> Chunk:
        if self._first is None:
            self._first = chunk
        if self._chunks is not None:
            self._chunks.append(chunk)
        usage = chunk.usage_metadata
        if usage is not None and (usage.prompt_token_count is not None or self._usage is None):
            self._usage = usage
        ended = False
        for candidate in chunk.candidates or ():
            if candidate.content is not None and candidate.content.parts:
                self._see_parts(candidate.content.parts)
            if candidate.finish_reason is not None:
                ended = True
        if not ended:
            return Chunk.SHOWN
        self._queries += _queries(chunk)  # an answer names its searches where it ends
        return Chunk.CARRIER

    def _see_parts(self, parts: Sequence[Any]) -> None:
        for part in parts:
            if part.text:
                self._characters += len(part.text)
            elif part.function_call is not None:
                self._calls.append(part.function_call)

    def carries_completion(self, chunk: Any) -> bool:
        return any(
            (part.text and not part.thought) or part.function_call is not None or part.inline_data is not None
            for part in _parts(chunk)
        )

    def answer(self) -> Answer:
        first = self._first
        if first is None:
            return Answer()
        use_model_that_answered(self._asked, first.model_version)
        chunks, calls = self._chunks, self._calls
        answer = Answer(
            usage=None if self._usage is None else AsSent(self._usage),
            fields={**self._characters_seen(), **_searches(self._queries)},
            provider_id=getattr(first, "response_id", None),
            model=first.model_version,
            function_calls=lambda: _function_calls(calls),
            content=None if chunks is None else lambda: [_text_of(chunk) for chunk in chunks],
        )
        return with_headers(answer, getattr(first, "sdk_http_response", None))

    def _characters_seen(self) -> dict[str, object]:
        """What a stream that broke off before its usage is estimated from."""
        if self._usage is not None and self._usage.prompt_token_count is not None:
            return {}
        return {
            "request_text_characters": text_characters(self._prompt),
            "streamed_text_characters": self._characters,
        }


def _answer(response: Any) -> Answer:
    usage = response.usage_metadata
    calls = [part.function_call for part in _parts(response) if part.function_call is not None]
    return Answer(
        usage=None if usage is None else AsSent(usage),
        fields=_searches(_queries(response)),
        provider_id=getattr(response, "response_id", None),
        model=response.model_version,
        function_calls=lambda: _function_calls(calls),
    )


def _raw_answer(response: dict[str, Any]) -> Answer:
    """Of a response the caller asked to get unread (`should_return_http_response`)."""
    return Answer(
        usage=response.get("usageMetadata"),
        fields={"candidates": response.get("candidates")},
        provider_id=response.get("responseId"),
        model=response.get("modelVersion"),
    )


def _system_instruction(config: Any) -> Any:
    if isinstance(config, Mapping):
        return cast("Mapping[str, Any]", config).get("system_instruction")
    return getattr(config, "system_instruction", None)


def _parts(response: Any) -> Iterator[Any]:
    for candidate in response.candidates or ():
        if candidate.content is not None:
            yield from candidate.content.parts or ()


def _queries(response: Any) -> list[str]:
    groundings = [candidate.grounding_metadata for candidate in response.candidates or ()]
    return [query for grounding in groundings if grounding for query in grounding.web_search_queries or ()]


def _searches(queries: list[str]) -> dict[str, object]:
    """In the words of the interface, as the usage readers take them."""
    return {"candidates": [{"groundingMetadata": {"webSearchQueries": queries}}]} if queries else {}


def _function_calls(calls: Sequence[Any]) -> list[FunctionCall]:
    return [
        FunctionCall(call.name, None if call.args is None else json.dumps(call.args, default=str))
        for call in calls
        if call.name
    ]


def _text_of(response: Any) -> str:
    return str(
        response.model_dump_json(exclude=_NOT_ANSWERED, exclude_none=True, by_alias=True, warnings=False)
    )
