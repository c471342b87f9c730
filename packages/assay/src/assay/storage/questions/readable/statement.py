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
from assay.storage.questions.readable.comparing import compared

FILE = "requests.parquet"
_NOTE = f"-- {FILE}: the requests of this range and these filters, from POST /api/v1/requests/search"
_WHOLE = "_of_group"
"""Ends the names of tables by group, beside those by group and bucket."""


def readable_sql(question: Question) -> str:
    """The statement. Raises Invalid (`invalid_question`) with the reason where there is none."""
    _refuse_what_no_file_has(question)
    body = _statement(question) if question.compare is None else compared(question, _statement)
    return "\n".join([*_notes(question), f"{body}\n"])


def _notes(question: Question) -> list[str]:
    """Which files it reads."""
    told = [_NOTE] if _reads_requests(question) else []
    told += [scores.NOTE] if any(map(scores.is_of_kpi, question.metrics)) else []
    return told if question.compare is None else [f"{one}; of both ranges" for one in told]


def _reads_requests(question: Question) -> bool:
    """Whether there are groups or buckets, which are those with requests, or figures of requests."""
    grouped = bool(question.by) or question.grain is not Grain.NONE
    return grouped or not all(map(scores.is_of_kpi, question.metrics))


def _statement(question: Question, *, ranked: bool = True) -> str:
    """The statement about one range: of the largest groups in order, or of all of them."""
    dimensions = {name: "by_" + re.sub(r"\W+", "_", name) for name in question.by}
    groups = list(dimensions.values())
    keys = [*(["bucket"] if question.grain is not Grain.NONE else []), *groups]
    tables: list[str] = []
    if _reads_requests(question):
        tables.append(f"asked AS (\n{_asked(question, dimensions)}\n)")
    if any(map(scores.is_of_kpi, question.metrics)):
        tables.append(f"scores AS (\n{scores.scores(question, dimensions)}\n)")
    tables += _tables(question.metrics, keys, "")
    if _is_series(question):
        tables += _tables([question.ordered_by], groups, _WHOLE)
        tables.append(f"largest AS (\n{_largest(question, groups)}\n)")
    lines = [f"WITH {', '.join(tables)}", *_selected(question, dimensions, keys)]
    return "\n".join(lines + (_order(question, keys) if ranked else []))


def _is_series(question: Question) -> bool:
    """Whether there are groups and buckets: the groups that are shown are those of the whole range."""
    return bool(question.by) and question.grain is not Grain.NONE


def _refuse_what_no_file_has(question: Question) -> None:
    names = {*question.by, *(one.field for one in question.filters)}
    covers = any(metric.statistic == "kpi_coverage" for metric in question.metrics)
    reasons = (
        (
            "compare",
            question.compare is not None and question.grain is not Grain.NONE,
            "buckets of two ranges have no time in common: ask for each range by itself",
        ),
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


def _selected(question: Question, dimensions: Mapping[str, str], keys: Sequence[str]) -> list[str]:
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
    return lines


def _order(question: Question, keys: Sequence[str]) -> list[str]:
    """Rows by time, or the largest groups."""
    if not keys:
        return []
    if question.grain is not Grain.NONE:
        return [f"ORDER BY {', '.join(keys)}"]
    direction = "DESC" if question.descending else "ASC"
    ranked = f"{identifier(question.order)} {direction} NULLS LAST, {', '.join(keys)}"
    return [f"ORDER BY {ranked} LIMIT {question.top}"]
