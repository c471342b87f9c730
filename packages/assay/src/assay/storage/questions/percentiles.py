"""Distributions of a measurement: exact where few rows take part, else from a histogram of log buckets.

What is fetched is (value or bucket, sum of signs), so rows that were taken back cancel out, and parts add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assay.domain.metrics import PERCENTILES
from assay.domain.statistics import bucket_middle, nearest_rank
from assay.storage.questions.measures import Sample, samples
from assay.storage.questions.reader import Params
from assay.storage.questions.scope import Level, Scope, placed
from assay.storage.questions.sums import Key

MOST_EXACT_ROWS = 100_000
"""Requests in the answer up to which percentiles are exact."""

Counts = dict[Any, int]


@dataclass(slots=True)
class Distribution:
    """One sample by cell: counts by value (`exact`) or by bucket, and the extremes where those were asked
    for.
    """

    sample: Sample
    exact: bool
    counts: dict[Key, Counts] = field(default_factory=dict[Key, Counts])
    extremes: dict[Key, tuple[Any, Any]] = field(default_factory=dict[Key, tuple[Any, Any]])

    def statistic(self, cell: Key, name: str) -> Any:
        """`mean`, `min`, `max` or a percentile of a cell; None where nothing was measured."""
        counts = {value: count for value, count in self.counts.get(cell, {}).items() if count > 0}
        if name in PERCENTILES:
            found = nearest_rank(counts, PERCENTILES[name])
            return found if self.exact or found is None else bucket_middle(found) / self.sample.scale
        if cell not in self.extremes:
            return None
        return self.extremes[cell][0 if name == "min" else 1]


def distribution(
    scope: Scope,
    level: Level,
    name: str,
    *,
    statistics: Sequence[str],
    exact: bool,
    chosen: Sequence[int] | None,
) -> Distribution:
    """The distribution of a sample by cell of the level."""
    found = Distribution(samples(scope.fragments)[name], exact)
    if any(statistic in PERCENTILES for statistic in statistics):
        _count(scope, level, found, chosen)
    if "min" in statistics or "max" in statistics:
        _find_extremes(scope, level, found, chosen)
    return found


def mean_of_instances(
    scope: Scope, level: Level, chosen: Sequence[int] | None
) -> dict[Key, tuple[Decimal, int]]:
    """Sum of the costs of instances and their number, by cell."""
    params = Params(scope.fragments)
    rows = _rows(scope, level, samples(scope.fragments)["instance_cost"], "amount", chosen, params)
    by = _by(level)
    statement = f"SELECT {by}sum(x), count(x) FROM {rows}{_grouping(by)}"
    return {
        _cell(level, row): (row[-2], row[-1])
        for row in scope.reader.rows(statement, params.values)
        if row[-1]
    }


def _count(scope: Scope, level: Level, found: Distribution, chosen: Sequence[int] | None) -> None:
    params = Params(scope.fragments)
    sample = found.sample
    x = sample.x if found.exact else scope.fragments.log_bucket(f"({sample.x}) * {sample.scale}")
    by = _by(level)
    statement = (
        f"SELECT {by}x, sum(sign) FROM {_rows(scope, level, sample, x, chosen, params)} GROUP BY {by}x"
    )
    for row in scope.reader.rows(statement, params.values):
        found.counts.setdefault(_cell(level, row), {})[row[-2]] = row[-1]


def _find_extremes(scope: Scope, level: Level, found: Distribution, chosen: Sequence[int] | None) -> None:
    params = Params(scope.fragments)
    by = _by(level)
    rows = _rows(scope, level, found.sample, found.sample.x, chosen, params)
    values = f"SELECT {by}x FROM {rows} GROUP BY {by}x HAVING sum(sign) > 0"
    statement = f"SELECT {by}min(x), max(x) FROM ({values}){_grouping(by)}"
    for row in scope.reader.rows(statement, params.values):
        if row[-1] is not None:
            found.extremes[_cell(level, row)] = (row[-2], row[-1])


def _rows(
    scope: Scope, level: Level, sample: Sample, x: str, chosen: Sequence[int] | None, params: Params
) -> str:
    """SQL of (h, bucket, x, sign), a row for each measurement: of requests, or of instances within their
    cell.
    """
    placing, keys = placed(scope.dimensions(level), chosen, scope.fragments)
    bucket = "bucket, " if level.by_bucket else ""
    relation = scope.relation(level, params)
    if not sample.of_instances:
        return f"(SELECT {placing}{bucket}{x} AS x, sign FROM {relation} WHERE {sample.present})"
    instances = (
        f"SELECT {placing}{bucket}uc_instance, sum(cost) AS amount FROM {relation} WHERE uc_instance <> ''"
        f" GROUP BY {keys}{bucket}uc_instance HAVING sum(sign) > 0"
    )
    return f"(SELECT {keys}{bucket}{x} AS x, 1 AS sign FROM ({instances}))"


def _by(level: Level) -> str:
    return ("h, " if level.by_group else "") + ("bucket, " if level.by_bucket else "")


def _grouping(by: str) -> str:
    return f" GROUP BY {by.rstrip(', ')}" if by else ""


def _cell(level: Level, row: tuple[Any, ...]) -> Key:
    return (row[0] if level.by_group else None, row[-3] if level.by_bucket else None)
