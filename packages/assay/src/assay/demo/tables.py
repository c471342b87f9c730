"""Answers of the platform as tables on a terminal."""

from __future__ import annotations

from typing import Any

from payi.types.questions import Answer
from rich.console import Console
from rich.table import Table


def answer_table(out: Console, title: str, answer: Answer) -> None:
    """Print an answer: money as exact as it came, with its totals where there is more than one row."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for column in answer.columns:
        table.add_column(column.name, justify="left" if column.kind == "dimension" else "right")
    for row in answer.rows:
        table.add_row(*map(_text, row))
    if answer.totals and len(answer.rows) > 1:
        table.add_section()
        table.add_row(*map(_text, ["total", *answer.totals[1:]]), style="bold")
    out.print(table)
    out.print()


def _text(cell: Any) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, int):
        return f"{cell:,}"
    return f"{cell:.4g}" if isinstance(cell, float) else str(cell)
