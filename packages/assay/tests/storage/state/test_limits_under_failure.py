"""Law: whatever fails, a limit is the sum of the charges that were committed, in memory and on disk alike."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from decimal import Decimal
from pathlib import Path

import apsw
import pytest
from assay.domain.facts import Fact
from assay.domain.limits import Limit
from assay.domain.use_cases import Instance
from assay.storage.ports import Page
from assay.storage.state.connections import connect
from assay.storage.state.identities import StoredIdentities
from assay.storage.state.migrate import known_migrations, migrate
from assay.storage.state.session import ReadSession, WriteSession
from assay.storage.state.spool import WrittenSpool
from assay.storage.state.transaction import read_transaction, write_transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

LIMITS = ["a", "b", "c"]
charges = st.lists(st.tuples(st.sampled_from(LIMITS), st.integers(1, 99)), max_size=5)
looks = st.sampled_from(["nothing", "list", "named"])


class Refused(Exception):  # noqa: N818 - as in the domain
    """What failing work raises."""


class LimitsUnderFailure(RuleBasedStateMachine):
    """One writer, driven step by step: scopes of charges that end well or not, then a commit that works or
    not.
    """

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.committed = dict.fromkeys(LIMITS, 0)
        self.facts_committed = 0
        self.open()
        self.start_group()

    def open(self):
        self.connection = connect(self.folder / "state.db")
        migrate(self.connection, known_migrations(), now=0)
        self.session = WriteSession(self.connection)
        identities = StoredIdentities(self.session, window_ms=1, now_ms=lambda: 0)
        self.spool = WrittenSpool(self.session, events_max=10**6, bytes_max=10**9)
        self.transaction = write_transaction(self.session, identities, self.spool)
        self.session.before_commit.append(self.spool.flush)

    def start_group(self):
        self.charged = dict(self.committed)
        self.facts = self.facts_committed

    def charge(self, some, look):
        for number, (name, amount) in enumerate(some):
            limit = self.transaction.limits.get("app", name) or Limit("app", name, name, Decimal(9))
            limit.totals.cost += amount
            self.transaction.limits.put(limit)
            self.transaction.instances.put(Instance("app", f"i{amount}", "chat", 1))
            self.transaction.spool.append_facts([Fact(f"{number}", "app", 0, 0, "c", "r")])
            if look == "list":
                self.transaction.limits.list("app", Page(10, ascending=True))
            elif look == "named":
                assert self.transaction.limits.named("app", name).totals.cost == limit.totals.cost

    @rule(some=charges, look=looks)
    def work_that_ends_well(self, some, look):
        with self.session.scope():
            self.charge(some, look)
        for name, amount in some:
            self.charged[name] += amount
        self.facts += len(some)

    @rule(some=charges, look=looks, careless=st.sampled_from(LIMITS))
    def work_that_raises(self, some, look, careless):
        with contextlib.suppress(Refused), self.session.scope():
            self.charge(some, look)
            limit = self.transaction.limits.get("app", careless)
            if limit is not None:
                limit.totals.cost += 1_000_000
            raise Refused

    @rule(some=charges)
    def work_that_deletes_and_raises(self, some):
        with contextlib.suppress(Refused), self.session.scope():
            self.charge(some, "nothing")
            for name in LIMITS:
                self.transaction.limits.delete("app", name)
            self.transaction.limits.list("app", Page(10, ascending=True))
            raise Refused

    @rule()
    def commit(self):
        self.session.commit()
        self.committed, self.facts_committed = self.charged, self.facts
        self.start_group()

    @rule()
    def the_group_fails(self):
        self.session.rollback()
        self.start_group()

    @rule()
    def the_disk_is_full(self):
        """SQLite may grow no further: it fails where it would for a full disk, some statement of the flush."""
        pages = self.connection.pragma("page_count")
        self.connection.pragma("max_page_count", pages)
        self.transaction.spool.append_facts([Fact("1", "app", 0, 0, "c", "r", step="x" * 500_000)])
        with pytest.raises(apsw.FullError):
            self.session.commit()
        self.session.rollback()
        self.connection.pragma("max_page_count", 2**30)
        self.start_group()

    @rule()
    def the_process_ends(self):
        self.session.rollback()
        self.connection.close()
        self.open()
        self.start_group()

    @invariant()
    def memory_has_what_was_charged(self):
        for name in LIMITS:
            limit = self.transaction.limits.get("app", name)
            assert (limit.totals.cost if limit is not None else 0) == self.charged[name]

    @invariant()
    def readers_see_what_was_committed(self):
        reading = connect(self.folder / "state.db", read_only=True)
        session = ReadSession(reading)
        transaction = read_transaction(session)
        for name in LIMITS:
            limit = transaction.limits.get("app", name)
            assert (limit.totals.cost if limit is not None else 0) == self.committed[name]
        assert session.rows("SELECT coalesce(sum(events), 0) FROM spool") == [(self.facts_committed,)]
        assert self.spool.spooled.events == self.facts_committed
        reading.close()

    def teardown(self):
        self.session.rollback()
        self.connection.close()
        shutil.rmtree(self.folder)


LimitsUnderFailure.TestCase.settings = settings(max_examples=25, stateful_step_count=20)
test_limits_are_the_sum_of_what_was_committed = LimitsUnderFailure.TestCase
