"""One suite for every engine of the event store: `engine` opens one, on files of its own."""

from __future__ import annotations

import asyncio
import importlib.util
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest
from assay.domain.answers import Answer
from assay.domain.facts import Body, Fact, InstanceFact, ScoreFact
from assay.domain.histograms import Histogram, histogram_question_of
from assay.domain.instance_search import FoundInstances, InstanceSearch
from assay.domain.questions import question_of
from assay.storage.events.duckdb import DuckDBFile
from assay.storage.events.store import DuckDBEvents
from assay.storage.ports import Apps, EventStore, KpiReadings, Pending, SpoolBatch
from msgspec.structs import replace

APP = "018f0000-0000-7000-8000-0000000000aa"
lines = msgspec.json.Encoder().encode_lines


def open_duckdb(directory: Path) -> EventStore:
    return DuckDBEvents(DuckDBFile(directory / "events.duckdb", memory_limit="500MB"), askers=1)


ENGINES: dict[str, Callable[[Path], EventStore]] = {"duckdb": open_duckdb}


@dataclass
class Store:
    """An event store with a spool of facts that it does not hold yet."""

    events: EventStore
    numbers: Iterator[int]
    waiting: list[SpoolBatch]

    def batch(
        self,
        facts: Sequence[Fact] = (),
        *,
        scores: Sequence[ScoreFact] = (),
        instances: Sequence[InstanceFact] = (),
        bodies: Sequence[Body] = (),
    ) -> SpoolBatch:
        return SpoolBatch(
            next(self.numbers), len(facts), lines(facts), lines(bodies), lines(scores), lines(instances)
        )

    def ship(self, facts: Sequence[Fact] = (), **others: Any) -> None:
        """Facts that are in the event store."""
        self.events.append([self.batch(facts, **others)])

    def spool(self, facts: Sequence[Fact] = (), **others: Any) -> None:
        """Facts that are acknowledged and wait in the spool."""
        self.waiting.append(self.batch(facts, **others))

    @property
    def pending(self) -> Pending:
        return Pending(tuple(self.waiting))

    def ask(self, apps: Apps = (APP,), kpis: KpiReadings | None = None, **document: Any) -> Answer:
        question = question_of({"from": "2025-03-01", "to": "2025-05-01", **document})
        return asyncio.run(self.events.ask(question, apps, self.pending, kpis or {}))

    def histogram(
        self, use_cases: Collection[tuple[str, str]] = (), apps: Apps = (APP,), **document: Any
    ) -> Histogram:
        wanted = histogram_question_of({"from": "2025-03-01", "to": "2025-05-01", **document})
        return asyncio.run(self.events.histogram(wanted, apps, self.pending, use_cases))

    def instances(self, search: InstanceSearch) -> FoundInstances:
        return asyncio.run(self.events.instances(search, self.pending))

    def rows(self, **document: Any) -> list[list[Any]]:
        return self.ask(**document).rows


@pytest.fixture(params=list(ENGINES))
def engine(request: pytest.FixtureRequest) -> Callable[[Path], EventStore]:
    return ENGINES[request.param]


@pytest.fixture
def store(engine: Callable[[Path], EventStore], tmp_path: Path) -> Iterator[Store]:
    with opened(engine, tmp_path) as one:
        yield one


@contextmanager
def opened(engine: Callable[[Path], EventStore], directory: Path) -> Iterator[Store]:
    events = engine(directory)
    try:
        yield Store(events, count(1), [])
    finally:
        events.close()


def fact(number: int = 0, **columns: Any) -> Fact:
    """A request on 1 April 2025, one minute after the one with the number before."""
    ts = columns.pop("ts", 1_743_465_600_000 + number * 60_000)
    plain = Fact(
        request_id=f"{ts:012x}"[:8] + f"-{ts & 0xFFFF:04x}-7000-8000-{number:012x}",
        app=APP,
        ts=ts,
        received=ts,
        category="system.openai",
        resource="gpt-4o",
        status=200,
    )
    return replace(plain, **columns)


@pytest.fixture(name="fact", scope="session")
def fact_fixture() -> Callable[..., Fact]:
    return fact


@pytest.fixture(scope="session")
def open_store() -> Callable[..., Any]:
    return opened


@pytest.fixture(scope="session")
def oracle() -> ModuleType:
    """The naive fold over facts that stands in for an answer we know."""
    spec = importlib.util.spec_from_file_location("oracle", Path(__file__).with_name("oracle.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
