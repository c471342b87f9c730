"""`storage.ports.EventStore` on DuckDB: a small pool of threads asks, each question on a cursor of its
own.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from assay.domain.answers import Answer, Column
from assay.domain.errors import AnalyticsUnavailable
from assay.domain.facts import Body, Fact
from assay.domain.histograms import Histogram, HistogramQuestion
from assay.domain.inference import Moments
from assay.domain.instance_search import FoundInstances, InstanceSearch
from assay.domain.questions import Filter, Question
from assay.domain.unpriced import UnpricedUsage
from assay.storage.events import lookups
from assay.storage.events.duckdb import DuckDBFile
from assay.storage.events.exports import export
from assay.storage.events.score_files import export_scores
from assay.storage.events.snapshots import Snapshot, Stop, snapshot
from assay.storage.events.turns import Turns
from assay.storage.events.unpriced import unpriced
from assay.storage.ports import Apps, Exported, KpiReadings, Pending, Search, SpoolBatch
from assay.storage.questions.answering import answer
from assay.storage.questions.histograms import histogram
from assay.storage.questions.instances import instances
from assay.storage.questions.moments import moments
from assay.storage.questions.readable import readable_sql

T = TypeVar("T")

_NOTHING = Pending(())
_EXPORT_TIMEOUT_S = 600.0
"""A file of a million requests takes longer than anybody waits for a chart."""


class DuckDBEvents:
    """See the port. `timeout_s` is how long one question may take."""

    def __init__(self, file: DuckDBFile, *, askers: int = 3, timeout_s: float = 30.0) -> None:
        self.file = file
        self._timeout_s = timeout_s
        self._turns = Turns()
        self._pool = ThreadPoolExecutor(askers, thread_name_prefix="assay-question")

    def append(self, batches: Sequence[SpoolBatch]) -> None:
        self.file.append(batches, made=time.time_ns() // 1_000_000)

    def high_water(self) -> int:
        return self.file.high_water()

    async def ask(self, question: Question, apps: Apps, pending: Pending, kpis: KpiReadings) -> Answer:
        def work(reader: Snapshot) -> Answer:
            found = answer(question, apps, kpis, reader)
            found.shipped = None if pending.complete else reader.shipped
            return found

        return await self._read(work, pending)

    def sql(self, question: Question) -> str:
        return readable_sql(question)

    async def histogram(
        self, wanted: HistogramQuestion, apps: Apps, pending: Pending, use_cases: Collection[tuple[str, str]]
    ) -> Histogram:
        return await self._read(lambda reader: histogram(wanted, apps, use_cases, reader), pending)

    async def find(self, app: str, request_ids: Collection[str], pending: Pending) -> dict[str, Fact]:
        return await self._read(lambda reader: lookups.find(reader, app, request_ids), pending)

    async def find_response(self, app: str, category: str, response_id: str, pending: Pending) -> Fact | None:
        return await self._read(
            lambda reader: lookups.find_response(reader, app, category, response_id), pending
        )

    async def page(self, search: Search, pending: Pending) -> list[Fact]:
        return await self._read(lambda reader: lookups.page(reader, search), pending)

    async def export(self, search: Search, form: Exported, pending: Pending) -> Path:
        return await self._read(lambda reader: export(reader, search, form), pending, _EXPORT_TIMEOUT_S)

    async def export_scores(self, app: str, question: Question, kpis: KpiReadings, pending: Pending) -> Path:
        return await self._read(
            lambda reader: export_scores(reader, app, question, kpis), pending, _EXPORT_TIMEOUT_S
        )

    async def instances(self, search: InstanceSearch, pending: Pending) -> FoundInstances:
        return await self._read(lambda reader: instances(reader, search), pending)

    async def instance(self, app: str, instance_id: str, pending: Pending) -> list[Fact]:
        return await self._read(lambda reader: lookups.instance(reader, app, instance_id), pending)

    async def body(self, app: str, request_id: str) -> Body | None:
        return await self._read(lambda reader: lookups.body(reader, app, request_id), _NOTHING)

    async def moments(
        self, app: str, start: int, end: int, zone: str, filters: Sequence[Filter], pending: Pending
    ) -> dict[str, Moments]:
        return await self._read(lambda reader: moments(reader, app, start, end, zone, filters), pending)

    async def unpriced(self, wanted: Search, pending: Pending) -> list[UnpricedUsage]:
        return await self._read(lambda reader: unpriced(reader, wanted), pending)

    async def parquet(self, answer: Answer) -> bytes:
        return await asyncio.get_running_loop().run_in_executor(self._pool, parquet_bytes, answer)

    async def _read(
        self, work: Callable[[Snapshot], T], pending: Pending, timeout_s: float | None = None
    ) -> T:
        """What `work` reads, in a thread; when the waiting task is cancelled, the reading ends as well."""
        stop = Stop()

        def run() -> T:
            try:
                with (
                    self._turns.turn(),
                    self.file.reading() as connection,
                    snapshot(connection, pending, stop, timeout_s=timeout_s or self._timeout_s) as reader,
                ):
                    return work(reader)
            except duckdb.Error as error:
                raise AnalyticsUnavailable(
                    "analytics_unavailable", f"the event store did not answer: {error}"
                ) from error

        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, run)
        except asyncio.CancelledError:
            stop.now()
            raise

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
        self.file.close()


_PARQUET_TYPES = {"usd": "DECIMAL(38,12)", "count": "BIGINT", "text": "VARCHAR"}


def _parquet_type(column: Column) -> str:
    if column.kind != "metric":
        return "VARCHAR"
    return _PARQUET_TYPES.get(column.unit, "DOUBLE")


def parquet_bytes(answer: Answer) -> bytes:
    """The rows of an answer, the rest last, as a Parquet file."""
    rows = [*answer.rows, *(answer.other_rows or ([answer.other] if answer.other else []))]
    names = [f'"{column.name.replace(chr(34), chr(34) * 2)}"' for column in answer.columns]
    types = [_parquet_type(column) for column in answer.columns]
    with tempfile.TemporaryDirectory() as directory, duckdb.connect() as memory:
        listed = ", ".join(f"{name} {type_}" for name, type_ in zip(names, types, strict=True))
        memory.execute(f"CREATE TABLE answer ({listed})")
        if rows:
            marks = ", ".join("?" for _ in names)
            memory.executemany(
                f"INSERT INTO answer VALUES ({marks})", [[_plain(cell) for cell in row] for row in rows]
            )
        target = Path(directory) / "answer.parquet"
        memory.execute(f"COPY answer TO '{target}' (FORMAT parquet)")
        return target.read_bytes()


def _plain(cell: Any) -> Any:
    return format(cell, "f") if isinstance(cell, Decimal) else cell
