"""Overview: what do we spend, on what, and is all well?"""

import re

import pytest
from playwright.sync_api import Page, expect

RANGE = {"from": "2026-10-01T00:00:00Z", "to": "2026-11-01T00:00:00Z"}
PAGE = "~/overview?zone=UTC&range=2026-10-01/2026-11-01"


@pytest.fixture
def page(portal) -> Page:
    return portal.open(PAGE)


def test_the_figures_are_those_of_the_api_and_are_held_against_the_time_before(portal, page):
    answer = portal.ask(metrics=["cost", "requests", "failure_rate"], compare="previous", **RANGE)
    names = [column["name"] for column in answer["columns"]]
    totals = dict(zip(names, answer["totals"], strict=True))
    assert page.locator("[data-metric=cost] [data-amount]").get_attribute("data-amount") == totals["cost"]
    expect(page.locator("[data-metric=requests]")).to_have_text(f"{totals['requests']:,}")
    cost = page.locator(".card", has=page.locator("[data-metric=cost]"))
    expect(cost).to_contain_text(f"{totals['cost.change']:+.1%}".replace(".0%", "%"))


@pytest.mark.parametrize(
    ("title", "dimension"), [("Top use cases", "use_case"), ("Top users", "user"), ("Top models", "resource")]
)
def test_the_largest_causes_are_named_and_their_amounts_lead_to_requests_of_that_sum(
    portal, page, title, dimension
):
    answer = portal.ask(metrics=["cost"], by=[dimension], top=5, **RANGE)
    card = page.get_by_role("region", name=title)
    shown = [one.get_attribute("data-amount") for one in card.locator("[data-amount]").all()]
    rest = [answer["other"][1]] if answer["other"] else []
    assert shown == [row[1] for row in answer["rows"]] + rest
    card.locator("a", has=page.locator("[data-amount]")).first.click()
    expect(page.get_by_role("heading", level=1, name="Requests")).to_be_visible()
    expect(page.locator("tfoot [data-amount]")).to_have_attribute("data-amount", shown[0])


def test_the_rest_leads_to_the_requests_of_all_who_are_not_named(portal, page):
    answer = portal.ask(metrics=["cost"], by=["user"], top=5, **RANGE)
    page.get_by_role("region", name="Top users").locator("a", has=page.locator("[data-amount]")).last.click()
    expect(page.get_by_role("heading", level=1, name="Requests")).to_be_visible()
    expect(page.locator("tfoot [data-amount]")).to_have_attribute("data-amount", answer["other"][1])


def test_a_name_leads_one_step_deeper(portal, page):
    page.get_by_role("region", name="Top models").get_by_role("link", name="gpt-4o", exact=True).click()
    portal.settle(page)
    expect(page.get_by_role("heading", level=1, name="Cost Drivers")).to_be_visible()
    expect(page.get_by_role("group", name="Filters")).to_contain_text("Resource is gpt-4o")
    expect(page.get_by_role("tab", name="Use cases")).to_have_attribute("aria-selected", "true")


def test_goals_tell_whether_they_are_met_the_missed_first(portal, page):
    card = page.get_by_role("region", name="KPIs against their goals")
    names = ["Deflection Rate", "Customer Satisfaction", "Resolution Accuracy"]
    chat = [{"field": "use_case", "op": "in", "values": ["support-chat"]}]
    answer = portal.ask(metrics=[f"kpi_attainment:{name}" for name in names], filters=chat, **RANGE)
    missed = sum(attainment < 1 for attainment in answer["totals"])
    expect(card).to_contain_text(f"{3 - missed} met, {missed} missed")
    expect(card).to_contain_text(re.compile(r"goal 25%"))


def test_limits_past_their_threshold_are_listed_with_their_spend(portal, page):
    near = [one for one in portal.api("GET", "/limits").json()["items"] if one["state"] != "ok"]
    card = page.get_by_role("region", name="Limits near their maximum")
    for limit in near:
        expect(card.get_by_role("link", name=limit["limit_name"])).to_be_visible()
    expect(card).to_contain_text("overrun")


def test_it_says_until_when_there_are_data(page):
    expect(page.get_by_text("Data until")).to_be_visible()


def test_before_the_first_event_it_shows_the_way_to_it(own_portal):
    page = own_portal.open("~/overview")
    expect(page.get_by_role("heading", name="Waiting for the first event")).to_be_visible()
    own_portal.api("POST", "/ingest", json={"category": "system.openai", "resource": "gpt-4o", "units": {}})
    expect(page.get_by_role("region", name="Spend over time")).to_be_visible(timeout=15_000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_anybody_can_use_it(portal, scheme, width):
    page = portal.open(PAGE, scheme=scheme, width=width)
    assert portal.violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_is_held_against_a_time_that_began_before_the_first_request(portal):
    page = portal.open("~/overview?range=90d&zone=UTC")
    expect(page.get_by_role("status").filter(has_text="First request")).to_contain_text("Aug 2026")
    cost = page.locator(".card", has=page.locator("[data-metric=cost]"))
    expect(cost).to_contain_text("$")
    expect(cost).not_to_contain_text("against the time before")
    spend = page.get_by_role("region", name="Spend over time")
    expect(spend).not_to_contain_text("Dashed")
