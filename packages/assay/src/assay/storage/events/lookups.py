"""Single requests and lists of them, as they stand after all corrections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from assay.domain.facts import Body, Fact
from assay.domain.periods import DAY, Piece, pieces_of, zone_of
from assay.storage.events.columns import BODIES, EVENTS
from assay.storage.events.snapshots import Snapshot
from assay.storage.ports import Ledger, Search
from assay.storage.questions.filters import condition
from assay.storage.questions.reader import Params
from assay.storage.questions.rows import Rows

_AHEAD = 300_000
"""Events may lie so far before their arrival (ms): clocks differ."""
ORDERS = {
    Ledger.NEWEST: ("ts", "DESC"),
    Ledger.OLDEST: ("ts", "ASC"),
    Ledger.COSTLIEST: ("cost", "DESC"),
    Ledger.SLOWEST: ("latency_ms", "DESC"),
}
_COLUMNS = ", ".join(EVENTS)

Revision = tuple[str, int]
"""A request's id, and how often it had been corrected."""


def fact_from_row(row: tuple[Any, ...]) -> Fact:
    """A fact from the values of all columns."""
    named = dict(zip(EVENTS, row, strict=False))
    named["request_id"] = str(named["request_id"])
    return Fact(**named)


def is_uuid(text: str) -> bool:
    """Whether a text may be the id of a request."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def arrival_ms(request_id: str) -> int:
    """When a request arrived, ms: its id is a UUIDv7."""
    return UUID(request_id).int >> 80


def find(snapshot: Snapshot, app: str, request_ids: Collection[str]) -> dict[str, Fact]:
    """Requests by id: first where an event of that arrival time is likely, then everywhere."""
    wanted = {str(UUID(one)) for one in request_ids if is_uuid(one)}
    if not wanted:
        return {}
    arrivals = [arrival_ms(one) for one in wanted]
    near = (min(arrivals) - DAY, max(arrivals) + _AHEAD)
    found = _by_id(_with_ids(snapshot, app, wanted, f"ts >= {near[0]} AND ts < {near[1]}"))
    missing = wanted - found.keys()
    if missing:
        found |= _by_id(_with_ids(snapshot, app, missing, "true"))
    return found


def _by_id(facts: Iterable[Fact]) -> dict[str, Fact]:
    return {fact.request_id: fact for fact in facts}


def _with_ids(snapshot: Snapshot, app: str, request_ids: Collection[str], when: str) -> list[Fact]:
    params = Params(snapshot.fragments)
    listed = ", ".join(f"{params.add(one, 'text')}::UUID" for one in request_ids)
    where = f"app = {params.add(app, 'text')} AND request_id IN ({listed}) AND {when}"
    return _standing(snapshot, where, params)


def _standing(snapshot: Snapshot, where: str, params: Params) -> list[Fact]:
    """The facts that hold among the rows: those of which no -1 row takes the revision back, oldest first.

    They are told apart here: with a window over all columns the engine takes four times as long for a page.
    """
    statement = f"SELECT {_COLUMNS} FROM {snapshot.source('events')} WHERE {where}"
    facts = [fact_from_row(row) for row in snapshot.rows(statement, params.values)]
    holds = Counter[Revision]()
    for fact in facts:
        holds[_revision(fact)] += fact.sign
    standing = [fact for fact in facts if fact.sign > 0 and holds[_revision(fact)] > 0]
    return sorted(standing, key=lambda fact: (fact.ts, fact.request_id, fact.rev))


def _revision(fact: Fact) -> Revision:
    return fact.request_id, fact.rev


def find_response(snapshot: Snapshot, app: str, category: str, response_id: str) -> Fact | None:
    """The request of a provider's id."""
    params = Params(snapshot.fragments)
    where = (
        f"app = {params.add(app, 'text')} AND category = {params.add(category, 'text')}"
        f" AND response_id = {params.add(response_id, 'text')}"
    )
    found = _standing(snapshot, where, params)
    return found[0] if found else None


