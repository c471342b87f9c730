"""From what a sender says about a call to a fact: named, counted and priced, ready for the ledger.

The money is already spent when an event arrives, so it is recorded. Refused are only counts that are not
whole numbers from 0 on, a time more than five minutes ahead, and an event without a category; any other
fault is left out of the fact and told in a warning. Nothing here waits or writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from assay.domain.attribution import shown, usable_properties
from assay.domain.errors import Invalid
from assay.domain.facts import Body, Fact, Quality, failure_of
from assay.domain.identity import WINDOW_MS, identity_key
from assay.domain.prices import PriceBook, PricedUsage
from assay.domain.tenancy import Application
from assay.domain.usage import LONGEST_UNIT, lines_of, token_columns, whole_count
from assay.services.content import body_of, calls_of
from assay.services.event import Attribution, Count, Counts, Event, combined
from assay.services.platform import Caller

UNKNOWN_MODEL = "system.unknown_model"
LATEST_AHEAD_MS = 300_000
LONGEST_NAME = 128
LONGEST_TEXT = 512
LONGEST_MEASURE = 4_294_967_295
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_DIRECTIONS = ("input", "output")
_MARKS = {"estimated": Quality.ESTIMATED, "usage_inconsistent": Quality.INCONSISTENT_USAGE}
"""What the reading of a provider's usage says of its counts (`payi.usage`), as a fact keeps it."""


@dataclass(slots=True)
class Entry:
    """One event on its way to the ledger, which writes use case, instance and limits into its fact.

    `said` is the whole attribution, checked, and `warnings` what was left out so far. `identity` recognises a
    repetition; None means every delivery counts. `hold_ids` are the reservations the call was admitted
    with. `body` is content that the application and the sender allow to be kept.
    """

    fact: Fact
    application: Application
    said: Attribution
    warnings: list[str] = field(default_factory=list[str])
    identity: bytes | None = None
    charge_past: bool = False
    body: Body | None = None
    uc_changes: Mapping[str, str | None] = field(default_factory=dict[str, str | None])
    hold_ids: tuple[str, ...] = ()


class Arrival(NamedTuple):
    """How and when an event came: by which way in, at what time (ms), in whose name."""

    caller: Caller
    prices: PriceBook
    source: str
    now_ms: int
    request_id: str
    given_id: str = ""


def prepare(event: Event, said: Attribution, arrival: Arrival) -> Entry:
    """The entry for one event; `said` is its whole attribution, checked.

    Raises Invalid: `required_field_missing`, `invalid_units`, `invalid_ingest_event_timestamp`.
    """
    warnings = list(said.faults)
    caller, prices, now_ms = arrival.caller, arrival.prices, arrival.now_ms
    if not event.category:
        raise Invalid("required_field_missing", "category is missing: name the provider, say system.openai")
    ts = event_time(event.event_timestamp, now_ms, warnings)
    units = counts_of(event.units)
    category = _known_category(prices, event.category, warnings)
    resource = _name("resource", event.resource, warnings) or UNKNOWN_MODEL
    match = prices.find(category, resource, said.scope, ts)
    priced = prices.price(match, units, ts)
    if priced.warnings:
        warnings.extend(priced.warnings)
    if match is None and priced.unknown:
        warnings.append(prices.why_unknown(category, resource))
    properties, uc_changes = _properties(event, said, warnings)
    status = _status(event.http_status_code, warnings)
    fact = Fact(
        request_id=arrival.request_id,
        app=caller.application.id,
        ts=ts,
        received=now_ms,
        category=category,
        resource=resource,
        resource_id=priced.resource_id,
        scope=said.scope,
        step=said.step,
        user_id=said.user_id,
        account=said.account,
        units=lines_of(priced.units),
        unit_costs=priced.costs,
        cost_in=priced.cost_in,
        cost_out=priced.cost_out,
        cost=priced.cost,
        unpriced=priced.extent,
        quality=_quality(priced, properties, past=ts < now_ms - WINDOW_MS),
        latency_ms=_duration("end_to_end_latency_ms", event.end_to_end_latency_ms, warnings),
        ttft_ms=_duration("time_to_first_token_ms", event.time_to_first_token_ms, warnings),
        ttfc_ms=_duration(
            "time_to_first_completion_token_ms", event.time_to_first_completion_token_ms, warnings
        ),
        status=status,
        failure=failure_of(status, properties.get("system.failure")),
        properties=properties,
        uc_properties=_without_none(uc_changes) if uc_changes else {},
        source=arrival.source,
        trace=";".join(priced.trace),
        warnings=warnings,
        response_id=_text("provider_response_id", event.provider_response_id, warnings),
        provider_uri=_text("provider_uri", event.provider_uri, warnings),
        module=said.module,
    )
    _count_tokens(fact, units)
    entry = Entry(fact, caller.application, said, warnings, uc_changes=uc_changes)
    entry.charge_past = event.charge_past is True
    keeps_content = said.keeps_content and caller.application.settings.content
    if event.provider_response_function_calls:
        fact.calls = calls_of(event, arguments=keeps_content)
    if keeps_content:
        entry.body = body_of(event, fact.request_id, ts, fact.app)
    own_id = event.provider_response_id or arrival.given_id
    if own_id:
        entry.identity = identity_key(fact.app, category, own_id)
    return entry


def attribution_of(event: Event, header: Attribution, *, body_wins: bool) -> Attribution:
    """The attribution of an event: in bulk its body wins over the headers, else the headers over its body."""
    body = event.attribution()
    return combined(body, header) if body_wins else combined(header, body)


# ── time ──────────────────────────────────────────────────────────────────────────────────────────────


