"""Tests and intervals against the figures of textbooks and papers."""

from __future__ import annotations

from math import isclose

import pytest
from assay.domain.inference import (
    Moments,
    Share,
    mean_interval,
    merged,
    t_quantile,
    t_two_sided,
    two_proportion_z_test,
    welch_t_test,
    wilson_interval,
)
from hypothesis import given
from hypothesis import strategies as st

shares = st.integers(1, 500).flatmap(lambda n: st.integers(0, n).map(lambda successes: Share(successes, n)))
samples = st.builds(Moments, st.integers(2, 500), st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))


def sample(*values):
    mean = sum(values) / len(values)
    return Moments(len(values), mean, sum((value - mean) ** 2 for value in values))


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_intervals_are_those_newcombe_tabulates(successes, n, low, high):
    """Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3."""
    found = wilson_interval(Share(successes, n))
    assert [round(end, 4) for end in found] == [low, high]


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        (Share(48, 80), Share(56, 70), 0.0524, 0.3339),
        (Share(3, 10), Share(9, 10), 0.1705, 0.8090),
        (Share(2, 7), Share(6, 7), 0.0582, 0.8062),
        (Share(0, 29), Share(5, 56), -0.0381, 0.1926),
        (Share(0, 20), Share(0, 10), None, None),
    ],
)
def test_intervals_of_a_difference_of_shares_are_those_newcombe_tabulates(first, second, low, high):
    """Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10."""
    found = two_proportion_z_test(first, second)
    assert (found and [round(end, 4) for end in found.interval]) == (None if low is None else [low, high])


def test_two_shares_are_told_apart_as_in_the_physicians_health_study():
    """Agresti, Categorical Data Analysis: 189 of 11,034 with placebo, 104 of 11,037 with aspirin; X² = 25.01."""
    found = two_proportion_z_test(Share(189, 11_034), Share(104, 11_037))
    assert round(found.value, 4) == -0.0077
    assert found.p == pytest.approx(5.7e-7, rel=0.01)


def test_welchs_test_of_the_sleep_data_gives_what_r_prints():
    """Student (1908); R's `t.test(extra ~ group, data = sleep)`: p = 0.07939, -3.3654832 to 0.2054832."""
    first = sample(0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0)
    second = sample(1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4)
    found = welch_t_test(first, second)
    assert round(found.p, 5) == 0.07939
    assert [round(end, 7) for end in found.interval] == [-0.2054832, 3.3654832]


@pytest.mark.parametrize(
    ("freedom", "t"), [(1, 12.706), (2, 4.303), (5, 2.571), (10, 2.228), (30, 2.042), (120, 1.980)]
)
def test_quantiles_of_students_t_are_those_of_every_table(freedom, t):
    assert round(t_quantile(freedom), 3) == t


def test_students_t_with_one_degree_of_freedom_is_cauchys_distribution():
    assert t_two_sided(1.0, 1) == pytest.approx(0.5)
    assert t_two_sided(0.0, 7) == 1.0


def test_the_interval_of_a_mean_is_students():
    """1, 2, 3: mean 2, standard error 1/√3, t with two degrees of freedom."""
    low, high = mean_interval(sample(1, 2, 3))
    assert (round(low, 3), round(high, 3)) == (
        round(2 - 4.302653 / 3**0.5, 3),
        round(2 + 4.302653 / 3**0.5, 3),
    )


def test_what_a_test_could_have_found_is_told():
    """Two samples of 100 with variance 1: (1.96 + 0.84) √(2 / 100)."""
    found = welch_t_test(Moments(100, 0, 99), Moments(100, 0, 99))
    assert found.detectable == pytest.approx(2.8016 * 0.02**0.5, rel=1e-4)


@pytest.mark.parametrize(
    ("first", "second"),
    [(Moments(1, 5, 0), Moments(50, 5, 3)), (Moments(40, 5, 0), Moments(40, 6, 0))],
)
def test_means_without_a_spread_are_not_tested(first, second):
    assert welch_t_test(first, second) is None
    assert mean_interval(Moments(1, 5, 0)) is None


def test_a_share_of_nothing_has_no_interval():
    assert wilson_interval(Share(0, 0)) is None
    assert two_proportion_z_test(Share(0, 0), Share(1, 2)) is None


@given(share=shares)
def test_an_interval_holds_its_share_and_lies_between_none_and_all(share):
    low, high = wilson_interval(share)
    assert 0 <= low <= share.mean + 1e-12
    assert share.mean - 1e-12 <= high <= 1


@given(first=samples, second=samples)
def test_the_other_way_round_the_difference_has_the_other_sign(first, second):
    there, back = welch_t_test(first, second), welch_t_test(second, first)
    assert isclose(there.p, back.p, rel_tol=1e-9, abs_tol=1e-300)
    assert isclose(there.value, -back.value, rel_tol=1e-9)
    assert 0 <= there.p <= 1
    assert there.interval[0] <= there.value <= there.interval[1]


@given(first=samples, second=samples)
def test_zero_is_outside_the_interval_exactly_where_p_is_below_one_in_twenty(first, second):
    found = welch_t_test(first, second)
    if abs(found.p - 0.05) > 1e-6:
        assert (found.p < 0.05) is not (found.interval[0] <= 0 <= found.interval[1])


scores = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20)


@given(first=scores, second=scores)
def test_merging_two_samples_is_reckoning_with_both(first, second):
    found, whole = merged(sample(*first), sample(*second)), sample(*first, *second)
    assert found.n == whole.n
    assert isclose(found.mean, whole.mean, rel_tol=1e-9, abs_tol=1e-6)
    assert isclose(found.m2, whole.m2, rel_tol=1e-9, abs_tol=1e-3)
