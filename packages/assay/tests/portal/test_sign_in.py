"""Coming in: by password, back to the page that was wanted, and by a link that works once."""

import pytest
from playwright.sync_api import Page, expect


def _sign_in(page: Page, password: str = "correct horse battery") -> None:
    page.get_by_label("E-mail").fill("dana@example.com")
    page.get_by_role("textbox", name="Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_one_comes_back_to_the_wanted_page_in_its_whole_state(portal):
    page = portal.open("~/limits?state=overrun", signed_in=False)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    _sign_in(page)
    expect(page.get_by_role("heading", name="Limits")).to_be_visible()
    assert page.url == f"{portal.url}/a/{portal.app}/limits?state=overrun"


@pytest.mark.parametrize("to", ["https://example.com/", "//example.com/", "/\\example.com"])
def test_one_is_never_sent_to_another_site(portal, to):
    page = portal.open(f"/sign-in?to={to}", signed_in=False)
    _sign_in(page)
    page.wait_for_url(f"{portal.url}/")


def test_a_wrong_password_is_refused_without_saying_whether_the_person_exists(own_portal):
    page = own_portal.open("/sign-in", signed_in=False)
    _sign_in(page, "not the password")
    refused = page.get_by_role("alert").inner_text()
    page.get_by_label("E-mail").fill("nobody@example.com")
    page.get_by_role("textbox", name="Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text(refused)
    own_portal.faults.clear()  # the browser itself logs answers of 401


def test_too_many_attempts_are_told_to_wait(own_portal):
    page = own_portal.open("/sign-in", signed_in=False)
    for _attempt in range(40):
        page.get_by_label("E-mail").fill("nobody@example.com")
        page.get_by_role("textbox", name="Password").fill("guess")
        with page.expect_response("**/api/v1/session") as answer:
            page.get_by_role("button", name="Sign in").click()
        if answer.value.status == 429:
            break
    expect(page.get_by_role("alert")).to_contain_text("attempts")
    own_portal.faults.clear()  # the browser itself logs answers of 401 and 429


def test_nobody_can_sign_in_before_the_owner_has_come_in(assay_server, chromium):
    page = chromium.new_page()
    page.goto(f"{assay_server.url}/")
    expect(page.get_by_text("Nobody can sign in yet.")).to_be_visible()
    expect(page.get_by_text("assay people link")).to_be_visible()
    page.close()


def test_the_link_of_the_first_start_makes_its_bearer_the_owner_once(assay_server, chromium):
    token = (assay_server.data / "owner.link").read_text().strip().partition("token=")[2]
    page = chromium.new_page()
    page.goto(f"{assay_server.url}/welcome#token={token}")
    page.get_by_label("Name").fill("Dana Meyer")
    page.get_by_label("E-mail").fill("dana@example.com")
    page.get_by_role("textbox", name="Password").fill("too short")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("Too short by 3.")).to_be_visible()
    page.get_by_role("textbox", name="Password").fill("correct horse battery")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url(f"{assay_server.url}/")
    page.goto(f"{assay_server.url}/welcome#token={token}")
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("invalid_link")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/sign-in", "/sign-in?error=access_denied", "/welcome"])
def test_anybody_can_use_it(portal, scheme, path):
    page = portal.open(path, scheme=scheme, signed_in=False)
    assert portal.violations(page) == []
