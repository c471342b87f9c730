"""Rules of what a request can be attributed to: use cases, instances, limits, users, steps, properties,
tags, scopes.

Each rule is a function that returns the value as it is kept, or raises Invalid with a sentence that names
the value. Who calls it decides what a fault means: the control plane and the proxy refuse, ingest leaves
the faulty part out and says so, because the money is already spent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from assay.domain.errors import Invalid

Rule = Callable[[str], str]
"""From a text to the value that is kept; raises Invalid."""

USE_CASE_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
SAFE_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
TAG = re.compile(r"[A-Za-z0-9_-]+")
GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
SCOPE = re.compile(r"(global|datazone|region)(\.[a-z0-9-]{1,64})?")

SYSTEM = "system."
RESERVED = "system.", "tag."
ALLOWED_SYSTEM_PROPERTIES = frozenset(
    {
        "system.failure",
        "system.failure.description",
        "system.stack_trace",
        "system.usage_marks",
        "system.account_name",
        "system.user_id",
        "system.use_case_step",
        "system.aws.bedrock.guardrail.id",
        "system.aws.bedrock.guardrail.version",
        "system.aws.bedrock.guardrail.action",
    }
)
MOST_PROPERTIES = 64
LONGEST_KEY = 128
LONGEST_VALUE = 2_048
LONGEST_SYSTEM_VALUE = 65_536
LONGEST_STEP = 64
LONGEST_PERSON = 256


def shown(text: str) -> str:
    """The text as a message quotes it: printable, and cut at 64 characters."""
    return repr(text if len(text) <= 64 else text[:61] + "…")


def use_case_name(text: str) -> str:
    """1 to 64 letters (A-Z), digits, '.', '-' or '_', case-sensitive."""
    if USE_CASE_NAME.fullmatch(text) is None:
        raise Invalid(
            "invalid_use_case_name",
            f"use case name {shown(text)} is not valid: use 1 to 64 of A-Z, a-z, 0-9, '.', '-' and '_'",
        )
    return text


def instance_id(text: str) -> str:
    """1 to 128 letters, digits, '-', '_', '.' or ':'."""
    if SAFE_ID.fullmatch(text) is None:
        raise Invalid(
            "invalid_use_case_id",
            f"use case id {shown(text)} is not valid: use 1 to 128 letters, digits, '-', '_', '.' or ':'",
        )
    return text


def experience_id(text: str) -> str:
    """A GUID, as the experience headers want it."""
    if GUID.fullmatch(text) is None:
        raise Invalid("invalid_use_case_id", f"experience id {shown(text)} is not a GUID")
    return text


def limit_id(text: str) -> str:
    """1 to 128 letters, digits, '-', '_', '.' or ':'."""
    if SAFE_ID.fullmatch(text) is None:
        raise Invalid(
            "invalid_limit_id",
            f"limit id {shown(text)} is not valid: use 1 to 128 letters, digits, '-', '_', '.' or ':'",
        )
    return text


def user_id(text: str) -> str:
    """1 to 256 printable characters without spaces."""
    return _person("user id", text)


def account_name(text: str) -> str:
    """1 to 256 printable characters without spaces."""
    return _person("account name", text)


def _person(what: str, text: str) -> str:
    if not text.isprintable() or " " in text or len(text) > LONGEST_PERSON:
        raise Invalid(
            "invalid_user_id",
            f"{what} {shown(text)} is not valid: at most {LONGEST_PERSON} printable characters, no spaces",
        )
    return text


def step(text: str) -> str:
    """1 to 64 printable characters."""
    if not text.isprintable() or len(text) > LONGEST_STEP:
        raise Invalid(
            "request_processing_error",
            f"use case step {shown(text)} is not valid: use 1 to {LONGEST_STEP} printable characters",
        )
    return text


def scope(text: str) -> str:
    """`global`, `datazone` or `region`, alone or with a part of its own after a dot: `datazone.eu`."""
    if SCOPE.fullmatch(text.lower()) is None:
        raise Invalid(
            "invalid_resource_scope",
            f"resource scope {shown(text)} is not known: use global, datazone[.<zone>] or region[.<name>]",
        )
    return text.lower()


def tag(text: str) -> str:
    """Letters, digits, '_' and '-'."""
    if TAG.fullmatch(text) is None or len(text) > LONGEST_KEY:
        raise Invalid(
            "invalid_tags",
            f"tag {shown(text)} is not valid: use letters, digits, '_' and '-', at most {LONGEST_KEY}",
        )
    return text


def merged(old: Mapping[str, str], changes: Mapping[str, str | None]) -> dict[str, str]:
    """The properties after a change: later values win, None removes."""
    result = dict(old)
    for key, value in changes.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = value
    return result


def check_property(key: str, value: str | None) -> None:
    """A key of at most 128 characters, not reserved; a value of at most 2,048 (64 KiB for `system.*`)."""
    if not key or len(key) > LONGEST_KEY or not key.isprintable():
        raise Invalid(
            "invalid_properties",
            f"property key {shown(key)} is not valid: use 1 to {LONGEST_KEY} printable characters",
        )
    if key.startswith(RESERVED) and key not in ALLOWED_SYSTEM_PROPERTIES:
        raise Invalid(
            "reserved_property",
            f"property {shown(key)} is reserved: choose a key outside 'system.' and 'tag.'",
        )
    longest = LONGEST_SYSTEM_VALUE if key.startswith(SYSTEM) else LONGEST_VALUE
    if value is not None and len(value) > longest:
        raise Invalid(
            "invalid_properties",
            f"property {shown(key)} has {len(value)} characters: at most {longest} are kept",
        )


def properties(given: Mapping[str, str | None], *, held: int = 0) -> Mapping[str, str | None]:
    """Properties as they are merged over `held` existing ones. Raises Invalid for the first fault."""
    for key, value in given.items():
        check_property(key, value)
    if held + len(given) > MOST_PROPERTIES:
        raise Invalid(
            "invalid_properties",
            f"{held + len(given)} properties are too many: at most {MOST_PROPERTIES} are kept",
        )
    return given


def merged_properties(old: Mapping[str, str], changes: Mapping[str, str | None]) -> dict[str, str]:
    """The properties after a change whose every part is valid. Raises Invalid for the first fault."""
    return merged(old, properties(changes, held=len(old.keys() - changes.keys())))


def usable_properties(given: Iterable[tuple[str, str | None]], faults: list[str]) -> dict[str, str | None]:
    """Those properties that can be kept; a sentence in `faults` for each that cannot."""
    kept: dict[str, str | None] = {}
    for key, value in given:
        try:
            check_property(key, value)
        except Invalid as fault:
            faults.append(f"{fault.message}; it was left out")
            continue
        if len(kept) == MOST_PROPERTIES:
            faults.append(f"only the first {MOST_PROPERTIES} properties are kept")
            break
        kept[key] = value
    return kept
