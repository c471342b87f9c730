"""Use cases: what a product spends money for. A definition has versions; an instance is one execution of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from assay.domain.limits import LimitConfig


@dataclass(slots=True, frozen=True)
class UseCase:
    """A use case definition. `version` is the latest; times are ms UTC; `deleted` 0 means it is in force."""

    app: str
    name: str
    description: str
    version: int = 1
    logging_enabled: bool | None = None
    limit_config: LimitConfig | None = None
    auto_created: bool = False
    created: int = 0
    updated: int = 0
    deleted: int = 0


@dataclass(slots=True, frozen=True)
class Instance:
    """One execution of a use case. The id is unique in the application; the version is kept for life."""

    app: str
    id: str
    use_case: str
    version: int
    limit_id: str = ""
    user_id: str = ""
    account: str = ""
    properties: dict[str, str] = field(default_factory=dict[str, str])
    created: int = 0
    deleted: int = 0
