"""The ingest wire: headers and bodies into events and attributions, outcomes into answers. No rules, only
shapes.

A body is first decoded as the published type, in one go. Only when that fails is it taken apart field by
field, so that one field of a wrong type costs that field and not the event, and one bad event not the bulk
it came in.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, cast
from urllib.parse import unquote, unquote_plus

import msgspec

from assay.domain.attribution import shown
from assay.domain.errors import Invalid, TooLarge
from assay.services.event import NOBODY, Attribution, Counts, Event, checked
from assay.services.results import XproxyResult

MOST_EVENTS = 10_000
LONGEST_MODULE = 128

_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What a decoder raises for bytes that are not JSON, not UTF-8, or nested too deeply."""

Headers = tuple[tuple[bytes, bytes], ...]
Decoded = tuple[Event, tuple[str, ...]]
"""An event, and a sentence for each field of it that was left out."""


class IngestResponse(msgspec.Struct, gc=False):
    """Answer to one event."""

    request_id: str
    event_timestamp: str
    ingest_timestamp: str
    xproxy_result: XproxyResult


class ErrorCode(msgspec.Struct, gc=False):
    """The machine-readable part of an error."""

    code: str
    message: str


class ApiError(msgspec.Struct, omit_defaults=True, gc=False):
    """The published error."""

    statusCode: int  # noqa: N815 - the published name
    message: str
    xproxy_error: ErrorCode
    request_id: str | None = None


class ItemError(msgspec.Struct, gc=False):
    """Why one event of a bulk was not stored. The name of its error is the published one."""

    item_index: int
    xproxy_result: ApiError


class ItemResult(msgspec.Struct, gc=False):
    """The result of one event of a bulk."""

    item_index: int
    xproxy_result: XproxyResult


class BulkIngestResponse(msgspec.Struct, omit_defaults=True, kw_only=True, gc=False):
    """Answer to many events. `results` only when they were asked for."""

    request_id: str
    ingest_timestamp: str
    ingest_count: int
    total_count: int
    error_count: int
    item_error_count: int
    errors: list[ItemError]
    results: list[ItemResult] | None = None


# ── bodies ────────────────────────────────────────────────────────────────────────────────────────────

_decode_event = msgspec.json.Decoder(Event).decode
_decode_events = msgspec.json.Decoder(list[Event]).decode
_decode_any = msgspec.json.Decoder().decode
_FIELDS = {field.name: field.type for field in msgspec.structs.fields(Event)}
_CONTENT = frozenset(name for name, kind in _FIELDS.items() if kind is msgspec.Raw)
_BAGS = frozenset({"properties", "use_case_properties", "experience_properties"})


def decode_event(body: bytes) -> Decoded:
    """The event of a single call. Raises Invalid: `invalid_json`, `required_field_missing`,
    `invalid_units`.
    """
    try:
        return _decode_event(body), ()
    except msgspec.ValidationError:
        return salvaged(_parsed(body))
    except _UNREADABLE as fault:
        raise _not_json(fault) from fault


def decode_bulk(body: bytes) -> list[Decoded | Invalid]:
    """The events of a bulk call, each alone: an array, or one wrapped as `events` or `items`, or nothing.

    Raises Invalid (`invalid_json`, `request_processing_error`) and TooLarge (`payload_too_large`).
    """
    if not body.strip():
        return []
    try:
        events = _decode_events(body)
    except msgspec.ValidationError:
        return [_salvaged_item(item) for item in _items(_parsed(body))]
    except _UNREADABLE as fault:
        raise _not_json(fault) from fault
    _check_number(len(events))
    return [(event, ()) for event in events]


def salvaged(item: Any) -> Decoded:
    """The event in a JSON value, without the fields of a wrong type. Raises Invalid when it is no event at
    all.
    """
    if not isinstance(item, dict):
        raise Invalid("request_processing_error", f"an event is a JSON object, not {_told(item)}")
    given = cast("dict[str, Any]", item)
    for name in ("category", "units"):
        if given.get(name) is None:
            raise Invalid("required_field_missing", f"{name} is missing from the event")
    if not isinstance(given["category"], str):
        raise Invalid("required_field_missing", f"category is {_told(given['category'])}: give a text")
    kept: dict[str, Any] = {"category": given["category"], "units": _units(given["units"])}
    faults: list[str] = []
    for name in given.keys() & _FIELDS.keys() - kept.keys():
        try:
            kept[name] = _field(name, given[name])
        except msgspec.ValidationError:
            faults.append(f"{name} is {_told(given[name])}, which is of no use there; it was left out")
    return Event(**kept), tuple(sorted(faults))


def _salvaged_item(item: Any) -> Decoded | Invalid:
    try:
        return salvaged(item)
    except Invalid as fault:
        return fault


def _units(sent: Any) -> dict[str, Counts | float | None]:
    if not isinstance(sent, dict):
        raise Invalid("invalid_units", f"units is {_told(sent)}: give an object of unit names and counts")
    units: dict[str, Counts | float | None] = {}
    for unit, given in cast("dict[str, Any]", sent).items():
        try:
            units[unit] = msgspec.convert(given, Counts | float | int | None)
        except msgspec.ValidationError as fault:
            raise Invalid(
                "invalid_units",
                f"unit {shown(unit)} is {_told(given)}: give whole numbers, as in"
                ' {"input": 10, "output": 50}',
            ) from fault
    return units


def _field(name: str, value: Any) -> Any:
    if name in _CONTENT:
        return msgspec.Raw(msgspec.json.encode(value))
    if name in _BAGS and isinstance(value, dict):
        return {key: _property(each) for key, each in cast("dict[str, Any]", value).items()}
    return msgspec.convert(value, _FIELDS[name])


