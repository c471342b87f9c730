"""Logarithmic buckets."""

from __future__ import annotations

from assay.domain.statistics import bucket_middle, log_bucket
from hypothesis import given
from hypothesis import strategies as st


@given(value=st.integers(0, 10**12))
def test_the_middle_of_a_bucket_is_within_one_percent(value):
    assert abs(bucket_middle(log_bucket(value)) - value) <= 0.0101 * (value + 1)


@given(value=st.integers(0, 10**12))
def test_buckets_keep_the_order_of_values(value):
    assert log_bucket(value) <= log_bucket(value + 1)
