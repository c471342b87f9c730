"""Distributions of a measurement: exact where few rows take part, else from a histogram of log buckets.

Values (or their buckets) are counted by sum of signs first, so that rows that were taken back cancel out. The
counts of coarser levels are added up from those of the finest, and ranked where they are: only results leave
the engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from assay.domain.metrics import PERCENTILES
from assay.domain.statistics import bucket_middle
from assay.storage.questions.measures import Sample, samples
from assay.storage.questions.reader import Params
from assay.storage.questions.scope import Level, Scope, cell_columns, placed
from assay.storage.questions.sums import Key

MOST_EXACT_ROWS = 100_000
"""Requests in the answer up to which percentiles are exact."""

Statistics = dict[Key, dict[str, Any]]
"""By cell: the statistics by name."""


def distribution(
    scope: Scope,
    levels: Sequence[Level],
    name: str,
    *,
    statistics: Sequence[str],
    exact: bool,
    chosen: Sequence[int] | None,
) -> list[Statistics]:
    """Percentiles and extremes of a sample by cell, for each of the levels; the finest level comes first."""
    sample = samples(scope.fragments)[name]
    if len(levels) > 1 and (sample.of_instances or scope.overlaps()):
        each = [
            distribution(scope, [one], name, statistics=statistics, exact=exact, chosen=chosen)
            for one in levels
        ]
        return [found[0] for found in each]
    ranks = [one for one in statistics if one in PERCENTILES]
    extremes = [one for one in statistics if one in ("min", "max")]
    if exact:
        return _ranked(scope, levels, sample, sample.x, [*ranks, *extremes], chosen)
    found = _ranked(scope, levels, sample, sample.x, extremes, chosen)
    bucket = scope.fragments.log_bucket(f"({sample.x}) * {sample.scale}")
    for of_level, estimated in zip(found, _ranked(scope, levels, sample, bucket, ranks, chosen), strict=True):
        for cell, buckets in estimated.items():
            middles = {one: bucket_middle(number) / sample.scale for one, number in buckets.items()}
            of_level.setdefault(cell, {}).update(middles)
    return found


def means_of_instances(
    scope: Scope, levels: Sequence[Level], chosen: Sequence[int] | None
) -> list[dict[Key, tuple[Decimal, int]]]:
    """Sum of the costs of instances and their number, by cell of each level; the finest level comes first.

    An instance belongs to several cells where its requests do; the costs in them add up to those of a coarser
    one. Where a request itself may stand in several groups they do not, and each level is read by itself.
    """
    if len(levels) > 1 and scope.overlaps():
        return [means_of_instances(scope, [one], chosen)[0] for one in levels]
    params = Params(scope.fragments)
    placing, _ = placed(scope, levels[0], chosen)
    bucket = cell_columns(levels[0])[1]
    spent = (
        f"SELECT {placing or 'NULL AS h, '}{bucket} AS bucket, {scope.instance_key()} AS instance,"
        f" sum(cost) AS amount FROM {scope.relation(levels[0], params)} WHERE instance_key <> 0"
        " GROUP BY ALL HAVING sum(sign) > 0"
    )
    parts = " UNION ALL ".join(_mean_of_level(number, one) for number, one in enumerate(levels))
    statement = f"WITH spent AS MATERIALIZED ({spent}) {parts}"
    found: list[dict[Key, tuple[Decimal, int]]] = [{} for _ in levels]
    for number, hash_, key, total, count in scope.reader.rows(statement, params.values):
        if count:
            found[number][hash_, key] = (total, count)
    return found


def _mean_of_level(number: int, level: Level) -> str:
    """SQL of the means by cell of a level, from the instances by cell of the finest (the level 0)."""
    h, bucket = cell_columns(level)
    count = "count(DISTINCT instance)" if number else "count(instance)"
    return f"SELECT {number}, {h}, {bucket}, sum(amount), {count} FROM spent GROUP BY ALL"


def _ranked(
    scope: Scope,
    levels: Sequence[Level],
    sample: Sample,
    x: str,
    statistics: Sequence[str],
    chosen: Sequence[int] | None,
) -> list[Statistics]:
    """The statistics of `x` by cell of each level, in one statement."""
    found: list[Statistics] = [{} for _ in levels]
    if not statistics:
        return found
    params = Params(scope.fragments)
    h, bucket = cell_columns(levels[0])
    counted = (
        f"SELECT {h} AS h, {bucket} AS bucket, x, sum(sign) AS n"
        f" FROM {_rows(scope, levels[0], sample, x, chosen, params)} GROUP BY ALL"
    )
    parts = " UNION ALL ".join(_of_level(number, one, statistics) for number, one in enumerate(levels))
    statement = f"WITH counted AS MATERIALIZED ({counted}) {parts}"
    for number, hash_, key, *values in scope.reader.rows(statement, params.values):
        found[number][hash_, key] = dict(zip(statistics, values, strict=True))
    return found


def _of_level(number: int, level: Level, statistics: Sequence[str]) -> str:
    """SQL of the statistics by cell of a level, from the counts of the finest (the level 0).

    A percentile is the nearest rank: the least value with so many of a hundred at or below it (Hyndman & Fan
    1996, definition 1).
    """
    h, bucket = cell_columns(level)
    cells = "SELECT * FROM counted WHERE n > 0"
    if number:
        cells = (
            f"SELECT {h} AS h, {bucket} AS bucket, x, sum(n) AS n FROM counted GROUP BY ALL HAVING sum(n) > 0"
        )
    running = (
        "SELECT h, bucket, x, sum(n) OVER (PARTITION BY h, bucket ORDER BY x) AS seen,"
        f" sum(n) OVER (PARTITION BY h, bucket) AS every FROM ({cells})"
    )
    columns = ", ".join(_statistic(one) for one in statistics)
    return f"SELECT {number}, h, bucket, {columns} FROM ({running}) GROUP BY h, bucket"


def _statistic(name: str) -> str:
    if name in PERCENTILES:
        return f"min(CASE WHEN seen * 100 >= every * {PERCENTILES[name]} THEN x END)"
    return f"{name}(x)"


def _rows(
    scope: Scope, level: Level, sample: Sample, x: str, chosen: Sequence[int] | None, params: Params
) -> str:
    """SQL of (h, bucket, x, sign), a row for each measurement: of requests, or of instances within their
    cell.
    """
    placing, keys = placed(scope, level, chosen)
    bucket = "bucket, " if level.by_bucket else ""
    relation = scope.relation(level, params)
    if not sample.of_instances:
        return f"(SELECT {placing}{bucket}{x} AS x, sign FROM {relation} WHERE {sample.present})"
    instances = (
        f"SELECT {placing}{bucket}{scope.instance_key()} AS instance, sum(cost) AS amount FROM {relation}"
        f" WHERE instance_key <> 0 GROUP BY {keys}{bucket}instance HAVING sum(sign) > 0"
    )
    return f"(SELECT {keys}{bucket}{x} AS x, 1 AS sign FROM ({instances}))"