def event_time(sent: str | float | None, now_ms: int, warnings: list[str]) -> int:
    """When the call happened, ms UTC; the time of receipt where it is not told, or not readable.

    Text is ISO 8601 (without an offset it is UTC), numbers are seconds or milliseconds since 1970.
    Raises Invalid (`invalid_ingest_event_timestamp`) for a time more than five minutes ahead.
    """
    if sent is None:
        return now_ms
    ms = _ms_of_text(sent) if isinstance(sent, str) else _ms_of_number(sent)
    if ms is None or ms < 0:
        warnings.append(
            f"event_timestamp {shown(str(sent))} is not a time since 1970: the time of receipt is used"
        )
        return now_ms
    if ms > now_ms + LATEST_AHEAD_MS:
        raise Invalid(
            "invalid_ingest_event_timestamp",
            f"event_timestamp {shown(str(sent))} is more than 5 minutes ahead of the server's clock",
        )
    return ms


def _ms_of_text(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // _MILLISECOND


def _ms_of_number(number: float) -> int | None:
    return int(number if abs(number) >= 1e11 else number * 1000)


# ── counts and prices ─────────────────────────────────────────────────────────────────────────────────


def counts_of(sent: Mapping[str, Counts | Count]) -> dict[str, tuple[int, int]]:
    """Counts by unit, (input, output), from the shapes that senders use.

    `{"text": {"input": 10, "output": 50}}` is the published one; `{"page": {"value": 3}}` and `{"page": 3}`
    count input; and `{"input": {"value": 10}, "output": {"value": 50}}` name the directions of `text`.
    """
    counts: dict[str, tuple[int, int]] = {}
    for unit, given in sent.items():
        if isinstance(given, Counts):
            count_in = whole_count(unit, "input", given.input if given.value is None else given.value)
            count_out = whole_count(unit, "output", given.output)
            by_direction = given.value is not None and unit in _DIRECTIONS
        else:
            count_in, count_out, by_direction = whole_count(unit, "input", given), 0, unit in _DIRECTIONS
        if by_direction:
            count_in, count_out = (count_in, count_out) if unit == "input" else (0, count_in)
            unit = "text"  # noqa: PLW2901 - this spelling names the direction where the unit belongs
        if len(unit) > LONGEST_UNIT or not unit.isprintable():
            unit = _printable(unit)[:LONGEST_UNIT]  # noqa: PLW2901 - counts are never dropped for their name
        before = counts.get(unit)
        counts[unit] = (before[0] + count_in, before[1] + count_out) if before else (count_in, count_out)
    return counts


def _known_category(prices: PriceBook, sent: str, warnings: list[str]) -> str:
    """The category as it is kept: a bare `openai` is `system.openai` where no custom category has that
    name.
    """
    if prices.has_category(sent):
        return sent
    managed = f"system.{sent}"
    return managed if prices.has_category(managed) else _name("category", sent, warnings)


def _quality(priced: PricedUsage, properties: Mapping[str, str], *, past: bool) -> int:
    quality = (Quality.ASSUMED_PRICE if priced.estimated else 0) | (Quality.PAST_WINDOW if past else 0)
    if marks := properties.get("system.usage_marks"):
        for mark in marks.split(","):
            quality |= _MARKS.get(mark, 0)
    return quality


def _count_tokens(fact: Fact, units: Mapping[str, tuple[int, int]]) -> None:
    for unit, (count_in, count_out) in units.items():
        column_in, column_out = token_columns(unit)
        if column_in and count_in:
            setattr(fact, column_in, getattr(fact, column_in) + count_in)
        if column_out and count_out:
            setattr(fact, column_out, getattr(fact, column_out) + count_out)


# ── measures, properties, texts ─────────────────────────────────────────────────────────────────


def _status(sent: int | None, warnings: list[str]) -> int:
    if sent is None:
        return 200
    if 0 <= sent < 1000:
        return sent
    warnings.append(f"http_status_code {sent} is no status; it was left out")
    return 0


def _duration(name: str, sent: float | None, warnings: list[str]) -> int:
    if not sent:
        return 0
    if 0 < sent <= LONGEST_MEASURE:
        return int(sent)
    warnings.append(f"{name} {sent} is no duration in ms; it was left out")
    return 0


def _properties(
    event: Event, said: Attribution, warnings: list[str]
) -> tuple[dict[str, str], dict[str, str | None]]:
    """The properties of the request, and the changes to those of its instance."""
    properties: dict[str, str] = {}
    if event.properties or said.properties:
        given = {**said.properties, **(event.properties or {})} if said.properties else event.properties or {}
        properties = _without_none(usable_properties(given.items(), warnings))
    for tag in said.tags:
        properties[f"tag.{tag}"] = "true"
    instance = event.use_case_properties or event.experience_properties
    if not instance and not said.uc_properties:
        return properties, {}
    return properties, usable_properties({**said.uc_properties, **(instance or {})}.items(), warnings)


def _without_none(given: Mapping[str, str | None]) -> dict[str, str]:
    return {key: value for key, value in given.items() if value is not None}


def _name(what: str, sent: str | None, warnings: list[str]) -> str:
    return _text(what, sent.strip() if sent else sent, warnings, LONGEST_NAME)


def _text(what: str, sent: str | None, warnings: list[str], longest: int = LONGEST_TEXT) -> str:
    """A text as it is kept: printable, and not longer than its column should be."""
    if not sent:
        return ""
    if len(sent) <= longest and sent.isprintable():
        return sent
    warnings.append(
        f"{what} {shown(sent)} is kept without control characters and cut at {longest} characters"
    )
    return _printable(sent)[:longest]


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else "�" for character in text)
