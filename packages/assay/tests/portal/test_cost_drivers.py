"""Cost Drivers: which feature, user, model and property cause the cost."""

import json
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

RANGE = {"from": "2026-09-01T00:00:00Z", "to": "2026-11-01T00:00:00Z"}
PAGE = "~/cost-drivers?zone=UTC&range=2026-09-01/2026-11-01"
ROW = "tr[data-row]"


@pytest.fixture
def page(portal) -> Page:
    return portal.open(PAGE)


def test_the_total_and_each_row_on_screen_are_those_of_the_api(portal, page):
    answer = portal.ask(metrics=["cost"], by=["use_case"], **RANGE)
    assert _amount(page.locator("tfoot")) == answer["totals"][1]
    shown = [(row.inner_text(), _amount(row)) for row in _rows(page, "Use case").all()]
    assert [amount for _, amount in shown] == [amount for _, amount in answer["rows"]]
    assert all(name in text for (text, _), (name, _) in zip(shown, answer["rows"], strict=True))


def test_the_amount_of_a_row_leads_to_requests_that_sum_to_it(portal, page):
    row = _rows(page, "Use case").first
    amount = _amount(row)
    row.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1, name="Requests")).to_be_visible()
    expect(page.locator("tfoot [data-amount]")).to_have_attribute("data-amount", amount)


def test_the_share_of_a_row_is_its_part_of_the_total(portal, page):
    answer = portal.ask(metrics=["cost"], by=["use_case"], **RANGE)
    share = float(answer["rows"][0][1]) / float(answer["totals"][1])
    expect(_rows(page, "Use case").first).to_contain_text(f"{share:.1%}")


def test_a_use_case_tells_which_versions_it_had(page):
    expect(_rows(page, "Use case").filter(has_text="support-chat")).to_contain_text("1 → 2")


def test_a_ticked_row_is_drawn_alone_and_the_url_says_so(page):
    page.get_by_role("checkbox", name="Draw contract-review").check()
    expect(page.get_by_role("img", name="Cost over time, 1 series")).to_be_visible()
    assert _url(page)["only"] == ["contract-review"]


def test_a_pressed_row_shows_its_distribution_and_going_through_a_bar_finds_that_many_requests(portal, page):
    _rows(page, "Use case").filter(has_text="contract-review").get_by_role("cell").nth(1).click()
    card = page.get_by_role("region", name="Cost of an instance: contract-review")
    card.get_by_role("combobox", name="Distribution of").click()
    page.get_by_role("option", name="Latency of a request").click()
    portal.settle(page)
    card = page.get_by_role("region", name="Latency of a request: contract-review")
    only = [{"field": "use_case", "op": "in", "values": ["contract-review"]}]
    found = portal.api("POST", "/histograms", json={"of": "latency_ms", "filters": only, **RANGE}).json()
    expect(card).to_contain_text(f"{found['n']:,} requests.")
    _press_middle(card)
    expect(page.get_by_role("heading", level=1, name="Requests")).to_be_visible()
    edge = _edge_of(_url(page)["f"], "latency_ms:gte:")
    expected = found["counts"][found["edges"].index(edge)]
    expect(page.locator("tfoot")).to_contain_text(f"{expected:,} request")


def test_dragging_over_the_chart_zooms_to_whole_days_and_going_back_undoes_it(portal, page):
    box = _chart(page).bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.3, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.4, middle, steps=4)
    page.mouse.up()
    page.wait_for_url("**range=2026-09-**")
    first, last = _url(page)["range"][0].split("/")
    assert len(first) == len(last) == len("2026-09-20")
    page.go_back()
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query)["range"] == ["2026-09-01/2026-11-01"])


def test_pressing_the_chart_opens_the_requests_of_that_day(portal, page):
    _press_middle(_chart(page))
    expect(page.get_by_role("heading", level=1, name="Requests")).to_be_visible()
    first, last = _url(page)["range"][0].split("/")
    day = {"from": f"{first}T00:00:00Z", "to": f"{last}T00:00:00Z"}
    series = [_filter(one) for one in _url(page).get("f", [])]
    answer = portal.ask(metrics=["requests"], filters=series, **day)
    expect(page.locator("tfoot")).to_contain_text(f"{answer['totals'][0]:,} requests")


