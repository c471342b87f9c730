"""Use cases: what a product spends money for. A definition has versions; an instance is one execution."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from assay.domain.errors import Invalid, NotFound
from assay.domain.limits import Limit, LimitConfig

LONGEST_NOTES = 2_000


@dataclass(slots=True, frozen=True)
class Version:
    """A version of a use case: when it began, ms UTC, and what its people noted about it."""

    number: int
    started: int
    notes: str = ""


@dataclass(slots=True, frozen=True)
class UseCase:
    """A use case definition. `version` is the latest; times are ms UTC; `deleted` 0 means it is in force.

    `versions` are those of which the beginning is known, in order: earlier releases did not keep it.
    """

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
    versions: tuple[Version, ...] = ()

    def begun(self, number: int, now: int, notes: str = "") -> UseCase:
        """The use case with a new latest version."""
        return replace(self, version=number, versions=(*self.versions, Version(number, now, notes)))

    def noted(self, number: int, notes: str) -> UseCase:
        """The use case with other notes on one of the versions it knows of.

        Raises NotFound (`use_case_version_not_found`).
        """
        if all(one.number != number for one in self.versions):
            known = ", ".join(str(one.number) for one in self.versions) or "none"
            raise NotFound(
                "use_case_version_not_found",
                f"{self.name} knows nothing of a version {number}: notes can stand at {known}",
            )
        changed = (replace(one, notes=notes) if one.number == number else one for one in self.versions)
        return replace(self, versions=tuple(changed))


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


def check_notes(notes: str) -> str:
    """Notes on a version without the space around them. Raises Invalid."""
    trimmed = notes.strip()
    if len(trimmed) > LONGEST_NOTES:
        raise Invalid(
            "invalid_version_notes",
            f"the notes have {len(trimmed)} characters: at most {LONGEST_NOTES} are kept",
        )
    return trimmed


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
