"""Limits: their states, the overrun arithmetic, resets, reservations, and the laws that hold for all of them."""

from dataclasses import replace
from decimal import Decimal

import pytest
from assay.domain.errors import Invalid
from assay.domain.limits import (
    Enforcement,
    Hold,
    Limit,
    LimitState,
    LimitType,
    Totals,
    admit,
    change_max,
    charge,
    charges,
    check_max,
    check_threshold,
    count,
    refuses,
    release,
    reset,
    state_of,
)
from assay.domain.money import total, usd
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

ZERO = Decimal(0)
WINDOW_MS = 7 * 86_400_000
costs = st.integers(0, 10**15).map(lambda picodollars: Decimal(picodollars).scaleb(-12))
charge_lists = st.lists(st.tuples(costs, costs, st.booleans()), max_size=30)


def limit(maximum: str = "1.00", threshold: str | None = None, **changes: object) -> Limit:
    made = Limit("app", "team-a", "Team A", usd(maximum), threshold=usd(threshold) if threshold else None)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def spend(target: Limit, cost: str) -> tuple[str, str]:
    done = charge(target, ZERO, usd(cost), usd(cost), at=0)
    return done.state.value, str(done.overrun)


class TestTheWorkedExample:
    """Max 1.00, threshold 0.80: requests of 0.50, 0.35, 0.40 and 0.10."""

    def test_an_allow_limit_goes_ok_exceeded_overrun_overrun(self) -> None:
        team = limit("1.00", "0.80")
        assert [spend(team, cost) for cost in ("0.50", "0.35", "0.40", "0.10")] == [
            ("ok", "0"),
            ("exceeded", "0"),
            ("overrun", "0.25"),
            ("overrun", "0.10"),
        ]
        assert team.totals == Totals(
            output=usd("1.35"), cost=usd("1.35"), overrun=usd("0.35"), ok=1, exceeded=1, overran=2
        )
        assert team.totals.requests == 4

    def test_a_block_limit_refuses_the_fourth(self) -> None:
        team = limit("1.00", "0.80", type=LimitType.BLOCK)
        for cost in ("0.50", "0.35", "0.40"):
            assert admit([team], usd(cost)) == []
            spend(team, cost)
        assert admit([team], usd("0.10")) == [team]
        assert team.totals.cost == usd("1.25")
        assert (team.totals.blocked, team.totals.requests) == (1, 4)


class TestStates:
    @pytest.mark.parametrize(
        ("spent", "state"),
        [
            ("7.999999999999", LimitState.OK),
            ("8", LimitState.EXCEEDED),
            ("10", LimitState.EXCEEDED),
            ("10.000000000001", LimitState.OVERRUN),
        ],
    )
    def test_the_risk_threshold_warns_and_the_maximum_overruns(self, spent: str, state: LimitState) -> None:
        assert state_of(limit("10.00", "0.8", totals=Totals(cost=usd(spent)))) is state

    @pytest.mark.parametrize(("spent", "state"), [("9.99", "ok"), ("10", "exceeded"), ("10.01", "overrun")])
    def test_without_a_threshold_only_the_maximum_itself_is_exceeded(self, spent: str, state: str) -> None:
        assert state_of(limit("10.00", totals=Totals(cost=usd(spent)))).value == state

    def test_a_failed_call_counts_as_failed_and_costs_what_was_billed(self) -> None:
        team = limit("1.00")
        done = charge(team, usd("0.10"), ZERO, usd("0.10"), failed=True, at=0)
        assert done.state is LimitState.FAILED
        assert (team.totals.cost, team.totals.failed, team.totals.ok) == (usd("0.10"), 1, 0)


class TestBlocking:
    def test_spend_at_the_maximum_still_lets_one_call_pass(self) -> None:
        team = limit("1.00", type=LimitType.BLOCK, totals=Totals(cost=usd("1.00")))
        assert not refuses(team)

    def test_spend_above_the_maximum_refuses(self) -> None:
        team = limit("1.00", type=LimitType.BLOCK, totals=Totals(cost=usd("1.000000000001")))
        assert refuses(team)

    def test_a_maximum_of_zero_refuses_from_the_start(self) -> None:
        assert refuses(limit("0", type=LimitType.BLOCK))
        assert refuses(limit("0", enforcement=Enforcement.HARD))

    def test_a_limit_of_type_allow_never_refuses(self) -> None:
        assert not refuses(limit("0", totals=Totals(cost=usd("99"))), usd("99"))

    def test_when_one_refuses_the_other_is_blocked_externally_and_holds_nothing(self) -> None:
        full = replace(limit("0", type=LimitType.BLOCK), id="full")
        fine = limit("5", enforcement=Enforcement.HARD)
        assert admit([full, fine], usd("1")) == [full]
        assert (full.totals.blocked, fine.totals.blocked_external, fine.held) == (1, 1, ZERO)

    def test_a_hard_limit_refuses_the_call_that_might_cross_it(self) -> None:
        team = limit("1.00", enforcement=Enforcement.HARD)
        assert admit([team], usd("0.60")) == []
        assert admit([team], usd("0.41")) == [team]
        assert admit([team], usd("0.40")) == []
        assert team.held == usd("1.00")


