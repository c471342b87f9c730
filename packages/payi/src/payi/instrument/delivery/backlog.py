"""What is still to be sent: batches in memory, pieces on disk. Not thread-safe: its owner has the lock."""

import logging
from collections import deque
from collections.abc import Iterator

from payi.instrument.delivery.batches import Batch
from payi.instrument.delivery.spool import Spool
from payi.instrument.delivery.tally import Tally
from payi.instrument.results import Result, Trouble

MEMORY_BYTES_MAX = 32 * 2**20

FULL = "the server is away and there is no room to keep them"
LOST = "they could not be read back from the spool"
TORN = "the process that wrote them was killed in the middle of it"
ENDED = "the process ended while the server was away, and there is no spool to keep them"
EXPIRED = "the server was away for too long"


class Backlog:
    """Bounded: `events_max` events and `bytes_max` bytes in memory, and what the spool takes.

    What does not fit into memory goes to the spool; what does not fit there either is dropped and counted,
    so what is oldest is kept. Without a spool there is memory alone.
    """

    def __init__(
        self, tally: Tally, spool: Spool | None, *, events_max: int, bytes_max: int = MEMORY_BYTES_MAX
    ) -> None:
        self._tally = tally
        self._spool = spool
        self._events_max = events_max
        self._bytes_max = bytes_max
        self._memory: deque[Batch] = deque()
        self._memory_events = 0
        self._memory_bytes = 0
        self._in_flight: Batch | None = None
        self._disk_is_next = False

    def adopt(self) -> None:
        """Take over what ended processes left on disk."""
        if self._spool is not None:
            try:
                self._tally.drop(self._spool.adopt(), TORN)
            except OSError as fault:
                self._report_disk(fault)
            self._expire()

    def put(self, batch: Batch, *, to_disk: bool = False) -> None:
        """Keep a new batch; with `to_disk` it outlives the process, and so does what was in memory."""
        if to_disk:
            self._move_memory_to_disk()
        if to_disk or not self._has_room(batch):
            self._keep_on_disk(batch)
        else:
            self._keep_in_memory(batch)

    def take(self) -> Batch | None:
        """The next to send, from memory and from disk by turns; it stays held until it is `done`."""
        self._disk_is_next = not self._disk_is_next
        from_disk = self._pieces > 0 and (self._disk_is_next or not self._memory)
        batch = self._read_piece() if from_disk else None
        if batch is None and self._memory:
            batch = self._pop_memory()
        self._in_flight = batch
        return batch

    def done(self, batch: Batch) -> None:
        """The events of `batch` have arrived, or never will."""
        if batch is self._in_flight:
            self._in_flight = None
        if batch.piece is not None and self._spool is not None:
            try:
                self._spool.done(batch.piece)
            except OSError as fault:
                self._report_disk(fault)

    def put_back(self, batch: Batch) -> None:
        """`batch` has to be sent again, after all others: one that never succeeds holds up none."""
        if batch is self._in_flight:
            self._in_flight = None
        piece = batch.piece
        if piece is not None and self._spool is not None:
            piece.attempts, piece.results = batch.attempts, batch.results
            self._spool.pieces.append(piece)
        elif not self._write(batch):
            self._keep_in_memory(batch)  # it had its room there
        self._move_memory_to_disk()
        self._expire()

    def put_back_parts(self, batch: Batch, parts: list[Batch]) -> None:
        """Of `batch`, only these parts have to be sent again."""
        for part in parts:
            self.put_back(part)
        self.done(batch)

    def holds(self, number: int) -> bool:
        """Whether anything is left of the drains up to `number`."""
        return any(held <= number for held in self._numbers())

    def is_empty(self) -> bool:
        """Whether there is nothing to take."""
        return not self._memory and not self._pieces

    def no_longer_awaited(self) -> list[Result]:
        """Those who wait for results of what is held; the backlog forgets them."""
        waiting: list[Result] = []
        for holder in (*self._memory, *(self._spool.pieces if self._spool else ())):
            waiting += holder.results
            holder.results = []
        return waiting

    def close(self) -> None:
        """Leave everything to the spool; what cannot be left there is dropped."""
        if self._in_flight is not None and self._in_flight.piece is None:
            self._keep_in_memory(self._in_flight)
        self._in_flight = None
        self._move_memory_to_disk()
        while self._memory:
            batch = self._pop_memory()
            self._tally.drop(len(batch.events), ENDED)
        if self._spool is not None:
            self._spool.close()

    def forget(self) -> None:
        """In a forked process: all of it is the parent's."""
        if self._spool is not None:
            self._spool.close()

    # ── memory ──────────────────────────────────────────────────────────────────────────────────────────

    def _has_room(self, batch: Batch) -> bool:
        return (
            self._memory_events + len(batch.events) <= self._events_max
            and self._memory_bytes + batch.size <= self._bytes_max
        )

    def _keep_in_memory(self, batch: Batch) -> None:
        self._memory.append(batch)
        self._memory_events += len(batch.events)
        self._memory_bytes += batch.size

    def _pop_memory(self) -> Batch:
        batch = self._memory.popleft()
        self._memory_events -= len(batch.events)
        self._memory_bytes -= batch.size
        return batch

    # ── disk ────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _pieces(self) -> int:
        return len(self._spool.pieces) if self._spool is not None else 0

    def _move_memory_to_disk(self) -> None:
        """As far as the disk takes it."""
        while self._memory and self._write(self._memory[0]):
            self._pop_memory()

    def _keep_on_disk(self, batch: Batch) -> None:
        """On disk if it can be, else in memory, else, event by event, what there is room for."""
        if self._write(batch):
            return
        if self._has_room(batch):
            self._keep_in_memory(batch)
        elif len(batch.events) > 1:
            for half in batch.halves():
                self._keep_on_disk(half)
        else:
            batch.settle(Trouble("api_connection_error", f"the event was dropped: {FULL}"))
            self._tally.drop(1, FULL)

    def _write(self, batch: Batch) -> bool:
        if self._spool is None:
            return False
        try:
            piece = self._spool.write(batch.events)
        except OSError as fault:
            self._report_disk(fault)
            return False
        if piece is None:
            return False
        piece.number, piece.attempts, piece.results = batch.number, batch.attempts, batch.results
        self._spool.add(piece)
        return True

    def _read_piece(self) -> Batch | None:
        assert self._spool is not None
        piece = self._spool.pieces.popleft()
        try:
            events = self._spool.read(piece)
        except OSError as fault:
            self._tally.drop(piece.count, LOST)
            self._report_disk(fault)
            return None
        return Batch(events, piece.results, piece.number, piece.attempts, piece)

    def _expire(self) -> None:
        if self._spool is not None:
            for piece in self._spool.expire():
                self._tally.drop(piece.count, EXPIRED)

    def _report_disk(self, fault: OSError) -> None:
        """Say that the disk is of no use now. It is tried again with the next write."""
        self._tally.log.say(
            logging.WARNING, "spool", f"the spool cannot be used, events wait in memory: {fault}"
        )

    def _numbers(self) -> Iterator[int]:
        yield from (batch.number for batch in self._memory)
        if self._spool is not None:
            yield from (piece.number for piece in self._spool.pieces)
        if self._in_flight is not None:
            yield self._in_flight.number
