"""Anthropic Messages, on its own interface and on Vertex, Foundry and Bedrock: input excludes both caches."""

from collections.abc import Mapping

from payi.usage.dialect import Dialect
from payi.usage.reading import ASSUMED_TTL, IGNORED, Found, Spelling, as_list, as_object, whole

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
# Iterations that the counts of the message have in them already.
_INSIDE = frozenset({"message", "fallback_message"})


def with_compactions(usage: dict[str, object]) -> dict[str, object]:
    """The usage with that of compactions: requests to the same model, not in the counts of the message.

    What an advisor used is not in them either, but has the price of another model: it stays unread.
    Source: `BetaUsage.iterations` of the interface's own description.
    """
    iterations = as_list(usage.get("iterations"))
    if not iterations:
        return usage
    summed, unread = usage, list[object]()
    for item in iterations:
        iteration = as_object(item) or {}
        if iteration.get("type") == "compaction":
            summed = _added(summed, iteration, MESSAGES)
        elif iteration.get("type") not in _INSIDE:
            unread.append(iteration)
    return {**summed, "iterations": unread}


def _added(counts: dict[str, object], more: dict[str, object], spelling: Spelling) -> dict[str, object]:
    added = dict(counts)
    for name, entry in spelling.items():
        inner = as_object(more.get(name))
        if isinstance(entry, Mapping):
            if inner is not None:
                added[name] = _added(as_object(counts.get(name)) or {}, inner, entry)
        elif count := whole(more.get(name)):
            added[name] = (whole(counts.get(name)) or 0) + count
    return added


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
        unfold=with_compactions,
        prepare=use_parts_of_writes,
        opening_event="message_start",
        closing_event="message_delta",
    ),
)
