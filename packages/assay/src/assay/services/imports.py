"""Files of events: JSON lines, or the one JSON array that the instrumentation writes in its offline mode.

Each event without an id of its own gets one from the file, the line and the line's content, so that the same
file imported twice, or once more after an interruption, counts every event once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from assay.domain.errors import Invalid

IDENTITY = "provider_response_id"
CONTENT_FIELDS = ("provider_request_json", "provider_response_json", "provider_request_reasoning_json")


@dataclass(slots=True, frozen=True)
class ImportedEvent:
    """One event of a file: the body to send in bulk, and the line (or position in the array) it stands on,
    from 1.
    """

    line: int
    body: dict[str, Any]


def count_events(path: Path) -> int:
    """How many events a file holds: for a progress bar."""
    return sum(1 for _ in _texts(path))


def read_events(path: Path) -> Iterator[ImportedEvent]:
    """The events of a file, in order.

    Raises Invalid (`invalid_import_file`) naming the file, the line and the reason.
    """
    for line, text in _texts(path):
        yield ImportedEvent(
            line, _bulk_body(_object(path, line, text), f"{path.name}:{line}:{_digest(text)}")
        )


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    """Line (or position) and JSON text of each event."""
    with path.open(encoding="utf-8") as file:
        if _first_character(path) != "[":
            yield from ((line, text) for line, text in enumerate(file, 1) if text.strip())
            return
        try:
            events = cast("list[Any]", json.load(file))
        except ValueError as error:
            raise Invalid("invalid_import_file", f"{path} is not a JSON array: {error}") from error
    for position, event in enumerate(events, 1):
        yield position, json.dumps(event, ensure_ascii=False)


def _first_character(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        for text in file:
            if text.strip():
                return text.strip()[0]
    return ""


def _object(path: Path, line: int, text: str) -> dict[str, Any]:
    try:
        event = json.loads(text)
    except ValueError as error:
        raise Invalid("invalid_import_file", f"{path}, line {line}: not JSON: {error}") from error
    if not isinstance(event, dict):
        raise Invalid(
            "invalid_import_file", f"{path}, line {line}: an event is a JSON object, not {text[:40]!r}"
        )
    return cast("dict[str, Any]", event)


def _bulk_body(event: dict[str, Any], identity: str) -> dict[str, Any]:
    """The event as bulk ingest takes it: what the single call says in arguments stands in the item."""
    body = dict(event)
    if "resource_scope" in body:
        body["scope"] = body.pop("resource_scope")
    if body.pop("log_prompt_and_response", True) is False:
        for name in CONTENT_FIELDS:
            body.pop(name, None)
    if not body.get(IDENTITY):
        body[IDENTITY] = identity
    return body


def _digest(text: str) -> str:
    return hashlib.blake2b(text.strip().encode(), digest_size=6).hexdigest()
