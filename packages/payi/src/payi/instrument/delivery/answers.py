"""What the server's answer to a bulk of events means. Pure: the body has been read already."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias, cast

import httpx2

from payi._reply import asked_wait_s
from payi._transport import Failed

_LONGEST_OBEYED_WAIT_S = 600.0


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why one event was not stored; `again` when the fault is the server's, and may pass."""

    code: str
    message: str
    again: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """The server took the batch. By index: what it says of each event, and what it refused."""

    results: Mapping[int, Mapping[str, Any]] = field(default_factory=dict[int, Mapping[str, Any]])
    rejected: Mapping[int, Rejected] = field(default_factory=dict[int, Rejected])


@dataclass(frozen=True, slots=True)
class Again:
    """Not now: nobody answered, or with a fault that passes. `wait_s` is what the server asks for."""

    reason: str
    wait_s: float | None = None


@dataclass(frozen=True, slots=True)
class TooLarge:
    """Fewer bytes at once."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Not these events, however often they are sent."""

    status: int
    code: str
    message: str


Outcome: TypeAlias = Stored | Again | TooLarge | Refused


def is_passing(status: int) -> bool:
    """Whether the same request may succeed later."""
    return status in {408, 429} or status >= 500


def outcome_of(reply: httpx2.Response | Failed) -> Outcome:
    if isinstance(reply, Failed):
        return Again(f"{type(reply.cause).__name__}: {reply.cause}")
    status = reply.status_code
    if is_passing(status):
        return Again(f"HTTP status {status}", _asked_wait_s(reply))
    body = _json_object(reply.content)
    if status == 413:
        return TooLarge()
    if reply.is_success:
        # A page of somebody between us and the server is no acknowledgement.
        return Again("an answer that is not the server's") if body is None else _stored(body)
    if body is not None and body.get("errors") and status == 400:
        return _stored(body)
    return _refused(status, reply.content, body)


def _asked_wait_s(reply: httpx2.Response) -> float | None:
    asked = asked_wait_s(reply.headers, datetime.now(UTC))
    return asked if asked is not None and 0 < asked <= _LONGEST_OBEYED_WAIT_S else None


def _json_object(content: bytes) -> Mapping[str, Any] | None:
    try:
        value = json.loads(content)
    except ValueError:
        return None
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else None


def _stored(body: Mapping[str, Any]) -> Stored:
    results = {item["item_index"]: item["xproxy_result"] for item in _items(body, "results")}
    rejected = {item["item_index"]: _rejected(item["xproxy_result"]) for item in _items(body, "errors")}
    return Stored(results, rejected)


def _items(body: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    """The entries of a list in the answer that say of which event they are."""
    entries = cast("Sequence[Mapping[str, Any]]", body.get(name) or ())
    return [entry for entry in entries if entry.get("item_index") is not None and entry.get("xproxy_result")]


def _rejected(told: Mapping[str, Any]) -> Rejected:
    code, message = _reason(told)
    return Rejected(
        code or "unknown_error", message or "refused", again=is_passing(told.get("statusCode", 0))
    )


def _reason(body: Mapping[str, Any]) -> tuple[str | None, str | None]:
    reason = cast("Mapping[str, Any]", body.get("xproxy_error") or {})
    return reason.get("code"), reason.get("message") or body.get("message")


def _refused(status: int, content: bytes, body: Mapping[str, Any] | None) -> Refused:
    if body is not None:
        code, message = _reason(body)
        return Refused(status, code or "unknown_error", message or f"HTTP status {status}")
    code = "invalid_json" if content.strip() else "unknown_error"
    return Refused(status, code, f"HTTP status {status}, and a body that is not JSON")
