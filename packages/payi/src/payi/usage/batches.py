"""Results of a provider's batch interface: a response in another wrapping, on the batch price list."""

from collections.abc import Mapping

from payi.usage.reading import Reading, as_object
from payi.usage.registry import DIALECTS, read

# OpenAI; Anthropic; Bedrock; Gemini. The first that is there holds the response.
_WRAPPINGS = (("response", "body"), ("result", "message"), ("modelOutput",), ("response",))


def read_batch_result(dialect: str, line: Mapping[str, object]) -> Reading:
    """Read one line of a batch's result file, as the plain dialect of its responses, with the tier `batch`.

    A line that failed carries no response: it reads as a call without usage. No model name is needed.

    Raises UnknownDialectError.
    """
    response = _unwrap(line)
    usage_name = DIALECTS[dialect].envelopes[-1][-1] if dialect in DIALECTS else ""
    return read(dialect, response.get(usage_name), {**response, "service_tier": "batch"})


def _unwrap(line: Mapping[str, object]) -> dict[str, object]:
    for way in _WRAPPINGS:
        inner: dict[str, object] | None = dict(line)
        for name in way:
            inner = as_object((inner or {}).get(name))
        if inner is not None:
            return inner
    return {}
