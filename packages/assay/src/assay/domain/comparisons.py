"""Comparisons: use case versions side by side, each held against the first, metric by metric.

What is compared are instances: requests of one instance are no independent observations, so that a rate of
requests is held against another as a ratio of two sums over instances, with the spread between them (Cochran
1977, Sampling Techniques, chapter 6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from assay.domain.errors import Invalid
from assay.domain.inference import Difference, Moments, Share, two_proportion_z_test, welch_t_test
from assay.domain.kpis import Direction
from assay.domain.metrics import unknown
from assay.domain.periods import zone_of
from assay.domain.questions import Filter, filters_of, instant_text, range_of

ENOUGH = 30
"""Instances on each side, below which nothing is concluded."""
CHANCE = 0.05
"""A p below it is called a difference."""
MOST_SIDES = 6
_FIELDS = frozenset({"sides", "from", "to", "zone", "filters"})
_SIDE_FIELDS = frozenset({"use_case", "version", "from", "to"})

REQUESTS_PER_INSTANCE, UNITS_PER_INSTANCE = "requests_per_instance", "units_per_instance"
MEANS = frozenset({REQUESTS_PER_INSTANCE, "cost_per_instance", UNITS_PER_INSTANCE})
"""Figures that are means of sums of instances."""
RATIOS = frozenset({"failure_rate", "mean(latency_ms)", "mean(ttft_ms)"})
"""Figures that are ratios of two sums over all instances."""
TESTED = MEANS | RATIOS
"""Figures whose differences are tested, beside those of KPIs."""


Sample = Moments | Share


class Verdict(StrEnum):
    """What may be said of a difference."""

    BETTER = "better"
    WORSE = "worse"
    DIFFERENT = "different"  # which way is better is not known
    NO_DIFFERENCE = "no_difference"  # none that chance would not explain
    NOT_ENOUGH_DATA = "not_enough_data"
    NOT_TESTED = "not_tested"


@dataclass(slots=True, frozen=True)
class Side:
    """A version of a use case in a range of time, ms UTC, half-open."""

    use_case: str
    version: int
    start: int
    end: int

    def to_document(self) -> dict[str, Any]:
        """The side as it is written."""
        ends = {"from": instant_text(self.start), "to": instant_text(self.end)}
        return {"use_case": self.use_case, "version": self.version, **ends}


@dataclass(slots=True, frozen=True)
class Comparison:
    """What is compared, for the requests that the filters keep."""

    sides: Sequence[Side]
    zone: str
    filters: tuple[Filter, ...]


@dataclass(slots=True, frozen=True)
class Compared:
    """A side held against the first: `tested` is None where no test applies."""

    tested: Difference | None
    verdict: Verdict


def comparison_of(document: Mapping[str, Any]) -> Comparison:
    """The comparison of a document; sides without a range have that of the document. Raises Invalid."""
    for field in document:
        if field not in _FIELDS:
            raise unknown(field, "field", field, _FIELDS)
    given = document.get("sides")
    if not isinstance(given, list) or not 2 <= len(cast("list[Any]", given)) <= MOST_SIDES:
        raise Invalid("invalid_question", f"sides: give a list of 2 to {MOST_SIDES} {{use_case, version}}")
    ends = {name: document[name] for name in ("from", "to") if name in document}
    sides = [_side(one, ends) for one in cast("list[Any]", given)]
    zone = zone_of(str(document.get("zone", "UTC"))).key
    return Comparison(sides, zone, filters_of(document.get("filters")))


def _side(given: Any, ends: Mapping[str, Any]) -> Side:
    if not isinstance(given, Mapping):
        raise Invalid("invalid_question", f"sides: {given!r} is not of the form {{use_case, version}}")
    document = {**ends, **cast("Mapping[str, Any]", given)}
    for field in document:
        if field not in _SIDE_FIELDS:
            raise unknown("sides", "field", field, _SIDE_FIELDS)
    use_case, version = document.get("use_case"), document.get("version")
    if not isinstance(use_case, str) or not isinstance(version, int) or isinstance(version, bool):
        raise Invalid(
            "invalid_question", f"sides: use_case {use_case!r} and version {version!r} are no name and number"
        )
    return Side(use_case, version, *range_of(document))


def ratio(n: int, numerator: float, denominator: float, squared_residuals: float) -> Moments | None:
    """A ratio of two sums over `n` instances, as the moments of a mean with the same variance.

    `squared_residuals` is the sum of (y - ratio x)² over the instances. None without a denominator.
    """
    if not denominator:
        return None
    per_instance = denominator / n
    return Moments(n, numerator / denominator, squared_residuals / per_instance**2)


def compared(
    first: Sample | None, second: Sample | None, better: Direction | None, *instances: int
) -> Compared:
    """A sample held against the first one; None is an empty one. Nothing is concluded from fewer than 30
    values or instances on a side.
    """
    if first is None or second is None:
        return Compared(None, Verdict.NOT_ENOUGH_DATA)
    tested = _tested(first, second)
    if min(first.n, second.n, *instances) < ENOUGH:
        return Compared(tested, Verdict.NOT_ENOUGH_DATA)
    return Compared(tested, Verdict.NOT_TESTED if tested is None else _verdict(tested, better))


def _tested(first: Sample, second: Sample) -> Difference | None:
    if isinstance(first, Share) and isinstance(second, Share):
        return two_proportion_z_test(first, second)
    if isinstance(first, Moments) and isinstance(second, Moments):
        return welch_t_test(first, second)
    return None


def _verdict(tested: Difference, better: Direction | None) -> Verdict:
    if tested.p >= CHANCE:
        return Verdict.NO_DIFFERENCE
    if better is None:
        return Verdict.DIFFERENT
    improved = (tested.value > 0) is (better is Direction.HIGHER)
    return Verdict.BETTER if improved else Verdict.WORSE
