"""Reading what OpenAI's clients send and return, whatever of it is missing, null or new."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from payi.instrument.providers.stainless import Plain, parse

# Where the text of a request stands, in messages and items and their parts.
_TEXT_KEYS = ("content", "text", "input", "output", "arguments", "refusal")
_EVENT = re.compile(rb".*?(?:\r\n\r\n|\n\n|\r\r)", re.DOTALL)
_DATA = re.compile(rb"^data: ?(.*?)\r?$", re.MULTILINE)


def listed(value: Any) -> list[Any]:
    return list(cast("Iterable[Any]", value)) if isinstance(value, list) else []


def text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def text_characters(value: Any) -> int:
    """Characters of text in a prompt: text itself, or messages and items with text in them."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        named = cast("Mapping[str, Any]", value)
        return sum(text_characters(named[key]) for key in _TEXT_KEYS if key in named)
    if isinstance(value, list | tuple):
        return sum(text_characters(item) for item in cast("list[Any]", value))
    return 0


def json_text(value: Any) -> str:
    """What the provider sent, as JSON again."""
    dump = getattr(value, "model_dump_json", None)
    if dump is None:
        return json.dumps(value, default=str)
    # A parsed completion holds the caller's own model, which is not the type its field declares.
    return str(dump(exclude_unset=True, warnings=False))


def is_event_stream(http: Any) -> bool:
    return "event-stream" in http.headers.get("content-type", "")


def events_in(body: bytes) -> Iterator[tuple[bytes, Plain | None]]:
    """The whole events at the start of a body: their bytes, and the JSON object they hold, if they do."""
    for found in _EVENT.finditer(body):
        event = found.group()
        chunk = parse(b"\n".join(_DATA.findall(event)))
        yield event, chunk if isinstance(chunk, Plain) else None
