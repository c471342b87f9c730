"""The answer to a question: rows and what stands beside every total."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assay.domain.questions import Question

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell of a file begins with that a spreadsheet would run."""


@dataclass(slots=True, frozen=True)
class Column:
    """`kind` is `time`, `dimension` or `metric`. `of` names the metric that a compared column belongs to."""

    name: str
    kind: str
    unit: str = ""
    of: str = ""


@dataclass(slots=True)
class Answer:
    """Rows of Decimal, int, float, text or None; rows and `other` add up to `totals`.

    `other` is one row for all groups that are not shown; with a grain `other_rows` has it by bucket.
    """

    question: Question
    columns: list[Column]
    rows: list[list[Any]]
    other: list[Any] | None
    other_rows: list[list[Any]] | None
    totals: list[Any]
    rows_overlap: bool
    requests: int
    unpriced: int
    estimated: int
    methods: dict[str, str] = field(default_factory=dict[str, str])
    shipped: int | None = None
    """Where unshipped rows had to be left out: the instant (ms) up to which rows are in the answer."""
