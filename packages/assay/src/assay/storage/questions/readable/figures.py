"""Metrics of requests over the file of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from assay.domain.metrics import PER_MINUTE, PERCENTILES, RETRIES, Family, Metric
from assay.domain.questions import Question
from assay.storage.questions.readable.columns import WIDTHS, instant, text

INSTANCE_COST = "instance_cost"
_MINUTE_MS = 60_000

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


def same(keys: Sequence[str], table: str) -> list[str]:
    """The conditions for rows of a table about the group at hand."""
    return [f"{table}.{key} = asked.{key}" for key in keys]


def per_instance(keys: Sequence[str]) -> str:
    """What each instance cost in each group."""
    listed = ", ".join([*keys, "instance"])
    return (
        f"  SELECT {listed}, coalesce(sum(cost), 0) AS instance_cost\n"
        f"  FROM asked WHERE instance IS NOT NULL GROUP BY {listed}"
    )


def figure(question: Question, metric: Metric, keys: Sequence[str], suffix: str) -> str:
    """A metric of the group at hand, which `keys` tell; `suffix` ends the names of tables by these keys."""
    if metric.of == INSTANCE_COST:
        statistic = _statistic(metric, "p.instance_cost")
        here = " AND ".join(same(keys, "p")) or "true"
        return f"(SELECT {statistic} FROM per_instance{suffix} AS p WHERE {here})"
    if metric.family is Family.SAMPLE:
        column, present = _SAMPLES.get(metric.of, (metric.of, ""))
        return f"{_statistic(metric, column)}{present}"
    if metric.unit == PER_MINUTE:
        return f"count(*) / {_minutes(question, keys)}"
    if metric.of:
        return f"coalesce(sum(units[{text(metric.of)}]), 0)"
    return {**_SUMS, **_DISTINCT, **_QUOTIENTS}[metric.name]


def _minutes(question: Question, keys: Sequence[str]) -> str:
    """How many minutes of the range are in a bucket, or how many it has."""
    if "bucket" not in keys:
        return f"{Decimal(question.end - question.start) / _MINUTE_MS:f}"
    begin, end = "bucket", f"bucket + INTERVAL '{WIDTHS.get(question.grain, f'1 {question.grain.value}')}'"
    if question.zone != "UTC" and question.grain not in WIDTHS:  # such buckets are told in local time
        begin, end = (f"({one}) AT TIME ZONE '{question.zone}' AT TIME ZONE 'UTC'" for one in (begin, end))
    first, last = f"greatest({begin}, {instant(question.start)})", f"least({end}, {instant(question.end)})"
    return f"(date_diff('ms', {first}, {last}) / {_MINUTE_MS})"


def _statistic(metric: Metric, column: str) -> str:
    if metric.statistic in PERCENTILES:
        return f"quantile_disc({column}, {PERCENTILES[metric.statistic] / 100})"
    return f"{'avg' if metric.statistic == 'mean' else metric.statistic}({column})"
