"""The instances behind a number: a page of them, with what all of them add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assay.domain.instance_search import FoundInstance, InstanceTotal, instance_search_of
from assay.domain.money import plain
from assay.domain.questions import instant_text
from assay.services.cursors import cursor_of, read_cursor
from assay.services.paging import page_size
from assay.services.platform import Platform


@dataclass(slots=True, frozen=True)
class InstancePage:
    """A page of instances; `cursor` None means that it is the last."""

    items: Sequence[FoundInstance]
    cursor: str | None
    total: InstanceTotal


async def search(platform: Platform, app: str, document: Mapping[str, Any]) -> InstancePage:
    """Instances by `from`, `to`, `zone`, `filters`, `order`, `limit` and `cursor`. Raises Invalid."""
    asked = dict(document)
    size, cursor = page_size(asked.pop("limit", 0)), asked.pop("cursor", None)
    wanted = instance_search_of(app, asked)
    after = read_cursor(wanted, cursor)
    pending = await platform.state.pending()
    place = None if after is None else (after[0], int(after[1]))
    found = await platform.events.instances(replace(wanted, limit=size + 1, after=place), pending)
    more = len(found.items) > size
    last = cursor_of(wanted, found.places[size - 1], str(found.items[size - 1].key)) if more else None
    return InstancePage(found.items[:size], last, found.total)


def document_of(page: InstancePage) -> dict[str, Any]:
    """The page as JSON has it. Amounts are decimal text."""
    return {
        "items": [_summary(one) for one in page.items],
        "cursor": page.cursor,
        "next_cursor": page.cursor,
        "has_more": page.cursor is not None,
        "total": {
            "instances": page.total.instances,
            "requests": page.total.requests,
            "cost": plain(page.total.cost),
            "unpriced": page.total.unpriced,
            "failures": page.total.failures,
        },
    }


def _summary(one: FoundInstance) -> dict[str, Any]:
    return {
        "use_case": one.use_case,
        "id": one.id,
        "version": one.version,
        "started": instant_text(one.started),
        "ended": instant_text(one.ended),
        "user": one.user,
        "account": one.account,
        "requests": one.requests,
        "cost": plain(one.cost),
        "unpriced": one.unpriced,
        "failures": one.failures,
        "latency_ms_total": one.latency_ms_total,
        "kpis": one.scores,
    }
