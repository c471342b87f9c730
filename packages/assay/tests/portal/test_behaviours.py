"""What every page does alike: the URL is the state, keys, theme, views, sharing, narrow screens, printing."""

import json
import re

import pytest
from playwright.sync_api import expect

PAGES = ("overview", "cost-drivers", "performance", "failures", "requests", "use-cases", "kpis", "compare", "limits",
         "query", "resources", "learn", "settings")  # fmt: skip


def test_going_back_undoes_and_going_forward_does_again(portal):
    page = portal.open("~/cost-drivers?range=90d")
    page.get_by_role("tab", name="Users").click()
    expect(page.get_by_role("heading", name="Cost by user")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Cost by use case")).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("heading", name="Cost by user")).to_be_visible()


def test_a_link_shows_somebody_else_the_same(portal):
    page = portal.open("~/cost-drivers?range=90d")
    page.get_by_role("tab", name="Accounts").click()
    expect(page.get_by_role("heading", name="Cost by account")).to_be_visible()
    portal.settle(page)
    total = page.locator("tfoot [data-amount]").first.get_attribute("data-amount")
    other = portal.open(page.url.removeprefix(portal.url))
    expect(other.get_by_role("heading", name="Cost by account")).to_be_visible()
    assert other.locator("tfoot [data-amount]").first.get_attribute("data-amount") == total


def test_range_and_filters_go_along_to_the_next_page(portal):
    page = portal.open("~/cost-drivers?range=7d&f=use_case:in:support-chat")
    page.get_by_role("link", name="Performance", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Performance")).to_be_visible()
    assert "range=7d" in page.url
    expect(page.get_by_role("group", name="Filters")).to_contain_text("support-chat")


def test_a_range_is_chosen_with_its_zone_said(portal):
    page = portal.open("~/overview")
    page.get_by_role("button", name=re.compile("Last 30 days")).click()
    expect(page.get_by_role("dialog")).to_contain_text("Europe/Berlin")
    page.get_by_role("button", name="Last 7 days").click()
    page.wait_for_url("**range=7d**")


def test_a_filter_is_found_by_typing_and_shows_its_count(portal):
    page = portal.open("~/cost-drivers?range=90d")
    page.get_by_role("button", name="+ Filter").click()
    page.get_by_role("button", name="Account", exact=True).click()
    page.get_by_label("Find a value of Account").fill("Cob")
    expect(page.get_by_role("checkbox", name="Cobalt")).to_be_visible()
    expect(page.get_by_role("checkbox")).not_to_have_count(0)
    page.get_by_role("checkbox", name="Cobalt").check()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("group", name="Filters")).to_contain_text("Account is Cobalt")
    assert "f=account" in page.url


def test_the_palette_goes_to_a_use_case_by_its_name(portal):
    page = portal.open("~/overview")
    page.keyboard.press("Control+k")
    page.get_by_label("Jump to").fill("contract")
    page.get_by_role("button", name=re.compile("contract-review")).click()
    page.wait_for_url("**/use-cases/contract-review**")


def test_keys_go_to_pages_and_are_listed(portal):
    page = portal.open("~/overview")
    page.keyboard.press("g")
    page.keyboard.press("l")
    expect(page.get_by_role("heading", level=1, name="Limits")).to_be_visible()
    page.keyboard.press("Shift+?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


def test_the_theme_is_kept_and_set_before_the_first_paint(portal):
    page = portal.open("~/overview")
    page.get_by_role("button", name=re.compile("Dana|DM")).click()
    page.get_by_role("menuitem", name="Dark").click()
    page.reload(wait_until="commit")
    page.wait_for_selector("#root", state="attached")
    assert page.locator("html").get_attribute("data-mantine-color-scheme") == "dark"
    portal.settle(page)


def test_a_view_is_kept_opened_and_deleted_with_a_way_back(portal):
    page = portal.open("~/failures?range=90d&f=account:in:Cobalt")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Save this view").click()
    page.get_by_label("Name").fill("Cobalt's failures")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The view Cobalt's failures is saved")).to_be_visible()
    portal.go(page, "~/failures")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Cobalt's failures").first.click()
    page.wait_for_url("**f=account**")
    page.get_by_role("button", name="Views").click()
    page.get_by_label("Delete the view Cobalt's failures").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone")).to_be_visible()


def test_what_is_on_screen_is_a_file_and_a_request(portal):
    page = portal.open("~/cost-drivers?range=90d")
    share = page.get_by_role("button", name="Share Cost by Use case")
    share.click()
    with page.expect_download() as file:
        page.get_by_role("menuitem", name="CSV").click()
    rows = file.value.path().read_text().splitlines()
    shown = page.locator("tbody tr[data-row] [data-amount]").first.get_attribute("data-amount")
    assert shown in rows[1].split(",")
    share.click()
    page.get_by_role("menuitem", name="curl").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    question = json.loads(copied[copied.index("{") : copied.rindex("}") + 1])
    assert portal.ask(**question)["rows"][0][1] == shown


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_narrow_screen(portal, name):
    page = portal.open(f"~/{name}?range=90d", width=360, height=740)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("name", PAGES)
def test_a_page_tells_its_name_and_begins_with_it(portal, name):
    page = portal.open(f"~/{name}")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_count(1)
    assert page.title().startswith(heading.inner_text())
