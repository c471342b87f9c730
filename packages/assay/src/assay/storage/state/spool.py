"""What is acknowledged and not yet in the event store: one row per commit, its rows as lines of JSON."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple, NoReturn

import msgspec

from assay.domain.errors import Busy
from assay.domain.facts import Body, Fact, InstanceFact, ScoreFact
from assay.storage.state.session import WriteSession

_ROW_BYTES = 32 * 2**20  # a commit with more than this is spread over several rows, each of whole appends
_RECENT_FACTS = 65_536
_DROPPED_BYTES = 2 * 2**20  # in one commit, so that nobody waits for it

_lines = msgspec.json.Encoder().encode_lines


class Spooled(NamedTuple):
    """How much waits for the event store; `mark` numbers the last commit that an answer could see."""

    mark: int
    events: int
    bytes: int


class Appended(NamedTuple):
    """What one call appended, as lines of JSON."""

    request_ids: list[str]
    facts: bytes = b""
    bodies: bytes = b""
    scores: bytes = b""
    instances: bytes = b""

    @property
    def size(self) -> int:
        return len(self.facts) + len(self.bodies) + len(self.scores) + len(self.instances)


class WrittenSpool:
    """`storage.ports.Spool` on the writer's connection.

    Rows are encoded when they are appended, so that changing a fact afterwards changes nothing here, and
    inserted once, before the commit. `spooled` and `places` tell any thread what is committed.
    """

    def __init__(self, session: WriteSession, *, events_max: int, bytes_max: int) -> None:
        self._session = session
        self._events_max = events_max
        self._bytes_max = bytes_max
        self._appended: list[Appended] = []
        self._recent: deque[tuple[int, list[str]]] = deque()
        self._unpublished: list[tuple[int, list[str]]] = []
        self.places: dict[str, int] = {}
        self.spooled = self._next = self._count()
        session.after_commit.append(self._publish)

    def append_facts(self, facts: Sequence[Fact], bodies: Sequence[Body] = ()) -> None:
        self._append(Appended([fact.request_id for fact in facts], _lines(facts), _lines(bodies)))

    def append_scores(self, scores: Sequence[ScoreFact]) -> None:
        self._append(Appended([], scores=_lines(scores)))

    def append_instances(self, instances: Sequence[InstanceFact]) -> None:
        self._append(Appended([], instances=_lines(instances)))

    def refuse_when_full(self) -> None:
        """Raise Busy when the event store has been away for so long that the disk must be protected."""
        _, events, size = self.spooled
        if events >= self._events_max or size >= self._bytes_max:
            raise Busy(
                "spool_full",
                f"{events} events ({size} bytes) wait for the event store, and no more are taken until "
                "it accepts some: look at its errors, or raise the bound of the spool",
                retry_after_s=5.0,
            )

    def drop_slice(self, upto: int) -> bool:
        """Remove some of the oldest rows with `n <= upto`. Returns whether more are left."""
        rows = self._session.rows(
            "SELECT n, events, bytes FROM spool WHERE n <= ? ORDER BY n LIMIT 1000", (upto,)
        )
        dropped, events, size = 0, 0, 0
        for n, row_events, row_bytes in rows:
            if size > _DROPPED_BYTES:
                break
            dropped, events, size = n, events + row_events, size + row_bytes
        if dropped:
            self._session.tidy("DELETE FROM spool WHERE n <= ?", (dropped,))
            self._set_next(
                self._next._replace(events=self._next.events - events, bytes=self._next.bytes - size)
            )
            self._forget_places(dropped)
        return bool(rows) and (rows[-1][0] > dropped or len(rows) == 1_000)

    def indexed_from(self) -> int:
        """`places` knows every fact in the rows from this number on."""
        return self._recent[0][0] if self._recent else self.spooled.mark + 1

    def _append(self, appended: Appended) -> None:
        self.refuse_when_full()
        self._session.journal.note(self._appended.pop)
        self._appended.append(appended)

    def flush(self) -> None:
        """Insert the rows of the commit, or count it where it has none but changed something: the last to be
        flushed.
        """
        if self._appended:
            for row in _rows_of(self._appended):
                self._insert(row)
            self._session.journal.note(self._appended.extend, list(self._appended))
            self._appended.clear()
        elif self._session.changed:
            self._session.tidy("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'spool'")
            self._set_next(self._next._replace(mark=self._next.mark + 1))

    def _insert(self, row: list[Appended]) -> None:
        n = self._next.mark + 1
        request_ids = [request_id for one in row for request_id in one.request_ids]
        size = sum(one.size for one in row)
        blobs = (b"".join(parts) for parts in zip(*(one[1:] for one in row), strict=True))
        self._session.write(
            "INSERT INTO spool (n, events, bytes, facts, bodies, scores, instances) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (n, len(request_ids), size, *blobs),
        )
        self._set_next(Spooled(n, self._next.events + len(request_ids), self._next.bytes + size))
        if request_ids:
            self._unpublished.append((n, request_ids))

    def _set_next(self, following: Spooled) -> None:
        self._session.journal.note(self._restore, self._next)
        self._next = following

    def _restore(self, former: Spooled) -> None:
        self._next = former
        self._unpublished.clear()

    def _publish(self) -> None:
        self.spooled = self._next
        for n, request_ids in self._unpublished:
            self.places.update(dict.fromkeys(request_ids, n))
            self._recent.append((n, request_ids))
        self._unpublished.clear()
        while len(self.places) > _RECENT_FACTS:
            self._forget_places(self._recent[0][0])

    def _forget_places(self, upto: int) -> None:
        while self._recent and self._recent[0][0] <= upto:
            n, request_ids = self._recent.popleft()
            for request_id in request_ids:
                if self.places.get(request_id) == n:
                    del self.places[request_id]

    def _count(self) -> Spooled:
        sequence = self._session.rows("SELECT seq FROM sqlite_sequence WHERE name = 'spool'")
        sums = self._session.rows("SELECT coalesce(sum(events), 0), coalesce(sum(bytes), 0) FROM spool")
        return Spooled(sequence[0][0], *sums[0])


class ReadOnlySpool:
    """The spool of a read transaction: it is asked through the store, and written by the writer."""

    def append_facts(self, facts: Sequence[Fact], bodies: Sequence[Body] = ()) -> NoReturn:
        raise _read_only(len(facts) + len(bodies))

    def append_scores(self, scores: Sequence[ScoreFact]) -> NoReturn:
        raise _read_only(len(scores))

    def append_instances(self, instances: Sequence[InstanceFact]) -> NoReturn:
        raise _read_only(len(instances))


def _read_only(rows: int) -> TypeError:
    return TypeError(f"{rows} rows for the spool inside a read: use transact() or batched()")


def _rows_of(appended: list[Appended]) -> list[list[Appended]]:
    """The appends in order, cut into rows of bounded size between appends."""
    rows: list[list[Appended]] = [[]]
    size = 0
    for one in appended:
        if rows[-1] and size + one.size > _ROW_BYTES:
            rows.append([])
            size = 0
        rows[-1].append(one)
        size += one.size
    return rows
