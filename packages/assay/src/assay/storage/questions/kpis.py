"""KPI figures: from the scores' own signed rows, which carry use case, version and start of their instance,
in the groups that the instance is in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from math import isfinite
from typing import Any

from assay.domain.inference import Moments, interval_of, merged
from assay.domain.kpis import aggregate_text, attainment, sample_of
from assay.storage.ports import KpiReading, KpiReadings
from assay.storage.questions.membership import members
from assay.storage.questions.reader import Params
from assay.storage.questions.scope import Level, Scope, placed
from assay.storage.questions.sums import Key

LARGEST_EXACT = 10**15
"""Scores below it are summed exactly; beyond, as floats."""

_ENDS = {"kpi_low": 0, "kpi_high": 1}
"""Figures that are an end of the 95 % interval."""

UseCaseVersion = tuple[str, str, int]
"""Application, use case and version."""


@dataclass(slots=True, frozen=True)
class Scores:
    """Some scores: their sum, exact, and their moments."""

    total: Decimal
    moments: Moments

    def __add__(self, other: Scores) -> Scores:
        return Scores(self.total + other.total, merged(self.moments, other.moments))


@dataclass(slots=True)
class KpiFigures:
    """Scores of one cell by KPI, and all instances: by application, use case and version."""

    scores: dict[str, dict[UseCaseVersion, Scores]] = field(
        default_factory=dict[str, dict[UseCaseVersion, Scores]]
    )
    instances: dict[UseCaseVersion, int] = field(default_factory=dict[UseCaseVersion, int])

    def add(self, other: KpiFigures) -> None:
        """Take in the figures of another cell."""
        for kpi, parts in other.scores.items():
            mine = self.scores.setdefault(kpi, {})
            for key, scores in parts.items():
                mine[key] = mine[key] + scores if key in mine else scores
        for key, count in other.instances.items():
            self.instances[key] = self.instances.get(key, 0) + count

    def figure(self, name: str, kpi: str, readings: KpiReadings) -> Any:
        """`kpi` or another of `KPI_FIGURES`; None where there is none."""
        parts = self.scores.get(kpi, {})
        n = sum(scores.moments.n for scores in parts.values())
        if name == "kpi_n":
            return n
        if name == "kpi_coverage":
            return self._coverage(kpi, n, readings)
        if name == "kpi_goal":
            return _goal(parts, kpi, readings)
        if n == 0:
            return None
        if name in _ENDS:
            return _end(name, parts, kpi, readings)
        mean = sum((scores.total for scores in parts.values()), Decimal(0)) / n
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
    known = _known(parts, kpi, readings)
    found = {reading.type for reading in known}
    if name == "kpi_text":
        return aggregate_text(found.pop(), mean) if len(found) == 1 else None
    goal = _goal(parts, kpi, readings)
    ways = {reading.direction for reading in known}
    if goal is None or len(ways) != 1:
        return None
    reached = attainment(float(mean), goal, ways.pop())
    return None if reached is None else reached.ratio


def _end(name: str, parts: Mapping[UseCaseVersion, Scores], kpi: str, readings: KpiReadings) -> float | None:
    """The lower or the upper end of the 95 % interval; None where the KPI has no one type."""
    found = {reading.type for reading in _known(parts, kpi, readings)}
    if len(found) != 1:
        return None
    moments = reduce(merged, (scores.moments for scores in parts.values()))
    interval = interval_of(sample_of(found.pop(), moments))
    if interval is None or not isfinite(interval[_ENDS[name]]):
        return None
    return interval[_ENDS[name]]


def _known(parts: Iterable[UseCaseVersion], kpi: str, readings: KpiReadings) -> list[KpiReading]:
    return [readings[app, use_case, kpi] for app, use_case, _ in parts if (app, use_case, kpi) in readings]


def _goal(parts: Iterable[UseCaseVersion], kpi: str, readings: KpiReadings) -> float | None:
    """The goal of the latest version that was scored; None where several use cases differ in it."""
    latest: dict[tuple[str, str], int] = {}
    for app, use_case, version in parts:
        latest[app, use_case] = max(version, latest.get((app, use_case), 0))
    goals = {
        readings[*owner, kpi].goal(version) for owner, version in latest.items() if (*owner, kpi) in readings
    }
    return goals.pop() if len(goals) == 1 else None


def kpi_cells(
    scope: Scope, level: Level, kpis: Sequence[str], chosen: Sequence[int] | None
) -> dict[Key, KpiFigures]:
    """Figures by cell of a level; groups that are not `chosen` are the rest, in which a score counts once."""
    found: dict[Key, KpiFigures] = {}
    _add_scores(scope, level, kpis, chosen, found)
    params = Params(scope.fragments)
    every = members(scope, level, params, "instances")
    placing, by = _cells(scope, level, chosen)
    standing = (
        f"SELECT {placing}app, use_case, uc_version, {every.count} AS n FROM {every.rows}"
        f" GROUP BY {by}{every.identity}app, use_case, uc_version HAVING sum(sign) > 0"
    )
    statement = f"SELECT h, bucket, app, use_case, uc_version, sum(n) FROM ({standing}) GROUP BY ALL"
    for h, bucket, *part, count in scope.reader.rows(statement, params.values):
        found.setdefault((h, bucket), KpiFigures()).instances[_part(part)] = int(count)
    return found


def _add_scores(
    scope: Scope,
    level: Level,
    kpis: Sequence[str],
    chosen: Sequence[int] | None,
    found: dict[Key, KpiFigures],
) -> None:
    """Scores that are equal are counted first, so that those that were taken back cancel out."""
    params = Params(scope.fragments)
    ts = "ts" if scope.question.instance_time else "scored"
    every = members(scope, level, params, "kpi_scores", ts)
    placing, by = _cells(scope, level, chosen)
    named = scope.fragments.one_of("kpi", params.add(list(kpis), "texts"))
    standing = (
        f"SELECT {placing}app, use_case, uc_version, kpi, score, {every.count} AS n FROM {every.rows}"
        f" WHERE {named} GROUP BY {by}{every.identity}app, use_case, uc_version, kpi, score"
        " HAVING sum(sign) > 0"
    )
    cell = "h, bucket, app, use_case, uc_version, kpi"
    spread = f"SELECT *, sum(score * n) OVER cell / sum(n) OVER cell AS mean FROM ({standing})"
    exact = scope.fragments.decimal(f"CASE WHEN abs(score) < {LARGEST_EXACT} THEN score ELSE 0 END")
    beyond = f"sum(CASE WHEN abs(score) < {LARGEST_EXACT} THEN 0 ELSE score * n END)"
    statement = (
        f"SELECT {cell}, sum(n), sum({exact} * n), {beyond}, {scope.fragments.some('mean')},"
        f" sum(n * (score - mean) * (score - mean))"
        f" FROM ({spread} WINDOW cell AS (PARTITION BY {cell})) GROUP BY {cell}"
    )
    for h, bucket, *part, kpi, n, total, rest, mean, m2 in scope.reader.rows(statement, params.values):
        figures = found.setdefault((h, bucket), KpiFigures())
        scores = Scores(total + Decimal(rest or 0), Moments(int(n), mean, m2))
        figures.scores.setdefault(kpi, {})[_part(part)] = scores


def _cells(scope: Scope, level: Level, chosen: Sequence[int] | None) -> tuple[str, str]:
    """Columns that place each row in its cell, and those to group by."""
    placing, by = placed(scope, level, chosen)
    if not level.by_bucket:
        return f"{placing or 'NULL AS h, '}NULL AS bucket, ", by
    return f"{placing or 'NULL AS h, '}bucket, ", f"{by}bucket, "


def _part(columns: Sequence[Any]) -> UseCaseVersion:
    app, use_case, version = columns
    return app, use_case, version
