"""Coding assistants: the attributes of the log record each writes for one model call."""

from payi.usage.anthropic import use_parts_of_writes
from payi.usage.dialect import Dialect
from payi.usage.google import add_tool_prompt
from payi.usage.reading import Spelling

# A record holds times, statuses and sequence numbers as well; these endings make a counter of tokens.
COUNTER_SUFFIXES = ("_tokens", "_token_count")

CLAUDE_CODE: Spelling = {
    "input_tokens": "input",
    "output_tokens": "output",
    "cache_read_tokens": "cache_read",
    "cache_creation_tokens": "cache_write",
    "cost_usd": "cost_usd",
}
CODEX: Spelling = {
    "input_token_count": "input",
    "cached_token_count": "cache_read",
    "cache_write_token_count": "cache_write",
    "output_token_count": "output",
    "reasoning_token_count": "reasoning",
    "tool_token_count": "total",  # in spite of its name
}
GEMINI_CLI: Spelling = {
    "input_token_count": "input",
    "output_token_count": "output",
    "cached_content_token_count": "cache_read",
    "thoughts_token_count": "reasoning",
    "tool_token_count": "tool_prompt",
    "total_token_count": "total",
}

DIALECTS = (
    Dialect(
        "otlp.log.claude_code",
        CLAUDE_CODE,
        caches_inside=False,
        prepare=use_parts_of_writes,
        unread_suffixes=COUNTER_SUFFIXES,
    ),
    Dialect("otlp.log.codex", CODEX, unread_suffixes=COUNTER_SUFFIXES),
    Dialect(
        "otlp.log.gemini_cli",
        GEMINI_CLI,
        reasoning_inside=False,
        prepare=add_tool_prompt,
        unread_suffixes=COUNTER_SUFFIXES,
    ),
)