def instance(snapshot: Snapshot, app: str, instance_id: str) -> list[Fact]:
    """The requests of a use case instance, oldest first."""
    params = Params(snapshot.fragments)
    where = f"app = {params.add(app, 'text')} AND uc_instance = {params.add(instance_id, 'text')}"
    return _standing(snapshot, where, params)


def page(snapshot: Snapshot, search: Search) -> list[Fact]:
    """A page of requests: their keys in order first, then the whole rows of those few, less those that were
    taken back. To leave these out of the keys would take ten times as long, and there are seldom any.
    """
    found: list[Fact] = []
    seen, more = 0, True
    while more and len(found) < search.limit:
        keys = _keys(snapshot, search, seen)
        found += _of_keys(snapshot, search.app, keys)
        seen += len(keys)
        more = len(keys) == search.limit
    return found[: search.limit]


def _keys(snapshot: Snapshot, search: Search, offset: int) -> dict[Revision, int]:
    """The next revisions of a search in its order, whether they hold or not, each with its time."""
    params = Params(snapshot.fragments)
    where = conditions(snapshot, search, params)
    column, direction = ORDERS[search.order]
    after = _after(search, column, direction, params)
    order = f"{column} {direction}, request_id {direction}, rev {direction}"
    statement = (
        f"SELECT request_id, rev, ts FROM {snapshot.source('events')} WHERE {where} AND sign > 0{after}"
        f" ORDER BY {order} LIMIT {search.limit} OFFSET {offset}"
    )
    return {(str(one), rev): ts for one, rev, ts in snapshot.rows(statement, params.values)}


def _of_keys(snapshot: Snapshot, app: str, keys: Mapping[Revision, int]) -> list[Fact]:
    """Those of the revisions that hold, in their order."""
    if not keys:
        return []
    times = sorted(set(keys.values()))
    when = f"ts BETWEEN {times[0]} AND {times[-1]} AND ts IN ({', '.join(map(str, times))})"
    facts = {_revision(fact): fact for fact in _with_ids(snapshot, app, {one for one, _ in keys}, when)}
    return [facts[key] for key in keys if key in facts]


def conditions(snapshot: Snapshot, search: Search, params: Params) -> str:
    """SQL that holds for the rows of a search."""
    listed = [
        f"app = {params.add(search.app, 'text')}",
        f"ts >= {params.add(search.start, 'integer')}",
        f"ts < {params.add(search.end, 'integer')}",
    ]
    if search.newer_than is not None:
        listed.append(f"n > {params.add(search.newer_than, 'integer')}")
    utc = [Piece(search.start, 0)]
    pieces = utc if search.zone == "UTC" else pieces_of(zone_of(search.zone), search.start, search.end)
    rows = Rows(snapshot, [search.app], search.start, search.end, pieces)
    listed += [condition(one, rows, params) for one in search.filters]
    return " AND ".join(listed)


def _after(search: Search, column: str, direction: str, params: Params) -> str:
    """Only what comes after the last request seen, which is told by its place and its id."""
    if search.after is None:
        return ""
    value, request_id = search.after
    place = params.add(value, "number" if isinstance(value, Decimal) else "integer")
    sign = "<" if direction == "DESC" else ">"
    return f" AND ({column}, request_id) {sign} ({place}, {params.add(request_id, 'text')}::UUID)"


def body(snapshot: Snapshot, app: str, request_id: str) -> Body | None:
    """Prompt and completion of a request."""
    params = Params(snapshot.fragments)
    where = f"app = {params.add(app, 'text')} AND request_id = {params.add(request_id, 'text')}::UUID"
    rows = snapshot.rows(f"SELECT {', '.join(BODIES)} FROM bodies WHERE {where}", params.values)
    return Body(str(rows[0][0]), *rows[0][1:]) if rows else None
