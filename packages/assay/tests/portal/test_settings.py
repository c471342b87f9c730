"""Settings of an application: keys, members, what is kept, policies, its name and its end."""

from dataclasses import replace

import httpx2
import pytest
from playwright.sync_api import expect


def test_a_rotated_key_is_shown_once_and_the_former_one_is_refused(own_portal):
    page = own_portal.open("~/settings")
    page.get_by_role("button", name="Rotate key 1").click()
    expect(page.get_by_text("Programs that use")).to_contain_text(own_portal.key[-4:])
    page.get_by_role("dialog").get_by_role("button", name="Rotate").click()
    fresh = page.locator("[data-secret]").inner_text()
    page.get_by_role("button", name="I have it").click()
    expect(page.get_by_text(fresh)).to_have_count(0)
    expect(page.get_by_role("region", name="Keys", exact=True)).to_contain_text(f"…{fresh[-4:]}")
    replace(own_portal, key=fresh).api("GET", "/limits")
    with pytest.raises(httpx2.HTTPStatusError, match="401"):
        own_portal.api("GET", "/limits")


def test_the_closed_gate_is_named_and_opened_with_its_effect_said_before(own_portal):
    page = own_portal.open("~/settings?tab=logging")
    expect(page.get_by_text("Nothing is stored: an Owner has to switch it on below.")).to_be_visible()
    page.get_by_role("switch", name="Store prompts and completions").check()
    expect(page.get_by_text("Prompts and completions that arrive from now on are stored")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("every look at it is in the audit log")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Nothing is stored: an Owner has to switch it on below.")).to_be_visible()
    page.get_by_role("tab", name="Audit log").click()
    expect(page.get_by_text("content true → false")).to_be_visible()


def test_a_shorter_retention_says_how_much_it_would_delete(portal):
    page = portal.open("~/settings?tab=logging")
    page.get_by_label("Days requests are kept").fill("30")
    to = "2026-10-21T12:00:00Z"
    requests = portal.ask(metrics=["requests"], **{"from": "2000-01-01T00:00:00Z", "to": to})["totals"][0]
    expect(page.locator("[data-lost]")).to_contain_text(f"{requests:,} requests")


def test_somebody_new_is_given_a_role_by_address_and_a_link_to_hand_over(own_portal):
    page = own_portal.open("~/settings?tab=members")
    form = page.get_by_role("combobox", name="E-mail").first
    form.fill("ravi@example.com")
    page.get_by_role("button", name="Add as Reader").first.click()
    expect(page.locator("[data-secret]")).to_contain_text("/welcome#token=")
    page.get_by_role("button", name="I have it").click()
    expect(page.get_by_label("Role of ravi").first).to_have_value("reader")


def test_policies_are_changed_one_by_one(own_portal):
    page = own_portal.open("~/settings?tab=policy")
    page.get_by_text("Reject it: only use cases").click()
    page.get_by_text("424, as some programs expect").click()
    expect(page.get_by_text("Calls that a limit refuses are answered with HTTP 424.")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The settings are changed")).to_be_visible()
    settings = _as_owner(own_portal, f"/applications/{own_portal.app}")["settings"]
    assert (settings["unknown_use_case"], settings["block_http_status"]) == ("reject", 424)
    assert settings["block_limits_on_ingest"] == "charge"


def test_a_deleted_application_is_named_first_and_can_be_restored(own_portal):
    page = own_portal.open("~/settings?tab=application&do=delete")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Delete")).to_be_disabled()
    dialog.get_by_label("Type the name").fill("default")
    dialog.get_by_role("button", name="Delete").click()
    page.wait_for_url(f"{own_portal.url}/")
    own_portal.go(page, "/organization?tab=groups")
    page.get_by_role("button", name="Restore default").click()
    expect(page.get_by_role("link", name="default")).to_be_visible()
    own_portal.api("GET", "/limits")
    own_portal.faults.clear()  # pages of an application that is gone are answered 404


def test_another_name_is_everywhere_at_once(own_portal):
    page = own_portal.open("~/settings?tab=application")
    page.get_by_role("textbox", name="Name", exact=True).fill("web shop")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("banner")).to_contain_text("web shop")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("banner")).to_contain_text("default")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tab", ["keys", "members", "logging", "policy", "application"])
def test_anybody_can_use_it(portal, scheme, tab):
    assert portal.violations(portal.open(f"~/settings?tab={tab}", scheme=scheme)) == []


def _as_owner(portal, path: str):
    cookie = {"cookie": f"assay_session={portal.session}"}
    return httpx2.get(f"{portal.url}/api/v1{path}", headers=cookie).raise_for_status().json()
