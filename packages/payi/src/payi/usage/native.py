"""Which shape an answer of Bedrock's InvokeModel has: each maker's models answer in their own.

The shape decides, not the model's name: the ARN of an inference profile tells no maker.
"""

from collections.abc import Iterable, Mapping

from payi.usage.bedrock import HEADERS, INVOKE, METRICS_NAME
from payi.usage.reading import as_list, as_object, whole

INVOKE_DIALECT = "bedrock.invoke"
MESSAGES, CHAT, METRICS = "bedrock.invoke_messages", "bedrock.invoke_chat", "bedrock.invoke_stream"
# The counters by which a maker's usage object is known; Nova's is that of Converse.
_KNOWN_BY: Mapping[str, str] = {
    "input_tokens": MESSAGES,
    "output_tokens": MESSAGES,
    "cache_creation_input_tokens": MESSAGES,
    "cache_creation": MESSAGES,
    "cache_read_input_tokens": MESSAGES,
    "prompt_tokens": CHAT,
    "completion_tokens": CHAT,
}
_TEXTS = frozenset(
    {
        "completion",
        "content",
        "generation",
        "inputText",
        "message",
        "outputText",
        "partial_json",
        "prompt",
        "reasoning",
        "reasoning_content",
        "text",
        "thinking",
    }
)


def native_usage(body: Mapping[str, object], headers: Mapping[str, str]) -> tuple[str, Mapping[str, object]]:
    """The dialect and the usage of an answer: its usage object, its counters, or else those of its headers.

    `headers` have lower-case names. What has no counts anywhere has an empty usage.
    """
    usage = as_object(body.get("usage"))
    if usage:
        return _dialect_of(usage) or INVOKE_DIALECT, usage
    counted: dict[str, object] = {name: body[name] for name in INVOKE if name in body}
    if generated := [whole(_count_of(result)) or 0 for result in as_list(body.get("results")) or ()]:
        counted["tokenCount"] = sum(generated)
    return INVOKE_DIALECT, counted if any(counted.values()) else counts_of_headers(headers)


def counts_of_headers(headers: Mapping[str, str]) -> dict[str, object]:
    """What the headers of an InvokeModel response count."""
    return {name: headers[name] for name in HEADERS if name in headers}


def native_stream_dialect(chunks: Iterable[object]) -> str:
    """The dialect of a stream's chunks: of the metrics, which every maker's stream ends with.

    Anthropic's own usage goes before them: it alone tells the lifetimes of cache writes.
    """
    found = METRICS
    for item in chunks:
        chunk = as_object(item) or {}
        message = as_object(chunk.get("message")) or chunk
        dialect = _dialect_of(as_object(message.get("usage")) or {})
        if dialect == MESSAGES:
            return MESSAGES + ".stream"
        if METRICS_NAME in chunk:
            return METRICS + ".stream"
        found = dialect or found
    return found + ".stream"


def characters_in(value: object, depth: int = 8) -> int:
    """How much text was written, by a model or to one, wherever a maker's shape has it."""
    if not depth:
        return 0
    counted = sum(characters_in(item, depth - 1) for item in as_list(value) or ())
    for name, item in (as_object(value) or {}).items():
        if isinstance(item, str):
            counted += len(item) if name in _TEXTS else 0
        else:
            counted += characters_in(item, depth - 1)
    return counted


def _dialect_of(usage: Mapping[str, object]) -> str | None:
    return next((_KNOWN_BY[name] for name in usage if name in _KNOWN_BY), None)


def _count_of(result: object) -> object:
    return (as_object(result) or {}).get("tokenCount")
