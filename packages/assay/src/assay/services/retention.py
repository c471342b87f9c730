"""What is kept how long: content for its days, events for theirs (0: for ever), by application; and deleted
applications for 30 days.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from assay.domain.tenancy import Application
from assay.services.platform import Platform
from assay.storage.ports import AuditEntry, Transaction
from assay.storage.upkeep import Upkeep

DAY_MS = 86_400_000
RESTORABLE_DAYS = 30
_DROPPED = "events_dropped_before:{app}"


@dataclass(slots=True, frozen=True)
class Dropped:
    """What one round of retention removed."""

    bodies: int = 0
    events: int = 0
    applications: int = 0


async def expire(platform: Platform, upkeep: Upkeep) -> Dropped:
    """Remove what is past its days. The mark of what was dropped is written first, so no check misses it."""
    now = platform.now_ms()
    bodies = events = applications = 0
    for application in await platform.state.read(lambda tx: tx.applications.list()):
        app, settings = application.id, application.settings
        if application.deleted and application.deleted <= now - RESTORABLE_DAYS * DAY_MS:
            await _forget(platform, upkeep, application, now)
            applications += 1
            continue
        if settings.content_days:
            before = now - settings.content_days * DAY_MS
            bodies += await asyncio.to_thread(upkeep.events.drop_bodies, app, before)
        if settings.event_days:
            before = now - settings.event_days * DAY_MS
            await platform.state.transact(lambda tx, app=app, before=before: _mark_dropped(tx, app, before))
            events += await asyncio.to_thread(upkeep.events.drop_events, app, before)
    return Dropped(bodies, events, applications)


async def _forget(platform: Platform, upkeep: Upkeep, application: Application, now: int) -> None:
    """Remove a deleted application for good. What a crash leaves of it, the next round removes."""
    app = application.id
    await asyncio.to_thread(upkeep.events.drop_bodies, app, now)
    await asyncio.to_thread(upkeep.events.drop_events, app, now)

    def forget(tx: Transaction) -> None:
        tx.applications.forget(app)
        tx.audit.append(AuditEntry(now, app, "retention", "application.forget", application.name))

    await platform.state.transact(forget)


def dropped_before(tx: Transaction, app: str) -> int:
    """Facts of the application before this (ms) may be gone; 0 when none ever were dropped."""
    return int(tx.values.get(_DROPPED.format(app=app)) or 0)


def _mark_dropped(tx: Transaction, app: str, before: int) -> None:
    if before > dropped_before(tx, app):
        tx.values.put(_DROPPED.format(app=app), str(before))
