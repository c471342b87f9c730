"""The requests behind a number: page by page with what all of them add up to, or all of them as a file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from assay.domain.errors import Invalid
from assay.domain.facts import Fact
from assay.domain.metrics import metric_named, unknown
from assay.domain.periods import zone_of
from assay.domain.questions import Question, filters_of, range_of
from assay.services import questions
from assay.services.cursors import cursor_of, read_cursor
from assay.services.paging import Query, page_size
from assay.services.platform import Platform
from assay.services.requests import FOR_EVER
from assay.storage.ports import Exported, Ledger, Search

MOST_EXPORTED = 1_000_000
_TOTAL = Question((metric_named("cost"),), (), 0, 0, order="cost")
_WHICH = frozenset({"from", "to", "zone", "filters", "order"})
_SEARCH_FIELDS = _WHICH | {"limit", "cursor"}


@dataclass(slots=True, frozen=True)
class FoundRequests:
    """A page of requests; `cursor` None means that it is the last."""

    facts: Sequence[Fact]
    cursor: str | None


async def search(platform: Platform, app: str, document: Mapping[str, Any]) -> FoundRequests:
    """The requests behind a number, by `from`, `to`, `zone`, `filters`, `order`, `limit` and `cursor`.

    Raises Invalid.
    """
    wanted = _search_of(app, document, _SEARCH_FIELDS)
    return await _page(platform, wanted, page_size(document.get("limit", 0)), document.get("cursor"))


def _search_of(app: str, document: Mapping[str, Any], fields: Collection[str]) -> Search:
    for field in document:
        if field not in fields:
            raise unknown(field, "field", field, fields)
    start, end = range_of(document)
    zone = zone_of(str(document.get("zone", "UTC"))).key
    return Search(app, start, end, filters_of(document.get("filters")), _order(document), zone=zone)


@dataclass(slots=True, frozen=True)
class Total:
    """All requests of a search, on whichever page they are. `cost` is USD."""

    requests: int
    cost: Decimal
    unpriced: int


async def total(platform: Platform, app: str, document: Mapping[str, Any]) -> Total:
    """What the requests of a search add up to: the answer to the question with the same range and filters."""
    wanted = _search_of(app, document, _SEARCH_FIELDS)
    question = replace(_TOTAL, start=wanted.start, end=wanted.end, zone=wanted.zone, filters=wanted.filters)
    answer = (await questions.ask(platform, [app], question)).answer
    return Total(answer.requests, answer.totals[0], answer.unpriced)


async def export(platform: Platform, app: str, document: Mapping[str, Any], form: Exported) -> Path:
    """Write all requests of a search into a new file, which the caller removes. Raises Invalid
    (`range_too_large`) rather than leaving any out.
    """
    wanted = _search_of(app, document, _WHICH)
    count = (await total(platform, app, document)).requests
    if count > MOST_EXPORTED:
        raise Invalid(
            "range_too_large",
            f"{count:,} requests are more than the {MOST_EXPORTED:,} of one file:"
            " ask for a shorter range or under filters, and put the files together",
        )
    return await platform.events.export(wanted, form, await platform.state.pending())


async def newest(platform: Platform, app: str, query: Query) -> FoundRequests:
    """All requests, by time."""
    order = Ledger.OLDEST if query.ascending else Ledger.NEWEST
    wanted = Search(app, 0, FOR_EVER, (), order)
    return await _page(platform, wanted, query.size, query.cursor)


async def _page(platform: Platform, wanted: Search, size: int, cursor: Any) -> FoundRequests:
    """A page. The cursor holds the place of the last request shown."""
    after = read_cursor(wanted, cursor)
    if after is not None and wanted.order is not Ledger.COSTLIEST:
        after = int(after[0]), after[1]
    pending = await platform.state.pending()
    found = await platform.events.page(replace(wanted, limit=size + 1, after=after), pending)
    shown = found[:size]
    return FoundRequests(shown, _cursor_after(wanted, shown[-1]) if len(found) > size else None)


def _cursor_after(wanted: Search, fact: Fact) -> str:
    place = {Ledger.COSTLIEST: fact.cost, Ledger.SLOWEST: fact.latency_ms}.get(wanted.order, fact.ts)
    return cursor_of(wanted, Decimal(place), fact.request_id)


def _order(document: Mapping[str, Any]) -> Ledger:
    given = document.get("order", Ledger.NEWEST.value)
    try:
        return Ledger(given)
    except ValueError:
        raise Invalid("invalid_question", f"order: '{given}' is none of {', '.join(Ledger)}") from None
