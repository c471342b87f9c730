"""The pieces of the SQLite engine, over a real database file."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import struct
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from threading import Timer

import apsw
import pytest
from assay.storage.state.connections import connect
from assay.storage.state.migrate import known_migrations, migrate
from assay.storage.state.sqlite import SqliteState
from assay.storage.state.upkeep import SqliteUpkeep


@pytest.fixture
def opened(tmp_path) -> Iterator[Callable[[], apsw.Connection]]:
    """Opens a migrated database in the test's folder, any number of times."""
    connections = []

    def opening(path: Path = tmp_path / "state.db") -> apsw.Connection:
        connections.append(connect(path))
        migrate(connections[-1], known_migrations(), now=0)
        return connections[-1]

    yield opening
    for connection in connections:
        connection.close()


@dataclass
class CrashedStore:
    """A store whose writing process gets killed again and again, and what was acknowledged so far."""

    folder: Path
    acknowledged: set[int] = field(default_factory=set)
    following: int = 0

    def write_until_killed(
        self, seconds: float, *, synchronous="FULL", kill_point="none", passes=0, sealed_entries=24_576
    ) -> None:
        """Run the writer; kill it after that time, unless it kills itself at its point before."""
        arguments = (self.folder, self.following, synchronous, kill_point, passes, sealed_entries)
        command = [sys.executable, _CRASH_WRITER, *map(str, arguments)]
        first = b""
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            if kill_point == "none":
                first = writer.stdout.read(8)
                Timer(seconds, writer.kill).start()
            reported = first + writer.stdout.read()
        assert writer.returncode == -signal.SIGKILL
        self.acknowledged |= {
            batch for (batch,) in struct.iter_unpack("<q", reported[: len(reported) // 8 * 8])
        }

    def faults(self) -> list[str]:
        """What is not as it must be; the store is opened as after any start, and closed again."""
        return asyncio.run(self._faults())

    async def _faults(self) -> list[str]:
        state = SqliteState(self.folder / "state.db", now_ms=lambda: 0)
        rows = [json.loads(line)["ts"] for lines in _spooled(state) for line in lines.splitlines()]
        facts = set(rows)
        limit = await state.transact(lambda tx: tx.limits.get("app", "team"))
        batches = Counter(number // _BATCH for number in rows)
        self.following = max([*batches, *self.acknowledged, self.following]) + 1
        asked = random.sample(range(self.following * _BATCH), min(self.following * _BATCH, 2_000))
        keys = [blake2b(str(number).encode(), digest_size=16).digest() for number in asked]
        known = await state.transact(lambda tx: tx.identities.find(keys))
        damage = SqliteUpkeep(state, self.folder / "state.db").damage()
        await state.close()
        return [
            fault
            for fault, present in {
                f"damaged: {damage}": damage,
                f"lost: {self.acknowledged - set(batches)}": self.acknowledged - set(batches),
                "an event twice": len(rows) != len(facts),
                f"half a batch: {batches}": set(batches.values()) - {_BATCH},
                f"the limit says {limit} of {len(rows)}": (limit.totals.cost if limit else 0) != len(rows),
                "an event is not recognised, or one that is not there": [
                    number
                    for number, request_id in zip(asked, known, strict=True)
                    if (request_id is not None) != (number in facts)
                ],
            }.items()
            if present
        ]


def _spooled(state: SqliteState) -> Iterator[bytes]:
    after = 0
    while batches := state.peek(after, 10_000):
        yield from (batch.facts for batch in batches)
        after = batches[-1].n


_CRASH_WRITER = str(Path(__file__).with_name("crash_writer.py"))
_BATCH = 10


@pytest.fixture
def crashed_store(tmp_path) -> CrashedStore:
    return CrashedStore(tmp_path)
