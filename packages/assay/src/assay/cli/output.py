"""How commands print: a table for people, JSON for programs; the same rows in both."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import typer
from rich.console import Console
from rich.table import Table


def show_rows(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool) -> None:
    """Print rows: all their fields as one JSON array, or the named columns as a table."""
    if as_json:
        show_json(list(rows))
        return
    show_table(columns, [[row.get(column) for column in columns] for row in rows])


def show_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print a table. Cells that are not text stand to the right, as figures do."""
    cells = [list(row) for row in rows]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for position, column in enumerate(columns):
        figures = bool(cells) and all(_is_figure(row[position]) for row in cells)
        table.add_column(column.replace("_", " "), justify="right" if figures else "left", overflow="fold")
    for row in cells:
        table.add_row(*(_text(cell) for cell in row))
    console().print(table)


def show_json(value: Any) -> None:
    """Print JSON, indented."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def console(*, stderr: bool = False) -> Console:
    """Standard output (or error) as rich sees it; piped output is not cut to a terminal's width."""
    out = Console(highlight=False, stderr=stderr)
    if not out.is_terminal:
        out.width = 240
    return out


def _is_figure(cell: Any) -> bool:
    if isinstance(cell, str):
        return cell.replace(".", "", 1).lstrip("-").isdigit()
    return cell is None or isinstance(cell, int | float)


def _text(cell: Any) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, dict | list):
        return json.dumps(cell, ensure_ascii=False)
    return f"{cell:.6g}" if isinstance(cell, float) else str(cell)
