"""The laws of the ledger, checked on live data.

Each check reads what is stored and nothing else; requests go on meanwhile. So a check that compares two
stores says how it allows for what arrives between its two looks.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from assay.domain.identity import WINDOW_MS, identity_key
from assay.domain.limits import Limit, LimitPeriod, Totals
from assay.domain.money import plain
from assay.services.platform import Platform
from assay.services.retention import dropped_before
from assay.storage.ports import Page, Transaction
from assay.storage.upkeep import Charges, Fault, Upkeep

MOST_IDENTITIES = 10_000
PERIODS_A_LIMIT = 10_000
MORE_LOOKS = 4
NO_CHARGES = Charges("", "", 0, Decimal(0), Decimal(0), Decimal(0), {})
FSYNC_TRIES = 20
SLOW_FSYNC_MS = 10.0


class Health(StrEnum):
    """How a check came out. A note is worth reading and breaks no law."""

    OK = "ok"
    NOTE = "note"
    FAULT = "fault"


@dataclass(slots=True, frozen=True)
class Finding:
    """One check: what was looked at, how it came out, and what was seen."""

    check: str
    health: Health
    detail: str


async def examine(platform: Platform, upkeep: Upkeep, data: Path) -> list[Finding]:
    """Every check, in the order a reader wants them."""
    damage = await asyncio.to_thread(upkeep.state.damage)
    faults = await asyncio.to_thread(upkeep.events.faults)
    return [
        _fault_or("state store", damage, "the file is sound (integrity_check)"),
        _shipping(platform),
        *_facts(faults),
        await _identities(platform, upkeep),
        await _limits(platform, upkeep),
        await _audit(platform),
        await asyncio.to_thread(_disk, data),
        *await _content_gates(platform),
    ]


def _fault_or(check: str, faults: Sequence[str], fine: str) -> Finding:
    if not faults:
        return Finding(check, Health.OK, fine)
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return Finding(check, Health.FAULT, f"{faults[0]}{more}")


def _shipping(platform: Platform) -> Finding:
    waiting = platform.state.unshipped_rows()
    shipped, mark = platform.events.high_water(), platform.state.mark()
    detail = f"{waiting} acknowledged events wait in the spool; shipped to {shipped}, ledger at {mark}"
    return Finding("spool", Health.OK, detail)


FACT_LAWS = {
    "cost": "the lines of every fact add up to its cost",
    "units": "the units of every fact add up to its totals",
    "once": "every fact is stored once",
    "corrections": "every correction takes back exactly what it replaces",
}


def _facts(faults: Iterable[Fault]) -> list[Finding]:
    broken = {fault.law: fault for fault in faults}
    return [
        Finding(
            f"facts: {law}",
            Health.FAULT,
            f"{broken[law].count} facts differ, for example {broken[law].example}",
        )
        if law in broken
        else Finding(f"facts: {law}", Health.OK, meaning)
        for law, meaning in FACT_LAWS.items()
    ]


async def _identities(platform: Platform, upkeep: Upkeep) -> Finding:
    """Every fact inside the window that names its response is one that a repeat would be recognised by."""
    since = platform.now_ms() - WINDOW_MS
    facts = await asyncio.to_thread(upkeep.events.latest_identified, since, MOST_IDENTITIES)
    keys = [identity_key(fact.app, fact.category, fact.response_id) for fact in facts]
    known = await platform.state.transact(lambda tx: tx.identities.find(keys))
    lost = [
        f"request {fact.request_id} would be counted again: its id {fact.response_id!r} leads to {request_id}"
        for fact, request_id in zip(facts, known, strict=True)
        if request_id != fact.request_id
    ]
    return _fault_or(
        "identities", lost, f"repeats of the latest {len(facts)} identified events are recognised"
    )


async def _limits(platform: Platform, upkeep: Upkeep) -> Finding:
    """Each period of each limit is the fold of its charges: of the amounts that the facts say it was charged.

    The facts are folded before and after the limits are read, and a limit lies between the two; when nothing
    arrived in between they are equal, and so must the limit be. Where a charge and a correction that lowers
    it arrive together it may lie outside: then everything is looked at again.
    """
    finding, quiet = await _look_at_limits(platform, upkeep)
    for _ in range(MORE_LOOKS):
        if quiet or finding.health is Health.OK:
            break
        finding, quiet = await _look_at_limits(platform, upkeep)
    return finding


async def _look_at_limits(platform: Platform, upkeep: Upkeep) -> tuple[Finding, bool]:
    """What one look finds, and whether no charge arrived during it."""
    before = await _folded(upkeep)
    states = await platform.state.read(_periods)
    after = await _folded(upkeep)
    cutoffs = await platform.state.read(
        lambda tx: {app.id: dropped_before(tx, app.id) for app in tx.applications.list()}
    )
    kept = [each for each in states if each[3] >= cutoffs.get(each[0], 0)]
    wrong: list[str] = []
    restated = 0
    for app, limit_id, period, _, totals in kept:
        key = (app, limit_id, period)
        charges = after.get(key, NO_CHARGES)
        restated += charges.corrected
        wrong += [
            f"limit {limit_id!r}, period {period}: its {difference}"
            for difference in _differences(before.get(key, NO_CHARGES), totals, charges)
        ]
    notes = ""
    if len(kept) < len(states):
        notes += f"; {len(states) - len(kept)} began before the facts that are kept"
    if restated:
        notes += f"; {restated} have requests restated since: input and output apart cannot be compared there"
    fine = f"{len(kept)} periods equal the fold of their charges{notes}"
    return _fault_or("limits", wrong, fine), before == after


Key = tuple[str, str, int]


async def _folded(upkeep: Upkeep) -> dict[Key, Charges]:
    await asyncio.to_thread(upkeep.shipping.flush)
    charges = await asyncio.to_thread(upkeep.events.charges)
    return {(charge.app, charge.limit_id, charge.period): charge for charge in charges}


def _periods(tx: Transaction) -> list[tuple[str, str, int, int, Totals]]:
    """Application, limit, period, its start and what it added up, of every period open or closed."""
    found: list[tuple[str, str, int, int, Totals]] = []
    for limit in tx.limits.all():
        found += [
            _closed(period) for period in tx.limits.periods(limit.app, limit.id, Page(PERIODS_A_LIMIT, True))
        ]
        found.append(_open(limit))
    return found


def _open(limit: Limit) -> tuple[str, str, int, int, Totals]:
    return limit.app, limit.id, limit.period, limit.period_start, limit.totals


def _closed(period: LimitPeriod) -> tuple[str, str, int, int, Totals]:
    return period.app, period.limit_id, period.period, period.start, period.totals


def _differences(before: Charges, totals: Totals, after: Charges) -> list[str]:
    """The figures of a period that are not what its charges make, each as a sentence's end."""
    held = _held(totals)
    first, last = _charged(before), _charged(after)
    return [
        f"{name} is {plain(held[name])}, its charges make {plain(last[name])}"
        for name in last
        if name in first and not min(first[name], last[name]) <= held[name] <= max(first[name], last[name])
    ]


