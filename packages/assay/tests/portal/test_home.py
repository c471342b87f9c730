"""Home: all groups and applications, and new ones."""

import re
from dataclasses import replace

import httpx2
import pytest
from playwright.sync_api import Page, expect

RANGE = {"from": "2026-10-01T00:00:00Z", "to": "2026-11-01T00:00:00Z"}
PAGE = "/?zone=UTC&range=2026-10-01/2026-11-01"


def test_an_application_stands_there_with_the_figures_of_the_api(portal):
    page = portal.open(PAGE)
    cost, requests = portal.ask(metrics=["cost", "requests"], **RANGE)["totals"]
    table = page.get_by_role("region", name="Applications of Applications")
    row = table.locator("tr[data-row]", has_text="default")
    assert row.locator("[data-amount]").first.get_attribute("data-amount") == cost
    expect(row).to_contain_text(f"{requests:,}")
    total = page.locator("[data-metric=cost] [data-amount]")
    assert total.get_attribute("data-amount") == cost


def test_an_application_leads_to_its_pages_over_the_same_range(portal):
    page = portal.open(PAGE)
    page.get_by_role("region", name="Applications of Applications").get_by_role(
        "link", name="default"
    ).click()
    page.wait_for_url("**/overview?**")
    assert "range=2026-10-01" in page.url


def test_an_owner_makes_a_group_and_an_application_whose_keys_are_shown_once(own_portal):
    page = own_portal.open("/")
    page.get_by_role("button", name="New group").click()
    page.get_by_label("Name").fill("Products")
    page.get_by_role("dialog").get_by_role("button", name="New group").click()
    page.get_by_role("button", name="New application in Products").click()
    page.get_by_label("Name").fill("Helpdesk")
    page.get_by_role("button", name="Create").click()
    dialog = page.get_by_role("dialog", name="Helpdesk is ready")
    key = dialog.get_by_label("Key 1", exact=True).inner_text()
    expect(dialog.get_by_label("First event, with key 1")).to_contain_text(key)
    dialog.get_by_role("button", name="Copy").first.click()
    assert page.evaluate("navigator.clipboard.readText()") == key
    assert key not in page.url
    replace(own_portal, key=key).api("GET", "/limits")
    dialog.get_by_role("link", name="Open Helpdesk").click()
    expect(page.get_by_role("heading", name="Waiting for the first event")).to_be_visible()
    page.go_back()
    own_portal.settle(page)
    expect(page.get_by_text(key)).to_have_count(0)


def test_a_name_that_is_taken_is_refused_in_the_words_of_the_server(own_portal):
    page = own_portal.open("/?do=new-application")
    page.get_by_label("Name").fill("default")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("alert")).to_contain_text("application_already_exists")
    own_portal.faults.clear()  # the browser itself logs an answer of 409


def test_a_group_has_a_page_of_its_own(own_portal):
    page = own_portal.open("/")
    page.get_by_role("button", name="New group").click()
    page.get_by_label("Name").fill("Research")
    page.get_by_role("dialog").get_by_role("button", name="New group").click()
    page.get_by_role("link", name="Open Research").click()
    expect(page.get_by_role("heading", level=1, name="Research")).to_be_visible()
    page.get_by_role("button", name="New application in Research").click()
    expect(page.get_by_label("Group", exact=True)).to_have_value(re.compile(".+"))


def test_who_has_no_role_sees_no_way_to_change_what_is_shared(own_portal):
    token = _invited(own_portal, "Ravi Patel", "ravi@example.com")
    came_in = httpx2.post(
        f"{own_portal.url}/api/v1/session/welcome",
        json={"token": token, "name": "Ravi Patel", "email": "", "password": "another long password"},
    )
    guest = replace(own_portal, session=came_in.raise_for_status().cookies["assay_session"])
    page = guest.open("/")
    expect(page.get_by_role("button", name="New group")).to_have_count(0)
    expect(page.get_by_text("default", exact=True)).to_have_count(0)
    expect(page.get_by_text("You see no application yet")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [PAGE, "/?do=new-application"])
def test_anybody_can_use_it(portal, scheme, path):
    page: Page = portal.open(path, scheme=scheme)
    assert portal.violations(page) == []


def _invited(portal, name: str, email: str) -> str:
    """The token of an invitation that the owner made."""
    answer = httpx2.post(
        f"{portal.url}/api/v1/people",
        json={"name": name, "email": email},
        headers={"cookie": f"assay_session={portal.session}", "origin": portal.url},
    )
    return answer.raise_for_status().json()["invitation_url"].partition("token=")[2]
