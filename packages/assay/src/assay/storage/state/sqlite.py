"""The state store on SQLite: one file, one writer, snapshots for readers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import apsw

from assay.domain.facts import Body, Fact
from assay.domain.identity import WINDOW_MS
from assay.storage.ports import Batched, Pending, SpoolBatch, Transaction
from assay.storage.state.checkpoints import Checkpoints
from assay.storage.state.connections import connect
from assay.storage.state.identities import StoredIdentities
from assay.storage.state.migrate import known_migrations, migrate
from assay.storage.state.readers import Readers, Shared
from assay.storage.state.session import WriteSession
from assay.storage.state.spool import WrittenSpool
from assay.storage.state.spooled import body_in_spool, facts_in_spool, pending_batches, read_batches
from assay.storage.state.transaction import read_transaction, write_transaction
from assay.storage.state.writer import Writer

T = TypeVar("T")
Item = TypeVar("Item")
Result = TypeVar("Result")

_ITEM_BYTES = 1_024  # an item that nobody weighed


@dataclass(frozen=True, slots=True)
class StateBounds:
    """How much may wait, in memory for the next commit and on disk for the event store; how long identities
    are kept.
    """

    queue_items: int = 20_000
    queue_bytes: int = 256 * 2**20
    spool_events: int = 5_000_000
    spool_bytes: int = 2 * 2**30
    identity_window_ms: int = WINDOW_MS


class SqliteState:
    """`storage.ports.StateStore` and `SpoolReader` in one SQLite file, opened (and created) by this call.

    Raises Unavailable when the file cannot be opened or its schema is not ours.
    """

    def __init__(
        self,
        path: Path,
        *,
        now_ms: Callable[[], int],
        bounds: StateBounds | None = None,
        synchronous: str = "FULL",
    ) -> None:
        bounds = bounds or StateBounds()
        self._path = path
        self._connection = connect(path, synchronous=synchronous)
        migrate(self._connection, known_migrations(), now=now_ms())
        session = WriteSession(self._connection)
        identities = StoredIdentities(session, window_ms=bounds.identity_window_ms, now_ms=now_ms)
        self._spool = WrittenSpool(session, events_max=bounds.spool_events, bytes_max=bounds.spool_bytes)
        self._transaction = write_transaction(session, identities, self._spool)
        session.before_commit.append(self._spool.flush)  # last: it counts what the others wrote
        self._checkpoints = Checkpoints(path, self._connection)
        session.after_commit.append(self._checkpoints.finish)
        self._readers = Readers(path)
        self._pending = Shared(lambda: self._readers.read_aside(pending_batches))
        self._writer = Writer(
            session,
            self._transaction,
            items_max=bounds.queue_items,
            bytes_max=bounds.queue_bytes,
            idle_work=identities.has_work,
        )

    def batched(
        self, work: Batched[Item, Result], weigh: Callable[[Item], int] = lambda _: _ITEM_BYTES
    ) -> Callable[[Item], Awaitable[Result]]:
        """See the port. `weigh` gives the bytes of an item, for the bound of the queue."""
        writer, spool = self._writer, self._spool

        def submit(item: Item) -> Awaitable[Result]:
            spool.refuse_when_full()
            return writer.submit(work, item, weigh(item), asyncio.get_running_loop())

        return submit

    async def transact(self, work: Callable[[Transaction], T]) -> T:
        return await self._writer.submit(_alone(work), None, 0, asyncio.get_running_loop())

    def transact_blocking(self, work: Callable[[Transaction], T]) -> T:
        """`transact` for a thread without an event loop."""
        return self._writer.submit_from_thread(_alone(work), None).result()

    async def read(self, work: Callable[[Transaction], T]) -> T:
        return await self._readers.read_aside(lambda session: work(read_transaction(session)))

    async def pending(self) -> Pending:
        """See the port. Bodies are left out: questions do not read them, and they are large."""
        return await self._pending.at(self.mark())

    async def facts(self, request_ids: Collection[str]) -> dict[str, Fact]:
        """The latest revision of those facts that the event store does not hold yet, by request id."""
        places, indexed_from = self._spool.places, self._spool.indexed_from()
        return await self._readers.read_aside(
            lambda session: facts_in_spool(session, request_ids, places, indexed_from)
        )

    async def body(self, request_id: str) -> Body | None:
        """See the port. Every waiting row is searched: few, unless the event store is away."""
        return await self._readers.read_aside(lambda session: body_in_spool(session, request_id))

    def mark(self) -> int:
        return self._spool.spooled.mark

    def unshipped_rows(self) -> int:
        return self._spool.spooled.events

    def peek(self, after: int, max_rows: int) -> list[SpoolBatch]:
        """See `SpoolReader`; for the shipper's thread."""
        return self._readers.read(lambda session: read_batches(session, after, max_rows, bodies=True))

    def drop(self, upto: int) -> None:
        """See `SpoolReader`; for the shipper's thread. Takes slices, each in a commit that others share."""
        while self.transact_blocking(lambda _: self._spool.drop_slice(upto)):
            pass

    def backup(self, path: Path) -> None:
        """Copy what is committed into a new file, while the store goes on; blocks the calling thread."""
        with (
            closing(connect(self._path, read_only=True)) as source,
            closing(apsw.Connection(str(path))) as target,
            target.backup("main", source, "main") as copying,
        ):
            copying.step(-1)

    async def close(self) -> None:
        """Do what is queued, then let go of the file."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._writer.close()
        self._readers.close()
        self._checkpoints.close()
        self._connection.close()


def _alone(work: Callable[[Transaction], T]) -> Batched[None, T]:
    return lambda transaction, _: [work(transaction)]
