from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from assay.catalogue import price_book
from assay.domain.prices import PriceBook
from assay.domain.pricing import PricedUsage, Units


@pytest.fixture(scope="session")
def shipped() -> PriceBook:
    """The price book of the catalogue in the distribution."""
    return price_book()


@pytest.fixture(scope="session")
def price(shipped: PriceBook) -> Callable[..., PricedUsage]:
    """Price units of a resource at an ISO moment by the shipped list."""

    def priced(
        category: str, resource: str, units: Units, at: str = "2026-11-01T12:00:00Z", scope: str = ""
    ) -> PricedUsage:
        at_ms = int(datetime.fromisoformat(at if "T" in at else f"{at}T00:00:00Z").timestamp() * 1000)
        match = shipped.find(category, resource, scope, at_ms)
        assert match is not None, shipped.why_unknown(category, resource)
        return shipped.price(match, units, at_ms)

    return priced


@pytest.fixture(scope="session")
def cost(price: Callable[..., PricedUsage]) -> Callable[..., Decimal]:
    """As `price`, the cost alone, of units that must all have a price."""

    def cost_of(*args: object, **options: str) -> Decimal:
        priced = price(*args, **options)
        assert priced.unknown == {}
        return priced.cost

    return cost_of
