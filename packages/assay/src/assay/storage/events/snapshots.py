"""A consistent reading: the event store as of one transaction, and the spool rows it does not hold yet.

The spool is read first (by the caller), the mark afterwards, inside the transaction: whatever was deleted
from the spool before it was read had been committed here before that, so that the mark covers it. Rows of
batches beyond the mark join every statement from a temporary table; no row is in both, none in neither.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

import duckdb

from assay.domain.errors import TimedOut
from assay.storage.events.columns import TABLES, stored, with_derived
from assay.storage.events.duckdb import lines_of, narrow, rows_from_lines, structure
from assay.storage.events.fragments import DuckDBFragments
from assay.storage.ports import Pending

_PARTS = {"events": "facts", "kpi_scores": "scores", "instances": "instances"}


class Snapshot:
    """See `assay.storage.questions.reader.Reader`."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, pending: Pending) -> None:
        self.fragments = DuckDBFragments()
        self._cursor = cursor
        self._pending = pending
        self._waits: dict[str, bool] = {}
        row = cursor.execute("SELECT coalesce(max(hi), 0), coalesce(max(made), 0) FROM shipped").fetchone()
        assert row is not None
        self.mark: int = row[0]
        self.shipped: int = row[1]

    def rows(self, statement: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        return self._cursor.execute(statement, dict(params)).fetchall()

    def source(self, table: str) -> str:
        if table not in self._waits:
            self._waits[table] = self._load(table)
        if not self._waits[table]:
            return table
        listed = ", ".join(stored(table))
        return f"(SELECT {listed} FROM {table} UNION ALL SELECT {listed} FROM pending_{table})"

    def _load(self, table: str) -> bool:
        """Put the spool rows of a table beside it. Without any the table stands alone: False."""
        lines: list[str] = []
        numbers: list[int] = []
        for batch in self._pending.batches if self._pending.complete else ():
            if batch.n > self.mark:
                of_batch = lines_of(getattr(batch, _PARTS[table]))
                lines += of_batch
                numbers += [batch.n] * len(of_batch)
        if lines:
            self._cursor.execute(
                f"CREATE TEMP TABLE pending_{table} AS {with_derived(table, rows_from_lines())}",
                {"lines": lines, "numbers": numbers, "structure": structure(TABLES[table])},
            )
            if table == "events":
                narrow(self._cursor, f"pending_{table}")
        return bool(lines)


@contextmanager
def snapshot(
    connection: duckdb.DuckDBPyConnection, pending: Pending, *, timeout_s: float
) -> Generator[Snapshot]:
    """A snapshot on a cursor of its own. Raises TimedOut after `timeout_s`; the statement is really
    stopped.
    """
    cursor = connection.cursor()
    late = threading.Event()

    def stop() -> None:
        late.set()
        cursor.interrupt()

    timer = threading.Timer(timeout_s, stop)
    timer.daemon = True
    timer.start()
    try:
        cursor.begin()
        yield Snapshot(cursor, pending)
    except duckdb.InterruptException as error:
        if not late.is_set():
            raise
        raise TimedOut(
            "question_timeout",
            f"the question was stopped after {timeout_s:g} s: ask for a shorter range or fewer groups",
        ) from error
    finally:
        timer.cancel()
        cursor.close()