class TestResetting:
    def test_the_closed_period_keeps_the_totals_and_the_next_begins_at_zero(self) -> None:
        team = limit("1.00", period=3, period_start=100, tags=["a"])
        spend(team, "1.25")
        closed = reset(team, 500)
        assert (closed.period, closed.start, closed.end, closed.totals.cost) == (3, 100, 500, usd("1.25"))
        assert (team.period, team.period_start, team.totals) == (4, 500, Totals())
        assert spend(team, "0.10") == ("ok", "0")

    def test_a_date_in_the_past_takes_effect_now(self) -> None:
        assert reset(limit(), 1_000_000, asked_ms=5).end == 1_000_000

    def test_a_date_in_the_future_is_refused(self) -> None:
        with pytest.raises(Invalid, match="team-a cannot be reset in the future") as refusal:
            reset(limit(), 0, asked_ms=300_001)
        assert refusal.value.code == "update_limit_validation_failed"

    def test_reservations_of_calls_in_flight_stay(self) -> None:
        team = limit("1.00", enforcement=Enforcement.HARD)
        admit([team], usd("0.60"))
        reset(team, 10)
        assert team.held == usd("0.60")


class TestChanging:
    def test_a_higher_maximum_changes_the_state_at_once(self) -> None:
        team = limit("1.00")
        spend(team, "1.25")
        change_max(team, usd("2"))
        assert state_of(team) is LimitState.OK

    def test_a_maximum_below_what_is_spent_is_refused(self) -> None:
        team = limit("1.00")
        spend(team, "0.50")
        with pytest.raises(Invalid, match=r"0\.5 USD spent or reserved") as refusal:
            change_max(team, usd("0.49"))
        assert refusal.value.code == "invalid_max_limit_update"

    def test_a_hard_limit_also_counts_what_is_reserved(self) -> None:
        team = limit("1.00", enforcement=Enforcement.HARD)
        admit([team], usd("0.50"))
        with pytest.raises(Invalid):
            change_max(team, usd("0.49"))

    def test_a_negative_maximum_is_refused(self) -> None:
        with pytest.raises(Invalid, match=r"-0\.01 USD: give 0 or more"):
            check_max(usd("-0.01"))

    @pytest.mark.parametrize("threshold", ["0.75", "0.8", "0.99"])
    def test_thresholds_are_fractions_from_three_quarters_on(self, threshold: str) -> None:
        assert check_threshold(usd(threshold)) == usd(threshold)

    @pytest.mark.parametrize("threshold", [None, ZERO])
    def test_no_threshold_and_zero_mean_the_same(self, threshold: Decimal | None) -> None:
        assert check_threshold(threshold) is None

    @pytest.mark.parametrize("threshold", ["0.7499", "0.991", "1", "80", "-0.8"])
    def test_other_thresholds_are_refused(self, threshold: str) -> None:
        with pytest.raises(Invalid, match=r"from 0\.75 to 0\.99"):
            check_threshold(usd(threshold))


class TestPastEvents:
    NOW = 100 * 86_400_000

    def charged(self, age_ms: int, *, created_ago_ms: int = 50 * 86_400_000, **how: bool) -> bool:
        team = limit("1", created=self.NOW - created_ago_ms, automatic=how.pop("automatic", False))
        return charges(team, self.NOW - age_ms, self.NOW, window_ms=WINDOW_MS, **how)

    def test_an_event_up_to_five_minutes_older_than_the_limit_is_charged(self) -> None:
        assert self.charged(300_000, created_ago_ms=0)
        assert not self.charged(300_001, created_ago_ms=0)

    def test_an_event_older_than_the_window_of_identities_is_not(self) -> None:
        assert self.charged(WINDOW_MS)
        assert not self.charged(WINDOW_MS + 1)

    def test_it_is_when_the_event_says_so(self) -> None:
        assert self.charged(WINDOW_MS + 1, charge_past=True)

    def test_automatic_limits_always_are(self) -> None:
        assert self.charged(WINDOW_MS + 1, automatic=True)


# ── laws ──────────────────────────────────────────────────────────────────────────────────────────────


