"""An answer as it is sent: a JSON document or CSV, with the same figures in both."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

from assay.domain.answers import FORMULA, Answer, Column
from assay.domain.money import plain
from assay.domain.questions import instant_text


def document_of(answer: Answer, mark: int, data_until: int, took_ms: int) -> dict[str, Any]:
    """The answer as JSON has it; `mark` is that of the ledger, `data_until` an instant in ms."""
    compare = answer.question.compare
    return {
        "question": answer.question.to_document(),
        "columns": [_column(column) for column in answer.columns],
        "rows": [_cells(row) for row in answer.rows],
        "other": answer.other and _cells(answer.other),
        "other_rows": answer.other_rows and [_cells(row) for row in answer.other_rows],
        "totals": _cells(answer.totals),
        "compare": compare and {"from": instant_text(compare[0]), "to": instant_text(compare[1])},
        "rows_overlap": answer.rows_overlap,
        "meta": {
            "requests": answer.requests,
            "unpriced": answer.unpriced,
            "estimated": answer.estimated,
            "data_until": instant_text(data_until),
            "methods": answer.methods,
            "took_ms": took_ms,
            "mark": mark,
        },
    }


def _column(column: Column) -> dict[str, str]:
    told = {"name": column.name, "kind": column.kind, "unit": column.unit, "of": column.of}
    return {key: value for key, value in told.items() if value}


def _cells(row: list[Any]) -> list[Any]:
    return [plain(cell) if isinstance(cell, Decimal) else cell for cell in row]


def csv_text(answer: Answer) -> str:
    """The rows, the rest last, as RFC 4180 with a header of column names; amounts are not rounded."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_safe(column.name) for column in answer.columns)
    rest = answer.other_rows or ([answer.other] if answer.other else [])
    for row in [*answer.rows, *rest]:
        writer.writerow(_safe(cell) for cell in _cells(row))
    return text.getvalue()


def _safe(cell: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if isinstance(cell, str) and cell.startswith(FORMULA) and not _is_number(cell):
        return f"'{cell}"
    return cell


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text == text.strip()
