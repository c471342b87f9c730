"""The operations of ingest: from the bytes of a body to the acknowledgement, which is made after the commit.

What an answer costs here is paid per event, so nothing is looked up, parsed or allocated twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import structlog

from assay.domain.errors import Invalid, Refusal
from assay.domain.facts import Fact
from assay.http.errors import status_of
from assay.http.hot import Call, HotRoute
from assay.http.ingest_openapi import BULK, INGEST
from assay.http.replies import encode, wire_time
from assay.http.wire import (
    ApiError,
    BulkIngestResponse,
    Decoded,
    ErrorCode,
    IngestResponse,
    ItemError,
    ItemResult,
    decode_bulk,
    decode_event,
    query_value,
)
from assay.services.access import KeyRing
from assay.services.event import Attribution
from assay.services.ingest import Arrival, Entry, attribution_of, prepare
from assay.services.ledger import Ledger
from assay.services.platform import Caller, Platform
from assay.services.posting import Recorded
from assay.services.repeats import first_facts
from assay.services.results import XproxyResult, xproxy_result

MOST_EVENT_BYTES = 4 * 2**20
MOST_BULK_BYTES = 32 * 2**20
CHUNK = 250
"""Events of a bulk that are prepared and committed together: a few milliseconds for whoever waits beside
them.
"""

_log = structlog.stdlib.get_logger(__name__)


def routes(platform: Platform, keyring: KeyRing) -> dict[tuple[str, str], HotRoute]:
    """The hot routes by method and path."""
    ingest = _Ingest(platform, Ledger(platform))
    return {
        ("POST", INGEST): HotRoute(platform, keyring, ingest.single, MOST_EVENT_BYTES),
        ("POST", BULK): HotRoute(platform, keyring, ingest.bulk, MOST_BULK_BYTES),
    }


class _Ingest:
    """The operations of ingest."""

    def __init__(self, platform: Platform, ledger: Ledger) -> None:
        self._platform = platform
        self._ledger = ledger

    async def single(self, call: Call) -> tuple[int, bytes]:
        """One event."""
        platform, caller = self._platform, call.caller
        event, faults = decode_event(call.body)
        given_id = query_value(call.query, b"id") if call.query else ""
        arrival = Arrival(caller, platform.prices, "ingest", platform.now_ms(), call.request_id, given_id)
        said = attribution_of(event, call.said, body_wins=False)
        entry = prepare(event, said, arrival)
        entry.warnings.extend(faults)
        recorded = await self._ledger.record(entry)
        fact = recorded.fact
        if recorded.repeated:
            firsts = await first_facts(platform, caller.app, {recorded.first_id})
            fact = firsts.get(recorded.first_id, fact)
        result = _result(entry, recorded, fact)
        answer = IngestResponse(result.request_id, wire_time(fact.ts), wire_time(fact.received), result)
        return 200, encode(answer)

    async def bulk(self, call: Call) -> tuple[int, bytes]:
        """Many events, each standing alone; 400 when there are some and none could be stored."""
        caller, request_id = call.caller, call.request_id
        received = self._platform.now_ms()
        wants_results = query_value(call.query, b"results").lower() == "true"
        decoded = decode_bulk(call.body)
        errors: list[ItemError] = []
        results: list[ItemResult] = []
        for start in range(0, len(decoded), CHUNK):
            entries = self._prepared(decoded[start : start + CHUNK], call.said, caller, received)
            kept = [entry for entry in entries if isinstance(entry, Entry)]
            outcomes = iter(await self._ledger.record_all(kept)) if kept else iter(())
            stored: list[tuple[int, Entry, Recorded]] = []
            for index, entry in enumerate(entries, start):
                outcome = next(outcomes) if isinstance(entry, Entry) else entry
                if isinstance(outcome, Recorded):
                    stored.append((index, cast("Entry", entry), outcome))
                else:
                    errors.append(_item_error(index, outcome, request_id))
            if wants_results:
                told = await self._results(caller.app, stored)
                results += [ItemResult(each[0], result) for each, result in zip(stored, told, strict=True)]
        answer = BulkIngestResponse(
            request_id=request_id,
            ingest_timestamp=wire_time(received),
            ingest_count=len(decoded) - len(errors),
            total_count=len(decoded),
            error_count=len(errors),
            item_error_count=len(errors),
            errors=errors,
            results=results if wants_results else None,
        )
        return (400 if errors and len(errors) == len(decoded) else 200), encode(answer)

    def _prepared(
        self, decoded: Sequence[Decoded | Invalid], header: Attribution, caller: Caller, received: int
    ) -> list[Entry | Exception]:
        platform = self._platform
        prices, new_id = platform.prices, platform.new_id
        entries: list[Entry | Exception] = []
        for item in decoded:
            if isinstance(item, Invalid):
                entries.append(item)
                continue
            event, faults = item
            try:
                said = attribution_of(event, header, body_wins=True)
                entry = prepare(event, said, Arrival(caller, prices, "bulk", received, new_id()))
            except Refusal as refusal:
                entries.append(refusal)
                continue
            entry.warnings.extend(faults)
            entries.append(entry)
        return entries

    async def _results(self, app: str, stored: Sequence[tuple[int, Entry, Recorded]]) -> list[XproxyResult]:
        """What the caller is told of each event; of one that had been recorded before, its first result."""
        first_ids = {outcome.first_id for _, _, outcome in stored if outcome.repeated}
        firsts = await first_facts(self._platform, app, first_ids) if first_ids else {}
        return [
            _result(entry, outcome, firsts.get(outcome.first_id, outcome.fact))
            for _, entry, outcome in stored
        ]


def _result(entry: Entry, outcome: Recorded, fact: Fact) -> XproxyResult:
    """What is told of `fact`: the one recorded now, or the first one of a repetition.

    Where retention has removed the first one, its id is all that is known of it.
    """
    if outcome.repeated and fact.request_id != outcome.first_id:
        return XproxyResult(request_id=outcome.first_id, cost=None, limits={}, duplicate_request=True)
    return xproxy_result(fact, repeated=outcome.repeated, experience=entry.said.experience)


def _item_error(index: int, fault: Exception, request_id: str) -> ItemError:
    if isinstance(fault, Refusal):
        status, code, message = status_of(fault), fault.code, fault.message
    else:
        _log.error("an event could not be recorded", request_id=request_id, item=index, exc_info=fault)
        status, code, message = 500, "unexpected_error", f"not stored: the log has it under {request_id}"
    return ItemError(index, ApiError(status, message, ErrorCode(code, message)))
