"""Anthropic Messages, on its own interface and on Vertex, Foundry and Bedrock: input excludes both caches."""

from payi.usage.dialect import Dialect
from payi.usage.reading import ASSUMED_TTL, IGNORED, Found, Spelling

LIFETIMES: Spelling = {
    "ephemeral_5m_input_tokens": "cache_write.5m",
    "ephemeral_1h_input_tokens": "cache_write_1h",
}
MESSAGES: Spelling = {
    "input_tokens": "input",
    "output_tokens": "output",
    "cache_read_input_tokens": "cache_read",
    "cache_creation_input_tokens": "cache_write",
    "cache_creation": LIFETIMES,
    "output_tokens_details": {"thinking_tokens": "reasoning"},
    # Fetches cost nothing beyond the tokens of what they bring.
    "server_tool_use": {"web_search_requests": "web_search_request.output", "web_fetch_requests": IGNORED},
}


def use_parts_of_writes(found: Found) -> None:
    """Cache writes by lifetime: the parts of the total, and as five-minute what no part names."""
    total, short, long = found.get("cache_write"), found.get("cache_write.5m"), found.get("cache_write_1h")
    if short + long == total:
        found.counts["cache_write"] = short
    elif not short and not long:
        found.marks.add(ASSUMED_TTL)
    else:
        found.mark_inconsistent()
        found.counts["cache_write"] = max(short, total - long)


DIALECTS = (
    Dialect(
        "anthropic.messages",
        MESSAGES,
        caches_inside=False,
        envelopes=(("message", "usage"), ("usage",)),
        prepare=use_parts_of_writes,
        opening_event="message_start",
        closing_event="message_delta",
    ),
)
