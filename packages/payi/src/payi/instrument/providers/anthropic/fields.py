"""Reading what Anthropic's clients send and return, as their objects or as the JSON those were made of."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

# Where the text of a request stands, in messages and their blocks.
_TEXT_KEYS = ("content", "text", "thinking", "input", "source", "data", "title", "context")
_TEXT_SOURCES = frozenset({"text", "content"})


def field(thing: Any, name: str) -> Any:
    """An attribute of an object or a key of a mapping; None for what is not there."""
    if isinstance(thing, dict):
        return cast("dict[str, Any]", thing).get(name)
    return getattr(thing, name, None)


def text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def listed(value: Any) -> Sequence[Any]:
    return cast("Sequence[Any]", value) if isinstance(value, list | tuple) else ()


def text_characters(value: Any) -> int:
    """Characters of text: itself, or of the messages and blocks it stands in, objects or not; no media."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        block = cast("Mapping[str, Any]", value)
        if block.get("media_type") and block.get("type") not in _TEXT_SOURCES:
            return 0
        return sum(text_characters(block[key]) for key in _TEXT_KEYS if key in block)
    if isinstance(value, list | tuple):
        return sum(text_characters(item) for item in cast("Sequence[Any]", value))
    if hasattr(value, "model_dump"):
        return text_characters(vars(value))
    return 0


def parsed(data: bytes) -> Any:
    """JSON; None for what is no JSON."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def json_text(value: Any) -> str:
    """What the provider sent, as JSON again."""
    dump = getattr(value, "model_dump_json", None)
    if dump is None:
        return json.dumps(value, default=str)
    # A parsed message holds the caller's own model, which is not the type its field declares.
    return str(dump(exclude_unset=True, warnings=False))
