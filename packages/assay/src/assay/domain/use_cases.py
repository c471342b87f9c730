"""Use cases: what a product spends money for. A definition has versions; an instance is one execution."""

from __future__ import annotations

from dataclasses import dataclass, field

from assay.domain.errors import Invalid
from assay.domain.limits import Limit, LimitConfig


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


AUTOMATIC_DESCRIPTION = "Created automatically on first use"


def check_description(description: str) -> None:
    """A description says something. Raises Invalid."""
    if not description.strip():
        raise Invalid(
            "invalid_use_case_description", "the description is empty: say in a few words what it is for"
        )


def automatic_limit(use_case: UseCase, instance_id: str, *, limit_id: str, now: int) -> Limit | None:
    """The limit a new instance gets from the template of its use case; None when there is no template."""
    config = use_case.limit_config
    if config is None:
        return None
    return Limit(
        app=use_case.app,
        id=limit_id,
        name=f"{use_case.name}/{instance_id}",
        max=config.max,
        type=config.type,
        threshold=config.threshold,
        properties=dict(config.properties),
        tags=list(config.tags),
        automatic=True,
        created=now,
        updated=now,
        period_start=now,
    )


def check_version(use_case: UseCase, version: int | None) -> int:
    """The version a new instance gets: the latest unless an earlier one was asked for. Raises Invalid."""
    if version is None:
        return use_case.version
    if not 1 <= version <= use_case.version:
        raise Invalid(
            "invalid_use_case_version",
            f"{use_case.name} has no version {version}: it has the versions 1 to {use_case.version}",
        )
    return version
