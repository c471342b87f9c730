"""Regressions: series that are worse in the last quarter of a range than in the first, by what that costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from assay.domain.errors import Invalid
from assay.domain.metrics import USD, Family, Metric, metric_named, unknown
from assay.domain.questions import MOST_CELLS, Question, question_of

ENOUGH = 30
"""Requests in both quarters, below which nothing is concluded."""
_FIELDS = frozenset({"metric", "by", "from", "to", "zone", "filters"})
_HIGHER_IS_BETTER = "output_per_s"
_VOLUMES = {
    "cost_per_request": "requests",
    "mean(request_cost)": "requests",
    "cost_per_instance": "instances",
    "mean(instance_cost)": "instances",
}
"""What a price is paid for: the price's change times this is the money."""
_OF_FAILURES = frozenset({"failures", "failure_rate"})


@dataclass(slots=True, frozen=True)
class Regression:
    """A series that got worse. `impact` is USD over the last quarter; `contribution` its part in the change
    of the whole, None where parts do not add up.
    """

    group: Mapping[str, Any]
    before: Any
    after: Any
    difference: Any
    change: float | None
    requests_before: int
    requests: int
    impact: Decimal
    contribution: float | None


def regression_question(document: Mapping[str, Any]) -> Question:
    """The question that holds the last quarter of a range against the first. Raises Invalid."""
    for field in document:
        if field not in _FIELDS:
            raise unknown(field, "field", field, _FIELDS)
    asked = dict(document)
    metric = metric_named(str(asked.pop("metric", "cost_per_request")))
    if metric.family is Family.KPI:
        raise Invalid("invalid_question", f"metric: '{metric.name}' is a KPI: compare versions by it instead")
    needed = ["requests", "cost", "wasted", _VOLUMES.get(metric.name, "requests")]
    metrics = list(dict.fromkeys([metric.name, *needed]))
    question = question_of({**asked, "metrics": metrics, "order": "-requests", "top": MOST_CELLS})
    if not question.by:
        raise Invalid("invalid_question", "by: give the dimension whose series are compared")
    quarter = (question.end - question.start) // 4
    if quarter == 0:
        raise Invalid("invalid_question", "to: the range is too short to have quarters")
    first, last = question.start + quarter, question.end - quarter
    return replace(question, start=last, compare=(question.start, first))


def regressions_in(
    metric: Metric, rows: list[dict[str, Any]], totals: Mapping[str, Any], by: tuple[str, ...]
) -> tuple[list[Regression], int]:
    """Those of the rows that got worse, the dearest first, and how many had too few requests to be judged."""
    whole = totals[f"{metric.name}.difference"] if metric.family is Family.SUM else None
    enough = [row for row in rows if min(row["requests"], row["requests.previous"]) >= ENOUGH]
    found = [
        _regression(metric, row, whole, by)
        for row in enough
        if _is_worse(metric, row[f"{metric.name}.difference"])
    ]
    found.sort(key=lambda one: (-abs(one.impact), -(abs(one.change or 0.0)), str(one.group)))
    return found, len(rows) - len(enough)


def _is_worse(metric: Metric, difference: Any) -> bool:
    if difference is None:
        return False
    return difference < 0 if metric.of == _HIGHER_IS_BETTER else difference > 0


def _regression(metric: Metric, row: Mapping[str, Any], whole: Any, by: tuple[str, ...]) -> Regression:
    name = metric.name
    difference = row[f"{name}.difference"]
    return Regression(
        {dimension: row[dimension] for dimension in by},
        row[f"{name}.previous"],
        row[name],
        difference,
        row[f"{name}.change"],
        row["requests.previous"],
        row["requests"],
        _impact(metric, row),
        float(difference / whole) if whole and (whole > 0) is (difference > 0) else None,
    )


def _impact(metric: Metric, row: Mapping[str, Any]) -> Decimal:
    """What the change costs: a sum of money itself; a price times what it was paid for; of failures what was
    wasted; of anything else what the series cost more.
    """
    if metric.name in _VOLUMES:
        return row[f"{metric.name}.difference"] * row[_VOLUMES[metric.name]]
    if metric.family is Family.SUM and metric.unit == USD:
        return row[f"{metric.name}.difference"]
    return row["wasted.difference" if metric.name in _OF_FAILURES else "cost.difference"]
