"""The throttle: how often something may be tried in a name."""

from __future__ import annotations

from assay.services import throttle
from assay.services.throttle import Throttle
from hypothesis import given
from hypothesis import strategies as st

MINUTE = 60_000


@given(st.lists(st.integers(0, 3 * MINUTE), max_size=60))
def test_no_window_of_time_takes_more_tries_than_allowed(times):
    tries = Throttle(5, MINUTE)
    taken = [now for now in sorted(times) if tries.takes("ann", now)]
    for begin in taken:
        assert sum(begin <= now < begin + MINUTE for now in taken) <= 5


def test_names_are_counted_apart():
    tries = Throttle(1, MINUTE)
    assert [tries.takes(name, 0) for name in ("ann", "bob", "ann")] == [True, True, False]
    assert tries.takes("ann", MINUTE + 1)


def test_whoever_has_shown_who_they_are_begins_anew():
    tries = Throttle(1, MINUTE)
    assert tries.takes("ann", 0)
    tries.forget("ann")
    assert tries.takes("ann", 0)


def test_the_first_refusal_in_a_name_is_news_and_the_following_ones_are_not():
    tries = Throttle(1, MINUTE)
    assert [tries.is_news("ann", now) for now in (MINUTE, MINUTE + 1, 2 * MINUTE)] == [True, False, True]


def test_the_memory_it_takes_is_bounded(monkeypatch):
    monkeypatch.setattr(throttle, "MOST_NAMES", 3)
    tries = Throttle(1, MINUTE)
    for name in "abcd":
        assert tries.takes(name, 0)
    assert not tries.takes("d", 0)
    assert tries.takes("a", 0), "the name longest not heard of was forgotten"
