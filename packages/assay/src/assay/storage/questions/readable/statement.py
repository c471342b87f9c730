"""A question as SQL that a person can read, over a file of requests: in the dialect of DuckDB.

It knows the columns of the file (`docs/reference/questions.md`), where every row is a request as it stands,
and nothing of signs, spools or hashes. Its figures are those of the answer; a percentile is exact, where an
answer about more than 100,000 requests is within a hundredth.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from assay.domain.errors import Invalid
from assay.domain.metrics import (
    NUMBER_FIELDS,
    PER_MINUTE,
    PERCENTILES,
    RETRIES,
    USE_CASE_PROPERTY,
    Family,
    Metric,
    property_key,
)
from assay.domain.periods import Grain, from_ms
from assay.domain.questions import Filter, Op, Question
from assay.storage.questions.dimensions import NOT_SET

FILE = "requests.parquet"
_NOTE = f"-- {FILE}: the requests of this range and these filters, from POST /api/v1/requests/search"
_INSTANCE_COST = "instance_cost"
_SIGNS = {Op.GT: ">", Op.GTE: ">=", Op.LT: "<", Op.LTE: "<="}
_MINUTE_MS = 60_000
_WIDTHS = {Grain.QUARTER_HOUR: "15 minutes", Grain.HOUR: "1 hour"}

_SUMS: Mapping[str, str] = {
    "requests": "count(*)",
    "failures": "count(*) FILTER (WHERE failed)",
    "unpriced": "count(*) FILTER (WHERE unpriced > 0)",
    "estimated": "count(*) FILTER (WHERE estimated)",
    RETRIES: "count(*) FILTER (WHERE retry)",
    "cost": "coalesce(sum(cost), 0)",
    "cost_in": "coalesce(sum(cost_in), 0)",
    "cost_out": "coalesce(sum(cost_out), 0)",
    "overrun": "coalesce(sum(overrun), 0)",
    "wasted": "coalesce(sum(cost) FILTER (WHERE failed), 0)",
    **{
        f"units.{name}": f"coalesce(sum(units_{name}), 0)"
        for name in ("in", "out", "cache_read", "cache_write", "reasoning", "image")
    },
}
_DISTINCT: Mapping[str, str] = {
    "instances": "count(DISTINCT instance)",
    "users": 'count(DISTINCT ("user", coalesce(account, \'\'))) FILTER (WHERE "user" IS NOT NULL)',
    "accounts": "count(DISTINCT account)",
}
_QUOTIENTS: Mapping[str, str] = {
    "failure_rate": "count(*) FILTER (WHERE failed) / nullif(count(*), 0)",
    "cost_per_request": "round(coalesce(sum(cost), 0) / nullif(count(*), 0), 12)",
    "cost_per_instance": (
        "round(coalesce(sum(cost) FILTER (WHERE instance IS NOT NULL), 0)"
        " / nullif(count(DISTINCT instance), 0), 12)"
    ),
    "units_per_request": "sum(units_in + units_out + units_image) / nullif(count(*), 0)",
}
_SAMPLES: Mapping[str, tuple[str, str]] = {
    "request_cost": ("cost", " FILTER (WHERE unpriced = 0)"),
    "units.in": ("units_in", ""),
    "units.out": ("units_out", ""),
}
"""The column of a sample, and which rows have it, where it is not the column of that name."""
_COLUMNS: Mapping[str, str] = {"user": '"user"', "limit": "limit_id"}
_NUMBERS: Mapping[str, str] = {
    "failures": "failed::INTEGER",
    "unpriced": "(unpriced > 0)::INTEGER",
    "estimated": "estimated::INTEGER",
    RETRIES: "retry::INTEGER",
    "wasted": "CASE WHEN failed THEN coalesce(cost, 0) ELSE 0 END",
}


def readable_sql(question: Question) -> str:
    """The statement. Raises Invalid (`invalid_question`) with the reason where there is none."""
    _refuse_what_the_file_lacks(question)
    dimensions = {name: "by_" + re.sub(r"\W+", "_", name) for name in question.by}
    asked = _asked(question, dimensions)
    keys = (["bucket"] if question.grain is not Grain.NONE else []) + list(dimensions.values())
    ctes = [f"asked AS (\n{asked}\n)"]
    if question.grain is not Grain.NONE and dimensions:
        ctes.append(f"largest AS (\n{_largest(question, list(dimensions.values()))}\n)")
    if any(metric.of == _INSTANCE_COST for metric in question.metrics):
        per_instance = ", ".join([*keys, "instance"])
        ctes.append(
            f"per_instance AS (\n  SELECT {per_instance}, coalesce(sum(cost), 0) AS instance_cost\n"
            f"  FROM asked WHERE instance IS NOT NULL GROUP BY {per_instance}\n)"
        )
    return f"{_NOTE}\nWITH {', '.join(ctes)}\n{_selected(question, dimensions, keys)}\n"


def _refuse_what_the_file_lacks(question: Question) -> None:
    series = bool(question.by) and question.grain is not Grain.NONE
    reasons = (
        ("compare", question.compare is not None, "an earlier range is another file: ask for each by itself"),
        (
            "metrics",
            any(metric.family is Family.KPI for metric in question.metrics),
            "scores of KPIs belong to instances and are not in a file of requests",
        ),
        (
            "by",
            "application" in {*question.by, *(one.field for one in question.filters)},
            "a file has the requests of one application",
        ),
        (
            "order",
            series and question.ordered_by.of == _INSTANCE_COST,
            "a series cannot be ordered by the cost of instances here: order by another metric",
        ),
    )
    for field, holds, reason in reasons:
        if holds:
            raise Invalid("invalid_question", f"{field}: no SQL can be told: {reason}")


def _asked(question: Question, dimensions: Mapping[str, str]) -> str:
    """The rows the question is about, with its dimensions beside their columns."""
    local = "time" if question.zone == "UTC" else f"(time AT TIME ZONE 'UTC' AT TIME ZONE '{question.zone}')"
    columns = [f"{_label(name, local)} AS {alias}" for name, alias in dimensions.items()]
    if question.grain is not Grain.NONE:
        columns.insert(0, f"{_bucket(question.grain, local)} AS bucket")
    conditions = [
        f"time >= {_instant(question.start)}",
        f"time < {_instant(question.end)}",
        *(_condition(one, local) for one in question.filters),
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
    listed, ordered = ", ".join(aliases), _figure(question, question.ordered_by)
    direction = "DESC" if question.descending else "ASC"
    return (
        f"  SELECT {listed} FROM asked GROUP BY {listed}\n"
        f"  ORDER BY {ordered} {direction} NULLS LAST, {listed} LIMIT {question.top}"
    )


def _selected(question: Question, dimensions: Mapping[str, str], keys: Sequence[str]) -> str:
    names = {"bucket": "time", **{alias: name for name, alias in dimensions.items()}}
    groups = [f"{key} AS {_identifier(names[key])}" for key in keys]
    figures = [
        f"{_figure(question, metric, keys)} AS {_identifier(metric.name)}" for metric in question.metrics
    ]
    listed = ",\n  ".join([*groups, *figures])
    lines = [f"SELECT\n  {listed}", "FROM asked"]
    if question.grain is not Grain.NONE and dimensions:
        lines.append(f"JOIN largest USING ({', '.join(dimensions.values())})")
    if keys:
        lines.append(f"GROUP BY {', '.join(keys)}")
    if question.grain is not Grain.NONE:
        lines.append(f"ORDER BY {', '.join(keys)}")
    elif dimensions:
        direction = "DESC" if question.descending else "ASC"
        order = _identifier(question.order)
        lines.append(f"ORDER BY {order} {direction} NULLS LAST, {', '.join(keys)} LIMIT {question.top}")
    return "\n".join(lines)


def _figure(question: Question, metric: Metric, keys: Sequence[str] = ()) -> str:
    if metric.of == _INSTANCE_COST:
        same = " AND ".join(f"p.{key} = asked.{key}" for key in keys) or "true"
        statistic = _statistic(metric, "p.instance_cost")
        return f"(SELECT {statistic} FROM per_instance AS p WHERE {same})"
    if metric.family is Family.SAMPLE:
        column, present = _SAMPLES.get(metric.of, (metric.of, ""))
        return f"{_statistic(metric, column)}{present}"
    if metric.unit == PER_MINUTE:
        return f"count(*) / {_minutes(question, keys)}"
    if metric.of:
        return f"coalesce(sum(units[{_text(metric.of)}]), 0)"
    return {**_SUMS, **_DISTINCT, **_QUOTIENTS}[metric.name]


def _minutes(question: Question, keys: Sequence[str]) -> str:
    """How many minutes of the range are in a bucket, or how many it has."""
    if "bucket" not in keys:
        return f"{Decimal(question.end - question.start) / _MINUTE_MS:f}"
    begin, end = "bucket", f"bucket + INTERVAL '{_WIDTHS.get(question.grain, f'1 {question.grain.value}')}'"
    if question.zone != "UTC" and question.grain not in _WIDTHS:  # such buckets are told in local time
        begin, end = (f"({one}) AT TIME ZONE '{question.zone}' AT TIME ZONE 'UTC'" for one in (begin, end))
    first, last = f"greatest({begin}, {_instant(question.start)})", f"least({end}, {_instant(question.end)})"
    return f"(date_diff('ms', {first}, {last}) / {_MINUTE_MS})"


def _statistic(metric: Metric, column: str) -> str:
    if metric.statistic in PERCENTILES:
        return f"quantile_disc({column}, {PERCENTILES[metric.statistic] / 100})"
    return f"{'avg' if metric.statistic == 'mean' else metric.statistic}({column})"


def _column(field: str) -> str:
    """The column of a text; a property that is empty was not given."""
    key = property_key(field)
    if key:
        map_ = "use_case_properties" if field.startswith(USE_CASE_PROPERTY) else "properties"
        return f"nullif({map_}[{_text(key)}], '')"
    if field == "status_class":
        return "(CASE WHEN status > 0 THEN (status // 100) || 'xx' END)"
    return _COLUMNS.get(field, field)


def _label(name: str, local: str) -> str:
    """What a row of the answer calls the value of a dimension."""
    if name == "hour_of_day":
        return f"hour({local})"
    if name == "weekday":
        return f"isodow({local})"
    if name in ("version", "status"):
        return name
    return f"coalesce({_column(name)}, '{NOT_SET}')"


def _bucket(grain: Grain, local: str) -> str:
    """Days, weeks and months begin at local midnight. Hours are told in UTC, as one comes twice in autumn."""
    if grain not in _WIDTHS:
        return f"date_trunc('{grain.value}', {local})"
    begin = f"time_bucket(INTERVAL '{_WIDTHS[grain]}', {local})"
    return begin if local == "time" else f"time - ({local} - {begin})"


def _condition(one: Filter, local: str) -> str:
    if one.field == "limit":
        return _of_limits(one)
    if one.field in NUMBER_FIELDS:
        return _of_number(one, local)
    column = _column(one.field)
    if one.op in (Op.EXISTS, Op.MISSING):
        return f"{column} IS {'NOT ' if one.op is Op.EXISTS else ''}NULL"
    if one.op is Op.PREFIX:
        return f"starts_with(coalesce({column}, ''), {_text(str(one.values[0]))})"
    return f"coalesce({column}, '{NOT_SET}') {_is_in(one)} ({_texts(one)})"


def _of_number(one: Filter, local: str) -> str:
    if one.field in ("hour_of_day", "weekday"):
        column = _label(one.field, local)
    else:
        column = _NUMBERS.get(one.field) or f"coalesce({one.field.replace('units.', 'units_')}, 0)"
    if one.op in (Op.EXISTS, Op.MISSING):
        return f"{column} {'<>' if one.op is Op.EXISTS else '='} 0"
    if one.op in _SIGNS:
        return f"{column} {_SIGNS[one.op]} {one.values[0]:f}"
    return f"{column} {_is_in(one)} ({', '.join(f'{value:f}' for value in one.values)})"


def _of_limits(one: Filter) -> str:
    if one.op in (Op.EXISTS, Op.MISSING):
        return f"len(limits) {'>' if one.op is Op.EXISTS else '='} 0"
    if one.op is Op.PREFIX:
        found = f"starts_with(limit_id, {_text(str(one.values[0]))})"
        return f"len(list_filter(limits, lambda limit_id: {found})) > 0"
    found = f"list_has_any(limits, [{_texts(one)}])"
    if NOT_SET in one.values:
        found = f"({found} OR len(limits) = 0)"
    return found if one.op is Op.IN else f"NOT {found}"


def _is_in(one: Filter) -> str:
    return "IN" if one.op is Op.IN else "NOT IN"


def _texts(one: Filter) -> str:
    return ", ".join(_text(str(value) or NOT_SET) for value in one.values)


def _instant(ms: int) -> str:
    return f"TIMESTAMP '{from_ms(ms):%Y-%m-%d %H:%M:%S.%f}'"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
