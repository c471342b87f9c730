"""The headers of one call: ours are taken out and override its context, or carry it to the proxy."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, cast

from payi.instrument.context import NO_PROPERTIES, Context, Properties
from payi.instrument.failures import MASKED
from payi.instrument.settings import LOGGER
from payi.lib.helpers import PayiHeaderNames as Names

_OURS = "xproxy-"
_SECRETS = frozenset(
    {
        "api-key",
        "authorization",
        "cookie",
        "ocp-apim-subscription-key",
        "proxy-authorization",
        "set-cookie",
        "x-amz-security-token",
        "x-api-key",
        "x-goog-api-key",
    }
)
_SECRET_PARTS = ("secret", "password", "credential", "api-key", "apikey", "access-token", "auth-token")
_UNWANTED_OF_RESPONSE = ("content-", "transfer-encoding")


def split(headers: Mapping[str, object]) -> tuple[dict[str, str], dict[str, object]]:
    """Ours, by lower-case name, and the rest."""
    ours: dict[str, str] = {}
    rest: dict[str, object] = {}
    for name, value in headers.items():
        if name[:7].lower() == _OURS:
            ours[name.lower()] = value if isinstance(value, str) else ""
        else:
            rest[name] = value
    return ours, rest


def overridden(context: Context, ours: Mapping[str, str]) -> Context:
    """`context` as the headers of one call change it: each wins for its datum, an empty one takes it away.

    Limit ids replace the context's. With a use case name, id, version and step are the headers' too, and an
    empty name removes them all. Properties that cannot be read change nothing.
    """
    changes: dict[str, Any] = {}
    for header, (field, read) in _FIELDS.items():
        if (value := ours.get(header)) is not None:
            try:
                changes[field] = read(value)
            except ValueError:
                LOGGER.warning("header %s: %.100r cannot be read; it is ignored", header, value)
    if "use_case_name" not in changes:
        return replace(context, **changes)
    if changes["use_case_name"] is None:
        return replace(context, **{**changes, **_no_use_case(but=())})
    same = changes["use_case_name"] == context.use_case_name
    return replace(context, **{**_no_use_case(but=("use_case_properties",) if same else ()), **changes})


def _no_use_case(but: tuple[str, ...]) -> dict[str, Any]:
    nobody = Context()
    return {
        field: getattr(nobody, field)
        for field in Context.__slots__
        if field.startswith("use_case_") and field not in but
    }


def logging_disabled(ours: Mapping[str, str]) -> bool:
    return ours.get(Names.logging_disable.lower(), "").lower() == "true"


def for_proxy(context: Context, extra_headers: Mapping[str, object], *, logging: bool) -> dict[str, object]:
    """The caller's headers and those that tell the proxy of the context; properties in Base64."""
    ours, rest = split(extra_headers)
    effective = overridden(context, ours)
    named: dict[str, str | None] = {
        Names.limit_ids: ",".join(effective.limit_ids),
        Names.request_tags: ",".join(effective.request_tags),
        Names.request_properties: _base64_json(effective.request_properties),
        Names.use_case_name: effective.use_case_name,
        Names.use_case_id: effective.use_case_id,
        Names.use_case_version: str(effective.use_case_version or ""),
        Names.use_case_step: effective.use_case_step,
        Names.use_case_properties: _base64_json(effective.use_case_properties),
        Names.user_id: effective.user_id,
        Names.account_name: effective.account_name,
        Names.price_as_category: effective.price_as_category,
        Names.price_as_resource: effective.price_as_resource,
        Names.resource_scope: effective.resource_scope,
        Names.logging_disable: "True" if not logging or logging_disabled(ours) else None,
    }
    written = {name.lower() for name in named}
    unknown = {name: value for name, value in ours.items() if name not in written and name not in _FIELDS}
    return {**rest, **unknown, **{name: value for name, value in named.items() if value}}


def of_request(headers: Mapping[str, object]) -> list[dict[str, str | None]]:
    """As the ingest API takes them, secrets masked. What is not text was the library's own marker."""
    return [
        {"name": name, "value": MASKED if _is_secret(name) else value}
        for name, value in headers.items()
        if name and isinstance(value, str)
    ]


def of_response(headers: Mapping[str, object]) -> list[dict[str, str | None]]:
    """As the ingest API takes them: without those of the transfer, secrets masked."""
    return of_request({name: value for name, value in headers.items() if _is_wanted(name)})


@lru_cache(maxsize=256)  # a provider answers every call with the same names
def _is_wanted(name: str) -> bool:
    return not name.lower().startswith(_UNWANTED_OF_RESPONSE)


@lru_cache(maxsize=256)
def _is_secret(name: str) -> bool:
    lower = name.lower()
    return lower in _SECRETS or any(part in lower for part in _SECRET_PARTS)


def _base64_json(properties: Properties) -> str | None:
    if not properties:
        return None
    return base64.b64encode(json.dumps(properties, separators=(",", ":")).encode()).decode()


def _text(value: str) -> str | None:
    return value or None


def _version(value: str) -> int | None:
    return int(value) if value else None


def _listed(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for item in (part.strip() for part in value.split(",")) if item))


def _properties(value: str) -> Properties:
    """From JSON, or Base64 of it. Raises ValueError."""
    if not value:
        return NO_PROPERTIES
    try:
        text = value if value.lstrip().startswith("{") else base64.b64decode(value, validate=True)
        found = json.loads(text)
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from error
    if not isinstance(found, dict):
        raise ValueError("properties are a JSON object")  # noqa: TRY004 - one error for all that is unreadable
    items = cast("dict[str, object]", found).items()
    return {name: None if item is None else str(item) for name, item in items}


# The older names first: where both are there, the current one has the last word.
_FIELDS: Mapping[str, tuple[str, Callable[[str], object]]] = {
    name.lower(): (field, read)
    for name, field, read in (
        (Names.experience_name, "use_case_name", _text),
        (Names.experience_id, "use_case_id", _text),
        (Names.use_case_name, "use_case_name", _text),
        (Names.use_case_id, "use_case_id", _text),
        (Names.use_case_version, "use_case_version", _version),
        (Names.use_case_step, "use_case_step", _text),
        (Names.use_case_properties, "use_case_properties", _properties),
        (Names.limit_ids, "limit_ids", _listed),
        (Names.request_tags, "request_tags", _listed),
        (Names.request_properties, "request_properties", _properties),
        (Names.user_id, "user_id", _text),
        (Names.account_name, "account_name", _text),
        (Names.price_as_category, "price_as_category", _text),
        (Names.price_as_resource, "price_as_resource", _text),
        (Names.resource_scope, "resource_scope", _text),
    )
}
