"""What an exception without an HTTP status says of itself, as properties of the request."""

import re
from collections.abc import Mapping
from typing import cast

FAILURE = "system.failure"
FAILURE_DESCRIPTION = "system.failure.description"
STREAM_CLOSED: Mapping[str, str] = {FAILURE: "stream_closed"}
DESCRIPTION_CHARACTERS = 4_000
WITHOUT_STATUS = 299
"""Recorded where a failure had no HTTP status."""

_SECRET = re.compile(
    r"(?i)\b(sk|pk|rk|key|payi|assay|ghp|xox[a-z])[-_][a-z0-9_\-]{8,}"
    r"|\bAKIA[A-Z0-9]{12,}|\bAIza[\w\-]{20,}"
    r"|(?<=bearer )[\w\-.=+/~]{6,}"
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
    r"|(?<=key=)[^&\s,'\"]+"
)
MASKED = "***"


def mask_secrets(text: str) -> str:
    """`text` without what looks like a key, a bearer token or a password in an address."""
    return _SECRET.sub(MASKED, text)


def properties_of(error: BaseException) -> Mapping[str, str]:
    """The class of the exception and its fields, at most 4,000 characters, without credentials."""
    properties = {FAILURE: type(error).__name__}
    if description := _described(error):
        properties[FAILURE_DESCRIPTION] = mask_secrets(description)[:DESCRIPTION_CHARACTERS]
    return properties


def _described(error: BaseException) -> str:
    """`attribute=value`, comma-joined; the message where there are no attributes that say something."""
    fields = cast("dict[str, object]", getattr(error, "__dict__", {}))
    return ",".join(
        f"{name}={_text(value)}"
        for name, value in fields.items()
        if not name.startswith("__") and not callable(value) and _truthy(value)
    ) or _text(error)


def _text(value: object) -> str:
    try:
        return str(value)[:DESCRIPTION_CHARACTERS]
    except Exception:  # noqa: BLE001 - somebody else's object
        return type(value).__name__


def _truthy(value: object) -> bool:
    try:
        return bool(value)
    except Exception:  # noqa: BLE001 - somebody else's object
        return False
