"""What may be said of a difference."""

from __future__ import annotations

import pytest
from assay.domain.comparisons import Verdict, compared, comparison_of, ratio
from assay.domain.errors import Invalid
from assay.domain.inference import Moments, Share
from assay.domain.kpis import Direction

ENDS = {"from": "2025-06-01", "to": "2025-07-01"}
LARGE = (500, 500)


def verdict(first, second, better=Direction.HIGHER, instances=LARGE):
    return compared(first, second, better, *instances).verdict


@pytest.mark.parametrize(
    ("first", "second", "better", "expected"),
    [
        (Share(200, 500), Share(300, 500), Direction.HIGHER, Verdict.BETTER),
        (Share(300, 500), Share(200, 500), Direction.HIGHER, Verdict.WORSE),
        (Share(300, 500), Share(200, 500), Direction.LOWER, Verdict.BETTER),
        (Share(200, 500), Share(300, 500), None, Verdict.DIFFERENT),
        (Share(200, 500), Share(205, 500), Direction.HIGHER, Verdict.NO_DIFFERENCE),
        (Moments(500, 10, 500), Moments(500, 11, 500), Direction.LOWER, Verdict.WORSE),
        (Moments(500, 10, 0), Moments(500, 10, 0), Direction.LOWER, Verdict.NOT_TESTED),
        (None, Moments(500, 10, 3), Direction.LOWER, Verdict.NOT_ENOUGH_DATA),
    ],
)
def test_a_winner_is_named_only_where_chance_is_an_unlikely_cause(first, second, better, expected):
    assert verdict(first, second, better) is expected


@pytest.mark.parametrize(
    ("n", "instances", "expected"),
    [
        (30, (30, 30), Verdict.BETTER),
        (29, (30, 30), Verdict.NOT_ENOUGH_DATA),
        (30, (29, 500), Verdict.NOT_ENOUGH_DATA),
    ],
)
def test_nothing_is_concluded_below_thirty(n, instances, expected):
    assert verdict(Share(0, n), Share(n, n), instances=instances) is expected


def test_a_ratio_spreads_as_much_as_its_instances_differ_from_it():
    """Failures 0, 1, 2 of 2 requests each: the ratio is 1/2, its residuals are -1, 0 and 1, its variance
    3/2 · 2 / 6².
    """
    found = ratio(3, 3, 6, 2)
    assert found.mean == 0.5
    assert found.squared_error == pytest.approx(3 / 2 * 2 / 36)
    assert ratio(3, 0, 0, 0) is None


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({}, "sides: give a list of 2 to 6"),
        ({"sides": [{"use_case": "chat", "version": 1}]}, "sides: give a list of 2 to 6"),
        ({"sides": [{"use_case": "chat"}, {}]}, "version None are no name and number"),
        ({"sides": [{"use_case": "a", "version": 1, "v": 2}, {}]}, "sides: unknown field 'v'"),
        ({"side": []}, "side: unknown field 'side'; did you mean 'sides'?"),
    ],
)
def test_a_comparison_that_cannot_be_made_is_refused_with_the_reason(document, reason):
    with pytest.raises(Invalid) as refused:
        comparison_of({**ENDS, **document})
    assert reason in refused.value.message


def test_sides_have_the_range_of_the_comparison_unless_they_have_their_own():
    sides = [{"use_case": "a", "version": 1}, {"use_case": "b", "version": 2, "from": "2025-06-15"}]
    first, second = comparison_of({**ENDS, "sides": sides}).sides
    assert first.end == second.end
    assert second.start - first.start == 14 * 86_400_000
