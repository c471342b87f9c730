"""What is committed is never handed out to be changed: callers get a copy, of every field."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal

from assay.domain.limits import Enforcement, Limit, LimitType, Totals
from assay.storage.state.limits import copy_limit


def test_a_copied_limit_is_equal_in_every_field_and_shares_nothing_that_can_change():
    numbers = iter(range(1, 100))
    totals = Totals(**{field.name: next(numbers) for field in fields(Totals)})
    limit = Limit(
        "app", "id", "name", Decimal(5), LimitType.BLOCK, Enforcement.HARD, Decimal("0.8"), {"a": "b"}, ["tag"],
        automatic=True, charge_past=True, created=1, updated=2, period=3, period_start=4, totals=totals, held=Decimal(6),
        charged=5,
    )  # fmt: skip
    plain = Limit("", "", "", Decimal(0))
    assert [
        field.name for field in fields(Limit) if getattr(limit, field.name) == getattr(plain, field.name)
    ] == []

    copy = copy_limit(limit)

    assert copy == limit
    assert copy.totals is not limit.totals
    assert copy.properties is not limit.properties
    assert copy.tags is not limit.tags
