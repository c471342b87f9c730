"""KPI figures over the file of scores, which has a row for each instance, KPI and group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assay.domain.inference import Z95, t_quantile
from assay.domain.kpis import KpiType
from assay.domain.metrics import Family, Metric
from assay.domain.periods import Grain
from assay.domain.questions import Question
from assay.storage.questions.readable.columns import bucket, identifier, instant, local_time, text
from assay.storage.questions.readable.figures import same

FILE = "scores.parquet"
NOTE = f"-- {FILE}: the scores behind it, from POST /api/v1/questions/scores with this question"

_FISHER = (
    (Z95**3 + Z95) / 4,
    (5 * Z95**5 + 16 * Z95**3 + 3 * Z95) / 96,
    (3 * Z95**7 + 19 * Z95**5 + 17 * Z95**3 - 15 * Z95) / 384,
    (79 * Z95**9 + 776 * Z95**7 + 1_482 * Z95**5 - 1_920 * Z95**3 - 945 * Z95) / 92_160,
)
"""Of the expansion of Student's t by 1 / degrees of freedom (Abramowitz & Stegun 26.7.5)."""
_IN_TABLE, _IN_LINE = 30, 10
"""So many degrees of freedom have an entry of their own, as in printed tables."""


def _student_t() -> str:
    """Student's t of a 95 % interval, of more than 30 degrees of freedom within 3e-8; null of none."""
    freedom = "(count(score) - 1)"
    entries = [f"{t_quantile(number):.9f}" for number in range(1, _IN_TABLE + 1)]
    lines = [", ".join(entries[first : first + _IN_LINE]) for first in range(0, _IN_TABLE, _IN_LINE)]
    table = "[\n      " + ",\n      ".join(lines) + "\n    ]"
    terms = [f"{term:.9f} / {freedom}^{power}" for power, term in enumerate(_FISHER, 1)]
    beyond = " + ".join([f"{Z95:.9f}", *terms])
    return f"CASE WHEN {freedom} > {_IN_TABLE} THEN {beyond}\n    ELSE {table}[{freedom}] END"


_COLUMNS = {
    "instances": "count(*)",
    "n": "count(score)",
    "mean": "avg(score)",
    "deviation": "stddev_samp(score)",
    "t": _student_t(),
    "type": "CASE WHEN count(DISTINCT type) FILTER (WHERE score IS NOT NULL) = 1 THEN min(type) END",
    "better": (
        "CASE WHEN count(DISTINCT coalesce(better, '')) FILTER (WHERE score IS NOT NULL) = 1"
        " THEN min(better) END"
    ),
}
"""Of the table by group and KPI."""
_NEEDS = {
    "kpi_text": {"type"},
    "kpi_low": {"type", "deviation", "t"},
    "kpi_high": {"type", "deviation", "t"},
    "kpi_coverage": {"instances"},
    "kpi_goal": {"goal"},
    "kpi_attainment": {"goal", "better"},
}
"""Columns a figure is made of beside `n` and `mean`."""


def is_of_kpi(metric: Metric) -> bool:
    """Whether the metric is taken from scores."""
    return metric.family is Family.KPI


def scores(question: Question, dimensions: Mapping[str, str]) -> str:
    """The scores the question is about, with its groups under the names that those of requests have."""
    kpis = sorted({metric.of for metric in question.metrics if is_of_kpi(metric)})
    columns = [f"{identifier(name)} AS {alias}" for name, alias in dimensions.items()]
    if question.grain is not Grain.NONE:
        columns.insert(0, f"{bucket(question.grain, local_time(question.zone))} AS bucket")
    listed = ",\n    ".join(["*", *columns])
    return (
        f"  SELECT\n    {listed}\n  FROM '{FILE}'\n"
        f"  WHERE time >= {instant(question.start)}\n    AND time < {instant(question.end)}\n"
        f"    AND kpi IN ({', '.join(map(text, kpis))})"
    )


