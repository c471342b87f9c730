"""KPIs: what the product must achieve, one score per KPI and instance, held against a goal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from math import isfinite

from assay.domain.errors import Invalid
from assay.domain.inference import Moments, Share


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
    """One entry of a score's history: `score` None means cleared. `caller` is the key that wrote it."""

    app: str
    use_case: str
    instance: str
    kpi: str
    score: float | None
    made: int
    caller: str


class Standing(StrEnum):
    """How a value stands to its goal. `near` misses it by at most a tenth of the goal."""

    MET = "met"
    NEAR = "near"
    MISSED = "missed"


@dataclass(slots=True, frozen=True)
class Attainment:
    """A value held against a goal. `ratio` 1 means reached exactly; None where dividing says nothing."""

    standing: Standing
    ratio: float | None


SCALES: dict[KpiType, tuple[float, float]] = {
    KpiType.BOOLEAN: (0, 1),
    KpiType.PERCENTAGE: (0, 100),
    KpiType.LIKERT5: (1, 5),
    KpiType.LIKERT7: (1, 7),
    KpiType.LIKERT10: (1, 10),
}
"""Lowest and highest score and goal by type; a `number` has neither."""

LONGEST_NAME = 64
NEAR = Decimal("0.1")


def check_kpi_name(name: str) -> str:
    """1 to 64 printable characters, spaces included, no slash. Raises Invalid."""
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable() or "/" in name or name != name.strip():
        raise Invalid(
            "invalid_kpi_name",
            f"{name!r} is no KPI name: use 1 to {LONGEST_NAME} printable characters without '/',"
            " and no space at the ends",
        )
    return name


def check_kpi_description(description: str) -> str:
    """A description says something. Raises Invalid."""
    if not description.strip():
        raise Invalid(
            "invalid_kpi_description", "the description is empty: say in a few words what is measured"
        )
    return description


def kpi_type(text: str) -> KpiType:
    """The type of that name. Raises Invalid."""
    try:
        return KpiType(text)
    except ValueError:
        raise Invalid(
            "invalid_kpi_type", f"{text!r} is no type of KPI: use one of {', '.join(KpiType)}"
        ) from None


def direction(text: str | None) -> Direction | None:
    """The direction of that name, None for none. Raises Invalid."""
    try:
        return None if text is None else Direction(text)
    except ValueError:
        raise Invalid(
            "invalid_kpi_direction", f"{text!r} is no direction of a KPI: use higher or lower"
        ) from None


def check_goal(kind: KpiType, goal: float | None) -> float:
    """The goal as it is kept: the lowest of the scale, or 0, when none is given. Raises Invalid."""
    lowest = SCALES[kind][0] if kind in SCALES else 0.0
    return _on_scale(kind, lowest if goal is None else goal, "invalid_kpi_goal", "goal")


def check_score(kind: KpiType, score: float) -> float:
    """The score as it is kept: true and false are 1.0 and 0.0. Raises Invalid."""
    checked = _on_scale(kind, score, "invalid_kpi_score", "score")
    if kind is KpiType.BOOLEAN and checked not in (0.0, 1.0):
        raise Invalid("invalid_kpi_score", f"score is {score}: a boolean KPI takes true, false, 1.0 or 0.0")
    return checked


def _on_scale(kind: KpiType, value: float, code: str, what: str) -> float:
    number = float(value)
    if not isfinite(number):
        raise Invalid(code, f"{what} is {value}: give a finite number")
    if kind in SCALES:
        lowest, highest = SCALES[kind]
        if not lowest <= number <= highest:
            raise Invalid(
                code, f"{what} is {value}: a {kind} KPI goes from {lowest:g} to {highest:g}, both included"
            )
    return number


def mean(scores: Iterable[float]) -> Decimal | None:
    """The mean, summed in decimals as the scores are written, so 2.4, 3.0 and 4.2 make 3.2; None of none."""
    exact = [_as_written(score) for score in scores]
    return sum(exact, start=Decimal(0)) / len(exact) if exact else None


def _as_written(number: float) -> Decimal:
    """The shortest decimal that means this float: 0.1, not 0.1000000000000000055."""
    return Decimal(repr(float(number)))


def sample_of(kind: KpiType, moments: Moments) -> Moments | Share:
    """Scores as a sample: of a boolean KPI the share of true."""
    if kind is KpiType.BOOLEAN:
        return Share(round(moments.mean * moments.n), moments.n)
    return moments


def aggregate_text(kind: KpiType, value: Decimal) -> str:
    """A mean as people read it, half-up at two decimals: `5.23% True`, `87.50%`, `3.83 / 5`, `3.20`."""
    match kind:
        case KpiType.BOOLEAN:
            return f"{_two_places(value * 100)}% True"
        case KpiType.PERCENTAGE:
            return f"{_two_places(value)}%"
        case KpiType.NUMBER:
            return _two_places(value)
        case _:
            return f"{_two_places(value)} / {SCALES[kind][1]:g}"


def _two_places(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def better(definition: KpiDefinition) -> Direction | None:
    """Which way is better: as defined, else higher; unknown for a `number`, where guessing would mislead."""
    if definition.direction is not None or definition.type is KpiType.NUMBER:
        return definition.direction
    return Direction.HIGHER


def attainment(value: float, goal: float, way: Direction | None) -> Attainment | None:
    """How a value stands to its goal; None when no direction is set.

    The ratio is value / goal where higher is better and goal / value where lower is; 1 when both are 0, and
    None when the divisor is 0 or a sign makes it meaningless.
    """
    if way is None:
        return None
    reached = value >= goal if way is Direction.HIGHER else value <= goal
    close = abs(_as_written(value) - _as_written(goal)) <= NEAR * abs(_as_written(goal))
    standing = Standing.MET if reached else Standing.NEAR if close else Standing.MISSED
    above, below = (value, goal) if way is Direction.HIGHER else (goal, value)
    if value == goal == 0:
        return Attainment(standing, 1.0)
    return Attainment(standing, above / below if above >= 0 and below > 0 else None)
