"""Requests: the rows behind every number, one of them explained, and those that arrive."""

import csv
import io
import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

LIST = "~/requests?range=90d"
ROWS = "tr[data-row]"


def test_the_rows_sum_to_the_total_that_the_question_and_the_search_give(portal):
    page, search = _searched(portal, LIST)
    found = portal.api("POST", "/requests/search", json=search).json()
    asked = {name: search[name] for name in ("from", "to", "filters")}
    requests, cost = portal.ask(metrics=["requests", "cost"], **asked)["totals"]
    assert (found["total"]["requests"], found["total"]["cost"]) == (requests, cost)
    assert page.locator("tfoot [data-amount]").get_attribute("data-amount") == cost
    expect(page.locator("tfoot")).to_contain_text(f"{requests:,} requests")


def test_the_file_holds_every_request_and_sums_to_the_same_total(portal):
    page, search = _searched(portal, LIST)
    page.get_by_role("button", name="Share Requests", exact=True).click()
    with page.expect_download() as saved:
        page.get_by_role("menuitem", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(saved.value.path().read_text())))
    total = portal.api("POST", "/requests/search", json=search).json()["total"]
    assert len(rows) == total["requests"]
    assert sum(Decimal(row["cost"]) for row in rows) == Decimal(total["cost"])


def test_scrolling_brings_more_rows(portal):
    page, _search = _searched(portal, LIST)
    expect(page.get_by_text(re.compile("^100 of "))).to_be_visible()
    page.get_by_label("Requests", exact=True).evaluate("box => box.scrollTo(0, box.scrollHeight)")
    expect(page.get_by_text(re.compile("^200 of "))).to_be_visible()


def test_the_costliest_come_first_when_cost_is_pressed(portal):
    page, search = _searched(portal, LIST)
    page.get_by_role("button", name="Cost").click()
    portal.settle(page)
    found = portal.api("POST", "/requests/search", json={**search, "order": "-cost", "limit": 3}).json()
    amounts = page.locator(f"{ROWS} [data-amount]")
    shown = [amounts.nth(place).get_attribute("data-amount") for place in range(3)]
    assert shown == [row["cost"] for row in found["items"]]


def test_typed_conditions_become_filters_that_going_back_takes_away(portal):
    page, search = _searched(portal, LIST)
    box = page.get_by_label("Search requests")
    box.fill("model:gpt-4o latency>2s")
    box.press("Enter")
    portal.settle(page)
    filters = [
        {"field": "resource", "op": "in", "values": ["gpt-4o"]},
        {"field": "latency_ms", "op": "gt", "values": ["2000"]},
    ]
    asked = {"from": search["from"], "to": search["to"], "filters": filters}
    cost = portal.ask(metrics=["cost"], **asked)["totals"][0]
    expect(page.locator("tfoot [data-amount]")).to_have_attribute("data-amount", cost)
    page.go_back()
    expect(page.get_by_role("group", name="Filters").get_by_text("gpt-4o")).to_have_count(0)


def test_what_cannot_be_read_says_what_is_wrong(portal):
    page, _search = _searched(portal, LIST)
    page.get_by_label("Search requests").fill("cost>much")
    expect(page.get_by_role("alert")).to_contain_text("no number")


def test_a_typed_id_opens_its_request_and_the_url_names_it(portal):
    page, search = _searched(portal, LIST)
    request_id = portal.api("POST", "/requests/search", json=search).json()["items"][7]["request_id"]
    box = page.get_by_label("Search requests")
    box.fill(request_id.upper())
    box.press("Enter")
    panel = page.get_by_role("dialog")
    expect(panel.get_by_text(request_id, exact=True)).to_be_visible()
    assert f"open={request_id}" in page.url
    page.go_back()
    expect(panel).to_have_count(0)


def test_the_lines_of_a_cost_are_those_of_the_api_and_add_up_exactly(portal):
    page, request = _opened(portal)
    lines = page.get_by_role("dialog").locator("tbody [data-amount]")
    amounts = [lines.nth(place).get_attribute("data-amount") for place in range(len(request["lines"]))]
    assert amounts == [line["amount"] for line in request["lines"]]
    assert sum(map(Decimal, amounts)) == Decimal(request["cost"])
    expect(page.locator("[data-sum=Total]")).to_have_text(f"${request['cost']}")
    first = request["lines"][0]
    expect(page.get_by_role("dialog")).to_contain_text(
        f"{first['count']:,} \N{MULTIPLICATION SIGN} ${first['price']} / 1M"
    )


def test_a_panel_leads_to_the_price_the_limit_and_the_others_of_the_instance(portal):
    page, request = _opened(portal)
    panel = page.get_by_role("dialog")
    price = panel.get_by_role("link", name=re.compile("genai-prices")).first.get_attribute("href")
    assert f"version={request['lines'][0]['price_version']}" in price
    limit = panel.get_by_role("link", name=request["charges"][0]["limit_name"]).get_attribute("href")
    assert limit.endswith(f"/limits/{request['charges'][0]['limit_id']}")
    panel.get_by_label("Other requests of this instance").first.get_by_role("button").first.click()
    expect(panel.get_by_text(request["siblings"][0]["request_id"], exact=True)).to_be_visible()


