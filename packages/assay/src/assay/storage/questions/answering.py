"""From a question to its answer: one set of rows for charts, tables, reports, files and the command line."""

from __future__ import annotations

from typing import Any

from assay.domain.answers import Answer, Column
from assay.domain.metrics import NUMBER_DIMENSIONS, Family, Metric
from assay.domain.periods import Bucket, Grain, buckets_of, from_ms, zone_of
from assay.domain.questions import MOST_CELLS, Question, too_large
from assay.storage.ports import Apps, KpiReadings
from assay.storage.questions.dimensions import NOT_SET
from assay.storage.questions.figures import TOTAL, Figures, LevelFigures, add_kpis, gather, gather_ranked
from assay.storage.questions.reader import Reader
from assay.storage.questions.scope import Group, Scope
from assay.storage.questions.sums import Key

REST_LABEL = "other"


def answer(question: Question, apps: Apps, readings: KpiReadings, reader: Reader) -> Answer:
    """Answer a question about some applications, or (None) about all. Raises Invalid (`range_too_large`)."""
    scope = Scope(reader, apps, question)
    figures = gather_ranked(scope, readings, MOST_CELLS)
    earlier = None
    if question.compare is not None:
        before = scope.within(*question.compare)
        earlier = gather(before, question.metrics, list(figures.groups) if question.by else None)
        add_kpis(before, question.metrics, _with_groups_of(earlier, figures))
    return _Table(question, figures, earlier, readings).answer()


def _with_groups_of(earlier: Figures, figures: Figures) -> Figures:
    earlier.groups = {**figures.groups, **earlier.groups}
    return earlier


class _Table:
    """The rows of an answer out of its figures, with the figures of an earlier range beside them."""

    def __init__(
        self, question: Question, figures: Figures, earlier: Figures | None, readings: KpiReadings
    ) -> None:
        self.question = question
        self.figures = figures
        self.earlier = earlier
        self.readings = readings
        self.buckets = _buckets(question, question.start, question.end)
        compare = question.compare
        self.earlier_buckets = _buckets(question, *compare) if compare else self.buckets

    def answer(self) -> Answer:
        """The whole answer."""
        question, total = self.question, self.figures.total.sums.get(TOTAL, {})
        has_rest = self.figures.has_rest or (self.earlier is not None and self.earlier.has_rest)
        rest = has_rest and bool(question.by)
        bucketed = self.buckets is not None
        return Answer(
            question,
            self._columns(),
            self._rows(),
            self._row(self._labels(None), "whole", (None, None), (None, None)) if rest else None,
            self._series(None, [REST_LABEL] * len(question.by)) if rest and bucketed else None,
            self._row(self._labels(()), "total", TOTAL, TOTAL),
            "limit" in question.by,
            *(int(total.get(name, 0)) for name in ("requests", "unpriced", "estimated")),
            methods=self._methods(),
        )

    def _columns(self) -> list[Column]:
        columns: list[Column] = [Column("time", "time")] if self.buckets is not None else []
        columns += [Column(name, "dimension") for name in self.question.by]
        for metric in self.question.metrics:
            columns.append(Column(metric.name, "metric", metric.unit))
            if self.earlier is not None:
                columns += [
                    Column(f"{metric.name}.previous", "metric", metric.unit, metric.name),
                    Column(f"{metric.name}.difference", "metric", metric.unit, metric.name),
                    Column(f"{metric.name}.change", "metric", "ratio", metric.name),
                ]
        return self._placed(columns)

    def _placed(self, cells: list[Any]) -> list[Any]:
        """Cells in the order of the columns: those that were asked for, then an added account."""
        if self.question.adds_account:
            cells.append(cells.pop((self.buckets is not None) + len(self.question.by) - 1))
        return cells

    def _rows(self) -> list[list[Any]]:
        groups: dict[int | None, Group] = {**self.figures.groups} if self.question.by else {None: ()}
        if self.buckets is None:
            level = "cells"
            return [
                self._row(self._group_labels(group), level, (h, None), (h, None))
                for h, group in groups.items()
            ]
        if len(groups) * len(self.buckets) > MOST_CELLS:
            raise too_large(len(self.buckets), len(groups))
        series = [self._series(h, self._group_labels(group)) for h, group in groups.items()]
        return [row for moment in zip(*series, strict=True) for row in moment]

    def _series(self, hash_: int | None, labels: list[Any]) -> list[list[Any]]:
        """One group's row in each bucket."""
        assert self.buckets is not None
        assert self.earlier_buckets is not None
        zone = zone_of(self.question.zone)
        rows: list[list[Any]] = []
        for index, bucket in enumerate(self.buckets):
            time = from_ms(bucket.start).astimezone(zone).isoformat().replace("+00:00", "Z")
            before = self.earlier_buckets[index].key if index < len(self.earlier_buckets) else -1
            rows.append(self._row([time, *labels], "cells", (hash_, bucket.key), (hash_, before)))
        return rows

    def _row(self, labels: list[Any], level: str, cell: Key, earlier_cell: Key) -> list[Any]:
        now: LevelFigures = getattr(self.figures, level)
        row = list(labels)
        for metric in self.question.metrics:
            value = now.value(metric, cell, self.readings)
            row.append(value)
            if self.earlier is not None:
                before: LevelFigures = getattr(self.earlier, level)
                row += _compared(value, before.value(metric, earlier_cell, self.readings))
        return self._placed(row)

    def _labels(self, group: Group | None) -> list[Any]:
        """Labels of the rest (None) or of the totals."""
        time = [] if self.buckets is None else [""]
        label = REST_LABEL if group is None else ""
        return [*time, *(label for _ in self.question.by)]

    def _group_labels(self, group: Group) -> list[Any]:
        return [
            value if name in NUMBER_DIMENSIONS and (value or name != "status") else value or NOT_SET
            for name, value in zip(self.question.by, group, strict=True)
        ]

    def _methods(self) -> dict[str, str]:
        method = "exact" if self.figures.exact else "histogram"
        return {metric.name: method for metric in self.question.metrics if _is_percentile(metric)}


def _is_percentile(metric: Metric) -> bool:
    return metric.family is Family.SAMPLE and metric.statistic.startswith("p")


def _buckets(question: Question, start: int, end: int) -> list[Bucket] | None:
    if question.grain is Grain.NONE:
        return None
    return buckets_of(question.grain, zone_of(question.zone), start, end)


def _compared(value: Any, before: Any) -> list[Any]:
    """The earlier value, the difference and the relative change, as far as there are any."""
    if value is None or before is None or isinstance(value, str):
        return [before, None, None]
    difference = value - before
    return [before, difference, float(difference / before) if before else None]
