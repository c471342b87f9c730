"""The hot routes: ingest as raw ASGI, from the bytes of a request to the acknowledgement.

2xx is sent only after the commit that holds the event is on disk. What an answer costs here is paid per
event, so nothing is looked up, parsed or allocated twice; the control plane beside it is FastAPI.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import NamedTuple, cast

import structlog
from starlette.types import Receive, Scope, Send

from assay.domain.errors import Busy, Invalid, Refusal, TooLarge
from assay.domain.facts import Fact
from assay.http.app import NO_ANSWER, Answering, HotRoutes
from assay.http.auth import KEY_HEADER
from assay.http.errors import error_body, status_of
from assay.http.openapi import HotOperation
from assay.http.replies import encode, wire_time
from assay.http.wire import (
    ATTRIBUTION_HEADERS,
    ApiError,
    BulkIngestResponse,
    Decoded,
    ErrorCode,
    IngestResponse,
    ItemError,
    ItemResult,
    attribution_headers,
    decode_bulk,
    decode_event,
    query_value,
)
from assay.services.access import KeyRing, require_tracking
from assay.services.event import Attribution, Event
from assay.services.ingest import Arrival, Entry, attribution_of, prepare
from assay.services.ledger import Ledger
from assay.services.platform import Caller, Platform
from assay.services.posting import Recorded
from assay.services.repeats import first_facts
from assay.services.results import XproxyResult, xproxy_result

INGEST = "/api/v1/ingest"
BULK = "/api/v1/ingest/bulk"
MOST_EVENT_BYTES = 4 * 2**20
MOST_BULK_BYTES = 32 * 2**20
MOST_INFLATED_BYTES = 64 * 2**20
MOST_HEADER_BYTES = 64 * 2**10
INFLATE_ASIDE_BYTES = 16 * 2**10
CHUNK = 250
"""Events of a bulk that are prepared and committed together: a few milliseconds for whoever waits beside
them.
"""

_log = structlog.stdlib.get_logger(__name__)

_Answer = tuple[int, bytes]
_Operation = Callable[[Scope, Receive, "_Head", Caller, str], Awaitable[_Answer]]


def routes(platform: Platform, keyring: KeyRing) -> HotRoutes:
    """The raw ASGI applications by method and path."""
    ingest = _Ingest(platform, Ledger(platform))
    return {
        ("POST", INGEST): _answering(platform, keyring, ingest.single),
        ("POST", BULK): _answering(platform, keyring, ingest.bulk),
    }


def _answering(platform: Platform, keyring: KeyRing, operation: _Operation) -> Answering:
    """An operation with what stands around each: the key before it, an answer to whatever it raises after
    it.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> int:
        request_id = platform.new_id()
        more: list[tuple[bytes, bytes]] = []
        try:
            head = _head(scope["headers"])
            caller = require_tracking(keyring.caller(head.key, platform.now_ms()))
            status, body = await operation(scope, receive, head, caller, request_id)
        except Refusal as refusal:
            status = status_of(refusal)
            body = encode(error_body(status, refusal.code, refusal.message, request_id))
            if isinstance(refusal, Busy):
                more.append((b"retry-after", b"%g" % refusal.retry_after_s))
        except _GoneError:
            return NO_ANSWER
        except Exception as fault:  # noqa: BLE001 - told to the caller and to the log, whatever it was
            _log.exception("request failed", path=scope["path"], request_id=request_id, exc_info=fault)
            message = f"something failed here that is not your fault: the log has it under {request_id}"
            status, body = 500, encode(error_body(500, "unexpected_error", message, request_id))
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(body)),
            (b"x-request-id", request_id.encode()),
            *more,
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        return status

    return answer


class _Ingest:
    """The operations of ingest."""

    def __init__(self, platform: Platform, ledger: Ledger) -> None:
        self._platform = platform
        self._ledger = ledger

    async def single(
        self, scope: Scope, receive: Receive, head: _Head, caller: Caller, request_id: str
    ) -> _Answer:
        """One event."""
        platform = self._platform
        event, faults = decode_event(await _body(receive, head, MOST_EVENT_BYTES))
        query = scope["query_string"]
        arrival = Arrival(
            caller,
            platform.prices,
            "ingest",
            platform.now_ms(),
            request_id,
            given_id=query_value(query, b"id") if query else "",
        )
        said = attribution_of(event, attribution_headers(head.said), body_wins=False)
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

    async def bulk(
        self, scope: Scope, receive: Receive, head: _Head, caller: Caller, request_id: str
    ) -> _Answer:
        """Many events, each standing alone; 400 when there are some and none could be stored."""
        received = self._platform.now_ms()
        wants_results = query_value(scope["query_string"], b"results").lower() == "true"
        header = attribution_headers(head.said)
        decoded = decode_bulk(await _body(receive, head, MOST_BULK_BYTES))
        errors: list[ItemError] = []
        results: list[ItemResult] = []
        for start in range(0, len(decoded), CHUNK):
            entries = self._prepared(decoded[start : start + CHUNK], header, caller, received)
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


# ── bytes in ──────────────────────────────────────────────────────────────────────────────────────────


class _GoneError(Exception):
    """The client left before its request was complete."""


