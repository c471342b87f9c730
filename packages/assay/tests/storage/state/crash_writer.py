"""The process that the crash tests kill: records batches and reports each acknowledgement on its standard
output.

python crash_writer.py DIR FIRST SYNCHRONOUS KILL_POINT PASSES SEALED_ENTRIES

Batch n holds the events n·10 … n·10+9, each with an identity, a fact and a charge of 1 to the limit `team`.
The process kills itself when it passes KILL_POINT the PASSES-th time; `none` leaves that to the parent.
"""

from __future__ import annotations

import asyncio
import os
import signal
import struct
import sys
from decimal import Decimal
from functools import partial
from hashlib import blake2b
from pathlib import Path

from assay.domain.facts import Fact
from assay.domain.limits import Limit
from assay.storage.state import checkpoints, migrate, sqlite
from assay.storage.state.identities import StoredIdentities
from assay.storage.state.runs import Runs

BATCH = 10
CALLERS = 4


def record(tx, batches):
    for batch in batches:
        events = range(batch * BATCH, (batch + 1) * BATCH)
        limit = tx.limits.get("app", "team") or Limit("app", "team", "team", Decimal(9))
        limit.totals.cost += BATCH
        tx.limits.put(limit)
        tx.identities.add([(key_of(number), request_id_of(number)) for number in events])
        tx.spool.append_facts([Fact(request_id_of(number), "app", number, 0, "c", "r") for number in events])
    return batches


def key_of(number: int) -> bytes:
    return blake2b(str(number).encode(), digest_size=16).digest()


def request_id_of(number: int) -> str:
    return f"0190a000-0000-7000-8000-{number:012x}"


class KillPoint:
    """A place in the engine where this process dies when it has come by often enough."""

    def __init__(self, passes: int) -> None:
        self.left = passes

    def passed(self) -> None:
        self.left -= 1
        if self.left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def between_slices(self, name: str) -> None:
        """After a slice of that work was committed."""
        original = getattr(Runs, name)

        def watched(*arguments):
            slices = original(*arguments)
            while True:
                try:
                    yield next(slices)
                except StopIteration as end:
                    return end.value
                self.passed()

        setattr(Runs, name, watched)

    def between_checkpoints(self) -> None:
        """After the thread has copied some of the log, before the writer copies the rest."""
        original = checkpoints._checkpoint

        def watched(connection):
            original(connection)
            self.passed()

        checkpoints._DUE_PAGES = 50
        checkpoints._checkpoint = watched

    def inside_migration(self) -> None:
        """When half of the first migration was executed."""
        original = migrate.known_migrations()[0]
        half = original.sql.index("CREATE TABLE use_cases")
        connection = sqlite.connect(Path(sys.argv[1]) / "state.db")
        connection.create_scalar_function("die", self.passed)
        broken = migrate.Migration(1, original.name, original.sql[:half] + "SELECT die();")
        migrate.migrate(connection, [broken], now=0)


async def main(
    folder: str, first: str, synchronous: str, kill_point: str, passes: str, sealed_entries: str
) -> None:
    point = KillPoint(int(passes))
    match kill_point:
        case "seal" | "merge" | "sweep" | "trim_tail":
            point.between_slices(kill_point)
        case "checkpoint":
            point.between_checkpoints()
        case "migration":
            point.inside_migration()
        case _:
            assert kill_point == "none"
    sqlite.StoredIdentities = partial(StoredIdentities, sealed_entries=int(sealed_entries))
    state = sqlite.SqliteState(Path(folder) / "state.db", now_ms=lambda: 0, synchronous=synchronous)
    submit = state.batched(record)

    async def caller(batch: int) -> None:
        while True:
            await submit(batch)
            os.write(1, struct.pack("<q", batch))
            batch += CALLERS

    await asyncio.gather(*(caller(int(first) + offset) for offset in range(CALLERS)))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
