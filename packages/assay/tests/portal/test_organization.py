"""The organization: who may come in, what they may do, and who changed what."""

import re

import pytest
from playwright.sync_api import Page, expect


def _invite(portal, page: Page, name: str, email: str) -> str:
    """Invite somebody on the page; the link."""
    portal.go(page, "/organization?do=invite")
    page.get_by_role("textbox", name="Name", exact=True).fill(name)
    page.get_by_role("textbox", name="E-mail").fill(email)
    page.get_by_role("dialog").get_by_role("button", name="Invite").click()
    link = page.locator("[data-secret]").inner_text()
    page.get_by_role("button", name="I have it").click()
    return link


def test_somebody_invited_comes_in_by_the_link_and_sees_what_their_role_lets_them(own_portal):
    page = own_portal.open("/organization")
    link = _invite(own_portal, page, "Ravi Patel", "ravi@example.com")
    expect(page.get_by_text(link)).to_have_count(0)
    page.get_by_label("Role of Ravi Patel").select_option("reader")
    expect(page.get_by_text("Ravi Patel is reader here")).to_be_visible()
    guest = own_portal.open(link.removeprefix(own_portal.url), signed_in=False)
    expect(guest.get_by_label("E-mail")).to_have_value("ravi@example.com")
    guest.get_by_role("textbox", name="Password").fill("another long password")
    guest.get_by_role("button", name="Begin").click()
    guest.wait_for_url(re.compile(r"/$"))
    own_portal.go(guest, "~/settings")
    expect(guest.get_by_text("Only an Owner sees the keys")).to_be_visible()
    own_portal.go(guest, "~/settings?tab=policy")
    expect(guest.get_by_role("button", name="Save")).to_have_count(0)
    own_portal.go(guest, "~/limits")
    expect(guest.get_by_role("button", name="New limit")).to_have_count(0)


def test_a_role_is_given_and_undone(own_portal):
    page = own_portal.open("/organization")
    _invite(own_portal, page, "Ravi Patel", "ravi@example.com")
    role = page.get_by_label("Role of Ravi Patel")
    role.select_option("owner")
    expect(page.get_by_label("Ravi Patel sees prompts")).to_be_checked()
    page.get_by_role("button", name="Undo").click()
    expect(role).to_have_value("")


def test_the_last_owner_cannot_be_taken_away(own_portal):
    page = own_portal.open("/organization")
    page.get_by_label("Role of Dana Meyer").select_option("reader")
    expect(page.get_by_text("this is the organization's only owner")).to_be_visible()
    expect(page.get_by_label("Role of Dana Meyer")).to_have_value("owner")
    own_portal.faults.clear()  # the browser itself logs an answer of 400


def test_somebody_removed_is_gone(own_portal):
    page = own_portal.open("/organization")
    _invite(own_portal, page, "Ravi Patel", "ravi@example.com")
    page.get_by_role("button", name="Change Ravi Patel").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Ravi Patel is removed")).to_be_visible()
    expect(page.get_by_text("ravi@example.com")).to_have_count(0)


def test_a_group_is_made_renamed_and_deleted(own_portal):
    page = own_portal.open("/organization?tab=groups")
    page.get_by_role("button", name="New group").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Products")
    page.get_by_role("dialog").get_by_role("button", name="New group").click()
    page.get_by_role("button", name="Rename Products").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Labs")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("region", name="Labs", exact=True)).to_contain_text("Dana Meyer")
    page.get_by_role("button", name="Delete Labs").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="Labs")).to_have_count(0)


def test_the_audit_shows_the_two_sides_of_a_change_and_is_found_by_typing(own_portal):
    own_portal.api("POST", "/limits", json={"limit_id": "a", "limit_name": "A", "max": 40})
    own_portal.api("PUT", "/limits/a", json={"max": 60})
    page = own_portal.open("/organization?tab=audit&q=limit.update")
    row = page.get_by_role("region", name="Changes").locator("tr[data-row]")
    expect(row).to_contain_text("max 40 → 60")
    row.click()
    sides = page.get_by_role("table", name="Before and after").get_by_role("row", name="max (changed)")
    expect(sides).to_contain_text("40")
    expect(sides).to_contain_text("60")
    page.reload()
    expect(sides).to_be_visible()


def test_the_audit_is_found_by_action_and_saved(own_portal):
    own_portal.api("POST", "/limits", json={"limit_id": "b", "limit_name": "B", "max": 40})
    page = own_portal.open("/organization?tab=audit")
    page.get_by_role("combobox", name="Action").click()
    page.get_by_role("option", name="limit.create").click()
    rows = page.get_by_role("region", name="Changes").locator("tr[data-row]")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("limit.create")
    page.get_by_role("button", name="Share Audit log").click()
    with page.expect_download() as saving:
        page.get_by_role("menuitem", name="CSV").click()
    header, row = saving.value.path().read_text().splitlines()
    assert header.startswith("id,time,who,")
    assert "limit.create" in row


def test_another_password_takes_the_place_of_the_former(own_portal):
    page = own_portal.open("/organization?tab=account")
    page.get_by_role("textbox", name="Current password").fill("correct horse battery")
    page.get_by_role("textbox", name="New password").fill("wrong horse battery")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("The password is changed")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["people", "people&do=invite", "groups", "audit", "account"])
def test_anybody_can_use_it(portal, scheme, state):
    assert portal.violations(portal.open(f"/organization?tab={state}", scheme=scheme)) == []
