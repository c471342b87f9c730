"""Posting: the one place where an event becomes a request that counts.

`post` runs on the writer's thread, inside the transaction that is committed before anybody is answered:
identity, use case and instance, limits in the order of the queue, the completed fact, the spool.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from assay.domain import attribution as rules
from assay.domain.errors import Busy, Invalid, Refusal
from assay.domain.facts import Body, Fact, Quality
from assay.domain.identity import WINDOW_MS
from assay.domain.limits import Hold, Limit, LimitType, charge, charges, release
from assay.domain.money import ZERO, plain
from assay.domain.use_cases import Instance, UseCase
from assay.services.content import without_arguments
from assay.services.ingest import Entry
from assay.services.instances import NewInstance, open_instance
from assay.services.use_cases import find_use_case
from assay.storage.ports import Transaction

PROXY = "proxy"
"""The way in on which nothing is spent yet, so that `block` limits can do their work."""


class Recorded(NamedTuple):
    """What became of an event: its fact, or the request id it was first recorded under."""

    fact: Fact
    first_id: str = ""

    @property
    def repeated(self) -> bool:
        """Whether the event had been recorded before; then `fact` is only what was sent this time."""
        return bool(self.first_id)


def post(
    tx: Transaction, chunks: Sequence[Sequence[Entry]], *, new_id: Callable[[], str]
) -> Sequence[Sequence[Recorded | Exception]]:
    """Record chunks of entries; an outcome for each. What is refused has changed nothing."""
    batch = _Batch(tx, new_id)
    first_ids = iter(_first_ids(tx, [entry for chunk in chunks for entry in chunk]))
    outcomes = [[batch.record(entry, next(first_ids)) for entry in chunk] for chunk in chunks]
    batch.write()
    return outcomes


def _first_ids(tx: Transaction, entries: Sequence[Entry]) -> list[str | None]:
    """The request id each entry was recorded under before, by one look-up for all."""
    keys = [entry.identity for entry in entries if entry.identity is not None]
    found = iter(tx.identities.find(keys)) if keys else iter(())
    return [None if entry.identity is None else next(found) for entry in entries]


def _begin(entry: Entry) -> None:
    """Set what the ledger decides to what was asked: the traces of a transaction that was taken back go."""
    fact, said = entry.fact, entry.said
    fact.use_case, fact.uc_instance, fact.uc_version = said.use_case, said.instance, said.version
    fact.uc_properties = rules.merged({}, entry.uc_changes)
    fact.warnings = list(entry.warnings)
    fact.limit_ids, fact.limit_periods, fact.limit_states, fact.limit_amounts = [], [], [], []
    fact.overrun = ZERO


@dataclass(slots=True)
class _Batch:
    """The events of one transaction: what they add to the store, written once at the end."""

    tx: Transaction
    new_id: Callable[[], str]
    facts: list[Fact] = field(default_factory=list[Fact])
    bodies: list[Body] = field(default_factory=list[Body])
    seen: dict[bytes, str] = field(default_factory=dict[bytes, str])
    charged: dict[tuple[str, str], Limit] = field(default_factory=dict[tuple[str, str], Limit])

    def record(self, entry: Entry, first_id: str | None) -> Recorded | Exception:
        """Record one event, or tell why not: what is refused has changed nothing."""
        first_id = first_id or (self.seen.get(entry.identity) if entry.identity else None)
        if first_id is not None:
            self._release_holds(entry)
            return Recorded(entry.fact, first_id)
        fact = entry.fact
        _begin(entry)
        try:
            limits = self._limits(entry)
            use_case = self._use_case(entry)
        except Refusal as refusal:
            self._release_holds(entry)
            return refusal
        if use_case is not None or fact.uc_instance:
            instance = self._instance(entry, use_case)
            if instance is not None and instance.limit_id:
                automatic = self._limit(fact.app, instance.limit_id)
                if automatic is not None and automatic not in limits:
                    limits.append(automatic)
        self._charge(entry, limits)
        self._keep(entry, use_case)
        return Recorded(fact)

    def write(self) -> None:
        """Hand what was gathered to the store."""
        for limit in self.charged.values():
            self.tx.limits.put(limit)
        if self.seen:
            self.tx.identities.add(list(self.seen.items()))
        if self.facts:
            self.tx.spool.append_facts(self.facts, self.bodies)

    # ── limits ────────────────────────────────────────────────────────────────────────────────────────

    def _limit(self, app: str, limit_id: str) -> Limit | None:
        key = (app, limit_id)
        limit = self.charged.get(key)
        if limit is None:
            limit = self.tx.limits.get(app, limit_id)
            if limit is not None:
                self.charged[key] = limit
        return limit

    def _limits(self, entry: Entry) -> list[Limit]:
        """The limits an event names. Raises Invalid for a `block` limit where ingest refuses them."""
        fact = entry.fact
        limits: list[Limit] = []
        for limit_id in entry.said.limit_ids:
            limit = self._limit(fact.app, limit_id)
            if limit is None:
                fact.warnings.append(
                    f"limit {limit_id} does not exist in this application: it was not charged"
                )
                continue
            if (
                limit.type is LimitType.BLOCK
                and entry.application.settings.block_limits_on_ingest == "reject"
                and fact.source != PROXY
            ):
                raise Invalid(
                    "blocking_limit_not_allowed",
                    f"limit {limit_id} blocks, and the call it could block was made already:"
                    " name it on the proxy, or use a limit of type allow",
                )
            limits.append(limit)
        return limits

    def _charge(self, entry: Entry, limits: Sequence[Limit]) -> None:
        """Charge the limits once, in the order in which they were named, and note what it did to each."""
        fact = entry.fact
        released = self._release_holds(entry)
        for limit in limits:
            if not charges(limit, fact.ts, fact.received, window_ms=WINDOW_MS, charge_past=entry.charge_past):
                fact.warnings.append(
                    f"limit {limit.id} is not charged by so old an event; charge_past charges it all the same"
                )
                continue
            done = charge(
                limit, fact.cost_in, fact.cost_out, fact.cost, at=fact.ts, failed=bool(fact.failure)
            )
            fact.limit_ids.append(limit.id)
            fact.limit_periods.append(done.period)
            fact.limit_states.append(done.state)
            fact.limit_amounts.append(fact.cost)
            fact.overrun = max(fact.overrun, done.overrun)
            if limit.type is LimitType.BLOCK and fact.source != PROXY and limit.totals.cost > limit.max:
                fact.warnings.append(
                    f"limit {limit.id} is above its max of {plain(limit.max)} USD;"
                    " it blocks calls through the proxy, not calls that were made already"
                )
        if released < len(entry.hold_ids):
            fact.quality |= Quality.LATE_SETTLEMENT
            fact.warnings.append("the call ended after its reservation: its cost was charged all the same")

    def _release_holds(self, entry: Entry) -> int:
        """Give back what was reserved for the call; how many reservations were still there."""
        holds: list[Hold] = self.tx.holds.take(entry.hold_ids) if entry.hold_ids else []
        for hold in holds:
            limit = self._limit(hold.app, hold.limit_id)
            if limit is not None:
                release(limit, hold)
        return len(holds)

    # ── use case and instance ─────────────────────────────────────────────────────────────────────────

    def _use_case(self, entry: Entry) -> UseCase | None:
        """The use case an event names, created when it was never seen. Raises NotFound where that is
        rejected.
        """
        fact = entry.fact
        if not fact.use_case:
            return None
        try:
            return find_use_case(self.tx, entry.application, fact.use_case, fact.received)
        except Busy as full:
            fact.warnings.append(f"{full.message}; the event was recorded without its use case")
            fact.use_case, fact.uc_instance, fact.uc_version = "", "", 0
            return None

    def _instance(self, entry: Entry, use_case: UseCase | None) -> Instance | None:
        """The instance an event belongs to, created when it is new; the fact says which, and of which
        version. A deleted one is not brought back: its requests stay its own, and count in no KPI.
        """
        fact = entry.fact
        instance = self.tx.instances.get(fact.app, fact.uc_instance) if fact.uc_instance else None
        if instance is None:
            instance = self._new_instance(fact, use_case)
        elif use_case is not None and instance.use_case != use_case.name:
            fact.warnings.append(
                f"instance {instance.id} belongs to use case {instance.use_case}, not {use_case.name}:"
                " the instance was left out"
            )
            fact.uc_instance, fact.uc_version = "", use_case.version
            return None
        if instance is None:
            return None
        if fact.uc_version and fact.uc_version != instance.version:
            fact.warnings.append(
                f"instance {instance.id} is of version {instance.version}, which it keeps; "
                f"version {fact.uc_version} was left out"
            )
        if instance.deleted:
            fact.warnings.append(
                f"instance {instance.id} was deleted: the request is kept under it, and counts in no KPI"
            )
        fact.use_case, fact.uc_instance, fact.uc_version = instance.use_case, instance.id, instance.version
        self._merge_properties(entry, instance)
        return instance

    def _new_instance(self, fact: Fact, use_case: UseCase | None) -> Instance | None:
        if use_case is None:
            fact.warnings.append(
                f"instance {fact.uc_instance} is not known, and no use case is named: it was left out"
            )
            fact.uc_instance, fact.uc_version = "", 0
            return None
        if not 0 <= fact.uc_version <= use_case.version:
            fact.warnings.append(
                f"use case {use_case.name} has no version {fact.uc_version}:"
                f" the latest, {use_case.version}, is used"
            )
            fact.uc_version = 0
        new = NewInstance(
            fact.uc_instance or None, fact.uc_version or None, user_id=fact.user_id, account=fact.account
        )
        return open_instance(self.tx, use_case, new, now=fact.ts, limit_id=self.new_id())

    def _merge_properties(self, entry: Entry, instance: Instance) -> None:
        """Merge what was sent into the instance, unless it is deleted; the fact carries all it has now."""
        fact = entry.fact
        fact.uc_properties = instance.properties
        if not entry.uc_changes:
            return
        properties = rules.merged(instance.properties, entry.uc_changes)
        if len(properties) > rules.MOST_PROPERTIES:
            fact.warnings.append(
                f"instance {instance.id} would have more than {rules.MOST_PROPERTIES} properties:"
                " it keeps those it had"
            )
            return
        fact.uc_properties = properties
        if not instance.deleted:
            self.tx.instances.put(replace(instance, properties=properties))

    # ── what is kept ──────────────────────────────────────────────────────────────────────────────────

    def _keep(self, entry: Entry, use_case: UseCase | None) -> None:
        fact = entry.fact
        self.facts.append(fact)
        if entry.identity is not None:
            self.seen[entry.identity] = fact.request_id
        if entry.body is None:
            return
        if use_case is None and fact.use_case:
            use_case = self.tx.use_cases.get(fact.app, fact.use_case)
        if use_case is not None and use_case.logging_enabled is False:
            fact.calls = without_arguments(fact.calls)
        else:
            self.bodies.append(entry.body)
