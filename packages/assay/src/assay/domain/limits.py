"""Limits: an accumulator of cost with a state. A limit's state is a function of its charges."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)


class LimitType(StrEnum):
    """What happens past the maximum: `allow` goes on and records the overrun, `block` refuses proxied calls."""

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
    """A limit and its current period. `held` is the sum of the open reservations of a hard limit, in USD."""

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
