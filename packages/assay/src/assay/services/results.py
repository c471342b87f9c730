"""What a caller is told about a request: the published `xproxy_result`, made from its fact alone.

One function serves the answer to an event, the answer to its repetition and the question for it later.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from assay.domain.facts import Fact, Priced
from assay.domain.limits import LimitState


class BaseCost(msgspec.Struct, gc=False):
    """An amount in USD."""

    base: Decimal


class TotalCost(msgspec.Struct, omit_defaults=True, gc=False):
    """An amount in USD, and the part of it that went above a limit's maximum."""

    base: Decimal
    overrun_base: Decimal | None = None


class Cost(msgspec.Struct, gc=False):
    """What a request cost."""

    currency: str
    input: BaseCost
    output: BaseCost
    total: TotalCost


class StateOfLimit(msgspec.Struct, gc=False):
    """State of a limit after the request."""

    state: str


class UnknownUnits(msgspec.Struct, gc=False):
    """Counts of a unit that has no price."""

    input: int = 0
    output: int = 0


class XproxyResult(msgspec.Struct, omit_defaults=True, kw_only=True, gc=False):
    """The published result of a request. `cost` is null where nothing has a price: unknown is not zero."""

    request_id: str
    cost: Cost | None
    limits: dict[str, StateOfLimit]
    resource_id: str | None = None
    blocked_limit_ids: list[str] | None = None
    use_case_name: str | None = None
    use_case_id: str | None = None
    use_case_step: str | None = None
    experience_id: str | None = None
    user_id: str | None = None
    account_name: str | None = None
    request_tags: list[str] | None = None
    unknown_units: dict[str, UnknownUnits] | None = None
    duplicate_request: bool = False
    warnings: list[str] | None = None


_STATES = {state.value: StateOfLimit(state.value) for state in LimitState}


def xproxy_result(fact: Fact, *, repeated: bool = False, experience: bool = False) -> XproxyResult:
    """The result of a request. `repeated`: it had been recorded before; `experience`: asked for by the old
    names.
    """
    properties = fact.properties
    states = fact.limit_states
    return XproxyResult(
        request_id=fact.request_id,
        cost=None if fact.unpriced == Priced.NOT else _cost(fact),
        limits={limit_id: _STATES[state] for limit_id, state in zip(fact.limit_ids, states, strict=True)},
        resource_id=fact.resource_id or None,
        blocked_limit_ids=_blocked(fact) if LimitState.BLOCKED in states else None,
        use_case_name=fact.use_case or None,
        use_case_id=fact.uc_instance or None,
        use_case_step=fact.step or None,
        experience_id=fact.uc_instance if experience and fact.uc_instance else None,
        user_id=fact.user_id or None,
        account_name=fact.account or None,
        request_tags=_tags(properties) if properties else None,
        unknown_units=_unknown_units(fact) if fact.unpriced else None,
        duplicate_request=repeated,
        warnings=fact.warnings or None,
    )


def _cost(fact: Fact) -> Cost:
    total = TotalCost(fact.cost, fact.overrun or None)
    return Cost("usd", BaseCost(fact.cost_in), BaseCost(fact.cost_out), total)


def _blocked(fact: Fact) -> list[str]:
    charged = zip(fact.limit_ids, fact.limit_states, strict=True)
    return [limit_id for limit_id, state in charged if state == LimitState.BLOCKED]


def _tags(properties: dict[str, str]) -> list[str] | None:
    return [key[4:] for key in properties if key.startswith("tag.")] or None


def _unknown_units(fact: Fact) -> dict[str, UnknownUnits]:
    unknown: dict[str, UnknownUnits] = {}
    for line, count in fact.units.items():
        if line not in fact.unit_costs:
            unit, _, side = line.rpartition(".")
            setattr(unknown.setdefault(unit, UnknownUnits()), side, count)
    return unknown
