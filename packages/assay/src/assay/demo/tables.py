"""Answers of the platform as tables on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from payi.types.questions import Answer
from rich.console import Console
from rich.table import Table


def answer_table(out: Console, title: str, answer: Answer) -> None:
    """Print an answer: words before figures, money as exact as it came, with its totals where there is more
    than one row.
    """
    columns = answer.columns
    order = sorted(range(len(columns)), key=lambda index: columns[index].kind == "metric")
    names, rows = [columns[index].name for index in order], [[row[i] for i in order] for row in answer.rows]
    words = sum(column.kind != "metric" for column in columns)
    last = [answer.totals[i] for i in order] if answer.totals and len(rows) > 1 else None
    table(out, title, names, rows, words=words, last=["total", *last[1:]] if last else None)


def table(
    out: Console,
    title: str,
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    words: int = 1,
    last: Sequence[Any] | None = None,
) -> None:
    """Print rows under names; the first `words` columns stand left, figures right, `last` apart in bold."""
    drawn = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for position, name in enumerate(names):
        drawn.add_column(name, justify="left" if position < words else "right")
    for row in rows:
        drawn.add_row(*map(_text, row))
    if last is not None:
        drawn.add_row(*map(_text, last), style="bold")
    out.print(drawn)
    out.print()


def _text(cell: Any) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, int):
        return f"{cell:,}"
    return f"{cell:.4g}" if isinstance(cell, float) else str(cell)
