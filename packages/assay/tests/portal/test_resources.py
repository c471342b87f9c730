"""Resources and prices: what each model costs since when, and what has no price yet."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

ROWS = "tr[data-row]"
MILLION = 1_000_000


def test_prices_are_those_of_the_api_per_million(portal):
    versions = portal.api("GET", "/categories/system.openai/resources/gpt-4o-mini?Active=true")
    [version] = versions.json(parse_float=Decimal)["items"]
    page = portal.open("~/resources?category=system.openai&q=gpt-4o-mini")
    row = page.locator(ROWS).filter(has=page.get_by_text("gpt-4o-mini", exact=True))
    for price in version["units"]["text"].values():
        expect(row).to_contain_text(f"${(price * MILLION).normalize():f}")


def test_what_was_used_of_late_is_the_answer_of_the_api_and_leads_to_its_requests(portal):
    page = portal.open("~/resources?category=system.openai&q=gpt-4o-mini")
    row = page.locator(ROWS).filter(has=page.get_by_text("gpt-4o-mini", exact=True))
    cost = row.locator("[data-amount]").get_attribute("data-amount")
    row.click()
    page.get_by_role("dialog").get_by_role("link", name="requests").click()
    expect(page.locator("tfoot [data-amount]")).to_have_attribute("data-amount", cost)


def test_the_history_tells_each_version_and_its_prices(portal):
    versions = portal.api("GET", "/categories/system.openai/resources/gpt-4o").json()["items"]
    page = portal.open("~/resources?category=system.openai&resource=gpt-4o")
    history = page.get_by_role("dialog").get_by_label("Price history").first
    expect(history.get_by_role("button")).to_have_count(len(versions))
    history.get_by_role("button").last.click()
    assert f"version={versions[0]['resource_id']}" in page.url


def test_a_price_of_ones_own_is_made_exact_and_taken_back_on_undo(own_portal):
    page = own_portal.open("~/resources")
    page.get_by_role("button", name="New price").click()
    page.get_by_label("Category", exact=True).fill("acme")
    page.get_by_label("Resource", exact=True).fill("model-x")
    page.get_by_label("Input price of text").fill("0.07")
    page.get_by_label("Output price of text").fill("2.5")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog").get_by_text("acme / model-x")).to_be_visible()
    made = own_portal.api("GET", "/categories/acme/resources/model-x").json(parse_float=Decimal)["items"]
    prices = made[0]["units"]["text"]
    assert (prices["input_price"], prices["output_price"]) == (Decimal("0.00000007"), Decimal("0.0000025"))
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone")).to_be_visible()
    names = [one["category"] for one in own_portal.api("GET", "/categories?limit=100").json()["items"]]
    assert "acme" not in names


def test_a_refusal_is_said_in_the_form(own_portal):
    page = own_portal.open("~/resources?form=new")
    page.get_by_label("Category", exact=True).fill("system.openai")
    page.get_by_label("Resource", exact=True).fill("gpt-4o")
    page.get_by_label("Input price of text").fill("1")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("managed price list")
    own_portal.faults[:] = [one for one in own_portal.faults if "403" not in one]


def test_unpriced_usage_gets_a_price_and_the_exact_difference_is_shown_before_it_is_applied(own_portal):
    for count in (3, 4):
        event = {"category": "acme", "resource": "ocr", "units": {"page": {"input": count, "output": 0}}}
        own_portal.api("POST", "/ingest", json={**event, "event_timestamp": "2026-11-20T09:00:30Z"})
    page = own_portal.open("~/resources?tab=unpriced")
    expect(page.locator(ROWS)).to_contain_text("ocr")
    page.get_by_role("button", name="Create a price").click()
    page.get_by_label("Input price of page").fill("0.0125")
    page.get_by_role("button", name="Save").click()
    preview = page.get_by_role("dialog")
    expect(preview.locator("[data-change]")).to_have_attribute("data-change", "0.0875")
    assert _cost(own_portal) == ("0", 2)
    preview.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("Every request in this range has a price.")).to_be_visible()
    assert _cost(own_portal) == ("0.0875", 0)


def test_usage_without_a_price_is_told_by_unit_and_leads_to_its_requests(own_portal):
    scan = {"page": {"input": 3}, "image": {"input": 1, "output": 2}}
    for moment in ("09:00:30", "10:30:00"):
        event = {"category": "acme", "resource": "ocr", "units": scan}
        own_portal.api("POST", "/ingest", json={**event, "event_timestamp": f"2026-11-20T{moment}Z"})
    page = own_portal.open("~/resources?tab=unpriced&zone=UTC")
    told = own_portal.api("GET", "/unpriced").json()["items"]
    assert {(one["unit"], one["side"], one["count"]) for one in told} == {
        ("page", "input", 6),
        ("image", "input", 2),
        ("image", "output", 4),
    }
    for one in told:
        row = page.locator(ROWS).filter(has_text=f"{one['unit']}, {one['side']}")
        expect(row.get_by_role("cell").nth(4)).to_have_text(str(one["count"]))
        expect(row).to_contain_text("09:00")
        expect(row).to_contain_text("10:30")
    page.locator(ROWS).first.get_by_role("link", name="2").click()
    expect(page.locator("tfoot")).to_contain_text("2 requests")


def test_filters_keep_the_usage_without_a_price_of_some_requests(own_portal):
    for user in ("ann", "bob", "ann"):
        event = {"category": "acme", "resource": "ocr", "units": {"page": {"input": 3}}, "user_id": user}
        own_portal.api("POST", "/ingest", json={**event, "event_timestamp": "2026-11-20T09:00:30Z"})
    page = own_portal.open("~/resources?tab=unpriced&f=user:in:ann")
    expect(page.locator(ROWS).get_by_role("cell").nth(4)).to_have_text("6")
    page.locator(ROWS).get_by_role("link", name="2").click()
    expect(page.locator("tfoot")).to_contain_text("2 requests")
    page.go_back()
    page.get_by_role("button", name="Remove the filter User is ann").click()
    expect(page.locator(ROWS).get_by_role("cell").nth(4)).to_have_text("9")


def test_deleting_says_what_stays_and_undo_puts_the_prices_back(own_portal):
    price = {"units": {"page": {"input_price": "0.0125"}}, "start_timestamp": "2026-01-01T00:00:00Z"}
    own_portal.api("POST", "/categories/acme/resources/ocr", json=price)
    page = own_portal.open("~/resources?category=acme&resource=ocr")
    page.get_by_role("button", name="Delete resource").click()
    asked = page.get_by_role("dialog", name="Delete resource?")
    expect(asked).to_contain_text("Costs already computed stay")
    asked.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone")).to_be_visible()
    [kept] = own_portal.api("GET", "/categories/acme/resources/ocr").json(parse_float=Decimal)["items"]
    assert kept["units"]["page"]["input_price"] == Decimal("0.0125")
    assert kept["start_timestamp"].startswith("2026-01-01T00:00:00")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_anybody_can_use_it(portal, scheme):
    for path in ("~/resources", "~/resources?category=system.openai&resource=gpt-4o", "~/resources?form=new"):
        page = portal.open(path, scheme=scheme)
        assert portal.violations(page) == [], path


def _cost(portal):
    answer = portal.ask(metrics=["cost", "unpriced"], **{"from": "2026-11-01", "to": "2026-11-21"})
    return tuple(answer["totals"])
