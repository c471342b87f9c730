"""Performance: how fast are the answers, and is it getting slower?"""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from playwright.sync_api import Page, expect

RANGE = {"from": "2026-10-01T00:00:00Z", "to": "2026-11-01T00:00:00Z"}
PAGE = "~/performance?zone=UTC&range=2026-10-01/2026-11-01"


@pytest.fixture
def page(portal) -> Page:
    return portal.open(PAGE)


def test_its_percentiles_are_those_of_the_api(portal, page):
    p50, p95 = portal.ask(metrics=["p50(latency_ms)", "p95(latency_ms)"], **RANGE)["totals"]
    expect(page.locator("[data-metric='p50(latency_ms)']")).to_have_text(_seconds(p50))
    expect(page.locator("[data-metric='p95(latency_ms)']")).to_have_text(_seconds(p95))


def test_a_percentile_leads_to_the_slowest_requests(portal, page):
    page.locator("[data-metric='p95(latency_ms)']").click()
    expect(page.get_by_role("heading", level=1, name="Requests")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Latency")).to_have_attribute("aria-sort", "descending")


def test_versions_stand_beside_each_other_by_use_case(portal, page):
    page.get_by_role("tab", name="Versions").click()
    portal.settle(page)
    answer = portal.ask(metrics=["p95(latency_ms)"], by=["use_case", "version"], **RANGE)
    rows = page.get_by_role("region", name="Use case and version", exact=True).locator("tr[data-row]")
    for place, (use_case, version, p95) in enumerate(answer["rows"]):
        cells = rows.nth(place).get_by_role("cell")
        expect(cells.nth(0)).to_contain_text(use_case)
        expect(cells.nth(1)).to_have_text(str(version))
        expect(cells.nth(2)).to_contain_text(_seconds(p95))


def test_the_first_token_and_the_pace_of_output_can_be_drawn(portal, page):
    page.get_by_role("combobox", name="Metric").click()
    page.get_by_role("option", name="Output per second").click()
    portal.settle(page)
    expect(page.get_by_role("heading", name="Output per second by resource")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Latency p95 by resource")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_anybody_can_use_it(portal, scheme):
    page = portal.open(f"{PAGE}&by=version", scheme=scheme)
    assert portal.violations(page) == []


def _seconds(ms: float) -> str:
    """To the hundredth, halves going up."""
    seconds = (Decimal(str(ms)) / 1000).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{seconds.normalize():f} s"
