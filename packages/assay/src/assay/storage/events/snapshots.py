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
from assay.storage.events.columns import LARGE, TABLES, stored, with_derived
from assay.storage.events.duckdb import lines_of, rows_from_lines, structure
from assay.storage.events.fragments import DuckDBFragments
from assay.storage.ports import Pending

_PARTS = {"events": "facts", "kpi_scores": "scores", "instances": "instances"}
_INTERRUPTED_AGAIN_S = 0.05


class Stop:
    """Ends a reading from another thread: interrupts the statement under way, and lets none begin."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked = False
        self._cursor: duckdb.DuckDBPyConnection | None = None

    def now(self) -> None:
        """Interrupts until the reading has ended: a statement that is about to begin does not hear it."""
        with self._lock:
            self._asked = True
            if self._cursor is not None:
                self._cursor.interrupt()
                again = threading.Timer(_INTERRUPTED_AGAIN_S, self.now)
                again.daemon = True
                again.start()

    def check(self) -> None:
        """Raises duckdb.InterruptException when it was asked for."""
        if self._asked:
            raise duckdb.InterruptException("stopped")

    @contextmanager
    def reaches(self, cursor: duckdb.DuckDBPyConnection) -> Generator[None]:
        """Within, it interrupts this cursor."""
        self._cursor = cursor
        try:
            yield
        finally:
            with self._lock:
                self._cursor = None


class Snapshot:
    """See `assay.storage.questions.reader.Reader`."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, pending: Pending, stop: Stop) -> None:
        self.fragments = DuckDBFragments()
        self._cursor = cursor
        self._stop = stop
        self._pending = pending
        self._sources: dict[str, str] = {}
        row = cursor.execute("SELECT coalesce(max(hi), 0), coalesce(max(made), 0) FROM shipped").fetchone()
        assert row is not None
        self.mark: int = row[0]
        self.shipped: int = row[1]

    def rows(self, statement: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        return self._executed(statement, params).fetchall()

    def keep(self, name: str, statement: str, params: Mapping[str, Any]) -> None:
        self.run(f"CREATE TEMP TABLE {name} AS {statement}", params)

    def run(self, statement: str, params: Mapping[str, Any]) -> None:
        """Run a statement that gives no rows."""
        self._executed(statement, params)

    def _executed(self, statement: str, params: Mapping[str, Any]) -> duckdb.DuckDBPyConnection:
        self._stop.check()
        return self._cursor.execute(statement, dict(params))

    def source(self, table: str) -> str:
        if table not in self._sources:
            self._sources[table] = self._load(table)
        return self._sources[table]

    def _load(self, table: str) -> str:
        """Put the spool rows of a table beside it. Without any the table stands alone."""
        lines: list[str] = []
        numbers: list[int] = []
        for batch in self._pending.batches if self._pending.complete else ():
            if batch.n > self.mark:
                of_batch = lines_of(getattr(batch, _PARTS[table]))
                lines += of_batch
                numbers += [batch.n] * len(of_batch)
        if not lines:
            return table
        self.run(
            f"CREATE TEMP TABLE pending_{table} AS {with_derived(table, rows_from_lines())}",
            {"lines": lines, "numbers": numbers, "structure": structure(TABLES[table])},
        )
        listed = ", ".join(stored(table))
        typed = ", ".join(f"{name}::{type_}" for name, type_ in self._types(table).items())
        return f"(SELECT {listed} FROM {table} UNION ALL SELECT {typed} FROM pending_{table})"

    def _types(self, table: str) -> dict[str, str]:
        """Of the spool rows: as they are stored, unless they do not fit. A union of both would be slow."""
        large = table == "events" and self.rows(f"SELECT 1 FROM pending_{table} WHERE {LARGE} LIMIT 1", {})
        return {**stored(table), **TABLES[table]} if large else stored(table)


@contextmanager
def snapshot(
    connection: duckdb.DuckDBPyConnection, pending: Pending, stop: Stop, *, timeout_s: float
) -> Generator[Snapshot]:
    """A snapshot on a cursor of its own, until `stop`. Raises TimedOut after `timeout_s`; the statement is
    really stopped.
    """
    cursor = connection.cursor()
    late = threading.Event()

    def give_up() -> None:
        late.set()
        stop.now()

    timer = threading.Timer(timeout_s, give_up)
    timer.daemon = True
    timer.start()
    try:
        with stop.reaches(cursor):
            cursor.begin()
            yield Snapshot(cursor, pending, stop)
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