@given(charge_lists, costs)
def test_the_totals_are_a_fold_of_the_charges(
    made: list[tuple[Decimal, Decimal, bool]], maximum: Decimal
) -> None:
    """And what went over is how far the sum is above the maximum, however it got there."""
    team = replace(limit(), max=maximum)
    overruns = [charge(team, a, b, a + b, failed=failed, at=0).overrun for a, b, failed in made]
    spent = total(a + b for a, b, _ in made)
    assert team.totals.cost == spent
    assert team.totals.input == total(a for a, _, _ in made)
    assert team.totals.output == total(b for _, b, _ in made)
    assert team.totals.overrun == total(overruns) == max(ZERO, spent - maximum)
    assert team.totals.requests == len(made)
    assert team.totals.failed == sum(failed for _, _, failed in made)


@given(charge_lists, st.randoms(use_true_random=False))
def test_the_order_of_charges_does_not_change_what_is_spent(
    made: list[tuple[Decimal, Decimal, bool]], chance: object
) -> None:
    shuffled = list(made)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = limit("0.5"), limit("0.5")
    for target, order in ((one, made), (other, shuffled)):
        for a, b, failed in order:
            charge(target, a, b, a + b, failed=failed, at=0)
    assert (one.totals.cost, one.totals.overrun) == (other.totals.cost, other.totals.overrun)


@given(charge_lists, st.permutations(["a", "b", "c"]))
def test_the_order_of_the_other_limits_is_irrelevant_to_each(
    made: list[tuple[Decimal, Decimal, bool]], order: list[str]
) -> None:
    maxima = {"a": "0.1", "b": "1", "c": "100"}
    together = {name: limit(maxima[name]) for name in order}
    alone = {name: limit(maxima[name]) for name in maxima}
    for a, b, failed in made:
        for target in (*together.values(), *alone.values()):
            charge(target, a, b, a + b, failed=failed, at=0)
    assert {name: each.totals for name, each in together.items()} == {n: e.totals for n, e in alone.items()}


@given(charge_lists, st.integers(0, 30))
def test_periods_that_a_reset_splits_add_up_to_the_whole(
    made: list[tuple[Decimal, Decimal, bool]], at: int
) -> None:
    whole, split = limit("0.5"), limit("0.5")
    closed = Totals()
    for index, (a, b, failed) in enumerate(made):
        if index == at:
            closed = reset(split, index).totals
        charge(whole, a, b, a + b, failed=failed, at=0)
        charge(split, a, b, a + b, failed=failed, at=0)
    assert closed.cost + split.totals.cost == whole.totals.cost
    assert closed.requests + split.totals.requests == whole.totals.requests


class HardLimits(RuleBasedStateMachine):
    """Calls that come, end, vanish and are reset in any order never spend or reserve more than there is."""

    holds = Bundle("holds")

    def __init__(self) -> None:
        super().__init__()
        self.limits = [
            replace(limit(m, enforcement=Enforcement.HARD), id=m) for m in ("0.50", "1.00", "3.00")
        ]
        self.numbers = 0

    @rule(target=holds, worst=st.integers(1, 60), chosen=st.sets(st.integers(0, 2), min_size=1))
    def a_call_asks_to_pass(self, worst: int, chosen: set[int]) -> object:
        asked = [self.limits[index] for index in sorted(chosen)]
        before = [each.held for each in asked]
        amount = Decimal(worst) / 100
        if admit(asked, amount):
            assert [each.held for each in asked] == before, "a refused call holds nothing anywhere"
            return multiple()
        return [Hold(str(i), "app", each.id, amount, "test", 0, 0) for i, each in enumerate(asked)]

    @rule(held=consumes(holds), share=st.integers(0, 100))
    def a_call_ends_and_is_settled(self, held: list[Hold], share: int) -> None:
        for hold in held:
            target = self.of(hold)
            release(target, hold)
            cost = hold.amount * share / 100
            charge(target, ZERO, cost, cost, at=0)

    @rule(held=consumes(holds))
    def a_reservation_expires(self, held: list[Hold]) -> None:
        for hold in held:
            release(self.of(hold), hold)

    @rule(index=st.integers(0, 2))
    def a_limit_is_reset(self, index: int) -> None:
        reset(self.limits[index], 1)

    @rule(index=st.integers(0, 2), maximum=st.integers(0, 500))
    def somebody_changes_the_maximum(self, index: int, maximum: int) -> None:
        try:
            change_max(self.limits[index], Decimal(maximum) / 100)
        except Invalid:
            target = self.limits[index]
            assert target.totals.cost + target.held > Decimal(maximum) / 100

    @invariant()
    def settled_and_held_never_pass_the_maximum(self) -> None:
        for each in self.limits:
            assert each.totals.cost + each.held <= each.max
            assert each.held >= 0

    def of(self, hold: Hold) -> Limit:
        return next(each for each in self.limits if each.id == hold.limit_id)


TestHardLimits = HardLimits.TestCase


def test_every_state_has_a_counter() -> None:
    totals = Totals()
    for state in LimitState:
        count(totals, state)
    assert totals.requests == len(LimitState)
