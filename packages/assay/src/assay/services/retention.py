"""What is kept how long: content for its days, events for theirs (0: for ever), by application."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from assay.services.platform import Platform
from assay.storage.ports import Transaction
from assay.storage.upkeep import Upkeep

DAY_MS = 86_400_000
_DROPPED = "events_dropped_before:{app}"


@dataclass(slots=True, frozen=True)
class Dropped:
    """What one round of retention removed."""

    bodies: int = 0
    events: int = 0


async def expire(platform: Platform, upkeep: Upkeep) -> Dropped:
    """Remove what is past its days. The mark of what was dropped is written first, so no check misses it."""
    now = platform.now_ms()
    bodies = events = 0
    for application in await platform.state.read(lambda tx: tx.applications.list()):
        app, settings = application.id, application.settings
        if settings.content_days:
            before = now - settings.content_days * DAY_MS
            bodies += await asyncio.to_thread(upkeep.events.drop_bodies, app, before)
        if settings.event_days:
            before = now - settings.event_days * DAY_MS
            await platform.state.transact(lambda tx, app=app, before=before: _mark_dropped(tx, app, before))
            events += await asyncio.to_thread(upkeep.events.drop_events, app, before)
    return Dropped(bodies, events)


def dropped_before(tx: Transaction, app: str) -> int:
    """Facts of the application before this (ms) may be gone; 0 when none ever were dropped."""
    return int(tx.values.get(_DROPPED.format(app=app)) or 0)


def _mark_dropped(tx: Transaction, app: str, before: int) -> None:
    if before > dropped_before(tx, app):
        tx.values.put(_DROPPED.format(app=app), str(before))
