"""Histograms: every value in the one bin it belongs to, by comparing it with the edges themselves.

Values come with a count: of requests it is the sign of the row, so that what was taken back counts nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assay.domain.histograms import Extremes, Histogram, HistogramQuestion, Scale, edges_of
from assay.storage.ports import Apps
from assay.storage.questions.measures import Sample, samples
from assay.storage.questions.membership import members
from assay.storage.questions.reader import Params, Reader
from assay.storage.questions.scope import Level, Scope, scope_of_rows

_ROWS = Level(by_group=False, by_bucket=False)
_AMOUNTS = "instance_amounts"


@dataclass(slots=True)
class _Values:
    """SQL of (x, n), which are the values with their counts, and its parameters."""

    rows: str
    params: Params


def histogram(
    wanted: HistogramQuestion, apps: Apps, use_cases: Collection[tuple[str, str]], reader: Reader
) -> Histogram:
    """Count the values by bin. `use_cases`, by application, are those that have the KPI it is of."""
    scope = scope_of_rows(reader, apps, wanted.start, wanted.end, wanted.zone, wanted.filters)
    values = _values(scope, wanted)
    n, extremes = _extremes(scope, values)
    missing = (_instances(scope, use_cases) if wanted.kpi else _requests(scope, wanted)) - n
    if extremes is None:
        return Histogram(Scale.LINEAR, [], [], 0, max(0, missing))
    scale, edges = edges_of(extremes, wanted.bins, resolution=wanted.resolution, shape=wanted.shape)
    return Histogram(scale, edges, _counted(scope, values, edges), n, max(0, missing))


def _values(scope: Scope, wanted: HistogramQuestion) -> _Values:
    params = Params(scope.fragments)
    if wanted.kpi:
        return _scores(scope, wanted.kpi, params)
    sample = samples(scope.fragments)[wanted.of]
    if sample.of_instances:
        return _amounts_of_instances(scope, params)
    return _of_requests(scope, sample, params)


def _of_requests(scope: Scope, sample: Sample, params: Params) -> _Values:
    relation = scope.relation(_ROWS, params)
    return _Values(f"(SELECT {sample.x} AS x, sign AS n FROM {relation} WHERE {sample.present})", params)


def _amounts_of_instances(scope: Scope, params: Params) -> _Values:
    """The costs of instances, kept: grouping requests by instance is most of the work."""
    spent = (
        f"SELECT sum(cost) AS x, 1 AS n FROM {scope.relation(_ROWS, params)} WHERE instance_key <> 0"
        f" GROUP BY {scope.instance_key()} HAVING sum(sign) > 0"
    )
    scope.reader.keep(_AMOUNTS, spent, params.values)
    return _Values(_AMOUNTS, Params(scope.fragments))


def _scores(scope: Scope, kpi: str, params: Params) -> _Values:
    name = params.add(kpi, "text")
    rows = (
        f"(SELECT score AS x, sum(sign) AS n FROM {members(scope, _ROWS, params, 'kpi_scores').rows}"
        f" WHERE kpi = {name} GROUP BY score HAVING sum(sign) > 0)"
    )
    return _Values(rows, params)


def _extremes(scope: Scope, values: _Values) -> tuple[int, Extremes | None]:
    """The number of values, and the extremes of those that hold."""
    n, any_taken_back, extremes = _extremes_of(scope, values, values.rows)
    if extremes is None:
        return 0, None
    if any_taken_back and not _hold(scope, values, extremes):
        holding = f"(SELECT x, sum(n) AS n FROM {values.rows} GROUP BY x HAVING sum(n) > 0)"
        _, _, extremes = _extremes_of(scope, values, holding)
    return n, extremes


def _extremes_of(scope: Scope, values: _Values, rows: str) -> tuple[int, bool, Extremes | None]:
    """The number of values, whether any was taken back, and the extremes of all rows."""
    statement = f"SELECT sum(n), min(n), min(x), min(x) FILTER (WHERE x > 0), max(x) FROM {rows}"
    [(n, least_count, *found)] = scope.reader.rows(statement, values.params.values)
    if not n:
        return 0, False, None
    least, positive, most = (None if one is None else _exact(one) for one in found)
    assert least is not None
    assert most is not None
    return int(n), least_count < 0, Extremes(least, positive, most)


def _hold(scope: Scope, values: _Values, extremes: Extremes) -> bool:
    """Whether none of the extremes was taken back."""
    ends = {one for one in (extremes.least, extremes.positive, extremes.most) if one is not None}
    counts = ", ".join(f"sum(n) FILTER (WHERE x = {scope.fragments.literal(end)})" for end in ends)
    [found] = scope.reader.rows(f"SELECT {counts} FROM {values.rows}", values.params.values)
    return all(count > 0 for count in found)


def _exact(value: Any) -> Decimal:
    """A float as the shortest number that it stands for, which is how it was sent."""
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def _counted(scope: Scope, values: _Values, edges: Sequence[Decimal]) -> list[int]:
    inner = [scope.fragments.literal(edge) for edge in edges[1:-1]]
    statement = f"SELECT {_bin_of('x', inner, 0)} AS bin, sum(n) FROM {values.rows} GROUP BY bin"
    found = dict(scope.reader.rows(statement, values.params.values))
    return [int(found.get(index, 0)) for index in range(len(edges) - 1)]


def _bin_of(x: str, edges: Sequence[str], first: int) -> str:
    """SQL of the number of a value's bin. Cut in half: seven comparisons tell a hundred bins apart."""
    if not edges:
        return str(first)
    middle = len(edges) // 2
    below, above = _bin_of(x, edges[:middle], first), _bin_of(x, edges[middle + 1 :], first + middle + 1)
    return f"CASE WHEN {x} < {edges[middle]} THEN {below} ELSE {above} END"


def _requests(scope: Scope, wanted: HistogramQuestion) -> int:
    """All requests; of instances none is without a cost."""
    if samples(scope.fragments)[wanted.of].of_instances:
        return 0
    params = Params(scope.fragments)
    [(count,)] = scope.reader.rows(f"SELECT sum(sign) FROM {scope.relation(_ROWS, params)}", params.values)
    return int(count or 0)


def _instances(scope: Scope, use_cases: Collection[tuple[str, str]]) -> int:
    """All instances of the use cases."""
    params = Params(scope.fragments)
    every = members(scope, _ROWS, params, "instances")
    statement = f"SELECT app, use_case, sum(sign) FROM {every.rows} GROUP BY ALL"
    found = scope.reader.rows(statement, params.values)
    return sum(int(count) for app, use_case, count in found if (app, use_case) in use_cases)
