"""Logarithmic buckets, in which histograms of latencies and costs are kept: parts add up to the whole.

Source: DDSketch (Masson, Rim & Lee, 2019), with a fixed ratio of e^(1/50) between neighbours.
"""

from __future__ import annotations

import math

BUCKETS_PER_E = 50
"""Buckets for each factor of e: a value taken from the middle of its bucket is off by at most 1 % of (x +
1).
"""


def log_bucket(x: float) -> int:
    """Bucket of a value that is 0 or more. The event stores compute the same: `log_bucket` of their
    fragments.
    """
    return math.floor(math.log(x + 1) * BUCKETS_PER_E)


def bucket_middle(bucket: int) -> float:
    """Geometric middle of a bucket, as a value."""
    return math.exp((bucket + 0.5) / BUCKETS_PER_E) - 1