class _Head(NamedTuple):
    """What a request says before its body. `length` is what it claims, -1 where it claims nothing."""

    key: bytes | None
    length: int
    encoding: bytes
    said: tuple[tuple[bytes, bytes], ...]


def _head(headers: Sequence[tuple[bytes, bytes]]) -> _Head:
    """The headers, read in one pass. Raises TooLarge (`payload_too_large`)."""
    size, key, length, encoding = 0, None, -1, b""
    said: list[tuple[bytes, bytes]] = []
    for header in headers:
        name, value = header
        size += len(name) + len(value)
        if name == KEY_HEADER:
            key = value
        elif name == b"content-length" and value.isdigit():
            length = int(value)
        elif name == b"content-encoding":
            encoding = value.strip().lower()
        elif name in ATTRIBUTION_HEADERS:
            said.append(header)
    if size > MOST_HEADER_BYTES:
        raise TooLarge("payload_too_large", f"{size} bytes of headers: send at most {MOST_HEADER_BYTES}")
    return _Head(key, length, encoding, tuple(said))


async def _body(receive: Receive, head: _Head, most: int) -> bytes:
    """The whole body, inflated. Raises TooLarge (`payload_too_large`) and Invalid for a bad encoding."""
    if head.length > most:
        raise _too_large(head.length, most)
    message = await receive()
    body: bytes = message.get("body", b"")
    if message.get("more_body") or message["type"] != "http.request":
        body = await _rest(receive, body, message["type"], most)
    if len(body) > most:
        raise _too_large(len(body), most)
    if head.encoding in (b"", b"identity"):
        return body
    if head.encoding != b"gzip":
        encoding = head.encoding.decode("latin-1")
        raise Invalid("request_processing_error", f"content-encoding {encoding!r}: use gzip or none")
    return await asyncio.to_thread(_inflated, body) if len(body) > INFLATE_ASIDE_BYTES else _inflated(body)


async def _rest(receive: Receive, first: bytes, kind: str, most: int) -> bytes:
    parts, size, more = [first], len(first), True
    while more:
        if kind != "http.request":
            raise _GoneError
        message = await receive()
        kind, part, more = message["type"], message.get("body", b""), message.get("more_body", False)
        size += len(part)
        if size > most:
            raise _too_large(size, most)
        parts.append(part)
    if kind != "http.request":
        raise _GoneError
    return b"".join(parts)


def _inflated(body: bytes) -> bytes:
    """A gzip body, never more than the bound, whatever it claims to hold."""
    inflater = zlib.decompressobj(wbits=31)
    try:
        inflated = inflater.decompress(body, MOST_INFLATED_BYTES)
    except zlib.error as fault:
        raise Invalid("request_processing_error", f"the body is not gzip: {fault}") from fault
    if inflater.unconsumed_tail:
        raise TooLarge(
            "payload_too_large",
            f"the body inflates to more than {MOST_INFLATED_BYTES} bytes: send less at once",
        )
    if not inflater.eof:
        raise Invalid("request_processing_error", "the gzip body ends too early")
    return inflated


def _too_large(size: int, most: int) -> TooLarge:
    return TooLarge("payload_too_large", f"the body has {size} bytes or more: send at most {most}")


# ── what the OpenAPI document says ────────────────────────────────────────────────────────────────────


def _parameter(name: str, place: str, description: str, kind: str = "string") -> Mapping[str, object]:
    return {"name": name, "in": place, "description": description, "schema": {"type": kind}}


_ATTRIBUTION = [
    _parameter(name, "header", description)
    for name, description in (
        ("xProxy-Limit-IDs", "Limits to charge, joined by commas."),
        ("xProxy-User-ID", "The end user the call was made for."),
        ("xProxy-Account-Name", "The customer account of the user."),
        ("xProxy-UseCase-Name", "Use case; without an id a new instance is made and its id returned."),
        ("xProxy-UseCase-ID", "Instance of the use case."),
        ("xProxy-UseCase-Version", "Version a new instance gets; the latest by default."),
        ("xProxy-UseCase-Step", "Step inside the instance."),
        ("xProxy-UseCase-Properties", "Properties of the instance: JSON, or base64 of it."),
        ("xProxy-Request-Properties", "Properties of the request: JSON, or base64 of it."),
        ("xProxy-Resource-Scope", "global, datazone[.zone] or region[.name]."),
        ("xProxy-Logging-Disable", "True: keep no prompt and no completion."),
        ("xProxy-Instrumented-Module", "Library and version that produced the event."),
    )
]

OPERATIONS = (
    HotOperation(
        "POST",
        INGEST,
        "Record one event",
        Event,
        {200: IngestResponse, 400: ApiError, 401: ApiError, 403: ApiError, 413: ApiError, 429: ApiError},
        [
            _parameter("id", "query", "The sender's id for the event, where the provider gave none."),
            *_ATTRIBUTION,
        ],
    ),
    HotOperation(
        "POST",
        BULK,
        "Record many events",
        list[Event],
        {
            200: BulkIngestResponse,
            400: (BulkIngestResponse, ApiError),
            401: ApiError,
            403: ApiError,
            413: ApiError,
            429: ApiError,
        },
        [
            _parameter("results", "query", "Also answer with the result of each event.", "boolean"),
            *_ATTRIBUTION,
        ],
        body_required=False,
    ),
)
