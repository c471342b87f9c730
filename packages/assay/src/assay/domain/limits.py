"""Limits: an accumulator of cost with a state. A limit's state is a function of its charges.

The values come first, then what happens to them: a charge, an admission with its reservation, a settlement,
a reset and a new maximum. The functions change the limit they are given and nothing else; the caller is the
single writer. Rules and arithmetic are told with examples in docs/explanation/limits.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from assay.domain.errors import Invalid
from assay.domain.money import ZERO, add, multiply, plain, subtract

CLOCK_TOLERANCE_MS = 300_000
"""Five minutes: how far the clocks of callers and server may differ before it matters."""

LOWEST_THRESHOLD = Decimal("0.75")
HIGHEST_THRESHOLD = Decimal("0.99")


class LimitType(StrEnum):
    """What happens past the maximum: `allow` goes on and records the overrun, `block` refuses proxied
    calls.
    """

    ALLOW = "allow"
    BLOCK = "block"


class Enforcement(StrEnum):
    """`soft`: checked before, charged after. `hard`: the worst case is reserved before, settled after."""

    SOFT = "soft"
    HARD = "hard"


class LimitState(StrEnum):
    """State of a limit after a request, as it is told to the caller."""

    OK = "ok"
    EXCEEDED = "exceeded"
    OVERRUN = "overrun"
    BLOCKED = "blocked"
    BLOCKED_EXTERNAL = "blocked_external"
    FAILED = "failed"


@dataclass(slots=True)
class Totals:
    """What one period of a limit has added up: costs in USD, and one count per state of a request."""

    input: Decimal = ZERO
    output: Decimal = ZERO
    cost: Decimal = ZERO
    overrun: Decimal = ZERO
    ok: int = 0
    exceeded: int = 0
    overran: int = 0
    blocked: int = 0
    blocked_external: int = 0
    failed: int = 0

    @property
    def requests(self) -> int:
        """Requests of every state."""
        return self.ok + self.exceeded + self.overran + self.blocked + self.blocked_external + self.failed


@dataclass(slots=True)
class Limit:
    """A limit and its current period. `held` is the sum of the open reservations of a hard limit, in USD;
    `charged` the time of the latest request it was charged with, ms UTC, 0 where none is known.
    """

    app: str
    id: str
    name: str
    max: Decimal
    type: LimitType = LimitType.ALLOW
    enforcement: Enforcement = Enforcement.SOFT
    threshold: Decimal | None = None
    properties: dict[str, str] = field(default_factory=dict[str, str])
    tags: list[str] = field(default_factory=list[str])
    automatic: bool = False
    charge_past: bool = False
    created: int = 0
    updated: int = 0
    period: int = 1
    period_start: int = 0
    totals: Totals = field(default_factory=Totals)
    held: Decimal = ZERO
    charged: int = 0


@dataclass(slots=True, frozen=True)
class LimitConfig:
    """A template: each new instance of the use case gets a limit of its own made from it."""

    max: Decimal
    type: LimitType = LimitType.ALLOW
    threshold: Decimal | None = None
    properties: dict[str, str] = field(default_factory=dict[str, str])
    tags: tuple[str, ...] = ()


@dataclass(slots=True, frozen=True)
class LimitPeriod:
    """A closed period of a limit: what it had added up when it was reset."""

    app: str
    limit_id: str
    limit_name: str
    type: LimitType
    max: Decimal
    period: int
    start: int
    end: int
    totals: Totals
    tags: tuple[str, ...] = ()


@dataclass(slots=True, frozen=True)
class Hold:
    """A reservation on a hard limit: `amount` USD kept free for a call in flight until `expires` (ms)."""

    id: str
    app: str
    limit_id: str
    amount: Decimal
    owner: str
    expires: int
    made: int


class Charge(NamedTuple):
    """What one request did to one limit: its state afterwards, what was above `max` (USD), the period."""

    state: LimitState
    overrun: Decimal
    period: int


def risk_threshold(limit: Limit) -> Decimal:
    """The spend (USD) from which a limit warns: `max` times `threshold`, or `max` without a threshold."""
    return limit.max if limit.threshold is None else multiply(limit.threshold, limit.max)


def state_of(limit: Limit) -> LimitState:
    """The state that the spend of the period means: `exceeded` only warns, from the risk threshold up to
    `max`.
    """
    return _state_at(limit.totals.cost, limit.max, risk_threshold(limit))


def state_when_closed(period: LimitPeriod) -> LimitState:
    """The state in which a period ended. Of a former threshold nothing is known: below `max` it is `ok`."""
    return _state_at(period.totals.cost, period.max, period.max)


def _state_at(spend: Decimal, maximum: Decimal, threshold: Decimal) -> LimitState:
    if spend > maximum:
        return LimitState.OVERRUN
    return LimitState.OK if spend < threshold else LimitState.EXCEEDED


def charge(
    limit: Limit, cost_in: Decimal, cost_out: Decimal, cost: Decimal, *, at: int, failed: bool = False
) -> Charge:
    """Add the cost of one request, in USD, made at a time (ms UTC), and count it under the one state it gets.

    A request whose provider call failed counts as `failed`, and costs what the provider billed all the same.
    """
    totals = limit.totals
    before = totals.cost
    limit.charged = max(limit.charged, at)
    if cost:
        totals.input = add(totals.input, cost_in)
        totals.output = add(totals.output, cost_out)
        totals.cost = add(before, cost)
    overrun = ZERO
    if totals.cost > limit.max:
        overrun = cost if before > limit.max else subtract(totals.cost, limit.max)
        totals.overrun = add(totals.overrun, overrun)
    state = LimitState.FAILED if failed else state_of(limit)
    count(totals, state)
    return Charge(state, overrun, limit.period)


def count(totals: Totals, state: LimitState) -> None:
    """Count one request of that state."""
    match state:
        case LimitState.OK:
            totals.ok += 1
        case LimitState.EXCEEDED:
            totals.exceeded += 1
        case LimitState.OVERRUN:
            totals.overran += 1
        case LimitState.BLOCKED:
            totals.blocked += 1
        case LimitState.BLOCKED_EXTERNAL:
            totals.blocked_external += 1
        case LimitState.FAILED:
            totals.failed += 1


def charges(limit: Limit, event_ms: int, now_ms: int, *, window_ms: int, charge_past: bool = False) -> bool:
    """Whether an event of that time is charged. Automatic limits always are.

    Others are charged by events not older than their creation, and not older than the window in which a
    repeated delivery is recognised: beyond it nothing would keep a repetition from charging twice.
    `charge_past`, of the event or of the limit, charges all the same.
    """
    if limit.automatic or charge_past or limit.charge_past:
        return True
    return event_ms >= limit.created - CLOCK_TOLERANCE_MS and event_ms >= now_ms - window_ms


def refuses(limit: Limit, worst_case: Decimal = ZERO) -> bool:
    """Whether the limit lets no call pass that may cost up to `worst_case` USD.

    A soft `block` limit refuses once spend and reservations are above `max`; the call that crosses it still
    passes. A hard limit refuses what might cross it. Both refuse everything when `max` is 0.
    """
    committed = add(limit.totals.cost, limit.held)
    if limit.enforcement is Enforcement.HARD:
        return limit.max == 0 or add(committed, worst_case) > limit.max
    return limit.type is LimitType.BLOCK and (limit.max == 0 or committed > limit.max)


def admit(limits: Sequence[Limit], worst_case: Decimal) -> list[Limit]:
    """Let a call that may cost up to `worst_case` USD pass on all its limits, or on none; those that refuse.

    Passing, it holds the worst case on every hard limit. Refused, it is counted `blocked` on the limits
    that refuse and `blocked_external` on the others, and holds nothing anywhere.
    """
    refusing = [limit for limit in limits if refuses(limit, worst_case)]
    for limit in limits:
        if refusing:
            refused_here = limit in refusing
            count(limit.totals, LimitState.BLOCKED if refused_here else LimitState.BLOCKED_EXTERNAL)
        elif limit.enforcement is Enforcement.HARD:
            limit.held = add(limit.held, worst_case)
    return refusing


def release(limit: Limit, hold: Hold) -> None:
    """Give back what a reservation kept free: its call was settled, or it has expired."""
    limit.held = subtract(limit.held, hold.amount)


def reset(limit: Limit, now_ms: int, asked_ms: int | None = None) -> LimitPeriod:
    """Close the period and begin the next one, now; the closed period.

    Reservations stay: the calls they belong to are still in flight and will charge the new period. An asked
    date in the past takes effect now as well, since charges are not moved between periods.

    Raises Invalid for a date in the future.
    """
    if asked_ms is not None and asked_ms > now_ms + CLOCK_TOLERANCE_MS:
        raise Invalid(
            "update_limit_validation_failed",
            f"limit {limit.id} cannot be reset in the future: leave resetDate out to reset it now",
        )
    closed = LimitPeriod(
        app=limit.app,
        limit_id=limit.id,
        limit_name=limit.name,
        type=limit.type,
        max=limit.max,
        period=limit.period,
        start=limit.period_start,
        end=now_ms,
        totals=limit.totals,
        tags=tuple(limit.tags),
    )
    limit.period += 1
    limit.period_start = now_ms
    limit.totals = Totals()
    return closed


def change_max(limit: Limit, maximum: Decimal) -> None:
    """Set a new maximum. The state follows at once.

    Raises Invalid when it is negative, or below what is spent and, on a hard limit, reserved.
    """
    check_max(maximum)
    committed = limit.totals.cost
    if limit.enforcement is Enforcement.HARD:
        committed = add(committed, limit.held)
    if maximum < committed:
        raise Invalid(
            "invalid_max_limit_update",
            f"limit {limit.id} has {plain(committed)} USD spent or reserved,"
            f" more than the new max {plain(maximum)}: choose a higher max, or reset the limit first",
        )
    limit.max = maximum


def check_max(maximum: Decimal) -> None:
    """A maximum is 0 USD or more. Raises Invalid."""
    if maximum < 0:
        raise Invalid("invalid_max_limit", f"max is {plain(maximum)} USD: give 0 or more")


def check_threshold(threshold: Decimal | None) -> Decimal | None:
    """The threshold as it is kept: None and 0 both mean "none", so that `exceeded` is met at `max` only.

    Raises Invalid outside 0.75 … 0.99.
    """
    if not threshold:
        return None
    if not LOWEST_THRESHOLD <= threshold <= HIGHEST_THRESHOLD:
        raise Invalid(
            "create_limit_validation_failed",
            f"threshold is {plain(threshold)}: give a fraction of max from 0.75 to 0.99, or leave it out",
        )
    return threshold
