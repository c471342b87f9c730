"""Python values as the bytes of a request: paths, queries, headers, JSON."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast
from urllib.parse import quote, urlencode

import pydantic

from payi._sentinels import Omit, is_absent

_LITERAL_IN_PATH = "!$&'()*+,;=:@"  # RFC 3986 pchar, beside the unreserved characters `quote` always keeps


def path(template: str, /, **segments: str) -> str:
    """`template` with each `{name}` replaced by one percent-encoded path segment.

    Raises ValueError for an empty segment, and for `.` and `..`, which would name another path.
    """
    for name, value in segments.items():
        if not value:
            raise ValueError(f"Expected a non-empty value for `{name}` but received {value!r}")
        if value in {".", ".."}:
            raise ValueError(f"`{name}` cannot be {value!r}: in a URL it means another path")
    return template.format_map(
        {name: quote(str(value), safe=_LITERAL_IN_PATH) for name, value in segments.items()}
    )


def query_string(values: Mapping[str, object]) -> str:
    """Form encoding: lists comma-joined, nested objects as `a[b]=…`, None and absent values dropped."""
    return urlencode(list(_query_pairs(values)))


def _query_pairs(values: Mapping[str, object], prefix: str = "") -> Iterable[tuple[str, str]]:
    for name, value in values.items():
        key = f"{prefix}[{name}]" if prefix else name
        if value is None or is_absent(value):
            continue
        if isinstance(value, Mapping):
            yield from _query_pairs(cast("Mapping[str, object]", value), key)
        elif isinstance(value, list | tuple):
            items = cast("Iterable[object]", value)
            yield key, ",".join(_query_text(item) for item in items if item is not None)
        else:
            yield key, _query_text(value)


def _query_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def merge_headers(*layers: Mapping[str, str | Omit | None]) -> dict[str, str]:
    """One set of headers: a later layer wins whatever the case of the name, and `omit` removes."""
    merged: dict[str, tuple[str, str]] = {}
    for layer in layers:
        for name, value in layer.items():
            if is_absent(value):
                merged.pop(name.lower(), None)
            elif value is not None:
                merged[name.lower()] = (name, value)
    return dict(merged.values())


def header_bytes(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Headers for the wire, values in UTF-8.

    Raises ValueError for a line break, which would start a header of its own.
    """
    for name, value in headers.items():
        if any(character in value for character in "\r\n\0"):
            raise ValueError(f"header {name} has a line break or NUL in its value {value!r}; remove it")
    return [(name.encode("ascii"), value.strip().encode()) for name, value in headers.items()]


def json_bytes(value: object) -> bytes:
    """Compact UTF-8 JSON; datetimes as ISO 8601, models by their wire names.

    Raises ValueError for NaN and infinities, which JSON cannot say; TypeError for what is no data.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_json_value)
    return text.encode()


def _json_value(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, pydantic.BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if isinstance(value, Mapping):
        return dict(cast("Mapping[str, object]", value))
    if isinstance(value, Iterable) and not isinstance(value, bytes | bytearray):
        return list(cast("Iterable[object]", value))
    raise TypeError(f"{value!r} of type {type(value).__name__} cannot be sent as JSON")
