"""The event store on DuckDB: append-only tables in one file, owned by one process.

No primary key, no index, no UPDATE: one transaction per delivery, which also holds the mark that makes it
exactly once. Rows arrive in order of time, so that the engine's zone maps stand in for an index.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from assay.domain.errors import AnalyticsUnavailable
from assay.storage.events.columns import (
    AMOUNTS,
    EVENTS,
    LARGE,
    MONEY,
    NARROW_MONEY,
    SHIPPED,
    TABLES,
    stored,
    with_derived,
)
from assay.storage.events.gate import Gate
from assay.storage.ports import SpoolBatch

_SPOOL_PARTS = {"events": "facts", "bodies": "bodies", "kpi_scores": "scores", "instances": "instances"}
"""Which part of a spool batch goes to which table."""


def structure(columns: Mapping[str, str]) -> str:
    """The type of a row, as `from_json_strict` reads it."""
    return json.dumps(dict(columns))


class DuckDBFile:
    """The file, its tables and its mark. Used by one writing thread; questions read through cursors of
    their own.
    """

    def __init__(self, path: Path, *, threads: int = 2, memory_limit: str = "1GB") -> None:
        self.path = path
        self._config: dict[str, str | bool | int | float | list[str]] = {
            "threads": threads,
            "memory_limit": memory_limit,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "checkpoint_threshold": "64MB",
        }
        self._writing = threading.RLock()
        self._readers = Gate()
        self._open()

    def _open(self) -> None:
        try:
            self.connection = duckdb.connect(str(self.path), config=self._config)
        except duckdb.Error as error:
            raise AnalyticsUnavailable(
                "analytics_unavailable", f"the event store {self.path} does not open: {error}"
            ) from error
        self.connection.execute("SET TimeZone = 'UTC'")
        self._create()
        self._derive_anew()
        self._compact_marks()
        self._mark = self._stored_mark()

    def _create(self) -> None:
        for table in TABLES:
            listed = ", ".join(f"{name} {type_}" for name, type_ in stored(table).items())
            self.connection.execute(f"CREATE TABLE IF NOT EXISTS {table} ({listed})")
        listed = ", ".join(f"{name} {type_}" for name, type_ in SHIPPED.items())
        self.connection.execute(f"CREATE TABLE IF NOT EXISTS shipped ({listed})")

    def _derive_anew(self) -> None:
        """Rewrite the events of a former version, which derived other columns from the facts."""
        described = self.connection.execute("DESCRIBE events").fetchall()
        if [name for name, *_ in described] != list(stored("events")):
            rows = with_derived("events", f"SELECT {', '.join(EVENTS)}, n FROM events")
            self.connection.execute(
                f"BEGIN; CREATE TABLE events_anew AS {rows} ORDER BY n;"
                " DROP TABLE events; ALTER TABLE events_anew RENAME TO events; COMMIT"
            )
            if not _one(self.connection, f"SELECT count(sign) FROM events WHERE {LARGE}"):
                self._retype(NARROW_MONEY)
            self.connection.execute("CHECKPOINT")

    def _compact_marks(self) -> None:
        """Marks are appended, one a delivery; at start they become one again."""
        if _one(self.connection, "SELECT count(hi) FROM shipped") > 1:
            self.connection.execute(
                "BEGIN; CREATE TABLE shipped_anew AS"
                " SELECT max(hi) AS hi, sum(rows)::BIGINT AS rows, max(made) AS made FROM shipped;"
                " DROP TABLE shipped; ALTER TABLE shipped_anew RENAME TO shipped; COMMIT; CHECKPOINT"
            )

    def _stored_mark(self) -> int:
        return _one(self.connection, "SELECT coalesce(max(hi), 0) FROM shipped")

    def high_water(self) -> int:
        """`n` of the last batch that is stored."""
        return self._mark

    def append(self, batches: Sequence[SpoolBatch], *, made: int) -> None:
        """Store the batches that are not stored yet, and the mark of the last one, in one transaction."""
        with self._writing:
            new = [batch for batch in batches if batch.n > self._mark]
            if not new:
                return
            try:
                self._insert(new, made)
            except duckdb.ConversionException:  # an amount beyond a million USD
                self._retype(MONEY)
                self._insert(new, made)
            self._mark = new[-1].n

    def _retype(self, money: str) -> None:
        """Give the amounts of events this type."""
        with self.transaction(self.connection) as connection:
            for name in AMOUNTS:
                connection.execute(f"ALTER TABLE events ALTER {name} TYPE {money}")

    def _insert(self, batches: Sequence[SpoolBatch], made: int) -> None:
        with self.transaction(self.connection) as connection:
            for table, part in _SPOOL_PARTS.items():
                insert_lines(connection, table, [(getattr(batch, part), batch.n) for batch in batches])
            rows = sum(batch.rows for batch in batches)
            connection.execute("INSERT INTO shipped VALUES ($1, $2, $3)", [batches[-1].n, rows, made])

    @contextmanager
    def writing(self) -> Generator[duckdb.DuckDBPyConnection]:
        """The writing connection, in one transaction, while nothing else is written."""
        with self._writing, self.transaction(self.connection) as connection:
            yield connection

    @contextmanager
    def alone(self) -> Generator[duckdb.DuckDBPyConnection]:
        """The writing connection outside a transaction, while nothing else is written."""
        with self._writing:
            yield self.connection

    @contextmanager
    def reading(self) -> Generator[duckdb.DuckDBPyConnection]:
        """The connection to take a cursor from; the file stays the one it is as long as anybody reads."""
        with self._readers.passing():
            yield self.connection

    @contextmanager
    def swapped_for(self, fresh: Path) -> Generator[duckdb.DuckDBPyConnection]:
        """The writing connection, to fill the file `fresh` from; then that file takes the place of this one.

        Readers wait. They must: a cursor that lives on would keep the former file open under the same name.
        """
        with self._writing, self._readers.alone():
            yield self.connection
            self.connection.close()
            fresh.replace(self.path)
            self._open()

    @staticmethod
    @contextmanager
    def transaction(connection: duckdb.DuckDBPyConnection) -> Generator[duckdb.DuckDBPyConnection]:
        """Everything inside commits together, or not at all."""
        connection.begin()
        try:
            yield connection
        except BaseException:
            connection.rollback()
            raise
        connection.commit()

    def close(self) -> None:
        with self._writing:
            self.connection.close()


def insert_lines(
    connection: duckdb.DuckDBPyConnection, table: str, parts: Sequence[tuple[bytes, int]]
) -> None:
    """Insert rows from lines of JSON, each with the number of its batch, without parsing them here."""
    lines: list[str] = []
    numbers: list[int] = []
    for blob, n in parts:
        of_batch = lines_of(blob)
        lines += of_batch
        numbers += [n] * len(of_batch)
    if lines:
        connection.execute(
            f"INSERT INTO {table} {with_derived(table, rows_from_lines())}",
            {"lines": lines, "numbers": numbers, "structure": structure(TABLES[table])},
        )


def lines_of(blob: bytes) -> list[str]:
    """The lines of a part of a spool batch. Only a line feed ends one: JSON may hold U+2028 as it is."""
    return [line for line in blob.decode().split("\n") if line]


def rows_from_lines() -> str:
    """SQL of rows: the fields of each of `$lines`, of type `$structure`, and its batch out of `$numbers`."""
    return (
        "SELECT e.*, n FROM (SELECT from_json_strict(line::JSON, $structure) AS e, n"
        " FROM (SELECT unnest($lines::VARCHAR[]) AS line, unnest($numbers::BIGINT[]) AS n))"
    )


def _one(connection: duckdb.DuckDBPyConnection, statement: str) -> Any:
    row = connection.execute(statement).fetchone()
    assert row is not None
    return row[0]