def _property(value: Any) -> str | None:
    """Property values are texts: other values as a client would have written them."""
    if value is None or isinstance(value, str):
        return value
    return str(value) if isinstance(value, bool | int | float) else msgspec.json.encode(value).decode()


def _items(value: Any) -> list[Any]:
    if isinstance(value, dict):
        wrapped = cast("dict[str, Any]", value)
        value = wrapped.get("events", wrapped.get("items"))
    if not isinstance(value, list):
        raise Invalid("request_processing_error", "a bulk is a JSON array of events")
    items = cast("list[Any]", value)
    _check_number(len(items))
    return items


def _check_number(number: int) -> None:
    if number > MOST_EVENTS:
        raise TooLarge("payload_too_large", f"{number} events in one bulk: send at most {MOST_EVENTS}")


def _parsed(body: bytes) -> Any:
    try:
        return _decode_any(body)
    except _UNREADABLE as fault:
        raise _not_json(fault) from fault


def _told(value: Any) -> str:
    """A JSON value as a message quotes it, cut at 64 characters."""
    text = repr(value) if isinstance(value, str | int | float | bool | None) else type(value).__name__
    return text if len(text) <= 64 else f"{text[:61]}…"


def _not_json(fault: Exception) -> Invalid:
    return Invalid("invalid_json", f"the body is not JSON: {fault}")


# ── headers ───────────────────────────────────────────────────────────────────────────────────────────


def attribution_headers(said: Headers) -> Attribution:
    """What those headers of a request that are `ATTRIBUTION_HEADERS` say about whom it is for, checked."""
    return _read(said) if said else NOBODY


@lru_cache(maxsize=4096)
def _read(headers: Headers) -> Attribution:
    said: dict[str, Any] = {}
    faults: list[str] = []
    old_names = False
    for name, raw in headers:
        text = _text(raw)
        if name in _OLD_NAMES and text:
            old_names = True
            if _OLD_NAMES[name] in dict(headers):
                faults.append(f"{name.decode()} was left out: the use case headers say it, too")
                continue
        if text:
            _READERS[name](text, said, faults)
    new_names = any(name in _NEW_NAMES for name, _ in headers)
    return checked(Attribution(**said, experience=old_names and not new_names, faults=tuple(faults)))


def _text(raw: bytes) -> str:
    """A header value as text: UTF-8, or percent-encoded where that is what non-ASCII text was made into."""
    try:
        text = raw.decode().strip()
    except UnicodeDecodeError:
        return raw.decode("latin-1").strip()
    if "%" in text:
        decoded = unquote(text, errors="surrogateescape")
        if not decoded.isascii() and decoded.isprintable():
            return decoded
    return text


_Reader = Callable[[str, dict[str, Any], list[str]], None]


def _as_text(field: str) -> _Reader:
    def read(text: str, said: dict[str, Any], _faults: list[str]) -> None:
        said[field] = text

    return read


def _as_list(field: str) -> _Reader:
    def read(text: str, said: dict[str, Any], _faults: list[str]) -> None:
        said[field] = tuple(part for part in map(str.strip, text.split(",")) if part)

    return read


def _version(text: str, said: dict[str, Any], faults: list[str]) -> None:
    if text.isdecimal() and len(text) < 10:
        said["version"] = int(text)
    else:
        faults.append(f"use case version {shown(text)} is not a whole number; it was left out")


def _properties(field: str) -> _Reader:
    def read(text: str, said: dict[str, Any], faults: list[str]) -> None:
        try:
            json = text.encode() if text.startswith("{") else b64decode(text, validate=True)
            said[field] = msgspec.json.decode(json, type=dict[str, str | None])
        except (binascii.Error, msgspec.DecodeError, ValueError):
            faults.append(f"properties {shown(text)} are neither JSON nor base64 of it; they were left out")

    return read


def _keeps_content(text: str, said: dict[str, Any], _faults: list[str]) -> None:
    said["keeps_content"] = text.lower() != "true"


def _module(text: str, said: dict[str, Any], _faults: list[str]) -> None:
    said["module"] = text[:LONGEST_MODULE]


_READERS: Mapping[bytes, _Reader] = {
    b"xproxy-limit-ids": _as_list("limit_ids"),
    b"xproxy-budget-ids": _as_list("limit_ids"),
    b"xproxy-user-id": _as_text("user_id"),
    b"xproxy-account-name": _as_text("account"),
    b"xproxy-usecase-name": _as_text("use_case"),
    b"xproxy-usecase-id": _as_text("instance"),
    b"xproxy-usecase-version": _version,
    b"xproxy-usecase-step": _as_text("step"),
    b"xproxy-usecase-properties": _properties("uc_properties"),
    b"xproxy-request-properties": _properties("properties"),
    b"xproxy-request-tags": _as_list("tags"),
    b"xproxy-resource-scope": _as_text("scope"),
    b"xproxy-logging-disable": _keeps_content,
    b"xproxy-instrumented-module": _module,
    b"xproxy-experience-name": _as_text("use_case"),
    b"xproxy-experience-id": _as_text("instance"),
    b"xproxy-experience-instanceid": _as_text("instance"),
}
ATTRIBUTION_HEADERS = frozenset(_READERS)
_OLD_NAMES = {
    b"xproxy-experience-name": b"xproxy-usecase-name",
    b"xproxy-experience-id": b"xproxy-usecase-id",
    b"xproxy-experience-instanceid": b"xproxy-usecase-id",
}
_NEW_NAMES = frozenset(_OLD_NAMES.values())


def query_value(query: bytes, name: bytes) -> str:
    """A value of the query string; '' when it is not there."""
    for part in query.split(b"&"):
        key, _, value = part.partition(b"=")
        if key == name:
            return unquote_plus(value.decode("latin-1"), errors="replace")
    return ""
