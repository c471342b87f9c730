"""Corrections: a fact is never changed. It is taken back by its mirror, and stated anew with the next
revision.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from assay.domain.facts import ZERO, Fact, Quality, failure_of
from assay.domain.limits import Limit
from assay.domain.money import add, subtract
from assay.domain.pricing import PricedUsage
from assay.domain.usage import lines_of


def taken_back(fact: Fact) -> Fact:
    """The -1 row of a fact: its amounts negated, its measurements as they were."""
    return replace(
        fact,
        sign=-1,
        u_in=-fact.u_in,
        u_out=-fact.u_out,
        u_cache_read=-fact.u_cache_read,
        u_cache_write=-fact.u_cache_write,
        u_reasoning=-fact.u_reasoning,
        u_image=-fact.u_image,
        units={line: -count for line, count in fact.units.items()},
        unit_costs={line: -cost for line, cost in fact.unit_costs.items()},
        cost_in=-fact.cost_in,
        cost_out=-fact.cost_out,
        cost=-fact.cost,
        overrun=-fact.overrun,
        limit_amounts=[-amount for amount in fact.limit_amounts],
    )


def restated(fact: Fact, **changes: Any) -> Fact:
    """The fact as it is from now on: the next revision, with these columns changed."""
    return replace(fact, rev=fact.rev + 1, sign=1, **changes)


def with_properties(fact: Fact, properties: Mapping[str, str]) -> Fact:
    """The next revision with these properties; whether the request counts as failed follows them."""
    changed = restated(fact, properties=dict(properties))
    told = properties.get("system.failure")
    if told != fact.properties.get("system.failure"):
        changed.failure = failure_of(fact.status, told)
    return changed


def replaced(fact: Fact, by: Fact) -> Fact:
    """The next revision with the usage, cost, outcome and texts of another event of the same identity.

    Attribution to use case, instance and limits stays; user, account, step and time follow where they are
    given.
    """
    return replace(
        by,
        request_id=fact.request_id,
        rev=fact.rev + 1,
        ts=fact.ts if by.ts == by.received else by.ts,
        received=fact.received,
        use_case=fact.use_case,
        uc_version=fact.uc_version,
        uc_instance=fact.uc_instance,
        uc_properties={**fact.uc_properties, **by.uc_properties},
        user_id=by.user_id or fact.user_id,
        account=by.account or fact.account,
        step=by.step or fact.step,
        limit_ids=list(fact.limit_ids),
        limit_periods=list(fact.limit_periods),
        limit_states=list(fact.limit_states),
        limit_amounts=list(fact.limit_amounts),
        overrun=fact.overrun,
    )


def repriced(fact: Fact, priced: PricedUsage) -> Fact | None:
    """The next revision at other prices; None where they change nothing."""
    unit_costs = priced.costs
    same = (
        fact.cost == priced.cost
        and fact.unit_costs == unit_costs
        and fact.unpriced == priced.extent
        and fact.resource_id == priced.resource_id
    )
    if same:
        return None
    assumed = Quality.ASSUMED_PRICE if priced.estimated else 0
    return restated(
        fact,
        resource_id=priced.resource_id,
        trace=";".join(priced.trace),
        units=lines_of(priced.units),
        unit_costs=unit_costs,
        cost_in=priced.cost_in,
        cost_out=priced.cost_out,
        cost=priced.cost,
        unpriced=int(priced.extent),
        quality=fact.quality & ~Quality.ASSUMED_PRICE | assumed,
    )


def move(limit: Limit, old: Fact, new: Fact) -> Decimal:
    """Move what a limit's open period has spent by the difference of a correction; the difference of its
    overrun.
    """
    totals = limit.totals
    before = max(ZERO, subtract(totals.cost, limit.max))
    totals.input = add(totals.input, subtract(new.cost_in, old.cost_in))
    totals.output = add(totals.output, subtract(new.cost_out, old.cost_out))
    totals.cost = add(totals.cost, subtract(new.cost, old.cost))
    difference = subtract(max(ZERO, subtract(totals.cost, limit.max)), before)
    totals.overrun = max(ZERO, add(totals.overrun, difference))
    return difference
