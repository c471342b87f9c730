"""Saved questions: a name, a question without its range, and a range expression that is resolved when it
is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from assay.domain.errors import Invalid, NotFound
from assay.domain.periods import from_ms, to_ms, zone_of
from assay.domain.questions import Question, instant_text, question_of
from assay.services.acts import Act
from assay.services.paging import Listing, Query, listing
from assay.storage.ports import SavedReport

LAST_30_DAYS = "last 30 days"
_LAST = re.compile(r"last (?P<count>\d{1,4}) (?P<unit>hour|day|week|month)s?")
_NAMED = re.compile(r"(?P<which>this|last) (?P<unit>day|week|month|quarter|year)")
_RANGES = (
    "'last 7 days' (hours, days, weeks, months), 'this month' or 'last month' (day, week, quarter, year),"
    " or two instants as '2025-05-01T00:00:00Z/2025-06-01T00:00:00Z'"
)


@dataclass(slots=True, frozen=True)
class NewReport:
    """What a report is made of."""

    name: str
    question: Mapping[str, Any]
    range: str = LAST_30_DAYS


def create(act: Act, asked: NewReport) -> SavedReport:
    """Save a question. Raises Invalid for one that could not be answered."""
    _check(act, asked)
    text = msgspec.json.encode(asked.question).decode()
    report = SavedReport(act.new_id(), act.app, asked.name, text, asked.range, act.now, act.now)
    act.tx.reports.put(report)
    act.note("report.create", report.id, after=report)
    return report


def update(act: Act, report_id: str, asked: NewReport) -> SavedReport:
    """Replace name, question and range. Raises NotFound and Invalid."""
    known = get(act, report_id)
    _check(act, asked)
    text = msgspec.json.encode(asked.question).decode()
    changed = replace(known, name=asked.name, question=text, range=asked.range, updated=act.now)
    act.tx.reports.put(changed)
    act.note("report.update", report_id, before=known, after=changed)
    return changed


def get(act: Act, report_id: str) -> SavedReport:
    """A saved question of the caller's application. Raises NotFound (`report_not_found`)."""
    found = act.tx.reports.get(act.app, report_id)
    if found is None:
        raise NotFound("report_not_found", f"report '{report_id}' does not exist in this application")
    return found


def delete(act: Act, report_id: str) -> SavedReport:
    """Delete a saved question. Raises NotFound."""
    known = get(act, report_id)
    act.tx.reports.delete(act.app, report_id)
    act.note("report.delete", report_id, before=known)
    return known


def list_reports(act: Act, query: Query) -> Listing[SavedReport]:
    """Saved questions in the order they were made."""
    rows = act.tx.reports.list(act.app, query.page())
    return listing(query, rows, lambda report: (report.created, report.id))


def question_at(
    report: SavedReport, now_ms: int, *, start: str | None = None, end: str | None = None
) -> Question:
    """The question a report asks now; `start` and `end` (ISO 8601) replace the ends of its saved range."""
    document: dict[str, Any] = msgspec.json.decode(report.question)
    first, last = resolved(report.range, now_ms, zone_of(document.get("zone", "UTC")))
    return question_of({**document, "from": start or instant_text(first), "to": end or instant_text(last)})


def _check(act: Act, asked: NewReport) -> None:
    if not 1 <= len(asked.name) <= 128 or not asked.name.isprintable():
        raise Invalid("invalid_report_name", f"name {asked.name[:64]!r}: use 1 to 128 printable characters")
    if "from" in asked.question or "to" in asked.question:
        raise Invalid("invalid_question", "question: 'from' and 'to' come from the report's range")
    text = msgspec.json.encode(asked.question).decode()
    question_at(SavedReport("", act.app, asked.name, text, asked.range, 0, 0), act.now)


def resolved(expression: str, now_ms: int, zone: ZoneInfo) -> tuple[int, int]:
    """The range of an expression, ms UTC, half-open; days begin at midnight in the zone. Raises Invalid.

    `last 7 days` are seven whole days and today so far; `last month` is the whole month before this one.
    """
    now = from_ms(now_ms).astimezone(zone)
    if last := _LAST.fullmatch(expression):
        return _last(now, int(last["count"]), last["unit"]), now_ms
    if named := _NAMED.fullmatch(expression):
        begin = _begin_of(named["unit"], now.date())
        if named["which"] == "this":
            return _midnight(begin, zone), now_ms + 1
        earlier = _begin_of(named["unit"], begin - timedelta(days=1))
        return _midnight(earlier, zone), _midnight(begin, zone)
    first, slash, second = expression.partition("/")
    try:
        ends = [datetime.fromisoformat(text) for text in (first, second)] if slash else []
    except ValueError:
        ends = []
    if len(ends) != 2:
        raise Invalid("invalid_report_range", f"range '{expression[:80]}' is not known: use {_RANGES}")
    start, end = (to_ms(one if one.tzinfo else one.replace(tzinfo=zone)) for one in ends)
    return start, end


def _last(now: datetime, count: int, unit: str) -> int:
    if unit == "hour":
        return to_ms(now) - count * 3_600_000
    day = now.date()
    if unit == "month":
        month = day.year * 12 + day.month - 1 - count
        last_day = (date(month // 12 + (month % 12 == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
        day = date(month // 12, month % 12 + 1, min(day.day, last_day))
    else:
        day -= timedelta(days=count * (7 if unit == "week" else 1))
    assert isinstance(now.tzinfo, ZoneInfo)
    return _midnight(day, now.tzinfo)


def _begin_of(unit: str, day: date) -> date:
    """First day of the day, week (Monday), month, quarter or year of a day."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "day":
        return day
    month = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}[unit]
    return date(day.year, month, 1)


def _midnight(day: date, zone: ZoneInfo) -> int:
    return to_ms(datetime(day.year, day.month, day.day, tzinfo=zone))
