"""The single writer: takes what is queued, does it in one transaction, commits once, answers all.

Group commit makes one fsync per answer affordable. The writer never waits for a batch to fill: while it
commits, the next batch gathers by itself.
"""

from __future__ import annotations

import logging
from asyncio import AbstractEventLoop, Future
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future as ThreadFuture
from itertools import groupby
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, NamedTuple, TypeVar

import apsw

from assay.domain.errors import Busy, Refusal, Unavailable
from assay.storage.ports import Batched, Transaction
from assay.storage.state.session import STORAGE_FAULTS, WriteSession

_GROUP_MAX = 2_000
_PAUSE_S = 0.002  # between slices of tidying up, when nothing else is to be done

Item = TypeVar("Item")
Result = TypeVar("Result")

_log = logging.getLogger(__name__)


class _Entry(NamedTuple):
    """An item of `work` and where its answer goes; a closure is an item of the work that calls it."""

    work: Batched[Any, Any]
    item: Any
    weight: int
    answer: Future[Any] | ThreadFuture[Any]
    loop: AbstractEventLoop | None


class Writer:
    """Owns the write connection and the thread that uses it. `close` does what is queued, then ends the
    thread.
    """

    def __init__(
        self,
        session: WriteSession,
        transaction: Transaction,
        *,
        items_max: int,
        bytes_max: int,
        idle_work: Callable[[], bool],
    ) -> None:
        self._session = session
        self._transaction = transaction
        self._items_max = items_max
        self._bytes_max = bytes_max
        self._idle_work = idle_work
        self._queue: SimpleQueue[_Entry | None] = SimpleQueue()
        self._bytes_in = 0
        self._bytes_out = 0
        self._closing = False
        self._healthy = True
        self._thread = Thread(target=self._run, name="assay-state-writer", daemon=True)
        self._thread.start()

    def submit(
        self, work: Batched[Item, Result], item: Item, weight: int, loop: AbstractEventLoop
    ) -> Awaitable[Result]:
        """Queue the item of a batched work. Raises Busy when the queue is full."""
        answer: Future[Result] = loop.create_future()
        self._put(_Entry(work, item, weight, answer, loop))
        return answer

    def submit_from_thread(self, work: Batched[Item, Result], item: Item) -> ThreadFuture[Result]:
        """The same for a caller without an event loop."""
        answer: ThreadFuture[Result] = ThreadFuture()
        self._put(_Entry(work, item, 0, answer, None))
        return answer

    def close(self) -> None:
        """Do what is queued and stop; afterwards everything is refused."""
        if not self._closing:
            self._closing = True
            self._queue.put(None)
        self._thread.join()

    def _put(self, entry: _Entry) -> None:
        if self._closing:
            raise Unavailable("state_store_closed", "the state store is closing: repeat the request later")
        waiting, waiting_bytes = self._queue.qsize(), self._bytes_in - self._bytes_out
        if waiting >= self._items_max or (waiting and waiting_bytes + entry.weight > self._bytes_max):
            raise Busy(
                "server_busy",
                f"{waiting} changes ({waiting_bytes} bytes) wait to be stored and no more are taken: "
                "repeat the request after a moment",
            )
        self._bytes_in += entry.weight
        self._queue.put(entry)

    def _run(self) -> None:
        closing = False
        while not closing or not self._queue.empty():
            group, ended = self._next_group()
            closing = closing or ended
            self._answer(group, self._commit(group))
            self._bytes_out += sum(entry.weight for entry in group)

    def _next_group(self) -> tuple[list[_Entry], bool]:
        """What is queued, at most `_GROUP_MAX`; waits only when there is nothing, and nothing to tidy up."""
        group: list[_Entry] = []
        patience_s = self._patience_s()
        try:
            entry = self._queue.get(timeout=patience_s)
            while entry is not None:
                group.append(entry)
                if len(group) == _GROUP_MAX:
                    return group, False
                entry = self._queue.get_nowait()
        except Empty:
            return group, False
        return group, True

    def _patience_s(self) -> float | None:
        """How long to wait for something to do: for ever, unless there is tidying up, and the disk accepts
        it.
        """
        return _PAUSE_S if self._healthy and self._idle_work() else None

    def _commit(self, group: Sequence[_Entry]) -> list[Any]:
        """The answer of each entry: its result, what undid it, or Unavailable for all of them."""
        answers: list[Any] = []
        try:
            for work, entries in groupby(group, key=lambda entry: entry.work):
                answers += self._do(work, [entry.item for entry in entries])
            self._session.commit()
        except Exception as fault:  # noqa: BLE001 - whatever it was, everyone gets an answer
            self._take_back(fault)
            return [_unavailable(fault) for _ in group]
        self._healthy = True
        return answers

    def _take_back(self, fault: Exception) -> None:
        self._healthy = False
        if not isinstance(fault, STORAGE_FAULTS):
            _log.error("a group commit failed", exc_info=fault)
        try:
            self._session.rollback()
        except apsw.Error:
            _log.exception("a failed group commit could not be rolled back")

    def _do(self, work: Batched[Any, Any], items: list[Any]) -> Sequence[Any]:
        try:
            return self._attempt(work, items)
        except STORAGE_FAULTS:
            raise
        except Exception as fault:  # noqa: BLE001 - it is the answer of who asked for the work
            if len(items) == 1:
                return [fault]
        return [answer for item in items for answer in self._do(work, [item])]

    def _attempt(self, work: Batched[Any, Any], items: list[Any]) -> Sequence[Any]:
        with self._session.scope():
            answers = work(self._transaction, items)
            if len(answers) != len(items):
                raise ValueError(f"{work} answered {len(answers)} of {len(items)} items")
            return answers

    def _answer(self, group: Sequence[_Entry], answers: Sequence[Any]) -> None:
        for loop, grouped in groupby(zip(group, answers, strict=True), key=lambda pair: pair[0].loop):
            pairs = list(grouped)
            if loop is None:
                _resolve(pairs)
                continue
            try:
                loop.call_soon_threadsafe(_resolve, pairs)
            except RuntimeError:
                _log.warning("an event loop was closed before its %d answers came", len(pairs))


def _resolve(pairs: list[tuple[_Entry, Any]]) -> None:
    for entry, result in pairs:
        if entry.answer.done():  # the caller has gone
            continue
        if isinstance(result, Exception):
            entry.answer.set_exception(result)
        else:
            entry.answer.set_result(result)


def _unavailable(fault: Exception) -> Refusal:
    """A full disk stores nothing of a commit. After any other failure it is open: a commit that is whole in
    the log but for the log's index holds from the next start on.
    """
    if isinstance(fault, apsw.FullError):
        return Unavailable(
            "disk_full", "the disk of the state store is full: nothing was stored; free some space"
        )
    return Unavailable(
        "state_store_unavailable",
        f"the state store failed while it stored this: {fault}; sent again with the same id it counts once",
    )
