"""A fact: one request as the ledger keeps it, priced and attributed, in the columns of the event store.

Facts are append-only and signed. `sign` +1 states a fact, -1 takes the same fact back (its amounts negated,
its measurements as they were); a correction is a -1 row and a +1 row with the next `rev`. So amounts are
plain sums, counts are sums of `sign`, and nothing is ever updated.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, IntFlag

from msgspec import Struct, field

ZERO = Decimal(0)


SEMANTIC_FAILURE = 299
"""The status of a call that failed although HTTP worked, or never came to it."""

LONGEST_FAILURE = 128


class Priced(IntEnum):
    """How much of a request has a price. Its cost is 0 where it is unknown, and never shown alone."""

    FULLY = 0
    PARTLY = 1
    NOT = 2


class Quality(IntFlag):
    """What is known about the figures of a request; the bits of `Fact.quality`."""

    ESTIMATED = 1  # units were estimated, not reported
    ASSUMED_PRICE = 2  # a line was priced by an assumption
    INCONSISTENT_USAGE = 4  # the provider's counts contradict one another
    CLIENT_DISCONNECTED = 8
    PAST_WINDOW = 16  # older than the identity window: charged to no limit
    LATE_SETTLEMENT = 32


class Fact(Struct, gc=False):
    """One row of the event store. Times are ms since the epoch, UTC; costs are USD; '' and 0: "not given".

    `units` and `unit_costs` have one entry per line, named `unit.side` (`text.input`), tariff suffix
    included. `limit_ids`, `limit_periods`, `limit_states` and `limit_amounts` are parallel: the charge of
    each limit, in USD. `usage` and `calls` are JSON texts kept as sent, for the explanation.
    """

    request_id: str
    app: str
    ts: int
    received: int
    category: str
    resource: str
    rev: int = 0
    sign: int = 1
    resource_id: str = ""
    scope: str = ""
    use_case: str = ""
    uc_version: int = 0
    uc_instance: str = ""
    step: str = ""
    user_id: str = ""
    account: str = ""
    u_in: int = 0
    u_out: int = 0
    u_cache_read: int = 0
    u_cache_write: int = 0
    u_reasoning: int = 0
    u_image: int = 0
    units: dict[str, int] = field(default_factory=dict)
    unit_costs: dict[str, Decimal] = field(default_factory=dict)
    cost_in: Decimal = ZERO
    cost_out: Decimal = ZERO
    cost: Decimal = ZERO
    overrun: Decimal = ZERO
    unpriced: int = 0
    quality: int = 0
    latency_ms: int = 0
    ttft_ms: int = 0
    ttfc_ms: int = 0
    status: int = 0
    failure: str = ""
    limit_ids: list[str] = field(default_factory=list)
    limit_periods: list[int] = field(default_factory=list)
    limit_states: list[str] = field(default_factory=list)
    limit_amounts: list[Decimal] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    uc_properties: dict[str, str] = field(default_factory=dict)
    source: str = ""
    trace: str = ""
    warnings: list[str] = field(default_factory=list)
    response_id: str = ""
    provider_uri: str = ""
    module: str = ""
    calls: str = ""
    usage: str = ""


@dataclass(slots=True)
class Body:
    """Prompt and completion of one request: kept apart from the fact, with a retention of its own."""

    request_id: str
    ts: int
    app: str
    request: str = ""
    response: str = ""
    reasoning: str = ""
    request_headers: str = ""
    response_headers: str = ""


@dataclass(slots=True)
class ScoreFact:
    """One KPI score in the event store's copy: signed like a fact. `ts` is the start of the instance."""

    app: str
    ts: int
    use_case: str
    uc_version: int
    uc_instance: str
    kpi: str
    score: float
    scored: int
    sign: int = 1


@dataclass(slots=True)
class InstanceFact:
    """One use case instance in the event store's copy: coverage counts instances without requests, too."""

    app: str
    ts: int
    use_case: str
    uc_version: int
    uc_instance: str
    sign: int = 1


def failure_of(status: int, told: str | None) -> str:
    """Why a call counts as failed: what it was told to be, or what its status says; '' when it succeeded."""
    if told:
        return told[:LONGEST_FAILURE]
    if status >= 400:
        return f"http_{status}"
    return "semantic_failure" if status == SEMANTIC_FAILURE else ""
