"""Failures: what fails, how often, whom does it hit and what does it waste?"""

import pytest
from playwright.sync_api import Page, expect

RANGE = {"from": "2026-09-01T00:00:00Z", "to": "2026-11-01T00:00:00Z"}
FAILED = [{"field": "failures", "op": "gt", "values": ["0"]}]
PAGE = "~/failures?zone=UTC&range=2026-09-01/2026-11-01"
ROW = "tr[data-row]"


@pytest.fixture
def page(portal) -> Page:
    return portal.open(PAGE)


def test_the_number_of_failures_leads_to_as_many_requests(portal, page):
    failures = portal.ask(metrics=["failures"], **RANGE)["totals"][0]
    figure = page.locator("[data-metric=failures]")
    expect(figure).to_have_text(f"{failures:,}")
    figure.click()
    expect(page.get_by_role("heading", level=1, name="Requests")).to_be_visible()
    expect(page.locator("tfoot")).to_contain_text(f"{failures:,} requests")


def test_what_was_tried_again_is_counted_and_leads_to_as_many_requests(portal, page):
    retries = portal.ask(metrics=["retries"], **RANGE)["totals"][0]
    page.locator("[data-retries]").get_by_role("link", name=f"{retries:,} requests tried again").click()
    expect(page.get_by_role("heading", level=1, name="Requests")).to_be_visible()
    expect(page.locator("tfoot")).to_contain_text(f"{retries:,} requests")


def test_status_classes_add_up_to_the_failures_and_lead_to_them(portal, page):
    answer = portal.ask(metrics=["failures"], by=["status_class"], filters=FAILED, **RANGE)
    table = page.get_by_role("region", name="Status class", exact=True)
    for place, (name, failures) in enumerate(answer["rows"]):
        expect(table.locator(ROW).nth(place)).to_contain_text(name)
        expect(table.locator(ROW).nth(place)).to_contain_text(f"{failures:,}")
    expect(table.locator("tfoot")).to_contain_text(f"{sum(row[1] for row in answer['rows']):,}")
    table.locator(ROW).first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1, name="Requests")).to_be_visible()
    expect(page.locator("tfoot")).to_contain_text(f"{answer['rows'][0][1]:,} requests")


def test_where_they_happen_is_told_with_the_rate(portal, page):
    page.get_by_role("tab", name="Use cases").click()
    portal.settle(page)
    answer = portal.ask(metrics=["failures", "failure_rate"], by=["use_case"], **RANGE)
    rows = page.get_by_role("region", name="Use case", exact=True).locator(ROW)
    for place, (name, failures, rate) in enumerate(answer["rows"]):
        expect(rows.nth(place)).to_contain_text(name)
        expect(rows.nth(place)).to_contain_text(f"{failures:,}")
        expect(rows.nth(place)).to_contain_text(f"{rate:.1%}".replace(".0%", "%"))


def test_whom_they_hit_is_counted(portal, page):
    users, accounts = portal.ask(metrics=["users", "accounts"], filters=FAILED, **RANGE)["totals"]
    expect(page.get_by_text(f"{users} users of {accounts} accounts had a failure.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("by", ["status_class", "use_case"])
def test_anybody_can_use_it(portal, scheme, by):
    page = portal.open(f"{PAGE}&by={by}", scheme=scheme)
    assert portal.violations(page) == []
