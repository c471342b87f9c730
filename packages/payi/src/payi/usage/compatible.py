"""Hosts and client libraries that speak OpenAI's shape with habits of their own."""

from payi.usage.anthropic import LIFETIMES, use_parts_of_writes
from payi.usage.dialect import Dialect
from payi.usage.openai import (
    CHAT,
    CHAT_ENVELOPES,
    INPUT_DETAILS,
    RESPONSE_ENVELOPES,
    RESPONSES,
    count_searches,
)
from payi.usage.reading import IGNORED, Spelling

SEARCHES: Spelling = {"web_search_requests": "web_search_request.output"}

OPENROUTER: Spelling = {
    **CHAT,
    "server_tool_use": SEARCHES,
    "cost": "cost_usd",
    "cost_details": {
        "upstream_inference_cost": IGNORED,
        "upstream_inference_prompt_cost": IGNORED,
        "upstream_inference_completions_cost": IGNORED,
    },
}
# Cache counts come under the names of both shapes; each is read once.
LITELLM: Spelling = {
    **CHAT,
    "prompt_tokens_details": {
        **INPUT_DETAILS,
        "cache_creation_tokens": "cache_write",
        "cache_creation_token_details": LIFETIMES,
    },
    "cache_creation": LIFETIMES,
    "server_tool_use": SEARCHES,
}
VERCEL: Spelling = {
    "inputTokens": "input",
    "outputTokens": "output",
    "totalTokens": "total",
    "inputTokenDetails": {
        "noCacheTokens": IGNORED,
        "cacheReadTokens": "cache_read",
        "cacheWriteTokens": "cache_write",
    },
    "outputTokenDetails": {"textTokens": "output.text", "reasoningTokens": "reasoning"},
    "cachedInputTokens": "cache_read",
    "reasoningTokens": "reasoning",
    "raw": IGNORED,  # the provider's own object, once more
}
PERPLEXITY: Spelling = {
    **CHAT,
    "citation_tokens": "citation.output",
    "num_search_queries": "web_search_request.output",
    "total_tokens": IGNORED,  # prompt + completion, although more is charged: it decides nothing
    "cost": {
        "input_tokens_cost": IGNORED,
        "output_tokens_cost": IGNORED,
        "reasoning_tokens_cost": IGNORED,
        "citation_tokens_cost": IGNORED,
        "search_queries_cost": IGNORED,
        "request_cost": IGNORED,
        "total_cost": "cost_usd",
    },
}
TICKS: Spelling = {"cost_in_usd_ticks": "cost_ticks"}

DIALECTS = (
    Dialect("openrouter.chat", OPENROUTER, envelopes=CHAT_ENVELOPES, prepare=use_parts_of_writes),
    Dialect("xai.chat", {**CHAT, **TICKS}, reasoning_inside=False),
    Dialect(
        "xai.responses", {**RESPONSES, **TICKS}, envelopes=RESPONSE_ENVELOPES, from_response=count_searches
    ),
    Dialect("deepseek.chat", CHAT),
    Dialect("perplexity.chat", PERPLEXITY, reasoning_inside=False),
    Dialect("litellm.chat", LITELLM, envelopes=CHAT_ENVELOPES, prepare=use_parts_of_writes),
    Dialect("vercel_ai_sdk", VERCEL, envelopes=(("totalUsage",), ("usage",)), prepare=use_parts_of_writes),
)
