"""The first result of an event that arrives again: from the spool, or from the event store once shipped."""

from __future__ import annotations

from collections.abc import Collection

from assay.domain.facts import Fact
from assay.services.platform import Platform
from assay.storage.ports import Pending


async def first_facts(platform: Platform, app: str, request_ids: Collection[str]) -> dict[str, Fact]:
    """The facts of these requests, one look-up for all; without those that retention has removed.

    The spool is asked first: what leaves it meanwhile is in the event store before it has gone.
    """
    found = await platform.state.facts(request_ids)
    missing = [request_id for request_id in request_ids if request_id not in found]
    if missing:
        found = {**found, **await platform.events.find(app, missing, Pending(()))}
    return found
