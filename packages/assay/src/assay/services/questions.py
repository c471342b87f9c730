"""Asking: from the document of a question to its answer as JSON, CSV or Parquet, the same figures in each."""

from __future__ import annotations

import csv
import io
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import blake2b
from time import perf_counter
from typing import Any
from weakref import WeakKeyDictionary

import msgspec

from assay.domain.answers import Answer, Column
from assay.domain.kpis import better
from assay.domain.metrics import Family
from assay.domain.money import plain
from assay.domain.questions import Question, instant_text, question_of
from assay.services.platform import Platform
from assay.storage.ports import KpiReading, KpiReadings, Page, StateStore, Transaction

CACHED_ANSWERS = 128
_ALL = Page(100_000, ascending=True)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_encode = msgspec.json.Encoder().encode


@dataclass(slots=True, frozen=True)
class Asked:
    """An answer and what stands beside it. `etag` changes with the question and with every new fact."""

    answer: Answer
    document: bytes
    etag: str


@dataclass(slots=True)
class _Cache:
    """The latest answers by their etag: an answer holds until the ledger's mark moves."""

    answers: OrderedDict[str, Asked] = field(default_factory=OrderedDict[str, Asked])

    def get(self, etag: str) -> Asked | None:
        found = self.answers.get(etag)
        if found is not None:
            self.answers.move_to_end(etag)
        return found

    def put(self, asked: Asked) -> None:
        self.answers[asked.etag] = asked
        if len(self.answers) > CACHED_ANSWERS:
            self.answers.popitem(last=False)


_caches: WeakKeyDictionary[StateStore, _Cache] = WeakKeyDictionary()


def etag_of(platform: Platform, app: str | None, question: Question) -> str:
    """The version of an answer: application, question and the ledger's mark."""
    made_of = _encode((app, question.to_document(), platform.state.mark()))
    return f'"{blake2b(made_of, digest_size=12).hexdigest()}"'


def forget(platform: Platform) -> None:
    """Answer anew from now on: for measuring."""
    _caches.pop(platform.state, None)


async def ask(platform: Platform, app: str | None, question: Question) -> Asked:
    """Answer a question about an application, or (None) about all. Raises Invalid, TimedOut,
    AnalyticsUnavailable.
    """
    etag = etag_of(platform, app, question)
    cache = _caches.setdefault(platform.state, _Cache())
    known = cache.get(etag)
    if known is not None:
        return known
    began = perf_counter()
    mark, now = platform.state.mark(), platform.now_ms()
    kpis = await _kpi_readings(platform, app, question)
    pending = await platform.state.pending()
    answer = await platform.events.ask(question, app, pending, kpis)
    took_ms = round((perf_counter() - began) * 1000)
    data_until = now if answer.shipped is None else answer.shipped
    asked = Asked(answer, _encode(_document(answer, mark, data_until, took_ms)), etag)
    cache.put(asked)
    return asked


async def _kpi_readings(platform: Platform, app: str | None, question: Question) -> KpiReadings:
    names = sorted({metric.of for metric in question.metrics if metric.family is Family.KPI})
    if not names or app is None:
        return {}
    return await platform.state.read(lambda tx: _readings(tx, app, names))


def _readings(tx: Transaction, app: str, names: list[str]) -> KpiReadings:
    found: dict[tuple[str, str], KpiReading] = {}
    for use_case in tx.use_cases.list(app, _ALL):
        for name in names:
            definition = tx.kpis.get(app, use_case.name, name)
            if definition is not None:
                goals = tx.kpis.goals(app, use_case.name, name)
                found[use_case.name, name] = KpiReading(definition.type, better(definition), goals)
    return found


def _document(answer: Answer, mark: int, data_until: int, took_ms: int) -> dict[str, Any]:
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
    if isinstance(cell, str) and cell.startswith(_FORMULA) and not _is_number(cell):
        return f"'{cell}"
    return cell


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text == text.strip()


def question_from(document: Mapping[str, Any], *, app: str) -> Question:
    """The question of a document. `application`, which a person signed in would send, must be the caller's
    own.
    """
    asked = dict(document)
    named = asked.pop("application", app)
    return question_of(asked if named == app else {**asked, "application": named})
