"""Categories and resources on the wire."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from assay.domain.money import ZERO
from assay.domain.units import Side
from assay.http.replies import wire_time
from assay.http.schemas.base import Answer, Body, Count, Moment, Timestamp, Usd, wire_time_or_none
from assay.services.resources import NewVersion, Shown, UnitPrices


class UnitPriceBody(Body):
    """USD for one unit on each side; what is missing costs nothing."""

    input_price: Usd | None = None
    output_price: Usd | None = None


class CreateResource(Body):
    """A new price list. Without `start_timestamp` it holds from now on."""

    units: dict[Annotated[str, Field(min_length=1, max_length=128)], UnitPriceBody]
    start_timestamp: Moment | None = None
    max_input_units: Count | None = None
    max_output_units: Count | None = None
    max_total_units: Count | None = None

    def to_domain(self) -> NewVersion:
        return NewVersion(
            units=self._prices(),
            start=self.start_timestamp,
            max_input_units=self.max_input_units,
            max_output_units=self.max_output_units,
            max_total_units=self.max_total_units,
        )

    def _prices(self) -> UnitPrices:
        return {
            unit: {"input": price.input_price or ZERO, "output": price.output_price or ZERO}
            for unit, price in self.units.items()
        }


class CategoryAnswer(Answer):
    """A category: it exists while it holds a resource."""

    category: str


class UnitPrice(Answer):
    """USD for one unit on each side."""

    input_price: Usd
    output_price: Usd


class MappedResource(Answer):
    """Which deployment the price is for."""

    category: str
    resource: str
    scope: str
    sub_scope: str | None


class ResourceAnswer(Answer):
    """One version of a resource: its price list from `start_timestamp` on."""

    resource_id: str
    category: str
    resource: str
    active: bool
    proxy_allowed: bool
    start_timestamp: Timestamp
    end_timestamp: Timestamp | None
    deprecated_timestamp: Timestamp | None
    units: dict[str, UnitPrice]
    description: str | None
    aliased_resource: str | None
    reservation_id: str | None
    character_billing: bool
    cost_per_hour: Usd | None
    large_context_threshold: int | None
    max_input_units: int | None
    max_output_units: int | None
    max_total_units: int | None
    mapped_resource: MappedResource | None

    @classmethod
    def from_domain(cls, shown: Shown) -> ResourceAnswer:
        version = shown.version
        return cls(
            resource_id=version.resource_id,
            category=version.category,
            resource=version.resource,
            active=shown.active,
            proxy_allowed=version.proxy_allowed,
            start_timestamp=wire_time(version.start),
            end_timestamp=wire_time_or_none(shown.ends),
            deprecated_timestamp=wire_time_or_none(version.deprecated),
            units={unit: _unit_price(prices) for unit, prices in version.unit_prices().items()},
            description=version.description or None,
            aliased_resource=version.aliased_resource or None,
            reservation_id=version.reservation_id or None,
            character_billing=version.character_billing,
            cost_per_hour=version.cost_per_hour,
            large_context_threshold=version.large_context_threshold,
            max_input_units=version.max_input_units,
            max_output_units=version.max_output_units,
            max_total_units=version.max_total_units,
            mapped_resource=_mapped(shown),
        )


def _unit_price(prices: dict[Side, Decimal]) -> UnitPrice:
    return UnitPrice(input_price=prices.get("input", ZERO), output_price=prices.get("output", ZERO))


def _mapped(shown: Shown) -> MappedResource | None:
    """Where the price holds, unless it is the one for every deployment."""
    version = shown.version
    if version.scope == "global":
        return None
    return MappedResource(
        category=version.category,
        resource=version.resource,
        scope=version.scope,
        sub_scope=version.sub_scope or None,
    )
