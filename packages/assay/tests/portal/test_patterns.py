"""Patterns: every part in each of its states, the reference of the look."""

import pytest
from playwright.sync_api import expect


def test_an_open_dialogue_keeps_the_keys_and_esc_closes_it(portal):
    page = portal.open("/patterns?show=dialog")
    dialog = page.get_by_role("dialog", name="A dialogue")
    for _press in range(6):
        page.keyboard.press("Tab")
        assert dialog.evaluate("box => box.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert "show" not in page.url


def test_a_notice_offers_its_way_back(portal):
    page = portal.open("/patterns")
    page.get_by_role("button", name="Say it, with undo").click()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_text("Undone")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("show", ["", "?show=dialog", "?show=panel"])
def test_anybody_can_use_it(portal, scheme, show):
    assert portal.violations(portal.open(f"/patterns{show}", scheme=scheme)) == []


@pytest.mark.parametrize("width", [360, 1440])
def test_no_part_is_wider_than_the_screen(portal, width):
    page = portal.open("/patterns", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
