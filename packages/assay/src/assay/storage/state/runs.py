"""Sealed identities: immutable runs of pages, and the slices of work that make and merge them.

An entry is 32 bytes: a 16-byte key (a hash, so its bits are evenly spread) and a 16-byte request id. The
pages of a run at level L are numbered by the first 8 + 5·L bits of this kind, so that a page is some 3 KB at
every level and a page of one level covers exactly 32 of the next: merging 32 runs goes page by page and never
sorts. Work is cut into slices of a millisecond or two; each `yield` is a point at which the slice before it
gets committed. What stands after a yield therefore knows that the rows before it are on disk.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from struct import unpack
from typing import NamedTuple

from assay.storage.state.filters import Filter
from assay.storage.state.session import WriteSession

KEY = 16
ENTRY = 32
FAN_OUT = 32
SEALED_ENTRIES = 24_576  # 96 entries for each of the 256 pages at level 0: a page fits the database's own
BUILDING, LIVE, DEAD = 0, 1, 2

_PAGES = 256
_PLACES_PER_RUN = 1 << 24
_PARTITIONED = 4_096
_SWEPT = 2_048


@dataclass(frozen=True, slots=True)
class Run:
    """A run as `identity_runs` has it.

    `newest` is when its newest entry was added, ms UTC; what stood in the tail up to row `tail_end` is in
    this run or in an older one.
    """

    id: int
    level: int
    entries: int
    newest: int
    tail_end: int

    def place(self, page: int) -> int:
        return self.id * _PLACES_PER_RUN + page


class Searched(NamedTuple):
    """Runs of one level that share a filter."""

    level: int
    runs: tuple[Run, ...]
    filter: Filter


class Runs:
    """The rows of runs and pages."""

    def __init__(self, session: WriteSession) -> None:
        self._session = session

    def load(self, state: int) -> list[tuple[Run, bytes]]:
        """Runs in that state, the oldest first, with their stored filters."""
        rows = self._session.rows(
            "SELECT run, level, entries, newest, tail_end, filter FROM identity_runs "
            "WHERE state = ? ORDER BY run",
            (state,),
        )
        return [(Run(*row[:5]), row[5]) for row in rows]

    def search(self, searched: Searched, key: bytes) -> bytes | None:
        """The request id under the key in one of the runs, the newest first, as 16 bytes."""
        page = page_of(key, searched.level)
        for run in reversed(searched.runs):
            entries = b"".join(self._pages([run], page))
            at = entries.find(key)
            while at % ENTRY and at >= 0:  # the bytes of a key can appear across others
                at = entries.find(key, at + 1)
            if at >= 0:
                return entries[at + KEY : at + ENTRY]
        return None

    def hashes(self, run: Run) -> Iterator[Sequence[int]]:
        """Hashes of the keys of a whole run, page by page."""
        for (entries,) in self._session.rows(
            "SELECT entries FROM identity_pages WHERE place >= ? AND place < ?",
            (run.place(0), run.place(_PLACES_PER_RUN)),
        ):
            yield hashes_of_entries(entries)

    def create(self, level: int, entries: int, newest: int, tail_end: int) -> Run:
        """A run that is being built."""
        self._session.tidy(
            "INSERT INTO identity_runs (level, state, entries, newest, tail_end, filter) "
            "VALUES (?, ?, ?, ?, ?, x'')",
            (level, BUILDING, entries, newest, tail_end),
        )
        return Run(
            self._session.rows("SELECT max(run) FROM identity_runs")[0][0], level, entries, newest, tail_end
        )

    def seal(self, run: Run, entries: Mapping[bytes, bytes], filter_: Filter) -> Iterator[None]:
        """Write the entries as the pages of a run at level 0 and make it live."""
        pages: list[list[bytes]] = [[] for _ in range(_PAGES)]
        pairs = list(entries.items())
        for start in range(0, len(pairs), _PARTITIONED):
            for key, request_id in pairs[start : start + _PARTITIONED]:
                pages[key[0]].append(key + request_id)
            yield
        for first in range(0, _PAGES, FAN_OUT):
            self._write_pages(run, first, pages[first : first + FAN_OUT], filter_)
            yield
        self.set_state([run], LIVE)
        yield

    def merge(self, sources: Sequence[Run], target: Run) -> Generator[None, None, Filter]:
        """Write the entries of the sources, all of one level, as one run of the next; then it takes their
        place. Returns its filter.
        """
        filter_ = Filter.with_room_for(target.entries)
        for page in range(_PAGES * FAN_OUT ** (target.level - 1)):
            children: list[list[bytes]] = [[] for _ in range(FAN_OUT)]
            for entries in self._pages(sources, page):
                for at in range(0, len(entries), ENTRY):
                    children[entries[at + target.level] >> 3].append(entries[at : at + ENTRY])
            self._write_pages(target, page * FAN_OUT, children, filter_)
            yield
        self._session.tidy(
            "UPDATE identity_runs SET filter = ? WHERE run = ?", (filter_.to_bytes(), target.id)
        )
        self.set_state([target], LIVE)
        self.set_state(sources, DEAD)
        yield
        return filter_

    def sweep(self, run_id: int) -> Iterator[None]:
        """Remove the pages of a run that nobody looks at any more, then the run."""
        first, end = run_id * _PLACES_PER_RUN, (run_id + 1) * _PLACES_PER_RUN
        while rows := self._session.rows(
            "SELECT place FROM identity_pages WHERE place >= ? AND place < ? ORDER BY place LIMIT 64",
            (first, end),
        ):
            self._session.tidy(
                "DELETE FROM identity_pages WHERE place >= ? AND place <= ?", (first, *rows[-1])
            )
            yield
        self._session.tidy("DELETE FROM identity_runs WHERE run = ?", (run_id,))
        yield

    def set_state(self, runs: Sequence[Run], state: int) -> None:
        marks = ", ".join("?" * len(runs))
        self._session.tidy(
            f"UPDATE identity_runs SET state = ? WHERE run IN ({marks})",
            (state, *(run.id for run in runs)),
        )

    def trim_tail(self, tail_end: int) -> Iterator[None]:
        """Remove the rows of the tail that are in a run."""
        while rows := self._session.rows(
            "SELECT n FROM identity_tail WHERE n <= ? ORDER BY n LIMIT ?", (tail_end, _SWEPT)
        ):
            self._session.tidy("DELETE FROM identity_tail WHERE n <= ?", rows[-1])
            yield

    def _pages(self, runs: Sequence[Run], page: int) -> list[bytes]:
        marks = ", ".join("?" * len(runs))
        rows = self._session.rows(
            f"SELECT entries FROM identity_pages WHERE place IN ({marks})",
            [run.place(page) for run in runs],
        )
        return [entries for (entries,) in rows]

    def _write_pages(self, run: Run, first: int, pages: Sequence[Sequence[bytes]], filter_: Filter) -> None:
        parameters: list[int | bytes] = []
        for number, entries in enumerate(pages, first):
            joined = b"".join(entries)
            filter_.add(hashes_of_entries(joined))
            parameters += (run.place(number), joined)
        rows = ", ".join(["(?, ?)"] * len(pages))
        self._session.tidy(f"INSERT INTO identity_pages (place, entries) VALUES {rows}", parameters)


def page_of(key: bytes, level: int) -> int:
    """The page of a run at that level which holds the key."""
    page = key[0]
    for byte in key[1 : level + 1]:
        page = page << 5 | byte >> 3
    return page


def hashes_of(keys: Sequence[bytes]) -> tuple[int, ...]:
    """The halves of the keys that filters know them by."""
    return unpack(f"<{2 * len(keys)}Q", b"".join(keys))[1::2]


def hashes_of_entries(entries: bytes) -> tuple[int, ...]:
    """The same for the keys of joined entries."""
    return unpack(f"<{len(entries) // 8}Q", entries)[1::4]
