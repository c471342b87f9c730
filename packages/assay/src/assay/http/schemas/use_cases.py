"""Use case definitions and instances on the wire, and the experiences they were called before."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from assay.domain.limits import LimitConfig, LimitType
from assay.domain.use_cases import Instance, UseCase
from assay.http.replies import wire_time
from assay.http.schemas.base import Answer, Body, Properties, Timestamp, Traced, Usd
from assay.services.instances import NewInstance
from assay.services.limits import limit_config
from assay.services.use_cases import NewUseCase


class LimitConfigBody(Body):
    """The template of the limit that each new instance gets."""

    max: Usd
    limit_type: str | None = None
    threshold: Usd | None = None
    properties: Properties | None = None
    limit_tags: list[str] | None = None

    def to_domain(self) -> LimitConfig:
        return limit_config(
            self.max,
            self.limit_type or LimitType.ALLOW,
            self.threshold,
            self.properties or {},
            self.limit_tags or (),
        )


class CreateUseCase(Body):
    """A new definition. `logging_enabled` keeps prompts and completions of its requests."""

    name: Annotated[str, Field(min_length=1)]
    description: Annotated[str, Field(min_length=1)]
    limit_config: LimitConfigBody | None = None
    logging_enabled: bool | None = None

    def to_domain(self) -> NewUseCase:
        config = self.limit_config.to_domain() if self.limit_config else None
        return NewUseCase(self.name, self.description, config, self.logging_enabled)


class UpdateUseCase(Body):
    """What to change of a definition; null or absent leaves it."""

    description: str | None = None
    logging_enabled: bool | None = None


class LimitConfigAnswer(Answer):
    """The template in force."""

    max: Usd
    limit_type: LimitType
    threshold: Usd | None
    properties: dict[str, str]
    limit_tags: list[str]

    @classmethod
    def from_domain(cls, config: LimitConfig) -> LimitConfigAnswer:
        return cls(
            max=config.max,
            limit_type=config.type,
            threshold=config.threshold,
            properties=config.properties,
            limit_tags=list(config.tags),
        )


class VersionNotes(Body):
    """What to note about a version."""

    notes: str = ""


class VersionAnswer(Answer):
    """A version: when it began, and what was noted about it."""

    version: int
    started_timestamp: Timestamp
    notes: str


class UseCaseAnswer(Traced):
    """A definition. `auto_created` says that nobody has described it yet.

    `versions` are those of which the beginning is known, in order.
    """

    name: str
    description: str
    type_version: int
    logging_enabled: bool | None
    limit_config: LimitConfigAnswer | None
    auto_created: bool
    created_timestamp: Timestamp
    updated_timestamp: Timestamp
    versions: list[VersionAnswer]

    @classmethod
    def from_domain(cls, use_case: UseCase, request_id: str) -> UseCaseAnswer:
        config = use_case.limit_config
        return cls(
            request_id=request_id,
            name=use_case.name,
            description=use_case.description,
            type_version=use_case.version,
            logging_enabled=use_case.logging_enabled,
            limit_config=LimitConfigAnswer.from_domain(config) if config else None,
            auto_created=use_case.auto_created,
            created_timestamp=wire_time(use_case.created),
            updated_timestamp=wire_time(use_case.updated),
            versions=[
                VersionAnswer(version=one.number, started_timestamp=wire_time(one.started), notes=one.notes)
                for one in use_case.versions
            ],
        )


class CreateInstance(Body):
    """What may be said about a new instance; all of it may be left out."""

    use_case_id: str | None = None
    use_case_version: int | None = None
    user_id: str | None = None
    account_name: str | None = None
    properties: Properties | None = None

    def to_domain(self) -> NewInstance:
        return NewInstance(
            self.use_case_id, self.use_case_version, self.user_id, self.account_name, self.properties or {}
        )


class InstanceAnswer(Traced):
    """One execution of a use case. `limit_id` is its automatic limit."""

    use_case_id: str
    use_case_name: str
    type_version: int
    limit_id: str | None
    user_id: str | None
    account_name: str | None
    properties: dict[str, str]
    created_timestamp: Timestamp

    @classmethod
    def from_domain(cls, instance: Instance, request_id: str) -> InstanceAnswer:
        return cls(
            request_id=request_id,
            use_case_id=instance.id,
            use_case_name=instance.use_case,
            type_version=instance.version,
            limit_id=instance.limit_id or None,
            user_id=instance.user_id or None,
            account_name=instance.account or None,
            properties=instance.properties,
            created_timestamp=wire_time(instance.created),
        )


class ExperienceAnswer(InstanceAnswer):
    """An instance under its former name."""

    experience_id: str

    @classmethod
    def from_domain(cls, instance: Instance, request_id: str) -> ExperienceAnswer:
        same = InstanceAnswer.from_domain(instance, request_id)
        return cls(experience_id=instance.id, **same.model_dump())


class InstanceValue(Traced):
    """What an instance is worth: unknown until a policy of value says how to reckon it."""

    money: Usd | None = None
    time: float | None = None
