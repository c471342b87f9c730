"""Whether a difference may be chance: intervals and tests of means and shares. Estimates, so floats.

Everything here is two-sided and at 95 %. Sources: Wilson (1927) and, for the interval of a difference,
Newcombe (1998, Statistics in Medicine 17, method 10); Welch (1947); the distribution of Student's t from the
incomplete beta function, by its continued fraction (DLMF 8.17.22).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import erfc, exp, lgamma, log, log1p, sqrt
from statistics import NormalDist

Z95 = NormalDist().inv_cdf(0.975)
_POWER_80 = NormalDist().inv_cdf(0.8)
_TINY, _PRECISION, _MOST_STEPS = 1e-300, 1e-15, 10_000

Interval = tuple[float, float]


@dataclass(slots=True, frozen=True)
class Moments:
    """A sample: `n` values, their mean and the sum of their squared deviations from it (`m2`)."""

    n: int
    mean: float
    m2: float

    @property
    def variance(self) -> float:
        """Of the population, as the sample estimates it. Needs two values."""
        return self.m2 / (self.n - 1)

    @property
    def squared_error(self) -> float:
        """The variance of the mean."""
        return self.variance / self.n


@dataclass(slots=True, frozen=True)
class Share:
    """So many of `n` for which something is true."""

    successes: int
    n: int

    @property
    def mean(self) -> float:
        """The share. Needs one."""
        return self.successes / self.n


@dataclass(slots=True, frozen=True)
class Difference:
    """The second sample less the first: the difference, its 95 % interval, and the probability `p` of one at
    least as large by chance. `detectable` is what a test of samples like these finds four times out of five.
    """

    value: float
    interval: Interval
    p: float
    detectable: float


def merged(first: Moments, second: Moments) -> Moments:
    """The moments of both samples together (Chan, Golub & LeVeque 1983)."""
    n, apart = first.n + second.n, second.mean - first.mean
    mean = first.mean + apart * second.n / n
    return Moments(n, mean, first.m2 + second.m2 + apart * apart * first.n * second.n / n)


def interval_of(sample: Moments | Share) -> Interval | None:
    """95 % interval of a mean or a share; None where the sample leaves it open."""
    return wilson_interval(sample) if isinstance(sample, Share) else mean_interval(sample)


def mean_interval(sample: Moments) -> Interval | None:
    """95 % interval of a mean; None for fewer than two values."""
    if sample.n < 2:
        return None
    half = t_quantile(sample.n - 1) * sqrt(sample.squared_error)
    return sample.mean - half, sample.mean + half


def wilson_interval(share: Share) -> Interval | None:
    """95 % interval of a share; None of nothing."""
    n, z2 = share.n, Z95**2
    if n == 0:
        return None
    middle = (share.successes + z2 / 2) / (n + z2)
    half = Z95 / (n + z2) * sqrt(share.successes * (n - share.successes) / n + z2 / 4)
    return max(0.0, middle - half), min(1.0, middle + half)


def welch_t_test(first: Moments, second: Moments) -> Difference | None:
    """Welch's test of two means. None where it says nothing: fewer than two values, or no spread at all."""
    if min(first.n, second.n) < 2:
        return None
    errors = first.squared_error, second.squared_error
    error = sqrt(sum(errors))
    if error == 0:
        return None
    freedom = sum(errors) ** 2 / (errors[0] ** 2 / (first.n - 1) + errors[1] ** 2 / (second.n - 1))
    difference, half = second.mean - first.mean, t_quantile(freedom) * error
    interval = difference - half, difference + half
    return Difference(
        difference, interval, t_two_sided(difference / error, freedom), (Z95 + _POWER_80) * error
    )


def two_proportion_z_test(first: Share, second: Share) -> Difference | None:
    """The test of two shares by their pooled share, and Newcombe's interval of the difference.

    None where all, or none, are true on both sides.
    """
    one, other = wilson_interval(first), wilson_interval(second)
    if one is None or other is None:
        return None
    pooled = (first.successes + second.successes) / (first.n + second.n)
    error = sqrt(pooled * (1 - pooled) * (1 / first.n + 1 / second.n))
    if error == 0:
        return None
    p1, p2, difference = first.mean, second.mean, second.mean - first.mean
    low = difference - sqrt((p2 - other[0]) ** 2 + (one[1] - p1) ** 2)
    high = difference + sqrt((other[1] - p2) ** 2 + (p1 - one[0]) ** 2)
    p = erfc(abs(difference / error) / sqrt(2))
    return Difference(difference, (low, high), p, (Z95 + _POWER_80) * error)


def t_two_sided(t: float, freedom: float) -> float:
    """The probability of Student's t at least as far from 0 as `t`."""
    return _incomplete_beta(freedom / (freedom + t * t), freedom / 2, 0.5)


@lru_cache(4_096)
def t_quantile(freedom: float) -> float:
    """The t that is exceeded, on either side, with a probability of 5 % in all."""
    low, high = 0.0, 1e6
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if t_two_sided(middle, freedom) > 0.05 else (low, middle)
    return (low + high) / 2


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """I_x(a, b), the regularized incomplete beta function."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _continued_fraction(x, a, b) / a
    return 1 - front * _continued_fraction(1 - x, b, a) / b


def _continued_fraction(x: float, a: float, b: float) -> float:
    """By Lentz's method."""
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    value = d
    for step in range(1, _MOST_STEPS):
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        for term in (even, odd):
            d = 1 / _not_zero(1 + term * d)
            c = _not_zero(1 + term / c)
            value *= c * d
        if abs(c * d - 1) < _PRECISION:
            break
    return value


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
