"""Learn: lessons that what has arrived ticks off."""

import pytest
from playwright.sync_api import expect

EVENT = {
    "category": "system.openai",
    "resource": "gpt-4o",
    "units": {"text": {"input": 10, "output": 10}},
}


def test_in_the_showcase_every_lesson_is_done(portal):
    page = portal.open("~/learn")
    expect(page.get_by_text("5 of them show in your data")).to_be_visible()
    expect(page.get_by_text("They come later.")).to_be_visible()


def test_a_lesson_is_ticked_off_by_the_event_it_teaches(own_portal):
    page = own_portal.open("~/learn")
    lesson = page.get_by_role("button", name="1. One line")
    expect(lesson).to_contain_text("not yet")
    own_portal.api("POST", "/ingest", json={**EVENT, "event_timestamp": "2026-11-20T11:00:00Z"})
    expect(lesson).to_contain_text("done", timeout=20_000)
    expect(page.get_by_role("heading", name="Who was it for?")).to_be_visible()


def test_the_code_names_this_server_and_the_links_lead_to_where_it_shows(portal):
    page = portal.open("~/learn?lesson=first-event")
    expect(page.get_by_label("Code of the lesson One line")).to_contain_text(portal.url)
    portal.go(page, "~/learn?lesson=users")
    page.get_by_role("link", name="cost by user").click()
    page.wait_for_url("**/cost-drivers?**by=user**")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_anybody_can_use_it(portal, scheme):
    assert portal.violations(portal.open("~/learn", scheme=scheme)) == []
