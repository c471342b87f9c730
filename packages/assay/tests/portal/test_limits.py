"""Limits: how full, how they got there, and changing them."""

from decimal import Decimal

import httpx2
import pytest
from playwright.sync_api import Page, expect

LIMIT = "support-quarter"
NEW = {"limit_id": "team-a", "limit_name": "Team A", "max": 10, "threshold": 0.8}


def test_a_row_shows_the_spend_of_the_api_to_the_last_digit(portal):
    page = portal.open("~/limits")
    limit = portal.api("GET", f"/limits/{LIMIT}").json(parse_float=Decimal)["limit"]
    cost = limit["totals"]["cost"]["total"]
    amounts = _row(page, limit["limit_name"]).locator("[data-amount]")
    shown = [Decimal(amounts.nth(place).get_attribute("data-amount")) for place in range(3)]
    assert shown == [cost["base"], limit["max"], cost["overrun_base"]]


def test_how_full_it_is_stands_in_words_too(portal):
    page = portal.open("~/limits")
    row = _row(page, "support-chat, synthetic")
    expect(row).to_contain_text("overrun")
    assert row.get_by_role("meter").get_attribute("aria-valuetext").endswith("of max, overrun")


def test_typing_and_state_narrow_the_list_and_stand_in_the_url(portal):
    page = portal.open("~/limits?q=review")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    portal.go(page, "~/limits?state=ok")
    expect(page.get_by_text("No limit is called that.")).to_be_visible()
    page.get_by_role("radiogroup", name="State").get_by_text("overrun").click()
    expect(page.locator("tr[data-row]")).to_have_count(2)
    page.go_back()
    expect(page.get_by_text("No limit is called that.")).to_be_visible()


def test_the_curve_ends_at_the_spend_of_the_limit(portal):
    page = portal.open(f"~/limits/{LIMIT}?as=table&zone=UTC")
    base = _spend(portal, LIMIT)
    table = page.get_by_role("region", name="Spend by time")
    table.evaluate("box => box.scrollTo(0, box.scrollHeight)")
    last = table.locator("tr[data-row]").last.locator("[data-amount]").last
    assert Decimal(last.get_attribute("data-amount")) == base
    assert Decimal(table.locator("tfoot [data-amount]").get_attribute("data-amount")) == base
    expect(page.get_by_text("The maximum was passed between")).to_be_visible()


def test_contributors_add_up_to_the_spend_and_lead_to_their_requests(portal):
    page = portal.open(f"~/limits/{LIMIT}")
    for by in ("use case", "user", "resource"):
        table = page.get_by_role("region", name=f"Contributors by {by}")
        amounts = table.locator("tbody [data-amount]")
        parts = [Decimal(amounts.nth(place).get_attribute("data-amount")) for place in range(amounts.count())]
        assert sum(parts) == _spend(portal, LIMIT)
    page.get_by_role("region", name="Contributors by resource").get_by_text("gpt-4o-mini").click()
    page.wait_for_url("**/requests?**")
    assert "f=limit%3Ain%3Asupport-quarter&f=resource%3Ain%3Agpt-4o-mini" in page.url


def test_a_limit_is_made_with_what_it_will_do_said_before_and_undone_after(own_portal):
    page = own_portal.open("~/limits?do=create")
    page.get_by_role("textbox", name="Name", exact=True).fill("Team A")
    page.get_by_role("textbox", name="Max", exact=True).fill("0.1")
    expect(page.get_by_text("It will warn (exceeded) from $0.08 and overrun above $0.1.")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="New limit").click()
    expect(_row(page, "Team A")).to_contain_text("$0.10")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("No limit yet.")).to_be_visible()


def test_what_is_no_amount_is_said_at_the_field(own_portal):
    page = own_portal.open("~/limits?do=create")
    page.get_by_role("textbox", name="Name", exact=True).fill("Team A")
    page.get_by_role("textbox", name="Max", exact=True).fill("ten")
    page.get_by_role("dialog").get_by_role("button", name="New limit").click()
    expect(page.get_by_text("Give an amount in US dollars")).to_be_visible()
    assert own_portal.api("GET", "/limits").json()["items"] == []


def test_another_maximum_is_previewed_set_and_undone(own_portal):
    own_portal.api("POST", "/limits", json=NEW)
    page = own_portal.open("~/limits?do=edit&limit=team-a")
    page.get_by_role("textbox", name="Max", exact=True).fill("12.3456789012345")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Give an amount in US dollars")).to_be_visible()
    page.get_by_role("textbox", name="Max", exact=True).fill("12.345678901")
    expect(page.get_by_text("$0 spent, 0% of max; $12.345678901 left.")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    answer = own_portal.api("GET", "/limits/team-a").json(parse_float=Decimal)
    assert answer["limit"]["max"] == Decimal("12.345678901")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone")).to_be_visible()
    assert own_portal.api("GET", "/limits/team-a").json()["limit"]["max"] == 10


def test_a_reset_closes_the_period_into_the_history(own_portal):
    own_portal.api("POST", "/limits", json=NEW)
    event = {
        "category": "system.openai",
        "resource": "gpt-4o",
        "units": {"text": {"input": 1000, "output": 100}},
    }
    headers = {"xProxy-api-key": own_portal.key, "xProxy-Limit-IDs": "team-a"}
    httpx2.post(f"{own_portal.url}/api/v1/ingest", json=event, headers=headers).raise_for_status()
    spent = own_portal.api("GET", "/limits/team-a").json(parse_float=Decimal)["limit"]["totals"]
    page = own_portal.open("~/limits/team-a?do=reset")
    expect(page.get_by_text("A reset cannot be undone")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Reset").click()
    periods = page.get_by_role("region", name="Periods").locator("tr[data-row]")
    expect(periods).to_have_count(2)
    closed = periods.nth(1).locator("[data-amount]").first
    assert Decimal(closed.get_attribute("data-amount")) == spent["cost"]["total"]["base"]
    expect(page.locator("[data-metric=cost] [data-amount]")).to_have_attribute("data-amount", "0")


def test_a_deleted_limit_comes_back_as_it_was(own_portal):
    own_portal.api("POST", "/limits", json={**NEW, "properties": {"team": "a"}})
    page = own_portal.open("~/limits?do=delete&limit=team-a")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No limit yet.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(_row(page, "Team A")).to_be_visible()
    limit = own_portal.api("GET", "/limits/team-a").json()["limit"]
    assert (limit["max"], limit["threshold"], limit["properties"]) == (10, 0.8, {"team": "a"})


def test_a_narrow_screen_has_every_limit_without_scrolling_sideways(portal):
    page = portal.open("~/limits", width=360)
    expect(page.get_by_role("article", name="support-chat, synthetic")).to_contain_text("of max")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    portal.go(page, f"~/limits/{LIMIT}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["~/limits", "~/limits?do=create", f"~/limits/{LIMIT}", f"~/limits/{LIMIT}?do=delete"]
)
def test_anybody_can_use_it(portal, scheme, path):
    assert portal.violations(portal.open(path, scheme=scheme)) == []


def _row(page: Page, name: str):
    return page.locator("tr[data-row]", has_text=name)


def _spend(portal, limit: str) -> Decimal:
    answer: httpx2.Response = portal.api("GET", f"/limits/{limit}")
    return answer.json(parse_float=Decimal)["limit"]["totals"]["cost"]["total"]["base"]
