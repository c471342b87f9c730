"""A search for use case instances: by their requests, by what they cost in all, and by their scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from assay.domain.errors import Invalid
from assay.domain.facts import ZERO
from assay.domain.metrics import INSTANCE_FIELDS, NUMBER_FIELDS, unknown
from assay.domain.periods import zone_of
from assay.domain.questions import Filter, filters_of, range_of

INSTANCE_COST = "instance_cost"
KPI = "kpi:"
FIELDS = frozenset({"from", "to", "zone", "filters", "order"})


class InstanceOrder(StrEnum):
    """Order of a list of instances."""

    LATEST = "-started"
    EARLIEST = "started"
    COSTLIEST = "-cost"
    BUSIEST = "-requests"
    MOST_FAILED = "-failures"
    SLOWEST = "-latency_ms_total"


@dataclass(slots=True, frozen=True)
class InstanceSearch:
    """Which instances to list, and from where. `filters` are about requests, `own` about the instances.

    Without conditions on scores these are the instances with requests in [start, end) ms that the filters
    keep. With them, as scores count where their instance starts, they are the instances that started there.
    """

    app: str
    start: int
    end: int
    zone: str
    filters: Sequence[Filter]
    own: Sequence[Filter]
    order: InstanceOrder = InstanceOrder.LATEST
    limit: int = 25
    after: tuple[Decimal, int] | None = None

    @property
    def by_score(self) -> bool:
        """Whether a condition is about scores."""
        return any(one.field.startswith(KPI) for one in self.own)

    @property
    def of_definitions(self) -> tuple[Filter, ...]:
        """The filters that instances without requests can be held against."""
        return tuple(one for one in self.filters if one.field in INSTANCE_FIELDS)


@dataclass(slots=True)
class FoundInstance:
    """An instance, and its requests in the range under the filters. Times are ms UTC, `cost` is USD.

    `user` and `account` are those of the first request that has them. `scores` are by KPI.
    """

    key: int
    id: str
    use_case: str
    version: int
    started: int
    ended: int
    user: str = ""
    account: str = ""
    requests: int = 0
    cost: Decimal = ZERO
    unpriced: int = 0
    failures: int = 0
    latency_ms_total: int = 0
    scores: dict[str, float] = field(default_factory=dict[str, float])


@dataclass(slots=True, frozen=True)
class InstanceTotal:
    """What all instances of a search add up to."""

    instances: int = 0
    requests: int = 0
    cost: Decimal = ZERO
    unpriced: int = 0
    failures: int = 0


@dataclass(slots=True, frozen=True)
class FoundInstances:
    """A page of instances in order; `places` are their values of the order."""

    items: Sequence[FoundInstance]
    places: Sequence[Decimal]
    total: InstanceTotal


def instance_search_of(app: str, document: Mapping[str, Any]) -> InstanceSearch:
    """The search that a document asks for, without its page. Raises Invalid (`invalid_question`)."""
    for name in document:
        if name not in FIELDS:
            raise unknown(name, "field", name, {*FIELDS, "limit", "cursor"})
    start, end = range_of(document)
    zone = zone_of(str(document.get("zone", "UTC"))).key
    filters = filters_of(
        document.get("filters"), is_number=lambda name: name in NUMBER_FIELDS or _is_own(name)
    )
    given = document.get("order", InstanceOrder.LATEST)
    if given not in list(InstanceOrder):
        raise Invalid("invalid_question", f"order: {given!r} is none of {', '.join(InstanceOrder)}")
    about_requests = [one for one in filters if not _is_own(one.field)]
    own = [one for one in filters if _is_own(one.field)]
    return InstanceSearch(app, start, end, zone, about_requests, own, InstanceOrder(given))


def _is_own(name: str) -> bool:
    return name == INSTANCE_COST or (name.startswith(KPI) and name != KPI)