def test_keys_open_a_row_and_go_on_to_the_next(portal):
    page, search = _searched(portal, LIST)
    ids = [row["request_id"] for row in portal.api("POST", "/requests/search", json=search).json()["items"]]
    page.locator(ROWS).first.focus()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog")
    expect(panel.get_by_text(ids[1], exact=True)).to_be_visible()
    page.keyboard.press("j")
    expect(panel.get_by_text(ids[2], exact=True)).to_be_visible()


def test_where_there_is_no_prompt_the_closed_gate_is_named(portal):
    page, _request = _opened(portal)
    expect(page.get_by_role("dialog")).to_contain_text("This application stores no prompts.")


def test_an_owner_adds_a_property_and_takes_it_back(own_portal):
    request_id = _ingest(own_portal, properties={"channel": "web"})
    page = own_portal.open(f"~/requests?open={request_id}")
    page.get_by_label("Key of a new property").fill("team")
    page.get_by_label("Value of a new property").fill("blue")
    page.get_by_role("button", name="Add a property").click()
    expect(page.get_by_label("Value of team")).to_have_value("blue")
    assert _properties(own_portal, request_id) == {"channel": "web", "team": "blue"}
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Value of team")).to_have_count(0)
    assert _properties(own_portal, request_id) == {"channel": "web"}


def test_requests_are_shown_as_they_arrive_and_held_back_while_paused(own_portal):
    _ingest(own_portal, step="before")
    page = own_portal.open("~/requests")
    page.get_by_text("Live", exact=True).click()
    expect(page.get_by_role("status").get_by_text("Live")).to_be_visible()
    _ingest(own_portal, step="first")
    expect(page.get_by_role("cell", name="first", exact=True)).to_be_visible()
    expect(page.get_by_role("cell", name="before", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Pause").click()
    _ingest(own_portal, step="second")
    expect(page.get_by_text("1 arrived while paused")).to_be_visible()
    expect(page.get_by_role("cell", name="second", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("cell", name="second", exact=True)).to_be_visible()


def test_a_live_list_obeys_the_filters(own_portal):
    _ingest(own_portal, step="before")
    page = own_portal.open("~/requests?f=step:in:wanted")
    page.get_by_text("Live", exact=True).click()
    expect(page.get_by_role("status").get_by_text("Live")).to_be_visible()
    _ingest(own_portal, step="other")
    _ingest(own_portal, step="wanted")
    expect(page.get_by_role("cell", name="wanted", exact=True)).to_be_visible()
    expect(page.locator(ROWS)).to_have_count(1)


def test_a_live_list_goes_on_after_the_server_was_restarted(own_portal, assay_server):
    _ingest(own_portal, step="before")
    page = own_portal.open("~/requests")
    page.get_by_text("Live", exact=True).click()
    expect(page.get_by_role("status").get_by_text("Live")).to_be_visible()
    assay_server.stop()
    expect(page.get_by_text("The server does not answer; trying again")).to_be_visible()
    assay_server.start("--port", own_portal.url.rpartition(":")[2])
    expect(page.get_by_role("status").get_by_text("Live")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("The connection was interrupted")).to_be_visible()
    _ingest(own_portal, step="after")
    expect(page.get_by_role("cell", name="after", exact=True)).to_be_visible()
    unreachable = "ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONNECTION_RESET"
    own_portal.faults[:] = [one for one in own_portal.faults if not any(code in one for code in unreachable)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_anybody_can_use_it(portal, scheme):
    page = portal.open(LIST, scheme=scheme)
    assert portal.violations(page) == []
    page.locator(ROWS).first.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Prompt and completion")
    assert portal.violations(page) == []


def _searched(portal, path):
    """A list at rest, and the body of the search it made."""
    page = portal.open(path)
    with page.expect_response("**/api/v1/requests/search") as asked:
        page.reload()
    portal.settle(page)
    return page, asked.value.request.post_data_json


def _opened(portal):
    """A page with the costliest request open that belongs to an instance with others, and that request."""
    instances = {"field": "instance", "op": "prefix", "values": ["showcase-contract-review"]}
    body = {"from": "2026-08-01", "to": "2026-11-20", "filters": [instances], "order": "-cost", "limit": 1}
    found = portal.api("POST", "/requests/search", json=body).json()["items"][0]
    request = portal.api("GET", f"/requests/{found['request_id']}").json()
    page = portal.open(f"{LIST}&open={request['request_id']}")
    expect(page.get_by_role("dialog").get_by_text("Cost, line by line")).to_be_visible()
    return page, request


def _ingest(portal, **more):
    """Record a request a few hours before the browser's time; its id."""
    step = more.pop("step", "answer")
    event = {
        "category": "system.openai",
        "resource": "gpt-4o-mini",
        "units": {"text": {"input": 1000, "output": 100}},
        "event_timestamp": "2026-11-20T09:00:00Z",
        "use_case_name": "chat",
        "use_case_step": step,
        **more,
    }
    return portal.api("POST", "/ingest", json=event).json()["request_id"]


def _properties(portal, request_id):
    return portal.api("GET", f"/requests/{request_id}").json()["properties"]
