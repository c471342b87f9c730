"""KPIs: what the product must achieve, one score per KPI and instance, held against a goal."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class KpiType(StrEnum):
    """How a score is read: which values it may take, and how scores become one figure."""

    BOOLEAN = "boolean"
    NUMBER = "number"
    PERCENTAGE = "percentage"
    LIKERT5 = "likert5"
    LIKERT7 = "likert7"
    LIKERT10 = "likert10"


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(slots=True, frozen=True)
class KpiDefinition:
    """A KPI of a use case. `goal` is that of the latest version; earlier versions keep theirs."""

    app: str
    use_case: str
    name: str
    description: str
    type: KpiType
    goal: float
    direction: Direction | None = None
    created: int = 0
    updated: int = 0


@dataclass(slots=True, frozen=True)
class KpiScore:
    """The current score of one KPI on one instance. Times are ms UTC."""

    app: str
    use_case: str
    instance: str
    kpi: str
    type: KpiType
    score: float
    created: int
    updated: int


@dataclass(slots=True, frozen=True)
class KpiChange:
    """One entry of a score's history: `score` None means it was cleared. `caller` is the key that wrote it."""

    app: str
    use_case: str
    instance: str
    kpi: str
    score: float | None
    made: int
    caller: str
