"""Query Builder: any question, kept as reports that anybody can fetch."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect

ASKED = "~/query?range=90d&metrics=cost,requests&by=use_case"
ROWS = "tr[data-row]"


def test_rows_and_total_are_the_answer_of_the_api(portal):
    page, question = _asked(portal, ASKED)
    answer = portal.api("POST", "/questions", json=question).json()
    amounts = page.locator(f"{ROWS} [data-amount]")
    shown = [amounts.nth(place).get_attribute("data-amount") for place in range(len(answer["rows"]))]
    assert shown == [row[1] for row in answer["rows"]]
    assert page.locator("tfoot [data-amount]").get_attribute("data-amount") == answer["totals"][1]


def test_choosing_asks_anew_and_going_back_undoes_it(portal):
    page, _question = _asked(portal, ASKED)
    page.get_by_label("Metrics", exact=True).first.click()
    page.get_by_role("option", name="Latency p95").click()
    expect(page.get_by_role("columnheader", name="Latency p95")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("columnheader", name="Latency p95")).to_have_count(0)


def test_a_row_leads_to_the_requests_that_sum_to_it(portal):
    page, _question = _asked(portal, ASKED)
    row = page.locator(ROWS).filter(has_text="contract-review")
    cost = row.locator("[data-amount]").get_attribute("data-amount")
    row.click()
    expect(page.get_by_role("heading", name="Requests", level=1)).to_be_visible()
    expect(page.locator("tfoot [data-amount]")).to_have_attribute("data-amount", cost)


def test_a_report_is_saved_as_it_changes_and_its_address_gives_what_the_page_shows(portal):
    page, question = _asked(portal, ASKED)
    report_id = _saved(page)
    page.get_by_label("Name of the report").fill("Cost of features")
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Reports").get_by_text("Cost of features")).to_be_visible()
    page.get_by_label("By", exact=True).first.click()
    page.get_by_role("option", name="Resource", exact=True).click()
    expect(page.get_by_role("columnheader", name="Resource")).to_be_visible()
    expect(page.get_by_role("status").get_by_text("Saved")).to_be_visible()
    kept = portal.api("GET", f"/reports/{report_id}/question").json()
    assert (kept["name"], kept["question"]["by"]) == ("Cost of features", ["use_case", "resource"])
    text = portal.api("GET", f"/reports/{report_id}?from={question['from']}&to={question['to']}").text
    rows = list(csv.DictReader(io.StringIO(text)))
    amounts = page.locator(f"{ROWS} [data-amount]")
    assert [row["cost"] for row in rows if row["use_case"]] == [
        amounts.nth(place).get_attribute("data-amount") for place in range(amounts.count())
    ]


def test_opening_a_link_that_asks_something_else_changes_no_report(portal):
    page, _question = _asked(portal, ASKED)
    report_id = _saved(page)
    before = portal.api("GET", f"/reports/{report_id}/question").json()["question"]
    portal.go(page, f"{ASKED},step&report={report_id}")
    expect(page.get_by_text("This link asks something else than the report.")).to_be_visible()
    page.wait_for_timeout(1_000)
    assert portal.api("GET", f"/reports/{report_id}/question").json()["question"] == before
    page.get_by_role("button", name="open the report").click()
    expect(page.get_by_role("status").get_by_text("Saved")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Step")).to_have_count(0)


def test_a_link_with_the_report_alone_opens_its_question(portal):
    page, _question = _asked(portal, "~/query?range=90d&metrics=failures&by=step")
    report_id = _saved(page)
    portal.go(page, f"~/query?report={report_id}")
    expect(page.get_by_role("columnheader", name="Failures")).to_be_visible()
    kept = portal.api("GET", f"/reports/{report_id}/question").json()["question"]
    assert (kept["metrics"], kept["by"]) == (["failures"], ["step"])


def test_a_deleted_report_is_put_back_on_undo(own_portal):
    own_portal.api("POST", "/reports", json={"name": "Kept", "question": {"metrics": ["cost"]}})
    page = own_portal.open("~/query")
    page.get_by_role("link", name="Kept").click()
    page.get_by_role("button", name="Delete report").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("link", name="Kept")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Kept")).to_be_visible()


def test_the_printed_page_holds_every_row_and_says_what_was_asked(portal):
    page, question = _asked(portal, f"{ASKED},step,user&top=500")
    answer = portal.api("POST", "/questions", json=question).json()
    rest = 0 if answer["other"] is None else 1
    page.get_by_role("button", name="Print").click()
    expect(page.get_by_role("article").locator("tbody tr")).to_have_count(len(answer["rows"]) + rest)
    expect(page.get_by_role("article")).to_contain_text(f"{answer['meta']['requests']:,} requests")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_anybody_can_use_it(portal, scheme):
    page, _question = _asked(portal, ASKED, scheme=scheme)
    assert portal.violations(page) == []


def _asked(portal, path, **options):
    """The builder at rest, and the question it asked."""
    page = portal.open(path, **options)
    with page.expect_response("**/api/v1/questions") as asked:
        page.reload()
    portal.settle(page)
    return page, asked.value.request.post_data_json


def _saved(page):
    """Save as a report; its id."""
    page.get_by_role("button", name="Save as a report").click()
    expect(page.get_by_label("Name of the report")).to_be_visible()
    return re.search(r"report=([^&]+)", page.url)[1]
