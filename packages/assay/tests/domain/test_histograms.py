"""Where the edges of a histogram lie."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from assay.domain.errors import Invalid
from assay.domain.histograms import Extremes, Scale, Shape, edges_of, histogram_question_of
from hypothesis import given
from hypothesis import strategies as st

JUNE = {"from": "2025-06-01", "to": "2025-07-01"}
values = st.decimals(min_value=-(10**9), max_value=10**9, places=6)
counts = st.integers(0, 10**9).map(Decimal)


def extremes_of(found):
    return Extremes(min(found), min((one for one in found if one > 0), default=None), max(found))


@given(
    found=st.one_of(st.lists(values, min_size=1), st.lists(counts, min_size=1)),
    bins=st.integers(1, 100),
    shape=st.sampled_from([Shape.OPEN, Shape.BOUNDED]),
)
def test_every_value_is_in_exactly_one_of_at_most_so_many_bins(found, bins, shape):
    whole = all(one == one.to_integral_value() for one in found)
    resolution = Decimal(1) if whole else Decimal("1e-6")
    _, edges = edges_of(extremes_of(found), bins, resolution=resolution, shape=shape)
    assert 2 <= len(edges) <= bins + 1
    assert all(lower < upper for lower, upper in pairwise(edges))
    assert edges[0] <= min(found)
    assert edges[-1] > max(found)
    assert all(edge % resolution == 0 for edge in edges)


@pytest.mark.parametrize(
    ("found", "bins", "scale", "edges"),
    [
        ([3, 97], 10, Scale.LINEAR, range(0, 101, 10)),
        ([0, 4], 30, Scale.LINEAR, range(6)),
        ([7], 30, Scale.LINEAR, [7, 8]),
        ([-5, 5], 1, Scale.LINEAR, [-10, 10]),
        ([1, 999], 9, Scale.LOG, [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]),
        ([0, 1, 999], 10, Scale.LOG, [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]),
        ([1, 100], 11, Scale.LOG, [1, 2, 3, 4, 7, 10, 16, 25, 40, 63, 100, 160]),
        ([1, 10**8], 4, Scale.LOG, [1, 1_000, 10**6, 10**9]),
    ],
)
def test_edges_are_round_numbers_and_grow_by_ratios_where_the_spread_is_wide(found, bins, scale, edges):
    extremes = extremes_of([Decimal(one) for one in found])
    assert edges_of(extremes, bins, resolution=Decimal(1), shape=Shape.OPEN) == (scale, list(edges))


def test_small_amounts_of_money_have_small_edges():
    extremes = extremes_of([Decimal("0.00002"), Decimal("0.00091")])
    scale, edges = edges_of(extremes, 5, resolution=Decimal("1e-12"), shape=Shape.OPEN)
    assert (scale, [str(edge.normalize()) for edge in edges]) == (
        Scale.LINEAR,
        ["0", "0.0002", "0.0004", "0.0006", "0.0008", "0.001"],
    )


def test_a_percentage_is_never_shown_by_ratios():
    extremes = extremes_of([Decimal("0.1"), Decimal(100)])
    assert edges_of(extremes, 30, resolution=Decimal("1e-12"), shape=Shape.BOUNDED)[0] is Scale.LINEAR


def test_scores_of_a_scale_have_a_bin_around_each_whole_score():
    extremes = extremes_of([Decimal("2.5"), Decimal("4.4")])
    found = edges_of(extremes, 2, resolution=Decimal("1e-12"), shape=Shape.SCORES)
    assert found == (Scale.LINEAR, [Decimal("2.5"), Decimal("3.5"), Decimal("4.5")])


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({"of": "latncy_ms"}, "of: unknown sample 'latncy_ms'; did you mean 'latency_ms'?"),
        ({}, "of: unknown sample ''"),
        ({"of": "kpi:"}, "of: unknown sample 'kpi:'"),
        ({"of": "latency_ms", "bins": 101}, "bins: 101 is not a whole number from 1 to 100"),
        ({"of": "latency_ms", "bin": 5}, "bin: unknown field 'bin'; did you mean 'bins'?"),
    ],
)
def test_a_histogram_that_cannot_be_made_is_refused_with_the_field_and_the_reason(document, sentence):
    with pytest.raises(Invalid) as refused:
        histogram_question_of({**JUNE, **document})
    assert (refused.value.code, refused.value.message) == ("invalid_question", sentence)
