"""Law: a key is found if and only if its addition was committed, while keys are sealed, merged, swept and
re-read.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path
from uuid import UUID

from assay.storage.state.connections import connect
from assay.storage.state.filters import PATTERNS, Filter
from assay.storage.state.identities import StoredIdentities
from assay.storage.state.migrate import known_migrations, migrate
from assay.storage.state.runs import FAN_OUT
from assay.storage.state.session import WriteSession
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

WINDOW = 1_000
SEALED = 20


class SealedIdentities(RuleBasedStateMachine):
    """The index with very short runs, so that a few additions seal, merge and sweep."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.random = random.Random(7)
        self.now = 0
        self.known = {}
        self.added_at = {}
        self.open()

    def open(self):
        self.connection = connect(self.folder / "state.db", synchronous="OFF")
        migrate(self.connection, known_migrations(), now=0)
        self.session = WriteSession(self.connection)
        self.identities = StoredIdentities(
            self.session, window_ms=WINDOW, now_ms=lambda: self.now, sealed_entries=SEALED
        )

    def new_entries(self, count):
        return [(self.random.randbytes(16), str(UUID(bytes=self.random.randbytes(16)))) for _ in range(count)]

    def commit(self, entries):
        self.identities.add(entries)
        self.session.commit()
        self.identities.has_work()
        self.known.update(entries)
        self.added_at.update((key, self.now) for key, _ in entries)

    @rule(count=st.integers(0, 30))
    def add(self, count):
        self.commit(self.new_entries(count))

    @rule(commits=st.integers(200, 800))
    def add_much(self, commits):
        """Enough for several runs at level 0, at times for their merge into one at level 1."""
        for _ in range(commits):
            self.commit(self.new_entries(self.random.choice((0, 1, 5))))

    @rule(count=st.integers(1, 30))
    def add_without_success(self, count):
        lost = self.new_entries(count)
        self.identities.add(lost)
        assert self.identities.find([key for key, _ in lost]) == [request_id for _, request_id in lost]
        self.session.rollback()
        assert self.identities.find([key for key, _ in lost]) == [None] * count

    @rule(commits=st.integers(1, 60))
    def work_that_is_rolled_back_now_and_then(self, commits):
        for _ in range(commits):
            self.identities.has_work()
            for flush in self.session.before_commit:
                flush()
            if self.random.random() < 0.2:
                self.session.rollback()
            else:
                self.session.commit()

    @rule()
    def finish_all_work(self):
        while self.identities.has_work():
            self.session.commit()
        live = self.session.rows("SELECT count(*) FROM identity_runs WHERE state <> 1")
        orphans = self.session.rows(
            "SELECT count(*) FROM identity_pages WHERE place / 16777216 NOT IN (SELECT run FROM identity_runs)"
        )
        assert (live, orphans) == ([(0,)], [(0,)])

    @rule()
    def the_process_ends(self):
        self.session.rollback()
        self.connection.close()
        self.open()

    @rule(passed=st.integers(1, 400))
    def time_passes(self, passed):
        self.now += passed

    @invariant()
    def what_was_added_within_the_window_is_found(self):
        keys = [key for key, at in self.added_at.items() if at >= self.now - WINDOW]
        assert self.identities.find(keys) == [self.known[key] for key in keys]

    @invariant()
    def what_is_older_is_found_or_forgotten_but_never_mistaken(self):
        keys = [key for key, at in self.added_at.items() if at < self.now - WINDOW]
        for key, found in zip(keys, self.identities.find(keys), strict=True):
            assert found in (None, self.known[key])

    @invariant()
    def what_was_never_added_is_not_found(self):
        assert self.identities.find([self.random.randbytes(16) for _ in range(50)]) == [None] * 50

    def teardown(self):
        self.session.rollback()
        self.connection.close()
        shutil.rmtree(self.folder)


SealedIdentities.TestCase.settings = settings(max_examples=8, stateful_step_count=12)
test_identities_are_never_lost_and_never_invented = SealedIdentities.TestCase


def index(connection, now_ms=lambda: 0):
    session = WriteSession(connection)
    return session, StoredIdentities(session, window_ms=WINDOW, now_ms=now_ms, sealed_entries=SEALED)


def fill(session, identities, runs):
    seeded = random.Random(1)
    entries = [(seeded.randbytes(16), str(UUID(bytes=seeded.randbytes(16)))) for _ in range(SEALED * runs)]
    for start in range(0, len(entries), SEALED):
        identities.add(entries[start : start + SEALED])
        session.commit()
        while identities.has_work():
            session.commit()
    return entries


def test_thirty_two_runs_become_one_of_the_next_level(opened):
    connection = opened()
    session, identities = index(connection)

    entries = fill(session, identities, FAN_OUT * 2 + 1)

    levels = session.rows(
        "SELECT level, count(*), sum(entries) FROM identity_runs GROUP BY level ORDER BY level"
    )
    assert levels == [(0, 1, SEALED), (1, 2, 2 * FAN_OUT * SEALED)]
    assert identities.find([key for key, _ in entries]) == [request_id for _, request_id in entries]
    _, again = index(connection)
    assert again.find([key for key, _ in entries]) == [request_id for _, request_id in entries]


def test_runs_that_are_older_than_the_window_leave_nothing_behind(opened):
    connection = opened()
    clock = [0]
    session, identities = index(connection, lambda: clock[0])
    old = fill(session, identities, FAN_OUT + 3)

    clock[0] = WINDOW + 1
    while identities.has_work():
        session.commit()

    assert identities.find([key for key, _ in old]) == [None] * len(old)
    assert session.rows(
        "SELECT (SELECT count(*) FROM identity_runs), (SELECT count(*) FROM identity_pages)"
    ) == [(0, 0)]
    new = fill(session, identities, 1)
    assert identities.find([key for key, _ in new]) == [request_id for _, request_id in new]


def test_a_key_whose_bytes_stand_across_two_entries_is_not_found(opened):
    session, identities = index(opened())
    page = bytes(1)
    halves = [(page + bytes(range(15)), "00000000-0000-7000-8000-0000000000aa")] + [
        (page + bytes([n] * 15), "00000000-0000-7000-8000-0000000000bb") for n in range(100, 100 + SEALED)
    ]
    identities.add(halves)
    session.commit()
    while identities.has_work():
        session.commit()
    ((stored,),) = session.rows("SELECT entries FROM identity_pages WHERE length(entries) > 0")
    across = [stored[at : at + 16] for at in range(1, len(stored) - 16) if at % 32 and stored[at] == 0]

    assert across
    assert identities.find(across) == [None] * len(across)


def test_a_filter_holds_what_was_added_and_few_others():
    seeded = random.Random(3)
    added = [seeded.getrandbits(64) for _ in range(20_000)]
    filter_ = Filter.with_room_for(len(added))
    filter_.add(added)
    copy = Filter.from_bytes(filter_.to_bytes())

    def holds(one):
        return copy.words[one & copy.top] & PATTERNS[one >> 52] == PATTERNS[one >> 52]

    assert all(holds(one) for one in added)
    others = [seeded.getrandbits(64) for _ in range(50_000)]
    assert sum(holds(one) for one in others) < len(others) * 0.01


def test_patterns_are_the_same_for_ever_because_filters_are_stored():
    assert [hex(PATTERNS[number]) for number in (0, 1, 4095)] == [
        "0x80209008000000",
        "0x1040010001000008",
        "0xc00200a000",
    ]
    assert {pattern.bit_count() for pattern in PATTERNS} == {5}
