"""The process that the shipping test kills: records facts, ships them, and reports each acknowledgement.

python ship_writer.py DIR FIRST

Batch n holds the facts n·20 … n·20+19 of cost 1. Its number goes to standard output once it is acknowledged.
"""

from __future__ import annotations

import asyncio
import os
import struct
import sys
import time
from decimal import Decimal
from pathlib import Path

from assay.domain.facts import Fact
from assay.storage.events.duckdb import DuckDBFile
from assay.storage.events.shipper import Shipper
from assay.storage.events.store import DuckDBEvents
from assay.storage.state.sqlite import SqliteState

BATCH = 20


def facts(batch: int) -> list[Fact]:
    numbers = range(batch * BATCH, (batch + 1) * BATCH)
    return [
        Fact(
            f"0190a000-0000-7000-8000-{number:012x}",
            "app",
            1_750_000_000_000 + number,
            0,
            "c",
            "r",
            cost=Decimal(1),
        )
        for number in numbers
    ]


async def main(directory: Path, first: int) -> None:
    state = SqliteState(directory / "state.db", now_ms=lambda: time.time_ns() // 1_000_000)
    events = DuckDBEvents(DuckDBFile(directory / "events.duckdb"), askers=1)
    shipper = Shipper(state, events, state.unshipped_rows, interval_s=0.02)
    shipper.start()
    batch = first
    while True:
        rows = facts(batch)
        await state.transact(lambda tx, rows=rows: tx.spool.append_facts(rows))
        os.write(1, struct.pack("<q", batch))
        batch += 1


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
