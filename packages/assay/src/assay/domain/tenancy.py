"""Who owns what: one organization, its groups, their applications, and each application's two keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class KeyScope(StrEnum):
    """What a key may do: an application's tracks and reads; an organization's manages settings only."""

    APPLICATION = "application"
    ORGANIZATION = "organization"


@dataclass(slots=True, frozen=True)
class ApplicationSettings:
    """What an owner may switch for one application. The defaults lose nothing and store no content."""

    content: bool = False  # store prompts and completions
    unknown_use_case: str = "create"  # or "reject"
    block_limits_on_ingest: str = "charge"  # or "reject"
    new_use_cases_per_hour: int = 1_000
    block_http_status: int = 400  # or 424
    content_days: int = 30
    event_days: int = 0  # 0: for ever


@dataclass(slots=True, frozen=True)
class Application:
    """One service, product or environment: the unit of keys, use cases, limits and requests."""

    id: str
    name: str
    group: str = ""
    settings: ApplicationSettings = field(default_factory=ApplicationSettings)
    created: int = 0
    deleted: int = 0


@dataclass(slots=True, frozen=True)
class Group:
    """A set of applications. `person` is whose own it is and who alone sees it; '' for a shared group."""

    id: str
    name: str
    person: str = ""
    created: int = 0


@dataclass(slots=True, frozen=True)
class ApiKey:
    """One of the keys of an application: kept as a SHA-256, shown once, `slot` 1 or 2."""

    digest: bytes
    app: str
    slot: int
    scope: KeyScope
    last_four: str
    created: int
    last_used: int = 0
