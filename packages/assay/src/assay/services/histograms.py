"""Histograms of requests, instances and scores: counted exactly, with the way from a bar to what is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from assay.domain.histograms import Histogram, HistogramQuestion, Shape, histogram_question_of
from assay.domain.kpis import KpiType
from assay.domain.metrics import USD
from assay.domain.money import plain
from assay.services.platform import Platform
from assay.services.questions import kpi_readings

_SHAPES = {
    KpiType.BOOLEAN: Shape.SCORES,
    KpiType.LIKERT5: Shape.SCORES,
    KpiType.LIKERT7: Shape.SCORES,
    KpiType.LIKERT10: Shape.SCORES,
    KpiType.PERCENTAGE: Shape.BOUNDED,
    KpiType.NUMBER: Shape.OPEN,
}
_REQUEST_COST = "request_cost"


@dataclass(slots=True, frozen=True)
class Counted:
    """A histogram and what it was asked as."""

    question: HistogramQuestion
    histogram: Histogram


async def count(platform: Platform, app: str, document: Mapping[str, Any]) -> Counted:
    """Count the values by bin. Raises Invalid, TimedOut and AnalyticsUnavailable."""
    wanted = histogram_question_of(document)
    kpis = [wanted.kpi] if wanted.kpi else []
    readings = await platform.state.read(lambda tx: kpi_readings(tx, [app], kpis))
    shapes = {_SHAPES[reading.type] for reading in readings.values()}
    wanted = replace(wanted, shape=shapes.pop() if len(shapes) == 1 else Shape.OPEN)
    use_cases = {(app, use_case) for app, use_case, _ in readings}
    pending = await platform.state.pending()
    return Counted(wanted, await platform.events.histogram(wanted, [app], pending, use_cases))


def document_of(counted: Counted) -> dict[str, Any]:
    """The histogram as JSON has it: edges that are money are decimal text."""
    wanted, found = counted.question, counted.histogram
    return {
        "question": wanted.to_document(),
        "unit": wanted.unit,
        "scale": found.scale.value,
        "edges": [_edge(wanted, edge) for edge in found.edges],
        "counts": list(found.counts),
        "n": found.n,
        "missing": found.missing,
        "behind": _behind(wanted),
    }


def _edge(wanted: HistogramQuestion, edge: Any) -> str | int | float:
    if wanted.unit == USD:
        return plain(edge)
    return int(edge) if wanted.resolution == 1 else float(edge)


def _behind(wanted: HistogramQuestion) -> dict[str, Any]:
    """Where to find what is in a bar: search there for `field` from its lower edge to below its upper one."""
    if wanted.kpi or wanted.of == "instance_cost":
        return {"search": "instances", "field": wanted.of, "filters": []}
    field = "cost" if wanted.of == _REQUEST_COST else wanted.of
    filters: list[dict[str, Any]] = []
    if wanted.of == _REQUEST_COST:
        filters.append({"field": "unpriced", "op": "in", "values": ["0"]})
    elif wanted.unit in ("ms", "per_s"):
        filters.append({"field": field, "op": "exists", "values": []})
    return {"search": "requests", "field": field, "filters": filters}
