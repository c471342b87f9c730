"""KPI definitions and scores on the wire."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Self

from pydantic import AliasChoices, Field, StrictBool, model_validator

from assay.domain.kpis import Direction, KpiChange, KpiScore, KpiType
from assay.http.replies import wire_time
from assay.http.schemas.base import Answer, Body, Number, Timestamp, Traced, wire_time_or_none
from assay.services.kpis import KpiUpdate, KpiWithGoals, NewKpi
from assay.services.scores import Scoring


class CreateKpi(Body):
    """A new KPI. `kpi_name` is another spelling of `name`; without a type it is a number."""

    name: Annotated[str, Field(min_length=1, validation_alias=AliasChoices("name", "kpi_name"))]
    description: Annotated[str, Field(min_length=1)]
    kpi_type: str | None = None
    goal: Number | None = None
    direction: str | None = None

    def to_domain(self) -> NewKpi:
        return NewKpi(
            name=self.name,
            description=self.description,
            type=self.kpi_type or KpiType.NUMBER,
            goal=_float(self.goal),
            direction=self.direction,
        )


class UpdateKpi(Body):
    """What to change of a KPI; null or absent leaves it."""

    description: str | None = None
    goal: Number | None = None
    direction: str | None = None

    def to_domain(self) -> KpiUpdate:
        return KpiUpdate(self.description, _float(self.goal), self.direction)


class Goal(Answer):
    """A goal and the version of the use case it holds from."""

    from_version: int
    goal: float


class KpiAnswer(Traced):
    """A KPI; `goal` is that of the latest version. `direction` null on a number: not set."""

    name: str
    kpi_name: str
    description: str
    kpi_type: KpiType
    goal: float
    goals: list[Goal]
    direction: Direction | None
    created_timestamp: Timestamp
    updated_timestamp: Timestamp | None

    @classmethod
    def from_domain(cls, kpi: KpiWithGoals, request_id: str) -> KpiAnswer:
        definition = kpi.definition
        return cls(
            request_id=request_id,
            name=definition.name,
            kpi_name=definition.name,
            description=definition.description,
            kpi_type=definition.type,
            goal=definition.goal,
            goals=[Goal(from_version=version, goal=goal) for version, goal in sorted(kpi.goals.items())],
            direction=definition.direction,
            created_timestamp=wire_time(definition.created),
            updated_timestamp=wire_time_or_none(definition.updated),
        )


class ScoreBody(Body):
    """A score, or an amount to add to the present one. A `score` of null clears, `{}` does nothing."""

    score: StrictBool | Number | None = None
    increment: Number | None = None

    def to_domain(self, kpi: str, instance: str, use_case: str | None) -> Scoring | None:
        """What to write; None when nothing is asked for."""
        if self.increment is None and "score" not in self.model_fields_set:
            return None
        return Scoring(kpi, instance, use_case, _float(self.score), _float(self.increment))


class NamedScoreBody(ScoreBody):
    """A score that says which KPI it is for."""

    kpi_name: str


class AddressedScoreBody(NamedScoreBody):
    """A score that says which KPI and which instance it is for."""

    use_case_id: str
    use_case_name: str | None = None

    @model_validator(mode="after")
    def _says_what_to_write(self) -> Self:
        if not self.model_fields_set & {"score", "increment"}:
            raise ValueError("give a score, an increment, or a score of null to clear it")
        return self

    def scoring(self) -> Scoring:
        """What to write."""
        return Scoring(
            self.kpi_name, self.use_case_id, self.use_case_name, _float(self.score), _float(self.increment)
        )


class ScoreAnswer(Answer):
    """The score of one KPI on one instance."""

    kpi_name: str
    kpi_type: KpiType
    score: float
    create_timestamp: Timestamp
    update_timestamp: Timestamp

    @classmethod
    def from_domain(cls, score: KpiScore) -> ScoreAnswer:
        return cls(
            kpi_name=score.kpi,
            kpi_type=score.type,
            score=score.score,
            create_timestamp=wire_time(score.created),
            update_timestamp=wire_time(score.updated),
        )


class ScoreChangeAnswer(Answer):
    """One entry of a score's history; `score` null means that it was cleared."""

    kpi_name: str
    score: float | None
    timestamp: Timestamp
    key_last_four: str

    @classmethod
    def from_domain(cls, change: KpiChange) -> ScoreChangeAnswer:
        return cls(
            kpi_name=change.kpi,
            score=change.score,
            timestamp=wire_time(change.made),
            key_last_four=change.caller,
        )


class ScoreHistory(Traced):
    """Every change of a score, oldest first."""

    items: list[ScoreChangeAnswer]


class ScoreFault(Answer):
    """Why the score at a position, from 0, was not written."""

    item_index: int
    code: str
    message: str


class BulkScores(Traced):
    """What became of many scores."""

    total_count: int
    recorded_count: int
    error_count: int
    errors: list[ScoreFault]


def _float(value: bool | Decimal | None) -> float | None:
    return None if value is None else float(value)