def test_any_property_can_be_chosen_and_its_values_have_their_counts(portal, page):
    page.get_by_role("tab", name="Properties").click()
    page.get_by_role("combobox", name="Property").click()
    page.get_by_role("option", name="channel").click()
    portal.settle(page)
    answer = portal.ask(metrics=["cost", "requests"], by=["property:channel"], **RANGE)
    rows = _rows(page, "channel")
    assert [_amount(row) for row in rows.all()] == [row[1] for row in answer["rows"]]
    for place, (value, _, requests) in enumerate(answer["rows"]):
        expect(rows.nth(place)).to_contain_text(value)
        expect(rows.nth(place)).to_contain_text(f"{requests:,}")


def test_what_got_worse_is_told_by_the_quarters_of_the_range_the_dearest_first(portal):
    page = portal.open(f"{PAGE}&metric=cost_per_request&by=user")
    first = {"from": "2026-09-01T00:00:00Z", "to": "2026-09-16T06:00:00Z"}
    last = {"from": "2026-10-16T18:00:00Z", "to": "2026-11-01T00:00:00Z"}
    question = {"metrics": ["cost_per_request", "requests"], "by": ["user"], "top": 1000, "compare": first}
    answer = portal.ask(**question, **last)
    names = [column["name"] for column in answer["columns"]]
    rows = [dict(zip(names, row, strict=True)) for row in answer["rows"]]
    meant = {
        f"{row['user']} · {row['account']}": Decimal(row["cost_per_request.difference"]) * row["requests"]
        for row in rows
        if min(row["requests"], row["requests.previous"]) >= 30
    }
    worse = [name for name, money in sorted(meant.items(), key=lambda one: -one[1]) if money > 0]
    assert len(worse) > 1
    card = page.get_by_role("region", name="Got worse: cost per request")
    assert [row.get_by_role("cell").first.inner_text() for row in card.locator(ROW).all()] == worse


def test_the_figure_of_a_quarter_leads_to_the_requests_of_that_quarter(portal):
    page = portal.open(f"{PAGE}&by=user")
    row = page.get_by_role("region", name="Got worse: cost").locator(ROW).first
    last = row.get_by_role("link").nth(1)
    amount = last.locator("[data-amount]").get_attribute("data-amount")
    last.click()
    expect(page.get_by_role("heading", level=1, name="Requests")).to_be_visible()
    expect(page.locator("tfoot [data-amount]")).to_have_attribute("data-amount", amount)


def test_what_got_worse_can_be_asked_for_by_a_program(portal):
    page = portal.open("~/cost-drivers?zone=UTC&range=2026-08-22/2026-11-20")
    page.get_by_role("button", name="Share Got worse: cost").click()
    page.get_by_role("menuitem", name="curl").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    path, _, rest = copied.partition("/api/v1")[2].partition("' ")
    answer = portal.api("POST", path, json=json.loads(rest.partition("-d '")[2].removesuffix("'"))).json()
    rows = page.get_by_role("region", name="Got worse: cost").locator(ROW)
    assert answer["items"]
    expect(rows).to_have_count(len(answer["items"]))
    for place, item in enumerate(answer["items"]):
        expect(rows.nth(place)).to_contain_text(item["group"]["use_case"])
        shown = [version for version in item["versions"] if version is not None]
        expect(rows.nth(place)).to_contain_text(" → ".join(str(one) for one in dict.fromkeys(shown)))


def test_with_a_comparison_each_figure_tells_how_it_moved(portal):
    page = portal.open("~/cost-drivers?zone=UTC&range=2026-10-01/2026-11-01&compare=previous")
    expect(page.locator("tfoot")).to_contain_text("against the time before")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("by", ["use_case", "user", "property:channel"])
def test_anybody_can_use_it(portal, scheme, by):
    page = portal.open(f"{PAGE}&by={by}", scheme=scheme)
    assert portal.violations(page) == []


def _rows(page, table):
    return page.get_by_role("region", name=table, exact=True).locator(ROW)


def _amount(place) -> str:
    return place.locator("[data-amount]").first.get_attribute("data-amount")


def _chart(page):
    return page.get_by_role("img", name="Cost over time")


def _press_middle(place) -> None:
    chart = place if place.get_attribute("role") == "img" else place.get_by_role("img", name="Distribution")
    chart.scroll_into_view_if_needed()
    chart.locator("canvas").click()


def _url(page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def _filter(text: str) -> dict[str, object]:
    field, op, values = text.split(":")
    return {"field": field, "op": op, "values": values.split(",")}


def _edge_of(filters: list[str], beginning: str) -> int:
    return next(int(one.removeprefix(beginning)) for one in filters if one.startswith(beginning))
