"""Amazon Bedrock: Converse and the metrics of InvokeModel. Input excludes both caches."""

from collections.abc import Iterator
from dataclasses import replace

from payi.usage import anthropic, openai
from payi.usage.dialect import Dialect, Fields
from payi.usage.reading import ASSUMED_TTL, IGNORED, Found, Listed, Spelling, as_list, as_object, whole

CONVERSE: Spelling = {
    "inputTokens": "input",
    "outputTokens": "output",
    "totalTokens": "total",
    "cacheReadInputTokens": "cache_read",
    "cacheWriteInputTokens": "cache_write",
    "cacheDetails": Listed("ttl", "inputTokens", {"5m": "cache_write.5m", "1h": "cache_write.1h"}),
    # The older names of the same counts.
    "cacheReadInputTokenCount": "cache_read",
    "cacheWriteInputTokenCount": "cache_write",
}
METRICS: Spelling = {
    "inputTokenCount": "input",
    "outputTokenCount": "output",
    "cacheReadInputTokenCount": "cache_read",
    "cacheWriteInputTokenCount": "cache_write",
    "invocationLatency": IGNORED,
    "firstByteLatency": IGNORED,
}
METRICS_NAME = "amazon-bedrock-invocationMetrics"

# Headers of every InvokeModel response: the only counts of Cohere, of Mistral's text models, of AI21's first.
# Source: https://github.com/vercel/ai/pull/15973, https://github.com/langchain4j/langchain4j/issues/5057
HEADERS: Spelling = {
    "x-amzn-bedrock-input-token-count": "input",
    "x-amzn-bedrock-output-token-count": "output",
    "x-amzn-bedrock-cache-read-input-token-count": "cache_read",
    "x-amzn-bedrock-cache-write-input-token-count": "cache_write",
}
# InvokeModel answers in the shape of the model's maker: Meta, Amazon Titan, Amazon Nova.
INVOKE: Spelling = {
    "prompt_token_count": "input",
    "generation_token_count": "output",
    "inputTextTokenCount": "input",
    "tokenCount": "output",
    **CONVERSE,
    **METRICS,
    **HEADERS,
}

GUARDRAIL_UNITS = {
    "topicPolicyUnits": "guardrail_topic.input",
    "contentPolicyUnits": "guardrail_content.input",
    "contentPolicyImageUnits": "guardrail_content_image.input",
    "wordPolicyUnits": "guardrail_word_free.input",
    "automatedReasoningPolicyUnits": "guardrail_automated_reasoning.input",
    "sensitiveInformationPolicyUnits": "guardrail_sensitive_information.input",
    "sensitiveInformationPolicyFreeUnits": "guardrail_sensitive_information_free.input",
    "contextualGroundingPolicyUnits": "guardrail_contextual_grounding.input",
}


def use_details_that_add_up(found: Found) -> None:
    """Cache writes by lifetime, if the details add up to the write count; else all of it is five-minute."""
    total, short, long = found.get("cache_write"), found.get("cache_write.5m"), found.get("cache_write.1h")
    if short + long == total:
        found.counts["cache_write"], found.counts["cache_write_1h"] = short, long
    elif not short and not long:
        found.marks.add(ASSUMED_TTL)
    else:
        found.mark_inconsistent()
        if total:
            found.marks.add(ASSUMED_TTL)
        else:
            found.counts["cache_write"], found.counts["cache_write_1h"] = short, long


def count_guardrail_units(fields: Fields, _usage_given: bool) -> dict[str, int]:
    """Text units each guardrail policy examined, as the trace of its assessments has them."""
    units: dict[str, int] = {}
    for name in ("trace", "amazon-bedrock-trace"):
        for usage in _guardrail_usages(fields.get(name)):
            for counter, unit in GUARDRAIL_UNITS.items():
                units[unit] = units.get(unit, 0) + (whole(usage.get(counter)) or 0)
    return {unit: count for unit, count in units.items() if count}


def count_beside_tokens(fields: Fields, usage_given: bool) -> dict[str, int]:
    """Guardrail units, and the pictures of models that are priced by the picture."""
    pictures = len(as_list(fields.get("images")) or ())
    return count_guardrail_units(fields, usage_given) | ({"picture.output": pictures} if pictures else {})


def _guardrail_usages(value: object, depth: int = 8) -> Iterator[dict[str, object]]:
    """Each `invocationMetrics.usage` below a trace: the interfaces nest their assessments differently."""
    inner = as_object(value) or {}
    metrics = as_object(inner.get("invocationMetrics")) or {}
    if usage := as_object(metrics.get("usage")):
        yield usage
    elif depth:
        for item in as_list(value) or inner.values():
            yield from _guardrail_usages(item, depth - 1)


DIALECTS = (
    Dialect(
        "bedrock.converse",
        CONVERSE,
        caches_inside=False,
        envelopes=(("metadata", "usage"), ("usage",)),
        prepare=use_details_that_add_up,
        from_response=count_guardrail_units,
    ),
    Dialect(
        "bedrock.invoke",
        INVOKE,
        caches_inside=False,
        prepare=use_details_that_add_up,
        from_response=count_beside_tokens,
    ),
    # What Anthropic's models and those with OpenAI's interface answer, here with guardrails around them.
    *(
        replace(own, name=name, from_response=count_guardrail_units)
        for own, name in (
            (anthropic.DIALECTS[0], "bedrock.invoke_messages"),
            (openai.DIALECTS[0], "bedrock.invoke_chat"),
        )
    ),
    Dialect(
        "bedrock.invoke_stream",
        {**METRICS, METRICS_NAME: METRICS},
        caches_inside=False,
        envelopes=((METRICS_NAME,),),
        prepare=use_details_that_add_up,
        from_response=count_guardrail_units,
    ),
)
