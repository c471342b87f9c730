"""Which events were acknowledged: an index from 16-byte keys to request ids, at a cost that its size hardly
changes.

A B-tree writes about one page of 4 KB for each random key once it is large. Here a key is written into the
tail (one row per commit) and a dict; some 25,000 of them become a sealed run, and 32 runs become one of the
next level. A look-up asks the dict and one filter per group of runs. Runs whose newest entry is older than
the window are dropped whole. The measurements behind the shape:
docs/decisions/0030-log-structured-identities.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from assay.storage.state.filters import PATTERNS, Filter
from assay.storage.state.runs import (
    BUILDING,
    DEAD,
    ENTRY,
    FAN_OUT,
    KEY,
    LIVE,
    SEALED_ENTRIES,
    Run,
    Runs,
    Searched,
    hashes_of,
)
from assay.storage.state.session import WriteSession

_ADDED_PER_SLICE = (
    256  # a commit does one slice of sealing or merging, and one more for each so many identities
)


class StoredIdentities:
    """`storage.ports.Identities` on the writer's connection; a key is kept for `window_ms` at least."""

    def __init__(
        self,
        session: WriteSession,
        *,
        window_ms: int,
        now_ms: Callable[[], int],
        sealed_entries: int = SEALED_ENTRIES,
    ) -> None:
        self._session = session
        self._window_ms = window_ms
        self._now_ms = now_ms
        self._sealed_entries = sealed_entries
        self._recent: dict[bytes, bytes] = {}
        self._sealing: dict[bytes, bytes] = {}
        self._unwritten: list[tuple[bytes, bytes]] = []
        self._runs = Runs(session)
        self._searched: list[Searched] = []
        self._dead: list[int] = []
        self._job: Iterator[None] | None = None
        self._built: list[int] = []
        self._tail_end = 0
        self._sealing_end = 0
        self._load()
        session.before_commit.append(self._flush)

    def find(self, keys: Sequence[bytes]) -> list[str | None]:
        recent, sealing = self._recent, self._sealing
        found = [recent.get(key) or sealing.get(key) for key in keys]
        if self._searched:
            self._find_sealed(keys, found)
        return [None if request_id is None else str(UUID(bytes=request_id)) for request_id in found]

    def add(self, entries: Sequence[tuple[bytes, str]]) -> None:
        added = [(key, bytes.fromhex(request_id.replace("-", ""))) for key, request_id in entries]
        self._session.journal.note(self._undo, added)
        self._recent.update(added)
        self._unwritten += added

    def has_work(self) -> bool:
        """Whether something waits to be sealed, merged or swept. To be asked between commits."""
        if self._job is None:
            self._job = self._next_job()
        return self._job is not None

    def _find_sealed(self, keys: Sequence[bytes], found: list[bytes | None]) -> None:
        asked = [
            (one, PATTERNS[one >> 52], at) for at, one in enumerate(hashes_of(keys)) if found[at] is None
        ]
        for searched in self._searched:
            words, top = searched.filter.words, searched.filter.top
            likely = [at for one, bits, at in asked if words[one & top] & bits == bits]
            for at in likely:
                found[at] = found[at] or self._runs.search(searched, keys[at])

    def _undo(self, added: list[tuple[bytes, bytes]]) -> None:
        for key, _ in added:
            self._recent.pop(key, None)
        del self._unwritten[len(self._unwritten) - len(added) :]

    def _flush(self) -> None:
        added = self._unwritten
        if added:
            entries = b"".join(part for entry in added for part in entry)
            self._session.journal.note(self._restore, self._tail_end, added)
            self._tail_end += 1
            self._unwritten = []
            self._session.write(
                "INSERT INTO identity_tail (n, entries) VALUES (?, ?)", (self._tail_end, entries)
            )
        for _ in range(1 + len(added) // _ADDED_PER_SLICE):
            self._work()

    def _restore(self, tail_end: int, unwritten: list[tuple[bytes, bytes]]) -> None:
        self._tail_end = tail_end
        self._unwritten = unwritten

    # ── what is done beside the commits, a slice at a time ────────────────────────────────────────────

    def _work(self) -> None:
        """One slice of the job, if there is one; when its commit fails the job is begun again later."""
        if self._job is not None:
            self._session.journal.note(self._abandon)
            try:
                next(self._job)
            except StopIteration:
                self._job = None

    def _abandon(self) -> None:
        self._job = None
        self._dead += self._built
        self._built.clear()

    def _next_job(self) -> Iterator[None] | None:
        """The most urgent job: what grows without bound when it waits comes before what only gets longer.

        Dead runs are first of all: a run that was never committed leaves its number to the next one.
        """
        if self._dead:
            return self._sweep(self._dead[0])
        horizon = self._now_ms() - self._window_ms
        for searched in self._searched:
            if searched.runs[-1].newest < horizon:
                return self._drop(searched)
        for group in self._full_groups():
            return self._merge(group)
        if len(self._recent) >= self._sealed_entries and not self._sealing:
            self._sealing, self._sealing_end = self._recent, self._tail_end
            self._recent = {}
        return self._seal() if self._sealing else None

    def _full_groups(self) -> Iterator[list[Searched]]:
        by_level: dict[int, list[Searched]] = {}
        for searched in self._searched:
            group = by_level.setdefault(searched.level, [])
            group.append(searched)
            if sum(len(one.runs) for one in group) >= FAN_OUT:
                yield group

    def _seal(self) -> Iterator[None]:
        run = self._runs.create(0, len(self._sealing), self._now_ms(), self._sealing_end)
        self._built.append(run.id)
        group = self._open_group()
        yield from self._runs.seal(run, self._sealing, group.filter)
        self._built.clear()
        if group in self._searched:
            self._searched.remove(group)
        self._searched.append(group._replace(runs=(*group.runs, run)))
        self._sealing = {}
        yield from self._runs.trim_tail(run.tail_end)

    def _merge(self, group: Sequence[Searched]) -> Iterator[None]:
        sources = [run for searched in group for run in searched.runs]
        target = self._runs.create(
            sources[0].level + 1,
            sum(run.entries for run in sources),
            max(run.newest for run in sources),
            max(run.tail_end for run in sources),
        )
        self._built.append(target.id)
        merged = yield from self._runs.merge(sources, target)
        self._built.clear()
        self._searched = [searched for searched in self._searched if searched not in group]
        self._searched.append(Searched(target.level, (target,), merged))
        self._dead += [run.id for run in sources]

    def _drop(self, searched: Searched) -> Iterator[None]:
        self._runs.set_state(searched.runs, DEAD)
        yield
        self._searched.remove(searched)
        self._dead += [run.id for run in searched.runs]

    def _sweep(self, run_id: int) -> Iterator[None]:
        yield from self._runs.sweep(run_id)
        self._dead.remove(run_id)

    def _open_group(self) -> Searched:
        """The runs at level 0 that are not yet enough to be merged; a new one joins them."""
        for searched in self._searched:
            if searched.level == 0 and len(searched.runs) < FAN_OUT:
                return searched
        return Searched(0, (), Filter.with_room_for(FAN_OUT * self._sealed_entries))

    # ── start ─────────────────────────────────────────────────────────────────────────────────────────

    def _load(self) -> None:
        """Read the tail and the filters; those of level 0 are made again, from at most 32 runs."""
        live = self._runs.load(LIVE)
        for run, stored in live:
            if run.level:
                self._searched.append(Searched(run.level, (run,), Filter.from_bytes(stored)))
            else:
                self._add_fresh(run)
        self._dead = [run.id for state in (BUILDING, DEAD) for run, _ in self._runs.load(state)]
        sealed = max((run.tail_end for run, _ in live), default=0)
        self._tail_end = sealed
        for n, entries in self._session.rows(
            "SELECT n, entries FROM identity_tail WHERE n > ? ORDER BY n", (sealed,)
        ):
            self._recent.update(_pairs(entries))
            self._tail_end = n
        self._job = self._runs.trim_tail(sealed)

    def _add_fresh(self, run: Run) -> None:
        group = self._open_group()
        for hashes in self._runs.hashes(run):
            group.filter.add(hashes)
        if group in self._searched:
            self._searched.remove(group)
        self._searched.append(group._replace(runs=(*group.runs, run)))


def _pairs(entries: bytes) -> list[tuple[bytes, bytes]]:
    return [(entries[at : at + KEY], entries[at + KEY : at + ENTRY]) for at in range(0, len(entries), ENTRY)]
