"""The requests behind a number: page by page with what all of them add up to, or all of them as a file."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from assay.domain.errors import Invalid
from assay.domain.facts import Fact
from assay.domain.metrics import metric_named, unknown
from assay.domain.periods import zone_of
from assay.domain.questions import Question, filters_of, range_of
from assay.services import questions
from assay.services.paging import LARGEST_SIZE, Query
from assay.services.platform import Platform
from assay.services.requests import FOR_EVER
from assay.storage.ports import Exported, Ledger, Search

MOST_EXPORTED = 1_000_000
_TOTAL = Question((metric_named("cost"),), (), 0, 0, order="cost")
_WHICH = frozenset({"from", "to", "zone", "filters", "order"})
_SEARCH_FIELDS = _WHICH | {"limit", "cursor"}
_cursors = msgspec.json.Decoder(tuple[str, Decimal, str])


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
    size = Query((), ascending=False, limit=_whole(document.get("limit", 0))).size
    after = _read_cursor(wanted, document.get("cursor"))
    return await _page(platform, wanted, size, after)


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
    return await _page(platform, wanted, query.size, _read_cursor(wanted, query.cursor))


async def _page(
    platform: Platform, wanted: Search, size: int, after: tuple[int | Decimal, str] | None
) -> FoundRequests:
    pending = await platform.state.pending()
    found = await platform.events.page(replace(wanted, limit=size + 1, after=after), pending)
    shown = found[:size]
    return FoundRequests(shown, _cursor(wanted, shown[-1]) if len(found) > size else None)


def _order(document: Mapping[str, Any]) -> Ledger:
    given = document.get("order", Ledger.NEWEST.value)
    try:
        return Ledger(given)
    except ValueError:
        raise Invalid("invalid_question", f"order: '{given}' is none of {', '.join(Ledger)}") from None


def _whole(given: Any) -> int:
    if not isinstance(given, int) or isinstance(given, bool):
        raise Invalid(
            "invalid_page_limit", f"limit is {given!r}: give a whole number from 1 to {LARGEST_SIZE}"
        )
    return given


def _cursor(wanted: Search, fact: Fact) -> str:
    """A cursor holds the place of the last request shown; it is good for the list it was made for."""
    place = {Ledger.COSTLIEST: fact.cost, Ledger.SLOWEST: fact.latency_ms}.get(wanted.order, fact.ts)
    content = (_mark(wanted), Decimal(place), fact.request_id)
    return urlsafe_b64encode(msgspec.json.encode(content)).decode().rstrip("=")


def _mark(wanted: Search) -> str:
    made_for = repr((wanted.app, wanted.start, wanted.end, wanted.zone, wanted.filters, wanted.order))
    return blake2b(made_for.encode(), digest_size=6).hexdigest()


def _read_cursor(wanted: Search, cursor: Any) -> tuple[int | Decimal, str] | None:
    if not cursor:
        return None
    try:
        padded = str(cursor) + "=" * (-len(str(cursor)) % 4)
        mark, place, request_id = _cursors.decode(urlsafe_b64decode(padded))
    except (ValueError, msgspec.DecodeError):
        mark, place, request_id = "", Decimal(0), ""
    if mark != _mark(wanted):
        raise Invalid(
            "invalid_cursor",
            f"'{str(cursor)[:80]}' is no cursor of this list: take the one of the page before",
        )
    return (place if wanted.order is Ledger.COSTLIEST else int(place)), request_id
