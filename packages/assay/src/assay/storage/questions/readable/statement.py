"""The statement: the rows that are asked about, the groups that are shown, and a figure for each metric."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assay.domain.errors import Invalid
from assay.domain.metrics import Metric
from assay.domain.periods import Grain
from assay.domain.questions import Question
from assay.storage.questions.readable import figures, scores
from assay.storage.questions.readable.columns import (
    bucket,
    condition,
    identifier,
    instant,
    label,
    local_time,
)

FILE = "requests.parquet"
_NOTE = f"-- {FILE}: the requests of this range and these filters, from POST /api/v1/requests/search"
_WHOLE = "_of_group"
"""Ends the names of tables by group, beside those by group and bucket."""


def readable_sql(question: Question) -> str:
    """The statement. Raises Invalid (`invalid_question`) with the reason where there is none."""
    _refuse_what_no_file_has(question)
    dimensions = {name: "by_" + re.sub(r"\W+", "_", name) for name in question.by}
    groups = list(dimensions.values())
    keys = [*(["bucket"] if question.grain is not Grain.NONE else []), *groups]
    notes, tables = list[str](), list[str]()
    if keys or not all(map(scores.is_of_kpi, question.metrics)):
        notes.append(_NOTE)
        tables.append(f"asked AS (\n{_asked(question, dimensions)}\n)")
    if any(map(scores.is_of_kpi, question.metrics)):
        notes.append(scores.NOTE)
        tables.append(f"scores AS (\n{scores.scores(question, dimensions)}\n)")
    tables += _tables(question.metrics, keys, "")
    if _is_series(question):
        tables += _tables([question.ordered_by], groups, _WHOLE)
        tables.append(f"largest AS (\n{_largest(question, groups)}\n)")
    return "\n".join([*notes, f"WITH {', '.join(tables)}", f"{_selected(question, dimensions, keys)}\n"])


def _is_series(question: Question) -> bool:
    """Whether there are groups and buckets: the groups that are shown are those of the whole range."""
    return bool(question.by) and question.grain is not Grain.NONE


def _refuse_what_no_file_has(question: Question) -> None:
    names = {*question.by, *(one.field for one in question.filters)}
    covers = any(metric.statistic == "kpi_coverage" for metric in question.metrics)
    reasons = (
        ("compare", question.compare is not None, "an earlier range is another file: ask for each by itself"),
        ("by", "application" in names, "a file has the requests of one application"),
        (
            "instance_time",
            covers and not question.instance_time,
            "coverage counts instances when they start: a file of scores by their own time has none of them",
        ),
    )
    for field, holds, reason in reasons:
        if holds:
            raise Invalid("invalid_question", f"{field}: no SQL can be told: {reason}")


def _tables(metrics: Sequence[Metric], keys: Sequence[str], suffix: str) -> list[str]:
    """What some metrics are read from, beside the requests themselves: a row for each group, or more."""
    found: list[str] = []
    if any(metric.of == figures.INSTANCE_COST for metric in metrics):
        found.append(f"per_instance{suffix} AS (\n{figures.per_instance(keys)}\n)")
    of_kpis = [metric for metric in metrics if scores.is_of_kpi(metric)]
    return found + (scores.tables(of_kpis, keys, suffix) if of_kpis else [])


def _has_its_table(metric: Metric) -> bool:
    return metric.of == figures.INSTANCE_COST or scores.is_of_kpi(metric)


def _figure(question: Question, metric: Metric, keys: Sequence[str], suffix: str = "") -> str:
    if scores.is_of_kpi(metric):
        return scores.figure(metric, keys, suffix)
    return figures.figure(question, metric, keys, suffix)


def _asked(question: Question, dimensions: Mapping[str, str]) -> str:
    """The rows the question is about, with its dimensions beside their columns."""
    local = local_time(question.zone)
    columns = [f"{label(name, local)} AS {alias}" for name, alias in dimensions.items()]
    if question.grain is not Grain.NONE:
        columns.insert(0, f"{bucket(question.grain, local)} AS bucket")
    conditions = [
        f"time >= {instant(question.start)}",
        f"time < {instant(question.end)}",
        *(condition(one, local) for one in question.filters),
    ]
    source = f"'{FILE}'"
    if "limit" in question.by:
        each = "unnest(CASE WHEN len(limits) = 0 THEN [NULL] ELSE limits END) AS limit_id"
        source = f"(SELECT *, {each} FROM '{FILE}')"
    listed = ",\n    ".join(["*", *columns])
    where = "\n    AND ".join(conditions)
    return f"  SELECT\n    {listed}\n  FROM {source}\n  WHERE {where}"


def _largest(question: Question, aliases: Sequence[str]) -> str:
    """The groups that are shown; those with equal values by name."""
    listed, ordered = ", ".join(aliases), _figure(question, question.ordered_by, aliases, _WHOLE)
    direction = "DESC" if question.descending else "ASC"
    return (
        f"  SELECT {listed} FROM asked GROUP BY {listed}\n"
        f"  ORDER BY {ordered} {direction} NULLS LAST, {listed} LIMIT {question.top}"
    )


def _selected(question: Question, dimensions: Mapping[str, str], keys: Sequence[str]) -> str:
    names = {"bucket": "time", **{alias: name for name, alias in dimensions.items()}}
    groups = [f"{key} AS {identifier(names[key])}" for key in keys]
    told = [f"{_figure(question, metric, keys)} AS {identifier(metric.name)}" for metric in question.metrics]
    listed = ",\n  ".join([*groups, *told])
    lines = [f"SELECT\n  {listed}"]
    if keys or not all(map(_has_its_table, question.metrics)):
        lines.append("FROM asked")
    if _is_series(question):
        lines.append(f"JOIN largest USING ({', '.join(dimensions.values())})")
    if keys:
        lines.append(f"GROUP BY {', '.join(keys)}")
    if question.grain is not Grain.NONE:
        lines.append(f"ORDER BY {', '.join(keys)}")
    elif dimensions:
        direction = "DESC" if question.descending else "ASC"
        order = identifier(question.order)
        lines.append(f"ORDER BY {order} {direction} NULLS LAST, {', '.join(keys)} LIMIT {question.top}")
    return "\n".join(lines)
