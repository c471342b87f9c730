"""Prompts and completions on their way out: plain JSON text, without the media in it."""

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, cast

NOT_INSTRUMENTED = "<not_instrumented>"

_DATA_URL = re.compile(r"data:[\w.+/-]*(?:;[\w=.-]+)*;base64,", re.ASCII)
_SIGNS_OF_MEDIA = ("base64", "b64", "inline", "audio", "file_data", "mageBytes", "mage_bytes", '"bytes"')
_MEDIA_KEYS = frozenset(
    {"data", "b64_json", "partial_image_b64", "file_data", "bytes", "imageBytes", "image_bytes", "result"}
)
_MEDIA_CHARACTERS = 64
_JSON_TYPES = frozenset({type(None), str, int, float, bool})
_SMALL_CHARACTERS = 32_768
_BASE64 = re.compile(r"[A-Za-z0-9+/_\-\r\n]+={0,2}\s*")


def plain(value: Any) -> Any:
    """`value` in terms of JSON; objects of the provider libraries say themselves what they are made of.

    Raises TypeError for what has no such form.
    """
    if isinstance(value, type):
        return value.__name__
    if (dump := getattr(value, "model_dump", None)) is not None:
        return dump(exclude_none=True, warnings=False)
    if (to_dict := getattr(value, "to_dict", None)) is not None:
        return to_dict()
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return dict(cast("Mapping[object, object]", value))
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(cast("bytes", value)).decode()
    if isinstance(value, Iterable) and not isinstance(value, Iterator):
        return list(cast("Iterable[object]", value))
    raise TypeError(f"{type(cast('object', value)).__name__} has no form in JSON")


def plain_tree(value: Any) -> Any:
    """`value` in terms of JSON, all the way down. Raises TypeError as `plain` does."""
    if type(value) in _JSON_TYPES or (isinstance(value, str | int | float) and not isinstance(value, Enum)):
        return value
    if isinstance(value, dict):
        entries = cast("dict[str, Any]", value).items()
        return {name: item if type(item) in _JSON_TYPES else plain_tree(item) for name, item in entries}
    if isinstance(value, list | tuple):
        return [plain_tree(item) for item in cast("list[Any]", value)]
    return plain_tree(plain(value))


def _encodable(value: Any) -> Any:
    """For the encoder: what cannot be written is named, and no iterator is used up for it."""
    try:
        return plain(value)
    except Exception:  # noqa: BLE001 - somebody else's object
        return f"<{type(value).__name__}>"


def _encodable_without_media(value: Any) -> Any:
    return NOT_INSTRUMENTED if isinstance(value, bytes | bytearray | memoryview) else _encodable(value)


_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, default=_encodable).encode
_encode_without_media = json.JSONEncoder(
    separators=(",", ":"), ensure_ascii=False, default=_encodable_without_media
).encode


def json_text(content: Mapping[str, object], *, inline_data: bool) -> str:
    """Compact JSON of what was asked.

    Unless `inline_data`, media is replaced: here only where it would be much to keep, because `without_media`
    looks at every text again before it leaves.
    """
    if inline_data:
        return _encode(content)
    text = _encode_without_media(content)
    return text if len(text) < _SMALL_CHARACTERS else without_media(text)


def without_media(text: str) -> str:
    """A JSON text with `<not_instrumented>` in place of inline media: data URLs, and base64 where it stands.

    What is no JSON is cut as text.
    """
    if len(text) <= _MEDIA_CHARACTERS or not any(sign in text for sign in _SIGNS_OF_MEDIA):
        return text
    try:
        return _encode(_stripped(json.loads(text)))
    except ValueError:
        found = _DATA_URL.search(text)
        return text[: found.start()] + NOT_INSTRUMENTED if found else text


def _stripped(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        entries = cast("Mapping[str, Any]", value).items()
        return {name: _stripped(item, name) for name, item in entries}
    if isinstance(value, list):
        items = cast("Iterable[Any]", value)
        return [_stripped(item, key) for item in items]
    if isinstance(value, str) and _is_media(value, key):
        return NOT_INSTRUMENTED
    return value


def _is_media(text: str, key: str) -> bool:
    if text.startswith("data:"):
        return _DATA_URL.match(text) is not None
    return key in _MEDIA_KEYS and len(text) > _MEDIA_CHARACTERS and _BASE64.fullmatch(text) is not None
