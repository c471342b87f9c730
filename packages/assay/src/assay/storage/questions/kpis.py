"""KPI figures: from the scores' own signed rows, which carry use case, version and start of their
instance.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assay.domain.kpis import aggregate_text, attainment
from assay.storage.ports import KpiReadings
from assay.storage.questions.reader import Params
from assay.storage.questions.scope import Level, Scope

LARGEST_EXACT = 10**15
"""Scores below it are summed exactly; beyond, as floats."""

UseCaseVersion = tuple[str, str, int]
"""Application, use case and version."""


@dataclass(slots=True)
class KpiFigures:
    """Scores of one cell, their number and sum, and all instances: by application, use case and version."""

    scores: dict[str, dict[UseCaseVersion, tuple[int, Decimal]]] = field(
        default_factory=dict[str, dict[UseCaseVersion, tuple[int, Decimal]]]
    )
    instances: dict[UseCaseVersion, int] = field(default_factory=dict[UseCaseVersion, int])

    def add(self, other: KpiFigures) -> None:
        """Take in the figures of another cell."""
        for kpi, parts in other.scores.items():
            mine = self.scores.setdefault(kpi, {})
            for key, (count, total) in parts.items():
                before = mine.get(key, (0, Decimal(0)))
                mine[key] = (before[0] + count, before[1] + total)
        for key, count in other.instances.items():
            self.instances[key] = self.instances.get(key, 0) + count

    def figure(self, name: str, kpi: str, readings: KpiReadings) -> Any:
        """`kpi`, `kpi_text`, `kpi_n`, `kpi_coverage`, `kpi_goal` or `kpi_attainment`; None where there is
        none.
        """
        parts = {key: part for key, part in self.scores.get(kpi, {}).items() if part[0] > 0}
        n = sum(count for count, _ in parts.values())
        if name == "kpi_n":
            return n
        if name == "kpi_coverage":
            return self._coverage(kpi, n, readings)
        if name == "kpi_goal":
            return _goal(parts, kpi, readings)
        if n == 0:
            return None
        mean = sum((total for _, total in parts.values()), Decimal(0)) / n
        return _read(name, mean, parts, kpi, readings)

    def _coverage(self, kpi: str, scored: int, readings: KpiReadings) -> float | None:
        """Scored instances among all instances of the use cases that have the KPI."""
        every = sum(count for (*owner, _), count in self.instances.items() if (*owner, kpi) in readings)
        return scored / every if every else None


def _read(
    name: str, mean: Decimal, parts: Iterable[UseCaseVersion], kpi: str, readings: KpiReadings
) -> float | str | None:
    if name == "kpi":
        return float(mean)
    known = [readings[app, use_case, kpi] for app, use_case, _ in parts if (app, use_case, kpi) in readings]
    found = {reading.type for reading in known}
    if name == "kpi_text":
        return aggregate_text(found.pop(), mean) if len(found) == 1 else None
    goal = _goal(parts, kpi, readings)
    ways = {reading.direction for reading in known}
    if goal is None or len(ways) != 1:
        return None
    reached = attainment(float(mean), goal, ways.pop())
    return None if reached is None else reached.ratio


def _goal(parts: Iterable[UseCaseVersion], kpi: str, readings: KpiReadings) -> float | None:
    """The goal of the latest version that was scored; None where several use cases differ in it."""
    latest: dict[tuple[str, str], int] = {}
    for app, use_case, version in parts:
        latest[app, use_case] = max(version, latest.get((app, use_case), 0))
    goals = {
        readings[*owner, kpi].goal(version) for owner, version in latest.items() if (*owner, kpi) in readings
    }
    return goals.pop() if len(goals) == 1 else None


KpiCell = tuple[UseCaseVersion, int | None]


def kpi_cells(scope: Scope, kpis: Sequence[str]) -> dict[KpiCell, KpiFigures]:
    """Figures by application, use case, version and bucket: the finest that any grouping of them needs."""
    found: dict[KpiCell, KpiFigures] = {}
    level = Level(by_group=False, by_bucket=scope.level().by_bucket)
    bucket = "bucket" if level.by_bucket else "NULL"
    _score_cells(scope, level, bucket, kpis, found)
    params = Params(scope.fragments)
    statement = (
        f"SELECT app, use_case, uc_version, {bucket}, sum(sign)"
        f" FROM {scope.relation(level, params, 'instances')}"
        f" GROUP BY ALL HAVING sum(sign) > 0"
    )
    for *owner, version, key, count in scope.reader.rows(statement, params.values):
        part = (*owner, version)
        found.setdefault((part, key), KpiFigures()).instances[part] = count
    return found


def _score_cells(
    scope: Scope, level: Level, bucket: str, kpis: Sequence[str], found: dict[KpiCell, KpiFigures]
) -> None:
    params = Params(scope.fragments)
    ts = "ts" if scope.question.instance_time else "scored"
    exact = scope.fragments.decimal(f"CASE WHEN abs(score) < {LARGEST_EXACT} THEN score ELSE 0 END")
    beyond = f"sum(CASE WHEN abs(score) < {LARGEST_EXACT} THEN 0 ELSE score * sign END)"
    chosen = scope.fragments.one_of("kpi", params.add(list(kpis), "texts"))
    statement = (
        f"SELECT app, use_case, uc_version, {bucket}, kpi, sum(sign), sum({exact} * sign), {beyond}"
        f" FROM {scope.relation(level, params, 'kpi_scores', ts)} WHERE {chosen} GROUP BY ALL"
    )
    for *owner, version, key, kpi, count, total, rest in scope.reader.rows(statement, params.values):
        part = (*owner, version)
        figures = found.setdefault((part, key), KpiFigures())
        figures.scores.setdefault(kpi, {})[part] = (count, total + Decimal(rest or 0))
