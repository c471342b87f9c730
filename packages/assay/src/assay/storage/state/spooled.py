"""Reading the spool beside the writer: for the shipper, for answers, for results that are asked again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import msgspec

from assay.domain.facts import Body, Fact
from assay.storage.ports import Pending, SpoolBatch
from assay.storage.state.session import ReadSession

_PENDING_EVENTS = 50_000
_SHIPPED_BYTES = 64 * 2**20

_decode = msgspec.json.Decoder(Fact).decode
_decode_body = msgspec.json.Decoder(Body).decode


def read_batches(session: ReadSession, after: int, events_max: int, *, bodies: bool) -> list[SpoolBatch]:
    """Batches with `n > after` in order, until `events_max` facts (or 64 MiB) are reached; at least one if
    any.
    """
    sizes = session.rows(
        "SELECT n, events, bytes FROM spool WHERE n > ? ORDER BY n LIMIT ?", (after, events_max)
    )
    upto, total_events, total_bytes = after, 0, 0
    for n, events, size in sizes:
        total_events, total_bytes = total_events + events, total_bytes + size
        if upto > after and (total_events > events_max or total_bytes > _SHIPPED_BYTES):
            break
        upto = n
    content = "bodies" if bodies else "x''"
    rows = session.rows(
        f"SELECT n, events, facts, {content}, scores, instances FROM spool WHERE n > ? AND n <= ? ORDER BY n",
        (after, upto),
    )
    return [SpoolBatch(*row) for row in rows]


def pending_batches(session: ReadSession) -> Pending:
    """The oldest batches of the spool, without bodies; complete up to 50,000 facts."""
    batches = read_batches(session, 0, _PENDING_EVENTS, bodies=False)
    last = batches[-1].n if batches else 0
    more = session.rows("SELECT 1 FROM spool WHERE n > ? LIMIT 1", (last,))
    return Pending(batches, complete=not more)


def facts_in_spool(
    session: ReadSession, request_ids: Collection[str], places: Mapping[str, int], indexed_from: int
) -> dict[str, Fact]:
    """The latest revision of each fact that is still in the spool, by request id.

    `places` tells the row of the facts in rows from `indexed_from` on. Older rows, which exist after a
    restart or when the event store lags far behind, are searched, the newest 50,000 facts of them.
    """
    found: dict[str, Fact] = {}
    rows = {places[request_id] for request_id in request_ids if request_id in places}
    for n in sorted(rows, reverse=True):
        blobs = session.rows("SELECT facts FROM spool WHERE n = ?", (n,))
        _collect(found, request_ids, blobs[0][0] if blobs else b"")
    missing = [request_id for request_id in request_ids if request_id not in found]
    if missing:
        for blob in _older(session, indexed_from):
            _collect(found, missing, blob)
    return found


def body_in_spool(session: ReadSession, request_id: str) -> Body | None:
    """Prompt and completion of a request that wait in the spool. Inside a JSON text a quote is escaped, so
    what is searched for is found at the beginning of a line and nowhere else.
    """
    start = _line_start(request_id)
    rows = session.rows("SELECT bodies FROM spool WHERE instr(bodies, ?) ORDER BY n LIMIT 1", (start,))
    if not rows:
        return None
    lines: bytes = rows[0][0]
    at = lines.index(start)
    return _decode_body(lines[at : lines.index(b"\n", at)])


def _older(session: ReadSession, before: int) -> Iterator[bytes]:
    events = 0
    for n, count in session.rows(
        "SELECT n, events FROM spool WHERE n < ? ORDER BY n DESC LIMIT 50000", (before,)
    ):
        events += count
        if events > _PENDING_EVENTS:
            return
        yield session.rows("SELECT facts FROM spool WHERE n = ?", (n,))[0][0]


def _collect(found: dict[str, Fact], request_ids: Collection[str], lines: bytes) -> None:
    for request_id in request_ids:
        if request_id not in found and (fact := _last_fact(lines, request_id)) is not None:
            found[request_id] = fact


def _line_start(request_id: str) -> bytes:
    return b'{"request_id":"%s"' % request_id.encode()


def _last_fact(lines: bytes, request_id: str) -> Fact | None:
    """The last line that states the fact; lines begin with the request id, other fields may quote it."""
    start = _line_start(request_id)
    at = lines.rfind(start)
    while at >= 0:
        if at == 0 or lines[at - 1] == 10:
            fact = _decode(lines[at : lines.index(b"\n", at)])
            if fact.sign > 0:
                return fact
        at = lines.rfind(start, 0, at)
    return None
