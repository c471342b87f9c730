"""Re-pricing: what recorded requests cost at the prices in force now for their time. Shown, then applied.

An explicit, audited act: nothing else changes a stored cost. The differences of the requests sum to the
change, and a second run finds nothing left to do.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import msgspec

from assay.domain.corrections import repriced
from assay.domain.facts import ZERO, Fact
from assay.domain.money import add, plain, subtract
from assay.domain.questions import Filter, instant_text
from assay.services.corrections import Correction, correcting, record
from assay.services.platform import Platform
from assay.services.requests import counts_by_unit
from assay.storage.ports import AuditEntry, Ledger, Search

PAGE = 1_000


@dataclass(slots=True)
class Repricing:
    """The outcome, costs in USD: requests looked at, those that change, and by resource the change of
    cost.
    """

    requests: int = 0
    changed: int = 0
    before: Decimal = ZERO
    after: Decimal = ZERO
    by_resource: dict[str, Decimal] = field(default_factory=dict[str, Decimal])

    @property
    def change(self) -> Decimal:
        """The sum of all differences."""
        return subtract(self.after, self.before)

    def add(self, correction: Correction) -> None:
        """Count one request that changes."""
        old, new = correction
        self.changed += 1
        self.before, self.after = add(self.before, old.cost), add(self.after, new.cost)
        resource = f"{old.category}/{old.resource}"
        difference = subtract(new.cost, old.cost)
        self.by_resource[resource] = add(self.by_resource.get(resource, ZERO), difference)


@dataclass(slots=True, frozen=True)
class Which:
    """Which requests to price again: those of an application in [start, end) ms that the filters keep."""

    app: str
    start: int
    end: int
    filters: Sequence[Filter] = ()


async def preview(platform: Platform, which: Which) -> Repricing:
    """What re-pricing would change; nothing is written."""
    outcome = Repricing()
    async for facts in _pages(platform, which):
        outcome.requests += len(facts)
        for correction in _corrections(platform, facts):
            outcome.add(correction)
    return outcome


async def apply(platform: Platform, which: Which, caller: str, *, charge_limits: bool = False) -> Repricing:
    """Price the requests again, page by page, and note the act in the audit.

    `charge_limits` moves the open periods of the limits they were charged to; closed periods stay as
    reported.
    """
    outcome = Repricing()
    pages = _pages(platform, which)
    while True:
        async with correcting(platform):
            facts = await anext(pages, None)
            if facts is None:
                break
            outcome.requests += len(facts)
            corrections = _corrections(platform, facts)
            if corrections:
                await platform.state.transact(
                    lambda tx, some=corrections: record(tx, some, move_limits=charge_limits)
                )
            for correction in corrections:
                outcome.add(correction)
    await _note(platform, which, caller, outcome)
    return outcome


async def _pages(platform: Platform, which: Which) -> AsyncGenerator[list[Fact]]:
    """The requests, oldest first. What is corrected meanwhile keeps its place and is not seen again."""
    search = Search(which.app, which.start, which.end, which.filters, Ledger.OLDEST, PAGE)
    while True:
        facts = await platform.events.page(search, await platform.state.pending())
        if facts:
            yield facts
        if len(facts) < PAGE:
            return
        search = replace(search, after=(facts[-1].ts, facts[-1].request_id))


def _corrections(platform: Platform, facts: Sequence[Fact]) -> list[Correction]:
    """Those of the requests that cost something else now, with their next revision."""
    prices = platform.prices
    found: list[Correction] = []
    for old in facts:
        match = prices.find(old.category, old.resource, old.scope, old.ts)
        new = repriced(old, prices.price(match, counts_by_unit(old), old.ts))
        if new is not None:
            found.append((old, new))
    return found


async def _note(platform: Platform, which: Which, caller: str, outcome: Repricing) -> None:
    filters = [(one.field, one.op.value, [str(value) for value in one.values]) for one in which.filters]
    entry = AuditEntry(
        platform.now_ms(),
        which.app,
        caller,
        "requests.reprice",
        f"{instant_text(which.start)}/{instant_text(which.end)} {msgspec.json.encode(filters).decode()}",
        before=f'{{"cost":"{plain(outcome.before)}"}}',
        after=f'{{"cost":"{plain(outcome.after)}","requests":{outcome.changed}}}',
    )
    await platform.state.transact(lambda tx: tx.audit.append(entry))
