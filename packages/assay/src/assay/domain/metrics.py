"""The words of a question: metrics, dimensions and the fields one may filter by.

Names only, with their units: what each means in rows of the event store stands in `assay.storage.questions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from assay.domain.errors import Invalid


class Family(StrEnum):
    """How a metric is computed, and so how the parts of it make a whole."""

    SUM = "sum"
    DISTINCT = "distinct"
    QUOTIENT = "quotient"
    SAMPLE = "sample"
    KPI = "kpi"


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric by its `name`. `of` is what it is taken from: a unit line, a sample, or a KPI's name.

    `statistic` is that of a sample (`p95`) or which figure of a KPI (`kpi_n`). `unit` is told in the answer.
    """

    name: str
    family: Family
    unit: str
    of: str = ""
    statistic: str = ""


USD, COUNT, RATIO, PER_MINUTE = "usd", "count", "ratio", "per_min"

RETRIES = "retries"
SUMS = {
    "requests": COUNT,
    "failures": COUNT,
    "unpriced": COUNT,
    "estimated": COUNT,
    RETRIES: COUNT,
    "cost": USD,
    "cost_in": USD,
    "cost_out": USD,
    "overrun": USD,
    "wasted": USD,
    "units.in": COUNT,
    "units.out": COUNT,
    "units.cache_read": COUNT,
    "units.cache_write": COUNT,
    "units.reasoning": COUNT,
    "units.image": COUNT,
}
DISTINCT = ("instances", "users", "accounts")
MINUTES = "minutes"
"""Of a bucket as far as it is in the range, or of the range."""
QUOTIENTS = {
    "failure_rate": ("failures", "requests", RATIO),
    "cost_per_request": ("cost", "requests", USD),
    "cost_per_instance": ("cost_of_instances", "instances", USD),
    "units_per_request": ("units", "requests", RATIO),
    "requests_per_minute": ("requests", MINUTES, PER_MINUTE),
}
"""Numerator, denominator and unit. A quotient of nothing is null."""
SAMPLES = {
    "latency_ms": "ms",
    "ttft_ms": "ms",
    "ttfc_ms": "ms",
    "output_per_s": "per_s",
    "request_cost": USD,
    "instance_cost": USD,
    "units.in": COUNT,
    "units.out": COUNT,
}
PERCENTILES = {"p50": 50, "p90": 90, "p95": 95, "p99": 99}
STATISTICS = ("mean", "min", "max", *PERCENTILES)
KPI_FIGURES = {
    "kpi": "score",
    "kpi_text": "text",
    "kpi_low": "score",
    "kpi_high": "score",
    "kpi_n": COUNT,
    "kpi_coverage": RATIO,
    "kpi_goal": "score",
    "kpi_attainment": RATIO,
}

DIMENSIONS = (
    "application",
    "category",
    "resource",
    "scope",
    "use_case",
    "version",
    "step",
    "user",
    "account",
    "status_class",
    "status",
    "failure",
    "limit",
    "source",
    "hour_of_day",
    "weekday",
)
PROPERTY, USE_CASE_PROPERTY = "property:", "use_case_property:"
NUMBER_DIMENSIONS = frozenset({"version", "status", "hour_of_day", "weekday"})
INSTANCE_FIELDS = frozenset({"application", "use_case", "version", "instance", "hour_of_day", "weekday"})
"""What an instance or a score of it knows of itself; for the rest its requests are asked."""

TEXT_FIELDS = frozenset(DIMENSIONS) - NUMBER_DIMENSIONS | {"instance", "request_id", "response_id"}
NUMBER_FIELDS = (
    NUMBER_DIMENSIONS | {*SUMS} - {"requests"} | {"latency_ms", "ttft_ms", "ttfc_ms", "output_per_s"}
)

_SAMPLE = re.compile(r"(?P<statistic>\w+)\((?P<of>[^()]*)\)")
_LINE = re.compile(r"units:(?P<line>.+\.(?:input|output))")


def metric_named(name: str) -> Metric:
    """The metric of that name. Raises Invalid with the nearest name there is."""
    if name in SUMS:
        return Metric(name, Family.SUM, SUMS[name])
    if name in DISTINCT:
        return Metric(name, Family.DISTINCT, COUNT)
    if name in QUOTIENTS:
        return Metric(name, Family.QUOTIENT, QUOTIENTS[name][2])
    if line := _LINE.fullmatch(name):
        return Metric(name, Family.SUM, COUNT, of=line["line"])
    sample = _SAMPLE.fullmatch(name)
    if sample and sample["of"] in SAMPLES and sample["statistic"] in STATISTICS:
        return Metric(
            name, Family.SAMPLE, SAMPLES[sample["of"]], of=sample["of"], statistic=sample["statistic"]
        )
    figure, colon, kpi = name.partition(":")
    if colon and kpi and figure in KPI_FIGURES:
        return Metric(name, Family.KPI, KPI_FIGURES[figure], of=kpi, statistic=figure)
    raise unknown("metrics", "metric", name, _every_metric())


def _every_metric() -> list[str]:
    samples = [f"{statistic}({sample})" for statistic in STATISTICS for sample in SAMPLES]
    return [*SUMS, *DISTINCT, *QUOTIENTS, *samples, *(f"{figure}:" for figure in KPI_FIGURES)]


def dimension_named(name: str) -> str:
    """The name, when there is such a dimension. Raises Invalid with the nearest name there is."""
    if name in DIMENSIONS or property_key(name):
        return name
    raise unknown("by", "dimension", name, [*DIMENSIONS, PROPERTY, USE_CASE_PROPERTY])


def property_key(name: str) -> str:
    """The key a `property:` or `use_case_property:` dimension looks at; '' for any other name."""
    for prefix in (PROPERTY, USE_CASE_PROPERTY):
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return ""


def unknown(field: str, what: str, name: str, known: Iterable[str]) -> Invalid:
    """The error for a name that is not known."""
    near = get_close_matches(name, list(known), n=1)
    hint = f"; did you mean '{near[0]}'?" if near else ""
    return Invalid("invalid_question", f"{field}: unknown {what} '{name}'{hint}")
