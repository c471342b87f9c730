"""Money is exact: it enters as text, int or Decimal, and is rounded once, half-even, at twelve places."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from assay.domain.money import add, multiply, plain, rounded, share, total, unit_price, usd
from hypothesis import given
from hypothesis import strategies as st

AMOUNTS = st.decimals(min_value=0, max_value=Decimal(10) ** 26 - 1, places=12)
COUNTS = st.integers(min_value=0, max_value=10**12)
PERS = st.sampled_from([1, 7, 1_000, 3_600, 1_000_000])


@pytest.mark.parametrize("value", [0.1, True, None])
def test_a_float_is_refused_with_the_way_out(value: object) -> None:
    with pytest.raises(TypeError, match=r"pass text such as '0\.15'"):
        usd(value)


@pytest.mark.parametrize("value", ["abc", "", "NaN", "Infinity", Decimal("-Infinity")])
def test_what_is_no_finite_number_is_refused_and_named(value: object) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        usd(value)


@pytest.mark.parametrize("value", ["0.15", 3, Decimal("2.50"), "-1e-6"])
def test_text_ints_and_decimals_are_kept_to_the_digit(value: str | int | Decimal) -> None:
    assert usd(value) == Decimal(value)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("0.0000000000005", "0"),  # ties go to the even neighbour
        ("0.0000000000015", "0.000000000002"),
        ("0.0000000000025", "0.000000000002"),
        ("0.00000000000251", "0.000000000003"),
    ],
)
def test_a_tie_is_rounded_to_the_even_neighbour(amount: str, expected: str) -> None:
    assert rounded(Decimal(amount)) == Decimal(expected)


def test_a_hundred_seconds_of_an_hourly_price_are_rounded_at_the_line() -> None:
    assert share(100, Decimal("0.111"), 3_600) == Decimal("0.003083333333")


def test_a_unit_price_exists_only_where_the_division_ends() -> None:
    assert unit_price(Decimal("2.50"), 1_000_000) == Decimal("0.0000025")
    assert unit_price(Decimal("0.111"), 3_600) is None


@pytest.mark.parametrize(
    ("amount", "text"),
    [("5E-7", "0.0000005"), ("12.500", "12.5"), ("1E+2", "100"), ("-0", "0"), ("0.00", "0")],
)
def test_an_amount_is_printed_with_all_its_digits_and_no_exponent(amount: str, text: str) -> None:
    assert plain(Decimal(amount)) == text


@given(AMOUNTS)
def test_printing_and_reading_an_amount_changes_nothing(amount: Decimal) -> None:
    assert usd(plain(amount)) == amount


@given(st.lists(AMOUNTS, max_size=30))
def test_a_sum_is_exact_in_any_order(amounts: list[Decimal]) -> None:
    exact = sum(map(Fraction, amounts), Fraction(0))
    assert Fraction(total(amounts)) == Fraction(total(reversed(amounts))) == exact


@given(AMOUNTS, AMOUNTS, COUNTS)
def test_the_precision_of_the_thread_does_not_matter(left: Decimal, right: Decimal, count: int) -> None:
    with localcontext() as context:
        context.prec = 3
        assert Fraction(add(left, right)) == Fraction(left) + Fraction(right)
        assert Fraction(multiply(count, left)) == count * Fraction(left)


@given(COUNTS, st.decimals(min_value=0, max_value=10**6, places=9), PERS)
def test_a_share_is_the_fraction_rounded_half_even_once(count: int, amount: Decimal, per: int) -> None:
    quotient = Fraction(amount) * count / per
    assert Fraction(share(count, amount, per)) == Fraction(round(quotient * 10**12), 10**12)
