"""Percentiles of signed counts: exact by nearest rank, or from a histogram with logarithmic buckets.

Both work on (value, count) pairs, so corrections cancel out before anything is ranked, and histograms of
parts merge
into the histogram of the whole by adding counts.

Source: nearest rank as in Hyndman & Fan (1996), definition 1; logarithmic buckets as in DDSketch (Masson,
Rim & Lee,
2019), with a fixed ratio of e^(1/50) between neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypeVar

BUCKETS_PER_E = 50
"""Buckets for each factor of e: a value taken from the middle of its bucket is off by at most 1 % of (x +
1).
"""

Value = TypeVar("Value")
Number = TypeVar("Number", int, float, Decimal)


def log_bucket(x: float) -> int:
    """Bucket of a value that is 0 or more. The event stores compute the same: see `log_bucket` of their
    fragments.
    """
    return math.floor(math.log(x + 1) * BUCKETS_PER_E)


def bucket_middle(bucket: int) -> float:
    """Geometric middle of a bucket, as a value."""
    return math.exp((bucket + 0.5) / BUCKETS_PER_E) - 1


def add_counts(parts: Iterable[Mapping[Value, int]]) -> dict[Value, int]:
    """The counts of the whole, from the counts of its parts."""
    whole: dict[Value, int] = {}
    for part in parts:
        for value, count in part.items():
            whole[value] = whole.get(value, 0) + count
    return whole


def nearest_rank(counts: Mapping[Number, int], percent: int) -> Number | None:
    """The smallest value with at least `percent` of all observations at or below it; None of nothing.

    Always one of the values given. Values whose count is 0 or less (taken back) do not take part.
    """
    present = sorted((value, count) for value, count in counts.items() if count > 0)
    total = sum(count for _, count in present)
    rank = -(-total * percent // 100)
    seen = 0
    for value, count in present:
        seen += count
        if seen >= rank:
            return value
    return None
