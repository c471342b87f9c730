"""Zones, grains and buckets."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from assay.domain.errors import Invalid
from assay.domain.periods import (
    DAY,
    HOUR,
    Grain,
    bucket_key,
    buckets_of,
    earlier_range,
    fitting_grain,
    from_ms,
    offset_at,
    pieces_of,
    to_ms,
    zone_of,
)
from hypothesis import given
from hypothesis import strategies as st

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
]
instants = st.integers(1_000_000_000_000, 2_000_000_000_000)
grains = st.sampled_from([Grain.QUARTER_HOUR, Grain.HOUR, Grain.DAY, Grain.WEEK, Grain.MONTH])


def ms(text: str, zone: str = "UTC") -> int:
    return to_ms(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


@given(start=instants, days=st.integers(1, 400), zone=st.sampled_from(ZONES), into=st.floats(0, 1))
def test_pieces_give_the_offset_of_the_zone_at_every_instant(start, days, zone, into):
    end = start + days * DAY
    pieces = pieces_of(ZoneInfo(zone), start, end)
    instant = start + int((end - 1 - start) * into)
    offset = [piece.offset for piece in pieces if piece.start <= instant][-1]
    assert offset == offset_at(ZoneInfo(zone), instant)


@given(
    start=instants, days=st.integers(1, 60), zone=st.sampled_from(ZONES), grain=grains, into=st.floats(0, 1)
)
def test_every_instant_lies_in_exactly_one_bucket(start, days, zone, grain, into):
    end = start + days * DAY
    buckets = buckets_of(grain, ZoneInfo(zone), start, end)
    keys = [bucket.key for bucket in buckets]
    assert keys == sorted(set(keys))
    instant = start + int((end - 1 - start) * into)
    pieces = pieces_of(ZoneInfo(zone), start, end)
    expected = [bucket for bucket in buckets if bucket.start <= instant][-1]
    assert bucket_key(grain, pieces, instant) == expected.key


@pytest.mark.parametrize(("day", "hours"), [("2025-03-30", 23), ("2025-10-26", 25), ("2025-06-01", 24)])
def test_a_day_in_berlin_has_23_24_or_25_hours(day, hours):
    zone = ZoneInfo("Europe/Berlin")
    first, second = buckets_of(
        Grain.DAY, zone, ms(day, "Europe/Berlin"), ms(day, "Europe/Berlin") + 30 * HOUR
    )
    assert second.start - first.start == hours * HOUR
    assert len(buckets_of(Grain.HOUR, zone, first.start, second.start)) == hours


def test_weeks_begin_on_monday_and_months_on_the_first():
    zone = ZoneInfo("America/New_York")
    weeks = buckets_of(Grain.WEEK, zone, ms("2025-02-26T12:00"), ms("2025-03-12T12:00"))
    months = buckets_of(Grain.MONTH, zone, ms("2025-02-26T12:00"), ms("2025-03-12T12:00"))
    local = [from_ms(bucket.start).astimezone(zone).strftime("%a %d %H:%M") for bucket in [*weeks, *months]]
    assert local == ["Mon 24 00:00", "Mon 03 00:00", "Mon 10 00:00", "Sat 01 00:00", "Sat 01 00:00"]


def test_the_period_before_whole_days_is_as_many_whole_days_though_their_hours_differ():
    zone = ZoneInfo("Europe/Berlin")
    start, end = ms("2025-03-30", "Europe/Berlin"), ms("2025-03-31", "Europe/Berlin")
    before, until = earlier_range(zone, start, end)
    assert (until - before, end - start) == (24 * HOUR, 23 * HOUR)


def test_auto_takes_the_finest_grain_that_can_still_be_read():
    assert [fitting_grain(0, days * DAY) for days in (1, 5, 90, 400, 4_000)] == [
        Grain.QUARTER_HOUR,
        Grain.HOUR,
        Grain.DAY,
        Grain.WEEK,
        Grain.MONTH,
    ]


def test_an_unknown_zone_is_named():
    with pytest.raises(Invalid, match="'Mars/Olympus' is not an IANA zone name"):
        zone_of("Mars/Olympus")


def test_milliseconds_go_to_instants_and_back():
    assert to_ms(from_ms(1_750_000_000_123)) == 1_750_000_000_123
    assert from_ms(0) == datetime(1970, 1, 1, tzinfo=UTC)