def _held(totals: Totals) -> dict[str, Decimal]:
    """The figures of a period as its limit holds them: USD, and requests by the state they were given."""
    return {
        "cost": totals.cost,
        "input cost": totals.input,
        "output cost": totals.output,
        "ok": Decimal(totals.ok),
        "exceeded": Decimal(totals.exceeded),
        "overrun": Decimal(totals.overran),
        "failed": Decimal(totals.failed),
    }


def _charged(charges: Charges) -> dict[str, Decimal]:
    """The same figures as the facts tell them, those that they can tell."""
    figures = {"cost": charges.cost}
    if not charges.corrected:
        figures |= {"input cost": charges.input, "output cost": charges.output}
    states = ("ok", "exceeded", "overrun", "failed")
    return figures | {state: Decimal(charges.states.get(state, 0)) for state in states}


async def _audit(platform: Platform) -> Finding:
    try:
        entries = await platform.state.read(lambda tx: tx.audit.verify())
    except ValueError as error:
        return Finding("audit", Health.FAULT, str(error))
    return Finding("audit", Health.OK, f"the chain of {entries} entries is whole")


def _disk(data: Path) -> Finding:
    """How long the disk takes to promise: every acknowledgement waits for one of these."""
    times: list[float] = []
    with tempfile.TemporaryFile(dir=data) as file:
        for _ in range(FSYNC_TRIES):
            file.write(b"\0" * 4096)
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            times.append((time.perf_counter() - began) * 1000)
    median = statistics.median(times)
    health = Health.NOTE if median > SLOW_FSYNC_MS else Health.OK
    return Finding("disk", health, f"an fsync takes {median:.2f} ms (median of {FSYNC_TRIES})")


async def _content_gates(platform: Platform) -> list[Finding]:
    """Which applications store prompts and completions: worth reading, whatever it is."""
    applications = await platform.state.read(lambda tx: tx.applications.list())
    return [
        Finding(
            f"content of {application.name}",
            Health.NOTE if application.settings.content else Health.OK,
            f"stored for {application.settings.content_days} days where a use case has logging switched on"
            if application.settings.content
            else "not stored: the application's gate is closed",
        )
        for application in applications
        if not application.deleted
    ]
