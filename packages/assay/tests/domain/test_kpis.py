"""KPIs: which scores a scale takes, how scores become one figure, and how that stands to a goal."""

from decimal import Decimal

import pytest
from assay.domain.errors import Invalid
from assay.domain.kpis import (
    SCALES,
    Attainment,
    Direction,
    KpiDefinition,
    KpiType,
    Standing,
    aggregate_text,
    attainment,
    better,
    check_goal,
    check_score,
    mean,
)
from hypothesis import given
from hypothesis import strategies as st

finite = st.floats(allow_nan=False, allow_infinity=False)


def test_523_of_10_000_true_reads_5_23_percent():
    share = mean([1.0] * 523 + [0.0] * 9_477)
    assert share is not None
    assert aggregate_text(KpiType.BOOLEAN, share) == "5.23% True"


@pytest.mark.parametrize(
    ("kind", "scores", "text"),
    [
        (KpiType.BOOLEAN, [1, 1, 1, 0], "75.00% True"),
        (KpiType.BOOLEAN, [1, 0, 0], "33.33% True"),
        (KpiType.NUMBER, [2.4, 3.0, 4.2], "3.20"),
        (KpiType.PERCENTAGE, [80, 95], "87.50%"),
        (KpiType.LIKERT5, [4.5, 4.0, 3.0], "3.83 / 5"),
        (KpiType.LIKERT10, [10], "10.00 / 10"),
        (KpiType.NUMBER, [0.005], "0.01"),
        (KpiType.NUMBER, [-0.005], "-0.01"),
    ],
)
def test_scores_become_the_figure_people_read_half_up_at_two_decimals(kind, scores, text):
    value = mean(scores)
    assert value is not None
    assert aggregate_text(kind, value) == text


def test_no_scores_have_no_mean():
    assert mean([]) is None


@given(st.lists(finite, min_size=1, max_size=20))
def test_the_mean_lies_between_the_lowest_and_the_highest(scores):
    value = mean(scores)
    assert value is not None
    slack = Decimal(max(map(abs, scores))) * Decimal("1e-25")
    lowest, highest = Decimal(repr(min(scores))), Decimal(repr(max(scores)))
    assert lowest - slack <= value <= highest + slack


@given(st.sampled_from(KpiType), finite)
def test_a_score_that_is_taken_is_on_its_scale_and_kept_as_it_is(kind, score):
    lowest, highest = SCALES.get(kind, (float("-inf"), float("inf")))
    if lowest <= score <= highest and (kind is not KpiType.BOOLEAN or score in (0, 1)):
        assert check_score(kind, score) == score
    else:
        with pytest.raises(Invalid):
            check_score(kind, score)


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_what_is_not_finite_is_no_score_and_no_goal(value):
    with pytest.raises(Invalid, match="finite"):
        check_score(KpiType.NUMBER, value)
    with pytest.raises(Invalid, match="finite"):
        check_goal(KpiType.NUMBER, value)


@pytest.mark.parametrize(
    ("value", "goal", "way", "expected"),
    [
        (4.0, 4.0, Direction.HIGHER, Attainment(Standing.MET, 1.0)),
        (3.6, 4.0, Direction.HIGHER, Attainment(Standing.NEAR, 0.9)),
        (3.0, 4.0, Direction.HIGHER, Attainment(Standing.MISSED, 0.75)),
        (2.0, 4.0, Direction.LOWER, Attainment(Standing.MET, 2.0)),
        (4.4, 4.0, Direction.LOWER, Attainment(Standing.NEAR, pytest.approx(0.909, abs=1e-3))),
        (5.0, 4.0, Direction.LOWER, Attainment(Standing.MISSED, 0.8)),
        (0, 0, Direction.HIGHER, Attainment(Standing.MET, 1.0)),
        (0, 0, Direction.LOWER, Attainment(Standing.MET, 1.0)),
        (3, 0, Direction.HIGHER, Attainment(Standing.MET, None)),
        (-1, 2, Direction.HIGHER, Attainment(Standing.MISSED, None)),
        (3, 2, None, None),
    ],
)
def test_a_value_is_held_against_its_goal(value, goal, way, expected):
    assert attainment(value, goal, way) == expected


@given(finite, finite, st.sampled_from(Direction))
def test_a_goal_that_is_met_is_met_by_every_better_value(value, goal, way):
    stands = attainment(value, goal, way)
    further = attainment(goal, goal, way)
    assert stands is not None
    assert further is not None
    assert further.standing is Standing.MET
    assert (stands.standing is Standing.MET) is (value >= goal if way is Direction.HIGHER else value <= goal)


def test_a_number_has_no_direction_unless_one_is_set():
    def kpi(kind, direction=None):
        return KpiDefinition("app", "chat", "n", "d", kind, 0, direction)

    assert better(kpi(KpiType.NUMBER)) is None
    assert better(kpi(KpiType.NUMBER, Direction.LOWER)) is Direction.LOWER
    assert better(kpi(KpiType.LIKERT5)) is Direction.HIGHER
