"""Percentiles of signed counts."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from assay.domain.statistics import add_counts, bucket_middle, log_bucket, nearest_rank

counts = st.dictionaries(st.integers(0, 1_000), st.integers(-2, 5), max_size=30)


@given(counts=counts, percent=st.sampled_from([50, 90, 95, 99]))
def test_nearest_rank_is_the_smallest_value_with_the_share_at_or_below_it(counts, percent):
    values = sorted(value for value, count in counts.items() for _ in range(max(0, count)))
    expected = values[math.ceil(len(values) * percent / 100) - 1] if values else None
    assert nearest_rank(counts, percent) == expected


@given(parts=st.lists(counts, max_size=4))
def test_merging_parts_counts_the_whole(parts):
    whole = add_counts(parts)
    assert sum(whole.values()) == sum(sum(part.values()) for part in parts)


@given(value=st.integers(0, 10**12))
def test_the_middle_of_a_bucket_is_within_one_percent(value):
    assert abs(bucket_middle(log_bucket(value)) - value) <= 0.0101 * (value + 1)
