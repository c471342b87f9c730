"""Acknowledgements per second of the state store: 64 callers against 1, above the floor of bare commits on
this disk.

python -m bench.state_group_commit
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import threading
import time
from decimal import Decimal
from pathlib import Path

import apsw
from assay.domain.facts import Fact
from assay.domain.limits import Limit, charge
from assay.storage.ports import Transaction
from assay.storage.state.connections import connect
from assay.storage.state.sqlite import SqliteState
from uuid_utils.compat import uuid7

NOW = 1_750_000_000_000
COST = Decimal("0.000123")
Item = tuple[bytes, Fact]


def event(number: int) -> Item:
    """An identity and a fact as the ledger has them: priced, attributed, with two limits."""
    fact = Fact(
        str(uuid7()),
        "app",
        NOW,
        NOW,
        "system.openai",
        "gpt-4o-mini",
        use_case="chat",
        uc_instance="i1",
        user_id=f"user{number % 1_000}",
        units={"text.input": 900, "text.output": 120},
        unit_costs={"text.input": COST, "text.output": COST},
        cost=2 * COST,
        limit_ids=[f"l{number % 10}", f"l{(number + 1) % 10}"],
        properties={"team": "search"},
    )
    return os.urandom(16), fact


def record(transaction: Transaction, items: list[Item]) -> list[str]:
    """The acknowledging transaction without attribution: identity, two limits, fact."""
    transaction.identities.find([key for key, _ in items])
    transaction.identities.add([(key, fact.request_id) for key, fact in items])
    for _, fact in items:
        for limit_id in fact.limit_ids:
            limit = transaction.limits.get("app", limit_id)
            assert limit is not None
            fact.limit_states.append(charge(limit, COST, COST, fact.cost).state.value)
            transaction.limits.put(limit)
    transaction.spool.append_facts([fact for _, fact in items])
    return [fact.request_id for _, fact in items]


def floor(folder: Path, seconds: float) -> float:
    """Commits per second of one small row each, on one thread: what the disk and SQLite allow a single
    caller.
    """
    connection = connect(folder / "floor.db")
    connection.wal_autocheckpoint(4_000)
    connection.execute("CREATE TABLE row (n INTEGER PRIMARY KEY, line BLOB)")
    commits, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        connection.execute("INSERT INTO row (line) VALUES (?)", (bytes(1_000),))
        commits += 1
    connection.close()
    return commits / seconds


async def measure(state: SqliteState, callers: int, seconds: float) -> str:
    """One line of the table: `callers` that each wait for an answer before they send the next event."""
    submit = state.batched(record)
    waits: list[float] = []
    end = time.perf_counter() + seconds

    async def call(first: int) -> None:
        number = first
        while (start := time.perf_counter()) < end:
            await submit(event(number))
            waits.append(time.perf_counter() - start)
            number += callers

    mark, processor = state.mark(), time.process_time()
    await asyncio.gather(*(call(number) for number in range(callers)))
    processor = time.process_time() - processor
    waits.sort()
    return (
        f"{callers:7d}  {len(waits) / seconds:8.0f}  {len(waits) / (state.mark() - mark):6.1f}  "
        f"{processor / len(waits) * 1e6:8.1f}  {waits[len(waits) // 2] * 1e3:7.2f}  {waits[len(waits) * 99 // 100] * 1e3:7.2f}"
    )


async def table(folder: Path, seconds: float) -> None:
    state = SqliteState(folder / "state.db", now_ms=lambda: NOW)
    await state.transact(
        lambda tx: [tx.limits.put(Limit("app", f"l{n}", f"l{n}", Decimal(1_000))) for n in range(10)]
    )
    done = threading.Event()

    def ship() -> None:
        while not done.wait(1):
            state.drop(state.mark())

    shipper = threading.Thread(target=ship)
    shipper.start()
    print("callers  events/s   batch  µs CPU/e  p50 ms   p99 ms")
    for callers in (1, 16, 64, 256):
        print(await measure(state, callers, seconds))
    done.set()
    await asyncio.to_thread(shipper.join)
    await state.close()


def main(seconds: float = 5) -> None:
    with tempfile.TemporaryDirectory() as folder:
        print(f"SQLite {apsw.sqlite_lib_version()}; the client's own work is in the figures")
        print(f"floor: {floor(Path(folder), seconds):.0f} bare commits/s")
        asyncio.run(table(Path(folder), seconds))


if __name__ == "__main__":
    main()
