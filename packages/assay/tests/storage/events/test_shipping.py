"""The way from the spool to the event store: exactly once, whatever happens on it."""

from __future__ import annotations

import asyncio
import random
import struct
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from assay.domain.facts import Fact
from assay.storage.events.duckdb import DuckDBFile
from assay.storage.events.shipper import Shipper
from assay.storage.events.store import DuckDBEvents
from assay.storage.ports import SpoolBatch
from assay.storage.state.sqlite import SqliteState

WRITER = Path(__file__).with_name("ship_writer.py")
ROUNDS = 6


def run_and_kill(directory: Path, first: int, after_s: float) -> int:
    """Let a writer work for a while, kill it, and return the number after its last acknowledged batch."""
    process = subprocess.Popen(
        [sys.executable, str(WRITER), str(directory), str(first)], stdout=subprocess.PIPE
    )
    acknowledged = process.stdout.read(8)  # it works: now the clock starts
    time.sleep(after_s)
    process.kill()
    acknowledged += process.stdout.read()
    process.stdout.close()
    process.wait()
    whole = acknowledged[: len(acknowledged) // 8 * 8]
    return struct.unpack("<q", whole[-8:])[0] + 1


def everything(directory: Path) -> Counter[str]:
    """How often each request is in the event store or waits in the spool beyond its mark."""
    state = SqliteState(directory / "state.db", now_ms=lambda: 0)
    file = DuckDBFile(directory / "events.duckdb")
    try:
        pending = asyncio.run(state.pending())
        rows = file.connection.execute("SELECT request_id::VARCHAR FROM events").fetchall()
        found = Counter(row[0] for row in rows)
        for batch in pending.batches:
            if batch.n > file.high_water():
                found.update(fact.request_id for fact in msgspec.json.Decoder(Fact).decode_lines(batch.facts))
        return found
    finally:
        file.close()
        asyncio.run(state.close())


def test_a_kill_at_any_moment_loses_nothing_and_ships_nothing_twice(tmp_path):
    seed = random.SystemRandom().randrange(10**6)
    print("seed", seed)
    moments = random.Random(seed)
    acknowledged = 0
    for _ in range(ROUNDS):
        acknowledged = run_and_kill(tmp_path, acknowledged, moments.uniform(0, 0.4))
        found = everything(tmp_path)
        assert set(found.values()) == {1}
        numbers = sorted(int(request_id[-12:], 16) for request_id in found)
        assert numbers == list(range(len(numbers)))
        assert len(numbers) >= acknowledged * 20
        acknowledged = len(numbers) // 20  # a batch may have been committed and not yet reported


class Spool:
    """A spool in memory, with a switch that makes forgetting fail."""

    def __init__(self, batches: list[SpoolBatch]) -> None:
        self.batches = batches
        self.forgets = True

    def peek(self, after: int, max_rows: int) -> list[SpoolBatch]:
        found, rows = [], 0
        for batch in self.batches:
            if batch.n > after and rows < max_rows:
                found.append(batch)
                rows += batch.rows
        return found

    def drop(self, upto: int) -> None:
        if not self.forgets:
            raise OSError("the disk is away")
        self.batches = [batch for batch in self.batches if batch.n > upto]

    def waiting(self) -> int:
        return sum(batch.rows for batch in self.batches)


def batch(n: int) -> SpoolBatch:
    fact = Fact(
        f"0190a000-0000-7000-8000-{n:012x}", "app", 1_750_000_000_000 + n, 0, "c", "r", cost=Decimal(n)
    )
    return SpoolBatch(n, 1, msgspec.json.encode(fact) + b"\n")


@pytest.fixture
def events(tmp_path: Path) -> Iterator[DuckDBEvents]:
    store = DuckDBEvents(DuckDBFile(tmp_path / "events.duckdb"), askers=1)
    yield store
    store.close()


def stored(events: DuckDBEvents) -> list[int]:
    rows = events.file.connection.execute("SELECT cost FROM events ORDER BY n").fetchall()
    return [int(row[0]) for row in rows]


def test_what_was_stored_and_not_forgotten_is_not_stored_again(events):
    spool = Spool([batch(1), batch(2)])
    shipper = Shipper(spool, events, spool.waiting)
    spool.forgets = False
    with pytest.raises(OSError, match="away"):
        shipper.ship()
    spool.forgets = True
    spool.batches.append(batch(3))
    shipper.flush()
    assert stored(events) == [1, 2, 3]


def test_nothing_is_shipped_while_paused(events):
    spool = Spool([batch(1)])
    shipper = Shipper(spool, events, spool.waiting, interval_s=0.01)
    with shipper.paused():
        shipper.start()
        time.sleep(0.1)
        assert stored(events) == []
    shipper.close()
    assert stored(events) == [1]
    assert shipper.progress.rows == 1


def test_a_failing_store_is_tried_again_and_the_failure_is_told(events):
    spool = Spool([batch(1)])
    spool.forgets = False
    shipper = Shipper(spool, events, spool.waiting, interval_s=0.01)
    spool.drop = lambda upto, drop=spool.drop: drop(upto) if upto else None
    shipper.start()
    deadline = time.monotonic() + 20
    while not shipper.progress.error and time.monotonic() < deadline:
        time.sleep(0.01)
    assert shipper.progress.error == "the disk is away"
    spool.forgets = True
    shipper.close()
    assert stored(events) == [1]


def test_marks_become_one_when_the_store_is_opened_again(tmp_path):
    file = DuckDBFile(tmp_path / "events.duckdb")
    for n in range(1, 4):
        file.append([batch(n)], made=n)
    file.close()
    again = DuckDBFile(tmp_path / "events.duckdb")
    marks = again.connection.execute("SELECT hi, rows, made FROM shipped").fetchall()
    assert (marks, again.high_water()) == ([(3, 3, 3)], 3)
    again.close()
