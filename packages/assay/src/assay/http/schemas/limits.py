"""Limits on the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from assay.domain.limits import (
    Enforcement,
    Limit,
    LimitPeriod,
    LimitType,
    Totals,
    state_of,
    state_when_closed,
)
from assay.http.replies import wire_time
from assay.http.schemas.base import Answer, Body, Properties, Timestamp, Traced, Usd
from assay.services.limits import NewLimit


class CreateLimit(Body):
    """A new limit. `max` is USD; `threshold` the fraction of it, 0.75 to 0.99, from which the limit warns."""

    limit_name: Annotated[str, Field(min_length=1)]
    max: Usd
    limit_id: str | None = None
    limit_type: str | None = None
    threshold: Usd | None = None
    properties: Properties | None = None
    limit_tags: list[str] | None = None
    enforcement: str | None = None
    charge_past: bool | None = None

    def to_domain(self) -> NewLimit:
        return NewLimit(
            name=self.limit_name,
            max=self.max,
            id=self.limit_id,
            type=self.limit_type or LimitType.ALLOW,
            enforcement=self.enforcement or Enforcement.SOFT,
            threshold=self.threshold,
            properties=self.properties or {},
            tags=self.limit_tags or (),
            charge_past=bool(self.charge_past),
        )


class UpdateLimit(Body):
    """What to change of a limit; null or absent leaves it."""

    limit_name: str | None = None
    max: Usd | None = None


class LimitTags(Body):
    """Tags of a limit (deprecated: use properties)."""

    limit_tags: list[str]


class Base(Answer):
    """An amount in USD."""

    base: Usd


class TotalBase(Base):
    """An amount in USD, and the part of it above `max`."""

    overrun_base: Usd


class CostTotals(Answer):
    """Spend of a period by side."""

    input: Base
    output: Base
    total: TotalBase


class RequestTotals(Answer):
    """Requests of a period by the state each left the limit in."""

    ok: int
    exceeded: int
    overrun: int
    blocked: int
    blocked_external: int
    failed: int
    total: int


class LimitTotals(Answer):
    """What one period has added up."""

    cost: CostTotals
    requests: RequestTotals

    @classmethod
    def from_domain(cls, totals: Totals) -> LimitTotals:
        return cls(
            cost=CostTotals(
                input=Base(base=totals.input),
                output=Base(base=totals.output),
                total=TotalBase(base=totals.cost, overrun_base=totals.overrun),
            ),
            requests=RequestTotals(
                ok=totals.ok,
                exceeded=totals.exceeded,
                overrun=totals.overran,
                blocked=totals.blocked,
                blocked_external=totals.blocked_external,
                failed=totals.failed,
                total=totals.requests,
            ),
        )


class LimitAnswer(Answer):
    """A limit and what its current period has added up since it began. `state` follows from both.

    `limit_charge_timestamp` is the time of the latest request it was charged with, in whichever period.
    """

    limit_id: str
    limit_name: str
    limit_type: LimitType
    enforcement: Enforcement
    max: Usd
    threshold: Usd | None
    state: str
    totals: LimitTotals
    properties: dict[str, str]
    limit_tags: list[str]
    automatic: bool
    period: int
    period_start_timestamp: Timestamp
    limit_creation_timestamp: Timestamp
    limit_update_timestamp: Timestamp
    limit_charge_timestamp: Timestamp | None

    @classmethod
    def from_domain(cls, limit: Limit) -> LimitAnswer:
        return cls(
            limit_id=limit.id,
            limit_name=limit.name,
            limit_type=limit.type,
            enforcement=limit.enforcement,
            max=limit.max,
            threshold=limit.threshold,
            state=state_of(limit),
            totals=LimitTotals.from_domain(limit.totals),
            properties=limit.properties,
            limit_tags=limit.tags,
            automatic=limit.automatic,
            period=limit.period,
            period_start_timestamp=wire_time(limit.period_start),
            limit_creation_timestamp=wire_time(limit.created),
            limit_update_timestamp=wire_time(limit.updated),
            limit_charge_timestamp=wire_time(limit.charged) if limit.charged else None,
        )


class LimitResponse(Traced):
    """One limit."""

    limit: LimitAnswer
    message: str | None = None


class LimitDeleted(Traced):
    """What a deletion answers."""

    message: str | None = None


class LimitPeriodAnswer(Answer):
    """A closed period: what the limit had added up when it was reset, and the state that this meant."""

    limit_id: str
    limit_name: str
    limit_type: LimitType
    max: Usd
    period: int
    period_start_timestamp: Timestamp
    limit_reset_timestamp: Timestamp
    limit_tags: list[str]
    state: str
    totals: LimitTotals

    @classmethod
    def from_domain(cls, period: LimitPeriod) -> LimitPeriodAnswer:
        return cls(
            limit_id=period.limit_id,
            limit_name=period.limit_name,
            limit_type=period.type,
            max=period.max,
            period=period.period,
            period_start_timestamp=wire_time(period.start),
            limit_reset_timestamp=wire_time(period.end),
            limit_tags=list(period.tags),
            state=state_when_closed(period),
            totals=LimitTotals.from_domain(period.totals),
        )


class LimitHistoryResponse(Traced):
    """The period that a reset closed."""

    limit_history: LimitPeriodAnswer
    message: str | None = None


class Tag(Answer):
    """A tag of a limit; `tag_id` is its place, from 1."""

    tag_id: int
    tag_name: str

    @classmethod
    def all_of(cls, limit: Limit) -> list[Tag]:
        return [cls(tag_id=place, tag_name=name) for place, name in enumerate(limit.tags, 1)]
