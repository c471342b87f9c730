"""Read connections: each question sees one committed state of the database, beside the writer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

import apsw

from assay.storage.state.connections import connect
from assay.storage.state.session import ReadSession

T = TypeVar("T")

_THREADS = 2


class Readers:
    """A pool of `query_only` connections with threads for those who must not wait."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._free: SimpleQueue[apsw.Connection] = SimpleQueue()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="assay-state-reader")

    def read(self, work: Callable[[ReadSession], T]) -> T:
        """Run `work` on this thread inside a snapshot."""
        connection = self._take()
        try:
            session = ReadSession(connection)
            with session.snapshot():
                return work(session)
        finally:
            self._free.put(connection)

    async def read_aside(self, work: Callable[[ReadSession], T]) -> T:
        """Run `work` inside a snapshot on a thread of the pool."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.read, work)

    def close(self) -> None:
        """Wait for what runs, then close the connections."""
        self._threads.shutdown()
        while not self._free.empty():
            self._free.get().close()

    def _take(self) -> apsw.Connection:
        try:
            return self._free.get_nowait()
        except Empty:
            return connect(self._path, read_only=True)


class Shared(Generic[T]):
    """A reading that is made once for all who want it at the same time, and nothing was written meanwhile.

    They go on in the order they came, which several threads that read for them would not keep.
    """

    def __init__(self, read: Callable[[], Awaitable[T]]) -> None:
        self._read = read
        self._mark = 0
        self._reading: asyncio.Future[T] | None = None

    async def at(self, mark: int) -> T:
        """What is read; `mark` tells what had been written before it was wanted."""
        reading = self._reading
        if reading is None or reading.done() or self._mark != mark:
            reading = asyncio.ensure_future(self._read())
            self._mark, self._reading = mark, reading
        return await asyncio.shield(reading)
