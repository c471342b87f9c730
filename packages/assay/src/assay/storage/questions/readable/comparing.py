"""Two ranges beside each other: the groups that are shown, and what they were in the earlier one."""

from __future__ import annotations

from dataclasses import replace
from textwrap import indent
from typing import Protocol

from assay.domain.metrics import PER_MINUTE, USD, Family, Metric
from assay.domain.questions import Question
from assay.storage.questions.readable.columns import identifier


class Statement(Protocol):
    """Tells the statement about one range: of the largest groups in order, or of all of them."""

    def __call__(self, question: Question, *, ranked: bool = True) -> str: ...


def compared(question: Question, statement: Statement) -> str:
    """The statement about the range of the question and the one it is compared with."""
    assert question.compare is not None
    present = replace(question, compare=None)
    earlier = replace(present, start=question.compare[0], end=question.compare[1])
    groups = [identifier(name) for name in question.by]
    columns = [*groups, *(column for metric in question.metrics for column in _beside(metric))]
    listed = ",\n  ".join(columns)
    join = f"LEFT JOIN earlier USING ({', '.join(groups)})" if groups else "CROSS JOIN earlier"
    lines = [
        f"WITH present AS (\n{indent(statement(present), '  ')}",
        f"), earlier AS (\n{indent(statement(earlier, ranked=False), '  ')}",
        f")\nSELECT\n  {listed}\nFROM present\n{join}",
    ]
    if groups:
        direction = "DESC" if question.descending else "ASC"
        lines.append(
            f"ORDER BY present.{identifier(question.order)} {direction} NULLS LAST, {', '.join(groups)}"
        )
    return "\n".join(lines)


def _beside(metric: Metric) -> list[str]:
    """The figure, that of the earlier range, the difference and the relative change."""
    now, before = (f"{table}.{identifier(metric.name)}" for table in ("present", "earlier"))
    if _is_zero_of_nothing(metric):
        before = f"coalesce({before}, 0)"
    less = f"{_signed(metric, now)} - {before}"
    difference, change = less, f"({less}) / nullif({before}, 0)"
    if metric.unit == "text":
        difference = change = "NULL"
    told = {"": now, ".previous": before, ".difference": difference, ".change": change}
    return [f"{made} AS {identifier(metric.name + ending)}" for ending, made in told.items()]


def _signed(metric: Metric, figure: str) -> str:
    """The least and the largest of a column have its type, which in files knows no numbers below 0."""
    return f"{figure}::DOUBLE" if metric.family is Family.SAMPLE and metric.unit != USD else figure


def _is_zero_of_nothing(metric: Metric) -> bool:
    """Whether a group without requests and scores has 0 for it, and not nothing."""
    counts = metric.family in (Family.SUM, Family.DISTINCT) or metric.statistic == "kpi_n"
    return counts or metric.unit == PER_MINUTE
