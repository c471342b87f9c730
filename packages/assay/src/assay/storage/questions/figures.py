"""All figures of one question over one range: gathered by kind, then read by cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

from assay.domain.metrics import MINUTES, QUOTIENTS, USD, Family, Metric
from assay.domain.periods import Grain, buckets_of, zone_of
from assay.domain.questions import Question
from assay.storage.ports import KpiReadings
from assay.storage.questions.distinct import distinct
from assay.storage.questions.kpis import KpiFigures, kpi_cells
from assay.storage.questions.measures import ALWAYS, distinct_of, sums_of
from assay.storage.questions.percentiles import (
    MOST_EXACT_ROWS,
    Statistics,
    distribution,
    means_of_instances,
)
from assay.storage.questions.scope import Group, Level, Scope
from assay.storage.questions.sums import Key, Values, grouped, ungrouped

TOTAL: Key = (None, None)
_MINUTE_MS = 60_000
_PLACES = Decimal(1).scaleb(-12)
_DIVIDING = Context(prec=60, rounding=ROUND_HALF_EVEN)


@dataclass(slots=True)
class LevelFigures:
    """Figures of one level of detail, by cell."""

    sums: dict[Key, Values] = field(default_factory=dict[Key, Values])
    distinct: dict[str, dict[Key, int]] = field(default_factory=dict[str, dict[Key, int]])
    instance_costs: dict[Key, tuple[Decimal, int]] = field(default_factory=dict[Key, tuple[Decimal, int]])
    distributions: dict[str, Statistics] = field(default_factory=dict[str, Statistics])
    kpis: dict[Key, KpiFigures] = field(default_factory=dict[Key, KpiFigures])
    minutes: Mapping[int | None, Decimal] = field(default_factory=dict[int | None, Decimal])
    """By key of the bucket; of the whole range under None."""

    def value(self, metric: Metric, cell: Key, readings: KpiReadings) -> Any:
        """The value of a metric in a cell: Decimal for money, int for counts, float for the rest, or None."""
        if metric.family is Family.KPI:
            return self.kpis.get(cell, KpiFigures()).figure(metric.statistic, metric.of, readings)
        if metric.family is Family.DISTINCT:
            return self.distinct[metric.name].get(cell, 0)
        if metric.family is Family.SAMPLE:
            return _measured(metric, self._statistic(metric, cell))
        if metric.family is Family.QUOTIENT:
            numerator, denominator, _ = QUOTIENTS[metric.name]
            return _divided(metric, self._part(numerator, cell), self._part(denominator, cell))
        number = self._part(metric.name, cell)
        return Decimal(number) if metric.unit == USD else int(number)

    def _part(self, name: str, cell: Key) -> Any:
        if name == MINUTES:
            return self.minutes.get(cell[1], 0)
        if name in self.distinct:
            return self.distinct[name].get(cell, 0)
        return self.sums.get(cell, {}).get(name, 0)

    def _statistic(self, metric: Metric, cell: Key) -> Any:
        if metric.statistic != "mean":
            return self.distributions[metric.of].get(cell, {}).get(metric.statistic)
        if metric.of == "instance_cost":
            total, count = self.instance_costs.get(cell, (0, 0))
        else:
            total, count = (self._part(f"{part}:{metric.of}", cell) for part in ("total", "weight"))
        return _divided(metric, total, count)


def _measured(metric: Metric, value: Any) -> Any:
    if value is None:
        return None
    if metric.unit == USD:
        return Decimal(value).quantize(_PLACES, context=_DIVIDING)
    return value if isinstance(value, int) else float(value)


def _divided(metric: Metric, total: Any, count: Any) -> Any:
    """A quotient: money to twelve places, half-even; else a float; None where there is nothing to divide
    by.
    """
    if not count:
        return None
    quotient = _DIVIDING.divide(Decimal(total), Decimal(count))
    return quotient.quantize(_PLACES, context=_DIVIDING) if metric.unit == USD else float(quotient)


@dataclass(slots=True)
class Figures:
    """Figures by cell, of the rest and of the whole range; `groups` are the shown ones by hash, ranked."""

    groups: dict[int, Group]
    cells: LevelFigures
    whole: LevelFigures
    """By group without buckets, the rest included (hash None)."""
    total: LevelFigures
    has_rest: bool
    exact: bool


def gather(scope: Scope, metrics: Sequence[Metric], chosen: Sequence[int] | None = None) -> Figures:
    """Ask for everything the metrics need. `chosen` are the hashes of the groups to show, else the
    largest.
    """
    measures = _measures(metrics)
    level = scope.level()
    figures = _summed(scope, level, measures, chosen)
    for each in (figures.cells, figures.whole, figures.total):
        each.minutes = _minutes(scope.question)
    requests = figures.total.sums.get(TOTAL, {}).get("requests", 0)
    figures.exact = requests <= MOST_EXACT_ROWS
    shown = list(figures.groups) if figures.has_rest or chosen is not None else None
    levels = {level: figures.cells}
    if level.by_bucket and level.by_group:
        levels[scope.level(bucketed=False)] = figures.whole
    if level.by_bucket or level.by_group:
        levels[scope.level(grouped=False, bucketed=False)] = figures.total
    _distribute(scope, levels, metrics, shown, exact=figures.exact)
    return figures


def _minutes(question: Question) -> dict[int | None, Decimal]:
    """How many minutes of the range are in each of its buckets, and in all."""
    start, end = question.start, question.end
    found: dict[int | None, Decimal] = {None: Decimal(end - start) / _MINUTE_MS}
    if question.grain is not Grain.NONE:
        buckets = buckets_of(question.grain, zone_of(question.zone), start, end)
        ends = [*(bucket.start for bucket in buckets[1:]), end]
        for bucket, until in zip(buckets, ends, strict=True):
            found[bucket.key] = Decimal(until - max(bucket.start, start)) / _MINUTE_MS
    return found


def _measures(metrics: Sequence[Metric]) -> list[str]:
    """Names of the sums to ask for, each once."""
    wanted = [name for metric in metrics for name in sums_of(metric)]
    return list(dict.fromkeys([*ALWAYS, *wanted]))


def _weight(scope: Scope) -> str:
    """The sum by which the largest groups are found: that of the order, where it is one."""
    ordered = scope.question.ordered_by
    return ordered.name if ordered.family is Family.SUM else "requests"


def _summed(scope: Scope, level: Level, measures: list[str], chosen: Sequence[int] | None) -> Figures:
    whole, total = LevelFigures(), LevelFigures()
    if not level.by_group:
        cells = LevelFigures(ungrouped(scope, level, measures))
        total = total if level.by_bucket else cells
        figures = Figures({}, cells, cells, total, has_rest=False, exact=True)
    else:
        found = grouped(scope, level, measures, weight=_weight(scope), chosen=chosen)
        cells = LevelFigures(found.cells)
        figures = Figures(found.groups, cells, whole, total, found.has_rest, exact=True)
        if level.by_bucket:
            whole.sums = _added(found.cells, lambda cell: (cell[0], None))
        else:
            figures.whole = cells
    if scope.overlaps():
        totals = ungrouped(scope, scope.level(grouped=False, bucketed=False), measures)
    else:
        totals = _added(cells.sums, lambda _: TOTAL)
    figures.total.sums = totals if figures.total is not cells else cells.sums
    return figures


def _added(cells: dict[Key, Values], into: Callable[[Key], Key]) -> dict[Key, Values]:
    """Cells added up into coarser ones."""
    coarse: dict[Key, Values] = {}
    for cell, values in cells.items():
        sums = coarse.setdefault(into(cell), {})
        for name, value in values.items():
            sums[name] = sums.get(name, 0) + value
    return coarse


def _distribute(
    scope: Scope,
    levels: Mapping[Level, LevelFigures],
    metrics: Sequence[Metric],
    chosen: Sequence[int] | None,
    *,
    exact: bool,
) -> None:
    """Ask for what does not add up, at every level."""
    for entity in {name for metric in metrics if (name := distinct_of(metric))}:
        counts = distinct(scope, list(levels), entity, chosen)
        for into, of_level in zip(levels.values(), counts, strict=True):
            into.distinct[entity] = of_level
    wanted: dict[str, list[str]] = {}
    for metric in metrics:
        if metric.family is Family.SAMPLE:
            wanted.setdefault(metric.of, []).append(metric.statistic)
    for name, statistics in wanted.items():
        found = distribution(scope, list(levels), name, statistics=statistics, exact=exact, chosen=chosen)
        for into, of_level in zip(levels.values(), found, strict=True):
            into.distributions[name] = of_level
    if "mean" in wanted.get("instance_cost", ()):
        means = means_of_instances(scope, list(levels), chosen)
        for into, of_level in zip(levels.values(), means, strict=True):
            into.instance_costs = of_level


def add_kpis(scope: Scope, metrics: Sequence[Metric], figures: Figures) -> None:
    """Put the KPI figures into the cells they belong to: a score is in every group that its instance is in,
    and once in the total.
    """
    kpis = sorted({metric.of for metric in metrics if metric.family is Family.KPI})
    if not kpis:
        return
    level = scope.level()
    cells = kpi_cells(scope, level, kpis, list(figures.groups))
    figures.cells.kpis = cells
    figures.has_rest |= level.by_group and any(hash_ is None for hash_, _ in cells)
    if figures.whole is not figures.cells:
        for (hash_, _), found in cells.items():
            figures.whole.kpis.setdefault((hash_, None), KpiFigures()).add(found)
    if figures.total is not figures.cells:
        whole = scope.level(grouped=False, bucketed=False)
        figures.total.kpis = kpi_cells(scope, whole, kpis, None)


def gather_ranked(scope: Scope, readings: KpiReadings, most: int) -> Figures:
    """Everything the question asks for, of the groups it shows. Where its order is no sum, which a statement
    can rank by, these are the best among the `most` largest groups.
    """
    question = scope.question
    ordered = question.ordered_by
    if ordered.family is Family.SUM or not question.by:
        figures = gather(scope, question.metrics)
        add_kpis(scope, question.metrics, figures)
        return figures
    wide = replace(question, grain=Grain.NONE, top=most, descending=True)
    all_groups = replace(scope, question=wide)
    at_once = question.grain is Grain.NONE
    metrics = question.metrics if at_once else (ordered,)
    figures = gather(all_groups, metrics)
    add_kpis(all_groups, metrics, figures)
    chosen = _ranked_by_value(question, readings, figures)
    if not at_once or figures.has_rest or len(chosen) < len(figures.groups):
        figures = gather(scope, question.metrics, chosen)
        add_kpis(scope, question.metrics, figures)
    figures.groups = {h: figures.groups[h] for h in chosen if h in figures.groups}
    return figures


def _ranked_by_value(question: Question, readings: KpiReadings, figures: Figures) -> list[int]:
    """Hashes of the groups to show, best first; those without a value come last."""
    values = {h: figures.whole.value(question.ordered_by, (h, None), readings) for h in figures.groups}
    by_name = sorted(values, key=lambda h: figures.groups[h])
    known = [h for h in by_name if values[h] is not None]
    known.sort(key=lambda h: values[h], reverse=question.descending)
    return [*known, *(h for h in by_name if values[h] is None)][: question.top]
