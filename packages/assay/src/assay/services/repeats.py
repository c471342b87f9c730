"""The first result of an event that arrives again: from the spool, and from the event store once it was
shipped.
"""

from __future__ import annotations

from collections.abc import Collection

from assay.domain.facts import Fact
from assay.services.platform import Platform


async def first_facts(platform: Platform, request_ids: Collection[str]) -> dict[str, Fact]:
    """The facts of these requests, one look-up for all; without those that retention has removed.

    The spool is asked first: what leaves it meanwhile is in the event store before it has gone.
    """
    return await platform.state.facts(request_ids)
