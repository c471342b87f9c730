"""The ledger: where every way in ends. It gathers entries, has them posted, and tells what became of each."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from assay.domain.errors import Refusal
from assay.services.ingest import Entry
from assay.services.platform import Platform
from assay.services.posting import Recorded, post

Outcome = Recorded | Exception
_ENTRY_BYTES = 2_048  # what an entry without content takes in the queue, about


class Ledger:
    """Records entries durably: once it has answered, the commit that holds them is on disk."""

    def __init__(self, platform: Platform) -> None:
        posted = partial(post, new_id=platform.new_id)
        self._submit = platform.state.batched(posted, lambda entries: _ENTRY_BYTES * len(entries))
        self._gathered: list[tuple[Entry, asyncio.Future[Recorded]]] = []
        self._handing_over: set[asyncio.Task[None]] = set()

    async def record(self, entry: Entry) -> Recorded:
        """Record one entry, together with the others of this turn of the event loop.

        Handing them over one by one would wake the writer for each, and make a commit of nearly each.
        Raises what refuses the entry, Busy when too much is queued, and Unavailable without a store.
        """
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Recorded] = loop.create_future()
        self._gathered.append((entry, answer))
        if len(self._gathered) == 1:
            task = loop.create_task(self._hand_over())
            self._handing_over.add(task)
            task.add_done_callback(self._handing_over.discard)
        return await answer

    async def record_all(self, entries: Sequence[Entry]) -> Sequence[Outcome]:
        """Record a chunk. An outcome for each entry, in order; raises Busy or Unavailable for all of them.

        When a chunk fails as a whole, its entries are recorded one by one: one bad event sinks no other.
        """
        try:
            return await self._submit(entries)
        except Refusal:
            raise
        except Exception as fault:  # noqa: BLE001 - it concerns one entry, and that one will answer with it
            return [await self._alone(entry) for entry in entries] if len(entries) > 1 else [fault]

    async def _alone(self, entry: Entry) -> Outcome:
        try:
            return (await self._submit((entry,)))[0]
        except Exception as fault:  # noqa: BLE001 - told as the outcome
            return fault

    async def _hand_over(self) -> None:
        gathered, self._gathered = self._gathered, []
        try:
            outcomes = await self.record_all([entry for entry, _ in gathered])
        except Refusal as refusal:
            outcomes = [refusal] * len(gathered)
        for (_, answer), outcome in zip(gathered, outcomes, strict=True):
            if answer.done():  # the caller has gone
                continue
            if isinstance(outcome, Exception):
                answer.set_exception(outcome)
            else:
                answer.set_result(outcome)
