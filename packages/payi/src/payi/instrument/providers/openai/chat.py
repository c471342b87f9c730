"""Chat completions, and the text completions before them."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast

from payi.instrument.operation import Answer, Asked, Chunk, FunctionCall, Keywords, Observation
from payi.instrument.providers.openai.calls import Call, Reader, Sent, ended
from payi.instrument.providers.openai.fields import json_text, listed, text
from payi.instrument.providers.stainless import Plain


class ChatCompletions(Call):
    interface = "chat"
    prompt_keys = ("messages",)

    def prepare(self, asked: Asked, kwargs: Keywords) -> Keywords:
        sent = cast("Sent", asked)
        if sent.streaming and sent.gives_stream_usage:
            _ask_for_usage(sent)
        return kwargs

    def answer(self, response: Any, sent: Sent) -> Answer:
        usage = getattr(response, "usage", None)
        messages = [choice.message for choice in listed(getattr(response, "choices", None))]
        fields = {"service_tier": getattr(response, "service_tier", None)}
        answer = Answer(
            usage=usage,
            fields=fields if usage else self.estimate(sent, sum(map(_characters, messages))),
            provider_id=text(getattr(response, "id", None)),
            model=text(getattr(response, "model", None)),
            function_calls=lambda: [call for message in messages for call in _calls_in(message)],
            content=lambda: json_text(response),
        )
        return ended(sent, answer)

    def reader(self, sent: Sent, observation: Observation) -> "ChatReader":
        return ChatReader(self, sent, observation)


class TextCompletions(ChatCompletions):
    prompt_keys = ("prompt",)

    def answer(self, response: Any, sent: Sent) -> Answer:
        choices = listed(getattr(response, "choices", None))
        usage = getattr(response, "usage", None)
        answer = Answer(
            usage=usage,
            fields={} if usage else self.estimate(sent, sum(len(choice.text or "") for choice in choices)),
            provider_id=text(getattr(response, "id", None)),
            model=text(getattr(response, "model", None)),
            content=lambda: json_text(response),
        )
        return ended(sent, answer)

    def reader(self, sent: Sent, observation: Observation) -> "TextReader":
        return TextReader(self, sent, observation)


def _ask_for_usage(sent: Sent) -> None:
    """Have the usage sent at the end of the stream, and keep what else the caller says of the stream.

    Azure refuses `stream_options` beside `data_sources`; what stands in `extra_body` has the last word.
    """
    options = sent.options
    extra: Mapping[str, Any] = options.extra_json or {}
    stated: Mapping[str, Any] = sent.body.get("stream_options") or {}
    if stated.get("include_usage") or "stream_options" in extra or "data_sources" in extra:
        return
    options.json_data = {**sent.body, "stream_options": {**stated, "include_usage": True}}
    sent.usage_added = True


class ChatReader(Reader):
    """Follows the chunks of a completion. Where several tell the usage, the last is the whole."""

    def __init__(self, call: Call, sent: Sent, observation: Observation) -> None:
        super().__init__(call, sent, observation)
        self._first: Any = None
        self._usage: Any = None
        self._service_tier: Any = None
        self._calls = _CallParts()

    def see(self, chunk: Any) -> Chunk:
        if self.chunks is not None:
            self.chunks.append(chunk)
        if self._first is None:
            self._first = chunk
        choices = getattr(chunk, "choices", None)
        for choice in choices or ():
            self.see_choice(choice)
        usage = getattr(chunk, "usage", None)
        if usage is None and (usage := _usage_beside(chunk)) is None:
            return Chunk.SHOWN
        self._usage = usage
        self._service_tier = getattr(chunk, "service_tier", None)
        return Chunk.HIDDEN if self.sent.usage_added and not choices else Chunk.CARRIER

    def see_choice(self, choice: Any) -> None:
        delta = choice.delta
        if delta is None:
            return
        self.characters += _characters(delta)
        if delta.tool_calls:
            for called in delta.tool_calls:
                self._calls.add((choice.index, called.index), called.id, _function_of(called))
        if delta.function_call:
            self._calls.add((choice.index, None), None, delta.function_call)

    def carries_completion(self, chunk: Any) -> bool:
        deltas = [choice.delta for choice in getattr(chunk, "choices", None) or ()]
        return any(
            delta and (_characters(delta) or delta.tool_calls or delta.function_call) for delta in deltas
        )

    def answer(self) -> Answer:
        first, usage = self._first, self._usage
        tier = self._service_tier or getattr(first, "service_tier", None)
        answer = Answer(
            usage=usage,
            fields={"service_tier": tier} if usage else self.estimate(),
            provider_id=text(getattr(first, "id", None)),
            model=text(getattr(first, "model", None)),
            function_calls=self._calls.joined,
            content=self.texts,
        )
        return ended(self.sent, answer)


class TextReader(ChatReader):
    def see_choice(self, choice: Any) -> None:
        self.characters += len(choice.text or "")

    def carries_completion(self, chunk: Any) -> bool:
        return any(choice.text for choice in getattr(chunk, "choices", None) or ())


class _CallParts:
    """Tool calls joined from the pieces a stream sends of them, by choice and index.

    A host that gives every call the same index tells them apart by id.
    """

    def __init__(self) -> None:
        self._started: list[_Begun] = []
        self._latest: dict[object, _Begun] = {}

    def add(self, key: object, call_id: str | None, function: Any) -> None:
        latest = self._latest.get(key)
        if latest is None or (call_id and latest.call_id and call_id != latest.call_id):
            latest = _Begun(text(function.name) or "", call_id, [])
            self._latest[key] = latest
            self._started.append(latest)
        latest.pieces.append(_arguments_of(function) or "")

    def joined(self) -> list[FunctionCall]:
        return [FunctionCall(begun.name, "".join(begun.pieces)) for begun in self._started]


class _Begun(NamedTuple):
    name: str
    call_id: str | None
    pieces: list[str]


def _usage_beside(chunk: Any) -> Any:
    """Where Groq has it."""
    extra: Mapping[str, Any] | None = chunk.__pydantic_extra__
    groq: Mapping[str, Any] | None = extra.get("x_groq") if extra else None
    return groq.get("usage") if groq else None


def _calls_in(message: Any) -> Iterator[FunctionCall]:
    if message is None:
        return
    called = [_function_of(call) for call in listed(message.tool_calls)]
    for function in (*called, message.function_call):
        if function is not None:
            yield FunctionCall(text(function.name) or "", _arguments_of(function))


def _function_of(called: Any) -> Any:
    """Of a tool call: a function with arguments, or a custom tool with free input, plain in older clients."""
    function: Any = getattr(called, "function", None) or getattr(called, "custom", None)
    return Plain(cast("dict[str, Any]", function)) if isinstance(function, dict) else function


def _arguments_of(function: Any) -> str | None:
    return text(getattr(function, "arguments", None)) or text(getattr(function, "input", None))


def _characters(message: Any) -> int:
    """Of what a message, or a piece of one, says, refuses or thinks; for thoughts hosts have own fields."""
    if message is None:
        return 0
    said = message.content or message.refusal or ""
    extra = message.__pydantic_extra__
    thought = (extra.get("reasoning_content") or extra.get("reasoning") or "") if extra else ""
    return len(said) + len(thought)
