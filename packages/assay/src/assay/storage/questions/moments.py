"""How figures spread between the instances of a use case version: what tests of their differences need.

Deviations are taken from the mean itself, in a second look at the sums of the instances: sums of squares lose
them.
"""

from __future__ import annotations

from collections.abc import Sequence

from assay.domain.comparisons import REQUESTS_PER_INSTANCE, UNITS_PER_INSTANCE, ratio
from assay.domain.inference import Moments
from assay.domain.questions import Filter
from assay.storage.questions.measures import SUMS
from assay.storage.questions.membership import members
from assay.storage.questions.reader import Params, Reader
from assay.storage.questions.scope import Level, scope_of_rows

_ROWS = Level(by_group=False, by_bucket=False)
_MEANS = {REQUESTS_PER_INSTANCE: "r", "cost_per_instance": "c", UNITS_PER_INSTANCE: "u"}
"""The column of the sums that a figure is the mean of: those of `assay.domain.comparisons.MEANS`."""
_RATIOS = {"failure_rate": ("f", "r"), "mean(latency_ms)": ("l", "ln"), "mean(ttft_ms)": ("t", "tn")}
"""The columns of the sums that a figure is the ratio of: those of `assay.domain.comparisons.RATIOS`."""
_SUMS = {
    "r": SUMS["requests"],
    "c": "sum(cost)",
    "u": SUMS["units"],
    "f": SUMS["failures"],
    "l": "sum(latency_ms * sign)",
    "ln": "sum(sign) FILTER (WHERE latency_ms > 0)",
    "t": "sum(ttft_ms * sign)",
    "tn": "sum(sign) FILTER (WHERE ttft_ms > 0)",
}


def moments(
    reader: Reader, app: str, start: int, end: int, zone: str, filters: Sequence[Filter]
) -> dict[str, Moments]:
    """Moments by name of the figure; scores as `kpi:<name>`. Figures of which there is none are left out.

    Requests count where they lie in the range, scores where their instance starts.
    """
    return {
        **_of_requests(reader, app, start, end, zone, filters),
        **_of_scores(reader, app, start, end, zone, filters),
    }


def _of_requests(
    reader: Reader, app: str, start: int, end: int, zone: str, filters: Sequence[Filter]
) -> dict[str, Moments]:
    scope = scope_of_rows(reader, [app], start, end, zone, tuple(filters))
    params = Params(reader.fragments)
    sums = ", ".join(f"coalesce({sql}, 0)::DOUBLE AS {name}" for name, sql in _SUMS.items())
    instances = (
        f"SELECT {sums} FROM {scope.relation(_ROWS, params)} WHERE instance_key <> 0"
        " GROUP BY instance_key HAVING sum(sign) > 0"
    )
    totals = ", ".join(f"sum({name}) AS {name}" for name in _SUMS)
    deviations = [f"sum((i.{x} - w.{x} / w.n) * (i.{x} - w.{x} / w.n))" for x in _MEANS.values()]
    residuals = [
        f"sum((i.{y} - w.{y} / w.{x} * i.{x}) * (i.{y} - w.{y} / w.{x} * i.{x})) FILTER (WHERE w.{x} > 0)"
        for y, x in _RATIOS.values()
    ]
    present = [f"count(i.{x}) FILTER (WHERE i.{x} > 0)" for _, x in _RATIOS.values()]
    whole = ", ".join(f"max(w.{name})" for name in ("n", *_SUMS))
    statement = (
        f"WITH i AS MATERIALIZED ({instances}), w AS (SELECT count(r) AS n, {totals} FROM i)"
        f" SELECT {whole}, {', '.join([*deviations, *residuals, *present])} FROM i CROSS JOIN w"
    )
    [row] = reader.rows(statement, params.values)
    n, sums, spreads = int(row[0] or 0), dict(zip(_SUMS, row[1:], strict=False)), row[1 + len(_SUMS) :]
    found: dict[str, Moments | None] = {}
    for place, (name, x) in enumerate(_MEANS.items() if n else ()):
        found[name] = Moments(n, sums[x] / n, spreads[place])
    for place, (name, (y, x)) in enumerate(_RATIOS.items() if n else (), len(_MEANS)):
        count = int(spreads[place + len(_RATIOS)])
        found[name] = ratio(count, sums[y], sums[x], spreads[place] or 0.0)
    return {name: one for name, one in found.items() if one is not None}


def _of_scores(
    reader: Reader, app: str, start: int, end: int, zone: str, filters: Sequence[Filter]
) -> dict[str, Moments]:
    scope = scope_of_rows(reader, [app], start, end, zone, tuple(filters))
    params = Params(reader.fragments)
    every = members(scope, _ROWS, params, "kpi_scores")
    scores = (
        f"SELECT kpi, score, sum(sign)::DOUBLE AS n FROM {every.rows}"
        " GROUP BY kpi, score HAVING sum(sign) > 0"
    )
    means = "SELECT kpi, sum(n) AS every, sum(score * n) / sum(n) AS mean FROM s GROUP BY kpi"
    statement = (
        f"WITH s AS MATERIALIZED ({scores}), m AS ({means})"
        " SELECT kpi, any_value(every), any_value(mean), sum(n * (score - mean) * (score - mean))"
        " FROM s JOIN m USING (kpi) GROUP BY kpi ORDER BY kpi"
    )
    rows = reader.rows(statement, params.values)
    return {f"kpi:{kpi}": Moments(int(n), mean, m2) for kpi, n, mean, m2 in rows}