def tables(metrics: Sequence[Metric], keys: Sequence[str], suffix: str) -> list[str]:
    """The tables by these keys that the metrics are read from, each as `name AS (…)`."""
    needed = {"n", "mean"}.union(*(_NEEDS.get(metric.statistic, set()) for metric in metrics))
    group = [*keys, "kpi"]
    columns = [f"{made} AS {name}" for name, made in _COLUMNS.items() if name in needed]
    found: list[str] = []
    if "goal" in needed:
        found.append(f"goals{suffix} AS (\n{_goals(group)}\n)")
        columns.append(f"{_agreed_goal(group, suffix)} AS goal")
    listed = ",\n    ".join([*group, *columns])
    by = ", ".join(group)
    found.append(f"by_kpi{suffix} AS (\n  SELECT\n    {listed}\n  FROM scores GROUP BY {by}\n)")
    return found


def _goals(group: Sequence[str]) -> str:
    """The goal of each use case: that of its latest version that was scored."""
    listed = ", ".join([*group, "use_case"])
    return (
        f"  SELECT {listed}, first(goal ORDER BY version DESC) AS goal\n"
        f"  FROM scores WHERE score IS NOT NULL GROUP BY {listed}"
    )


def _agreed_goal(group: Sequence[str], suffix: str) -> str:
    """The goal, where use cases agree on one."""
    agreed = "CASE WHEN count(DISTINCT goal) = 1 AND count(goal) = count(*) THEN min(goal) END"
    here = " AND ".join(f"g.{key} = scores.{key}" for key in group)
    return f"(SELECT {agreed} FROM goals{suffix} AS g WHERE {here})"


def figure(metric: Metric, keys: Sequence[str], suffix: str) -> str:
    """A figure of a KPI in the group at hand."""
    here = f"k.kpi = {text(metric.of)}{''.join(f' AND {one}' for one in same(keys, 'k'))}"
    found = f"(SELECT {_told(metric.statistic)} FROM by_kpi{suffix} AS k WHERE {here})"
    return f"coalesce({found}, 0)" if metric.statistic == "kpi_n" else found


def _told(statistic: str) -> str:
    match statistic:
        case "kpi_n":
            return "k.n"
        case "kpi_coverage":
            return "k.n / k.instances"
        case "kpi_goal":
            return "k.goal"
        case "kpi_attainment":
            higher, lower = _ratio("k.mean", "k.goal"), _ratio("k.goal", "k.mean")
            return f"CASE k.better WHEN 'higher' THEN {higher} WHEN 'lower' THEN {lower} END"
        case "kpi_text":
            return _AS_READ
        case "kpi_low":
            return _end("-", "greatest(0, {})")
        case "kpi_high":
            return _end("+", "least(1, {})")
        case _:
            return "k.mean"


_AS_READ = (
    "CASE k.type"
    f" WHEN '{KpiType.BOOLEAN}' THEN format('{{:.2f}}% True', round(100 * k.mean, 2))"
    f" WHEN '{KpiType.PERCENTAGE}' THEN format('{{:.2f}}%', round(k.mean, 2))"
    f" WHEN '{KpiType.NUMBER}' THEN format('{{:.2f}}', round(k.mean, 2))"
    " ELSE format('{:.2f} / {}', round(k.mean, 2), replace(k.type, 'likert', '')) END"
)


def _ratio(above: str, below: str) -> str:
    """How far a goal is reached: `assay.domain.kpis.attainment`."""
    return (
        f"CASE WHEN {above} = 0 AND {below} = 0 THEN 1"
        f" WHEN {above} >= 0 AND {below} > 0 THEN {above} / {below} END"
    )


def _end(sign: str, within: str) -> str:
    """An end of the 95 % interval: Wilson's of a share, Student's of a mean, none where types differ."""
    z = f"{Z95:.9f}"
    half = f"{z} * sqrt(k.n * k.mean * (1 - k.mean) + {z}^2 / 4)"
    wilson = within.format(f"(k.n * k.mean + {z}^2 / 2 {sign} {half}) / (k.n + {z}^2)")
    student = f"k.mean {sign} k.t * k.deviation / sqrt(k.n)"
    return f"CASE WHEN k.type = '{KpiType.BOOLEAN}' THEN {wilson} WHEN k.type <> '' THEN {student} END"
