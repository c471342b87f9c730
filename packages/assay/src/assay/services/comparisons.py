"""Use case versions side by side: their figures from questions, and what of a difference may be chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assay.domain.comparisons import (
    ENOUGH,
    REQUESTS_PER_INSTANCE,
    TESTED,
    UNITS_PER_INSTANCE,
    Compared,
    Comparison,
    Sample,
    Side,
    Verdict,
    compared,
    comparison_of,
)
from assay.domain.inference import Moments, interval_of, mean_interval
from assay.domain.kpis import Direction, attainment, sample_of
from assay.domain.metrics import RATIO, USD, metric_named
from assay.domain.money import plain
from assay.domain.questions import Filter, Op, Question
from assay.services import questions
from assay.services.platform import Platform
from assay.storage.ports import KpiReading, Page, Transaction

_MOST_KPIS = Page(1_000, ascending=True)
_LOWER = Direction.LOWER
_ASKED: Mapping[str, Direction | None] = {
    "instances": None,
    "requests": None,
    "cost": None,
    "cost_per_instance": _LOWER,
    "p50(instance_cost)": _LOWER,
    "p95(instance_cost)": _LOWER,
    "mean(latency_ms)": _LOWER,
    "p50(latency_ms)": _LOWER,
    "p95(latency_ms)": _LOWER,
    "mean(ttft_ms)": _LOWER,
    "p50(ttft_ms)": _LOWER,
    "failure_rate": _LOWER,
}
"""What a question is asked for, and which way is better."""
_METRICS = tuple(metric_named(name) for name in _ASKED)
_UNITS = {
    **{metric.name: metric.unit for metric in _METRICS},
    REQUESTS_PER_INSTANCE: RATIO,
    UNITS_PER_INSTANCE: RATIO,
}
_OF_MOMENTS: Mapping[str, Direction | None] = {REQUESTS_PER_INSTANCE: None, UNITS_PER_INSTANCE: _LOWER}
_COUNTS = frozenset({"instances", "requests", "cost"})


@dataclass(slots=True, frozen=True)
class _Known:
    """What is known of a side."""

    side: Side
    figures: Mapping[str, Any]
    unpriced: int
    moments: Mapping[str, Moments]

    @property
    def instances(self) -> int:
        return self.figures["instances"]


async def compare(platform: Platform, app: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """The sides of a document metric by metric, each held against the first. Raises Invalid."""
    wanted = comparison_of(document)
    readings = await platform.state.read(lambda tx: _shared_kpis(tx, app, wanted.sides))
    known = [await _known(platform, app, wanted, side) for side in wanted.sides]
    rows = [_row(name, better, known) for name, better in {**_ASKED, **_OF_MOMENTS}.items()]
    rows += [_kpi_row(name, of_sides, known) for name, of_sides in readings.items()]
    sides = [
        {**one.side.to_document(), "instances": one.instances, "unpriced": one.unpriced} for one in known
    ]
    return {"sides": sides, "rows": rows}


def _shared_kpis(tx: Transaction, app: str, sides: Sequence[Side]) -> dict[str, list[KpiReading]]:
    """How the KPIs are read on each side, of those that every side's use case has, by name."""
    names = [one.name for one in tx.kpis.list(app, sides[0].use_case, _MOST_KPIS)]
    readings = questions.kpi_readings(tx, [app], names)
    return {
        name: [readings[app, side.use_case, name] for side in sides]
        for name in names
        if all((app, side.use_case, name) in readings for side in sides)
    }


async def _known(platform: Platform, app: str, wanted: Comparison, side: Side) -> _Known:
    own = (
        Filter("use_case", Op.IN, (side.use_case,)),
        Filter("version", Op.IN, (Decimal(side.version),)),
    )
    filters = (*wanted.filters, *own)
    question = Question(
        _METRICS, (), side.start, side.end, wanted.zone, filters=filters, order=_METRICS[0].name
    )
    answer = (await questions.ask(platform, [app], question)).answer
    pending = await platform.state.pending()
    moments = await platform.events.moments(app, side.start, side.end, wanted.zone, filters, pending)
    return _Known(side, dict(zip(_ASKED, answer.totals, strict=True)), answer.unpriced, moments)


def _row(name: str, better: Direction | None, known: Sequence[_Known]) -> dict[str, Any]:
    samples = [one.moments.get(name) for one in known]
    figures = [
        one.figures.get(name, sample and sample.mean) for one, sample in zip(known, samples, strict=True)
    ]
    values = [
        {"value": _told(name, figure), "n": _n(name, one), "interval": sample and mean_interval(sample)}
        for figure, one, sample in zip(figures, known, samples, strict=True)
    ]
    against = [
        _held_against(figures[0], figures[place], _held(name, samples, known, place, better))
        for place in range(1, len(known))
    ]
    return {"metric": name, "unit": _UNITS[name], "better": better, "values": values, "against": against}


def _told(name: str, figure: Any) -> Any:
    return plain(figure) if _UNITS[name] == USD and figure is not None else figure


def _n(name: str, one: _Known) -> int | None:
    """Of how many instances a figure is; None where it is a count itself."""
    return None if name in _COUNTS else one.moments[name].n if name in one.moments else one.instances


def _held(
    name: str,
    samples: Sequence[Moments | None],
    known: Sequence[_Known],
    place: int,
    better: Direction | None,
) -> Compared:
    instances = known[0].instances, known[place].instances
    if name in TESTED:
        return compared(samples[0], samples[place], better, *instances)
    few = name not in _COUNTS and min(instances) < ENOUGH
    return Compared(None, Verdict.NOT_ENOUGH_DATA if few else Verdict.NOT_TESTED)


def _kpi_row(name: str, readings: Sequence[KpiReading], known: Sequence[_Known]) -> dict[str, Any]:
    metric = f"kpi:{name}"
    samples = [
        moments and sample_of(reading.type, moments)
        for reading, moments in zip(readings, [one.moments.get(metric) for one in known], strict=True)
    ]
    values = [_kpi_value(*each) for each in zip(samples, readings, known, strict=True)]
    one_type = len({reading.type for reading in readings}) == 1
    better = readings[0].direction if one_type else None
    against = [
        _held_against(
            values[0]["value"],
            values[place]["value"],
            compared(samples[0], samples[place], better) if one_type else Compared(None, Verdict.NOT_TESTED),
        )
        for place in range(1, len(known))
    ]
    told = {"metric": metric, "unit": "score", "type": readings[0].type if one_type else None}
    return {**told, "better": better, "values": values, "against": against}


def _kpi_value(sample: Sample | None, reading: KpiReading, one: _Known) -> dict[str, Any]:
    goal = reading.goal(one.side.version)
    if sample is None:
        return {"value": None, "n": 0, "interval": None, "goal": goal, "attainment": None}
    reached = None if goal is None else attainment(sample.mean, goal, reading.direction)
    told = {"value": sample.mean, "n": sample.n, "interval": interval_of(sample), "goal": goal}
    return {**told, "attainment": reached and reached.ratio}


def _held_against(first: Any, other: Any, held: Compared) -> dict[str, Any]:
    difference = change = None
    if first is not None and other is not None:
        difference = float(other) - float(first)
        change = difference / float(first) if first else None
    tested = held.tested
    return {
        "difference": difference,
        "change": change,
        "interval": tested and tested.interval,
        "p": tested and tested.p,
        "detectable": tested and tested.detectable,
        "verdict": held.verdict,
    }
