"""Every dialogue that an address opens, and the menus of a list: anybody can read and use them, in both themes."""

import pytest
from playwright.sync_api import expect

from packages.assay.tests.portal.dialogues import FORMS, RESOURCE

MENUS = ("Share Limits", "Columns of Limits", "Change support-chat, synthetic")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", [*FORMS, RESOURCE])
def test_anybody_can_use_each_dialogue(portal, address, scheme):
    page = portal.open(address, scheme=scheme)
    expect(page.get_by_role("dialog")).to_be_visible()
    assert portal.violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("menu", MENUS)
def test_anybody_can_use_the_menus_of_a_list(portal, menu, scheme):
    page = portal.open("~/limits", scheme=scheme)
    page.get_by_role("button", name=menu).click()
    expect(page.get_by_role("menu")).to_be_visible()
    # A menu belongs to its button: that it stands in no landmark is no fault.
    assert [fault for fault in portal.violations(page) if not fault.startswith("region:")] == []
