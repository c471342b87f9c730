"""Money: exact decimals in US dollars with twelve places. Floats never enter.

An amount is a `Decimal`; it is rounded in one place, half-even to twelve places, when a cost line is made,
and never again. The arithmetic uses a context of its own, wide enough for every amount that `DECIMAL(38,12)`
holds, so the result depends on no thread's settings, and an addition or multiplication that would lose a
digit raises `decimal.Inexact`. Source: docs/decisions/0001-money.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact, InvalidOperation, Overflow

ZERO = Decimal(0)
SCALE = 12
LARGEST = Decimal(10) ** 26
"""Amounts stay below this: `DECIMAL(38,12)` has 26 digits before the point."""

_QUANTUM = Decimal(1).scaleb(-SCALE)
_EXACT = Context(prec=120, traps=[Inexact, InvalidOperation, Overflow])
_ROUNDING = Context(prec=120, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, Overflow])


def usd(value: object) -> Decimal:
    """An exact amount in US dollars from text, an int or a Decimal (a price may have more than twelve
    places).

    Raises TypeError for a float, which has already lost the amount, and ValueError for text that is no finite
    number.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise TypeError(
            f"{value!r} is a {type(value).__name__}, and money is exact: pass text such as '0.15', "
            "an int or a Decimal"
        )
    try:
        amount = Decimal(value)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise ValueError(f"{value!r} is not an amount: write a decimal number such as '0.15'")
    return amount


def multiply(count: int | Decimal, price: Decimal) -> Decimal:
    """`count` times `price`, with every digit."""
    return _EXACT.multiply(price, count)


def add(left: Decimal, right: Decimal) -> Decimal:
    """The sum, with every digit."""
    return _EXACT.add(left, right)


def subtract(left: Decimal, right: Decimal) -> Decimal:
    """The difference, with every digit."""
    return _EXACT.subtract(left, right)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum of many amounts, with every digit; 0 of none."""
    result = ZERO
    for amount in amounts:
        result = _EXACT.add(result, amount)
    return result


def unit_price(amount: Decimal, per: int) -> Decimal | None:
    """`amount` for `per` units as the exact price of one unit; None where the division does not end (0.111 /
    3600).
    """
    try:
        return _EXACT.divide(amount, Decimal(per))
    except Inexact:
        return None


def rounded(amount: Decimal) -> Decimal:
    """`amount` at twelve places, half-even; unchanged, also in its digits, where it has no more than that."""
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -SCALE:
        return amount
    return amount.quantize(_QUANTUM, context=_ROUNDING)


def share(count: int, amount: Decimal, per: int) -> Decimal:
    """`count` * `amount` / `per`, rounded once, half-even, to twelve places.

    The division keeps 120 digits. A quotient that does not end differs from every half of the last place by
    at least 1 part in 2 * `per` of it, far more than the 120th digit, so the second rounding cannot meet a
    false tie.
    """
    return rounded(_ROUNDING.divide(_EXACT.multiply(amount, count), Decimal(per)))


def plain(amount: Decimal) -> str:
    """The amount as decimal text with all its digits, without exponent or trailing zeros: `0.0000005`, `12`,
    `0`.
    """
    text = format(amount, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
