"""What an identity costs while the index grows, against a plain B-tree of the same keys.

python -m bench.state_identities [LARGEST]     (10000000 unless given; a B-tree of that size takes minutes)
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from assay.storage.state.connections import connect
from assay.storage.state.identities import StoredIdentities
from assay.storage.state.migrate import known_migrations, migrate
from assay.storage.state.session import WriteSession

BATCH = 64
CYCLE = 800_000  # enough for 32 seals and the merge of their runs, so that their work is in the figures
REQUEST_ID = "0190a000-0000-7000-8000-000000000001"
REQUEST = bytes.fromhex(REQUEST_ID.replace("-", ""))


class SealedRuns:
    """The index of the product."""

    name = "sealed runs"
    measured = CYCLE

    def __init__(self, path: Path) -> None:
        self.connection = connect(path)
        self.connection.wal_autocheckpoint(4_000)
        migrate(self.connection, known_migrations(), now=0)
        self.session = WriteSession(self.connection)
        self.index = StoredIdentities(self.session, window_ms=7 * 86_400_000, now_ms=lambda: 0)

    def add(self, keys: list[bytes]) -> None:
        self.index.has_work()
        self.index.find(keys)
        self.index.add([(key, REQUEST_ID) for key in keys])
        self.session.commit()


class BTree:
    """The plain way: one row per key, which also finds the duplicates."""

    name = "B-tree"
    measured = 100_000

    def __init__(self, path: Path) -> None:
        self.connection = connect(path)
        self.connection.wal_autocheckpoint(4_000)
        self.connection.execute(
            "CREATE TABLE IF NOT EXISTS seen (key BLOB PRIMARY KEY, request_id BLOB NOT NULL) WITHOUT ROWID"
        )

    def add(self, keys: list[bytes]) -> None:
        with self.connection:
            self.connection.executemany(
                "INSERT INTO seen VALUES (?, ?) ON CONFLICT DO NOTHING", ((key, REQUEST) for key in keys)
            )


def cost(add: Callable[[list[bytes]], None], events: int, batch: int) -> tuple[float, float, float, float]:
    """µs of wall clock and of CPU per event, bytes written per event, and the p99 of a commit in ms."""
    commits: list[float] = []
    processor = 0.0
    written = resource.getrusage(resource.RUSAGE_SELF).ru_oublock
    for _ in range(events // batch):
        keys = [os.urandom(16) for _ in range(batch)]
        start, start_processor = time.perf_counter(), time.process_time()
        add(keys)
        processor += time.process_time() - start_processor
        commits.append(time.perf_counter() - start)
    commits.sort()
    done = len(commits) * batch
    written = resource.getrusage(resource.RUSAGE_SELF).ru_oublock - written
    return (
        sum(commits) / done * 1e6,
        processor / done * 1e6,
        written * 512 / done,
        commits[len(commits) * 99 // 100] * 1e3,
    )


def fill(store: SealedRuns | BTree, present: int, upto: int) -> None:
    """Grow the index quickly: without waiting for the disk, which changes nothing in its shape."""
    store.connection.pragma("synchronous", "OFF")
    for _ in range(present, upto, 2_000):
        store.add([os.urandom(16) for _ in range(2_000)])
    store.connection.pragma("synchronous", "FULL")


def main(largest: int = 10_000_000) -> None:
    sizes = [size for size in (10_000, 1_000_000, 10_000_000) if size <= largest]
    print("index        present     µs/event  µs CPU  bytes written  commit p99 ms  open ms  file MB")
    with tempfile.TemporaryDirectory() as folder:
        for kind in (SealedRuns, BTree):
            path, present = Path(folder) / f"{kind.name}.db", 0
            for size in sizes:
                store = kind(path)
                fill(store, present, size)
                measured = 10_000 if size <= 10_000 else kind.measured
                wall, processor, written, p99 = cost(store.add, measured, BATCH)
                present = size + measured
                store.connection.close()
                start = time.perf_counter()
                kind(path).connection.close()
                opened = (time.perf_counter() - start) * 1e3
                print(
                    f"{kind.name:11s} {size:9d}  {wall:10.1f} {processor:7.1f} {written:14.0f} {p99:14.1f} "
                    f"{opened:8.0f} {path.stat().st_size / 1e6:8.0f}",
                    flush=True,
                )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
