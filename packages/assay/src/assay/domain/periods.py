"""Time zones, grains and buckets: where a day begins in a zone, in ms since the epoch.

A zone is seen as a few pieces of constant offset inside the range that is asked about. Within a piece local
time is an addition, so that days, weeks and hours are whole-number arithmetic, the same here and in every
event store, from one zone database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assay.domain.errors import Invalid

QUARTER_HOUR, HOUR, DAY = 900_000, 3_600_000, 86_400_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_PROBE = 12 * HOUR
"""No zone changes its offset twice within twelve hours."""
_MARGIN = 32 * DAY
"""Buckets may begin before the range and end after it; a month is the longest."""


class Grain(StrEnum):
    """Width of the buckets of a question."""

    NONE = "none"
    QUARTER_HOUR = "15m"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    AUTO = "auto"


WIDTH_MS = {
    Grain.QUARTER_HOUR: QUARTER_HOUR,
    Grain.HOUR: HOUR,
    Grain.DAY: DAY,
    Grain.WEEK: 7 * DAY,
    Grain.MONTH: 28 * DAY,
}
"""The least width of a bucket, ms."""


@dataclass(frozen=True, slots=True)
class Piece:
    """From `start` (ms UTC, inclusive) until the next piece, local time is UTC plus `offset` ms."""

    start: int
    offset: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """`key` is what the arithmetic gives for every instant inside; `start` is the first such instant, ms
    UTC.
    """

    key: int
    start: int


def zone_of(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises Invalid for anything else."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid(
            "invalid_question", f"zone: '{name}' is not an IANA zone name, such as 'Europe/Berlin' or 'UTC'"
        ) from error


def from_ms(ms: int) -> datetime:
    """The instant, aware, UTC. Exact: no float takes part."""
    return _EPOCH + timedelta(milliseconds=ms)


def to_ms(instant: datetime) -> int:
    """Milliseconds since the epoch of an aware instant, rounded down."""
    return (instant - _EPOCH) // timedelta(milliseconds=1)


def offset_at(zone: ZoneInfo, ms: int) -> int:
    """Offset of the zone at an instant, ms."""
    offset = from_ms(ms).astimezone(zone).utcoffset()
    assert offset is not None
    return offset // timedelta(milliseconds=1)


def pieces_of(zone: ZoneInfo, start: int, end: int) -> list[Piece]:
    """The pieces of constant offset of [start, end); the first begins at `start`."""
    pieces = [Piece(start, offset_at(zone, start))]
    at = start
    while at < end - 1:
        ahead = min(at + _PROBE, end - 1)
        if offset_at(zone, ahead) != pieces[-1].offset:
            change = _first_change(zone, at, ahead)
            pieces.append(Piece(change, offset_at(zone, change)))
        at = ahead
    return pieces


def _first_change(zone: ZoneInfo, before: int, after: int) -> int:
    """First ms in (before, after] at which the offset is no longer that of `before`."""
    offset = offset_at(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if offset_at(zone, middle) == offset:
            before = middle
        else:
            after = middle
    return after


def local_ms(pieces: Sequence[Piece], ms: int) -> int:
    """Local time of an instant as if it were UTC."""
    return ms + _offset(pieces, ms)


def _offset(pieces: Sequence[Piece], ms: int) -> int:
    return next(piece.offset for piece in reversed(pieces) if piece.start <= ms or piece is pieces[0])


def bucket_key(grain: Grain, pieces: Sequence[Piece], ms: int) -> int:
    """The bucket of an instant: see `assay.storage.questions.times` for the same in SQL.

    Hours and quarters are keyed by the UTC instant of their local beginning, so that the hour that comes
    twice in autumn stays two hours. Days, weeks (from Monday) and months are keyed by their number in local
    time.
    """
    local = local_ms(pieces, ms)
    if grain in (Grain.QUARTER_HOUR, Grain.HOUR):
        width = WIDTH_MS[grain]
        return local // width * width - (local - ms)
    if grain is Grain.DAY:
        return local // DAY
    if grain is Grain.WEEK:
        return (local // DAY + 3) // 7
    day = date.fromordinal(local // DAY + _EPOCH_ORDINAL)
    return day.year * 12 + day.month - 1


def buckets_of(grain: Grain, zone: ZoneInfo, start: int, end: int) -> list[Bucket]:
    """Every bucket that [start, end) touches, in order, empty ones included; the first may begin before
    `start`.
    """
    pieces = pieces_of(zone, start - _MARGIN, end + _MARGIN)
    if grain in (Grain.QUARTER_HOUR, Grain.HOUR):
        return _clock_buckets(WIDTH_MS[grain], pieces, start, end)
    first, last = bucket_key(grain, pieces, start), bucket_key(grain, pieces, end - 1)
    return [Bucket(key, _first_instant(_local_start(grain, key), pieces)) for key in range(first, last + 1)]


def _clock_buckets(width: int, pieces: Sequence[Piece], start: int, end: int) -> list[Bucket]:
    """Buckets of a fixed width, cut where the offset changes."""
    found: list[Bucket] = []
    ends = [piece.start for piece in pieces[1:]] + [end]
    for piece, piece_end in zip(pieces, ends, strict=True):
        low, high = max(piece.start, start), min(piece_end, end)
        first = (low + piece.offset) // width * width - piece.offset
        found += [
            Bucket(key, key if piece is pieces[0] else max(key, piece.start))
            for key in range(first, high, width)
            if low < high
        ]
    return found


def _local_start(grain: Grain, key: int) -> int:
    """Local midnight with which a day, week or month begins, as if it were UTC."""
    if grain is Grain.DAY:
        return key * DAY
    if grain is Grain.WEEK:
        return (key * 7 - 3) * DAY
    return (date(key // 12, key % 12 + 1, 1).toordinal() - _EPOCH_ORDINAL) * DAY


def _first_instant(local: int, pieces: Sequence[Piece]) -> int:
    """First instant whose local time is `local` or, where clocks jump over it, later."""
    for piece, following in pairwise(pieces):
        instant = max(piece.start, local - piece.offset)
        if instant < following.start:
            return instant
    return max(pieces[-1].start, local - pieces[-1].offset)


def fitting_grain(start: int, end: int) -> Grain:
    """The grain `auto` stands for: the finest that gives a chart of at most about a hundred and fifty
    points.
    """
    length = end - start
    for grain in (Grain.QUARTER_HOUR, Grain.HOUR, Grain.DAY, Grain.WEEK):
        if length <= 150 * WIDTH_MS[grain]:
            return grain
    return Grain.MONTH


def earlier_range(zone: ZoneInfo, start: int, end: int) -> tuple[int, int]:
    """The range of the same length that ends where this one starts: as many local days where it is whole
    days.
    """
    first, last = from_ms(start).astimezone(zone), from_ms(end).astimezone(zone)
    if first.time() == last.time() == datetime.min.time():
        moved = datetime.combine(first.date() - (last.date() - first.date()), first.time(), tzinfo=zone)
        return to_ms(moved), start
    return start - (end - start), start
