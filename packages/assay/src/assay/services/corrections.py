"""Corrections of recorded requests: through the writer, one by one, so that no fact is taken back twice.

A correction reads the request as it stands (spool and event store), and appends its mirror and its next
revision in one transaction. Reading and writing happen under one lock: the next correction finds what this
one has written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from weakref import WeakKeyDictionary

from msgspec.structs import replace

from assay.domain.attribution import merged_properties
from assay.domain.corrections import move, replaced, restated, taken_back, with_properties
from assay.domain.errors import Invalid, NotFound, Refusal
from assay.domain.facts import ZERO, Fact, Quality
from assay.domain.money import add, subtract
from assay.services import requests
from assay.services.ingest import Entry
from assay.services.ledger import Ledger
from assay.services.platform import Caller, Platform
from assay.services.posting import Recorded
from assay.storage.ports import StateStore, Transaction

Correction = tuple[Fact, Fact]
"""A fact as it stood, and its next revision."""

_locks: WeakKeyDictionary[StateStore, asyncio.Lock] = WeakKeyDictionary()


def correcting(platform: Platform) -> asyncio.Lock:
    """Held while a request is read to be corrected and until the correction is durable."""
    return _locks.setdefault(platform.state, asyncio.Lock())


def record(tx: Transaction, corrections: Sequence[Correction], *, move_limits: bool) -> None:
    """Append the rows of corrections, and move the open periods of the limits they were charged to."""
    rows: list[Fact] = []
    for old, new in corrections:
        if move_limits:
            _move(tx, old, new)
        rows += (taken_back(old), new)
    tx.spool.append_facts(rows)


def _move(tx: Transaction, old: Fact, new: Fact) -> None:
    """Move the limits, and note in the next revision what each is charged now, with its largest overrun.

    Closed periods stay as they were reported, and deleted limits are gone: their amounts stay.
    """
    overruns: list[Decimal] = [ZERO]
    amounts: list[Decimal] = []
    for limit_id, period, amount in zip(old.limit_ids, old.limit_periods, old.limit_amounts, strict=True):
        limit = tx.limits.get(old.app, limit_id)
        if limit is None or limit.period != period:
            amounts.append(amount)
            continue
        overruns.append(move(limit, old, new))
        tx.limits.put(limit)
        amounts.append(add(amount, subtract(new.cost, old.cost)))
    new.limit_amounts = amounts
    new.overrun = max(ZERO, old.overrun + max(overruns, key=abs))


async def change_properties(
    platform: Platform, caller: Caller, request_id: str, changes: Mapping[str, str | None]
) -> Fact:
    """Merge properties into a request; None removes a key. Raises NotFound and Invalid
    (`invalid_properties`).
    """
    async with correcting(platform):
        old = await requests.find(platform, caller.app, request_id)
        properties = merged_properties(old.properties, changes)
        if properties == old.properties:
            return old
        new = with_properties(old, properties)
        await platform.state.transact(lambda tx: record(tx, [(old, new)], move_limits=False))
    return new


async def change_instance_properties(
    platform: Platform, app: str, instance_id: str, properties: Mapping[str, str]
) -> int:
    """Have the requests of an instance carry its properties; how many were restated."""
    async with correcting(platform):
        pending = await platform.state.pending()
        found = await platform.events.instance(app, instance_id, pending)
        corrections = [
            (old, restated(old, uc_properties=dict(properties)))
            for old in found
            if old.uc_properties != properties
        ]
        if corrections:
            await platform.state.transact(lambda tx: record(tx, corrections, move_limits=False))
    return len(corrections)


@dataclass(slots=True, frozen=True)
class Upserted:
    """What became of an item of an upsert: the request as it stands, and whether it replaced an earlier
    one.
    """

    fact: Fact
    replaced: bool


async def upsert(
    platform: Platform, ledger: Ledger, entries: Sequence[Entry | Exception]
) -> list[Upserted | Exception]:
    """Insert events, or replace those with the same provider id; an outcome for each, in order.

    Totals and the open periods of limits move by the difference. An event without a provider id is refused.
    """
    return [
        entry if isinstance(entry, Exception) else await _upsert(platform, ledger, entry) for entry in entries
    ]


async def _upsert(platform: Platform, ledger: Ledger, entry: Entry) -> Upserted | Exception:
    fact = entry.fact
    if not fact.response_id:
        return Invalid(
            "required_field_missing", "provider_response_id is missing: an upsert finds its event by it"
        )
    try:
        known = await _known_before_window(platform, entry)
        if known is None:
            recorded: Recorded = await ledger.record(entry)
            if not recorded.repeated:
                return Upserted(recorded.fact, replaced=False)
            known = recorded.first_id
        return await _replace(platform, fact, known)
    except Refusal as refusal:
        return refusal


async def _known_before_window(platform: Platform, entry: Entry) -> str | None:
    """Id of the request an event replaces that is too old for its identity to be remembered."""
    if not entry.fact.quality & Quality.PAST_WINDOW:
        return None
    try:
        found = await requests.find_by_response(
            platform, entry.fact.app, entry.fact.category, entry.fact.response_id
        )
    except NotFound:
        return None
    return found.request_id


async def _replace(platform: Platform, by: Fact, request_id: str) -> Upserted:
    async with correcting(platform):
        old = await requests.find(platform, by.app, request_id)
        new = replaced(old, by)
        if not _differs(old, new):
            return Upserted(old, replaced=True)
        await platform.state.transact(lambda tx: record(tx, [(old, new)], move_limits=True))
    return Upserted(new, replaced=True)


def _differs(old: Fact, new: Fact) -> bool:
    """Whether anything but the revision changes."""
    return replace(new, rev=old.rev) != old
