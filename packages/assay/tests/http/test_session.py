"""Coming in and going out, as a browser does it."""

from __future__ import annotations

import pytest
from assay.domain.people import DAY_MS
from assay.services.sessions import new_owner_link

PASSWORD = "correct horse battery"
SIGN_IN = {"email": "dana@example.com", "password": PASSWORD}


def owner_link(api):
    """A link as the first start prints it."""
    return api.portal.call(api.platform.state.transact, lambda tx: new_owner_link(tx, api.clock()))


def test_nobody_is_signed_in_at_first(visitors):
    told = visitors.nobody().ok("GET", "/session")
    assert (told["person"], told["first_start"], told["oidc"]) == (None, True, None)


def test_the_owner_link_makes_the_first_owner_and_works_once(api, visitors):
    token, browser = owner_link(api), visitors.nobody()
    assert browser.ok("GET", f"/session/welcome?token={token}") == {
        "kind": "owner",
        "email": None,
        "name": None,
    }
    told = browser.ok("POST", "/session/welcome", {"token": token, "name": "Dana", **SIGN_IN})
    assert told["person"]["permissions"] == {"organization_role": "owner"}
    assert told["first_start"] is False
    assert browser.ok("GET", "/session") == told
    again = {"token": token, "name": "Eve", "email": "eve@example.com", "password": PASSWORD}
    assert browser.refused("POST", "/session/welcome", again) == (400, "invalid_link")
    assert browser.refused("GET", f"/session/welcome?token={token}") == (400, "invalid_link")


def test_a_link_ends_by_itself_and_when_a_newer_one_is_made(api, visitors):
    first, second = owner_link(api), owner_link(api)
    browser = visitors.nobody()
    assert browser.refused("GET", f"/session/welcome?token={first}") == (400, "invalid_link")
    api.clock.ms += DAY_MS
    assert browser.refused("GET", f"/session/welcome?token={second}") == (400, "invalid_link")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"password": "elevenchars"}, "invalid_password"),
        ({"password": "x" * 1025}, "invalid_password"),
        ({"email": "dana"}, "invalid_email"),
        ({"name": " "}, "invalid_person_name"),
        ({"token": "made-up"}, "invalid_link"),
    ],
)
def test_a_welcome_that_is_not_right_leaves_the_link_as_it_was(api, visitors, wrong, code):
    body = {"token": owner_link(api), "name": "Dana", **SIGN_IN}
    browser = visitors.nobody()
    assert browser.refused("POST", "/session/welcome", {**body, **wrong}) == (400, code)
    assert browser.ok("POST", "/session/welcome", body)["person"]["name"] == "Dana"


def test_an_owner_link_does_not_take_over_a_person_there_is(api, visitors):
    visitors.owner("dana")
    body = {"token": owner_link(api), "name": "Mallory", **SIGN_IN, "email": "DANA@example.com"}
    assert visitors.nobody().refused("POST", "/session/welcome", body) == (400, "person_already_exists")


def test_signing_in_and_out(visitors):
    visitors.owner("dana")
    browser = visitors.nobody()
    assert browser.ok("POST", "/session", SIGN_IN)["person"]["name"] == "dana"
    browser.ok("DELETE", "/session")
    assert browser.ok("GET", "/session")["person"] is None


def test_a_session_that_was_ended_is_refused_though_its_cookie_is_kept(visitors):
    browser = visitors.owner()
    cookie = f"assay_session={browser.client.cookies['assay_session']}"
    browser.ok("DELETE", "/session")
    assert browser.refused("GET", "/groups", cookie=cookie) == (401, "session_ended")


def test_a_refusal_says_the_same_whether_or_not_the_person_exists(visitors):
    visitors.owner("dana")
    browser = visitors.nobody()
    answers = [
        browser.call("POST", "/session", {**SIGN_IN, **wrong})
        for wrong in ({"email": "nobody@example.com"}, {"password": "another password"})
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.json()["message"] for answer in answers}) == 1
    assert not any("set-cookie" in answer.headers for answer in answers)


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(visitors):
    visitors.owner("dana")
    answer = visitors.nobody().call("POST", "/session", SIGN_IN)
    attributes = set(answer.headers["set-cookie"].split("; ")[1:])
    assert attributes == {"HttpOnly", "Max-Age=7776000", "Path=/", "SameSite=lax"}


def test_a_session_ends_after_14_days_without_use_and_90_days_in_any_case(api, visitors):
    browser = visitors.owner()
    for _ in range(6):
        api.clock.ms += 13 * DAY_MS
        assert browser.ok("GET", "/session")["person"]
    api.clock.ms += 13 * DAY_MS
    assert browser.ok("GET", "/session")["person"] is None

    idle = visitors.owner("eve")
    api.clock.ms += 14 * DAY_MS
    assert idle.ok("GET", "/session")["person"] is None


def test_a_session_goes_on_after_a_restart(api, visitors):
    browser = visitors.owner()
    api.clock.ms += 13 * DAY_MS
    browser.ok("GET", "/session")
    api.portal.call(api.entrance.note_use, api.platform.state, api.clock())
    api.portal.call(api.entrance.load, api.platform.state)
    api.clock.ms += 13 * DAY_MS
    assert browser.ok("GET", "/session")["person"]["name"] == "dana"


def test_a_new_password_ends_the_other_sessions(visitors):
    here = visitors.owner("dana")
    elsewhere = visitors.nobody()
    elsewhere.ok("POST", "/session", SIGN_IN)
    body = {"current": "not this one", "new": "a longer password"}
    assert here.refused("POST", "/session/password", body) == (401, "invalid_login")
    here.ok("POST", "/session/password", {**body, "current": PASSWORD})
    assert here.ok("GET", "/session")["person"]
    assert elsewhere.ok("GET", "/session")["person"] is None
    assert elsewhere.refused("POST", "/session", SIGN_IN) == (401, "invalid_login")


def test_nothing_that_lets_somebody_in_is_kept_in_clear(api, visitors):
    token = visitors.owner("dana").client.cookies["assay_session"]
    link = owner_link(api)
    secrets = [text.encode() for text in (token, link, PASSWORD)]
    state = api.platform.state._path
    kept = b"".join(path.read_bytes() for path in state.parent.glob(f"{state.name}*"))
    assert b"dana@example.com" in kept
    assert not [secret for secret in secrets if secret in kept]


@pytest.mark.parametrize("headers", [{"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"}])
def test_a_page_of_another_site_cannot_act_in_a_persons_name(visitors, headers):
    browser = visitors.owner()
    assert browser.refused("POST", "/groups", {"name": "theirs"}, **headers) == (403, "cross_site_request")
    assert browser.refused("POST", "/session", SIGN_IN, **headers) == (403, "cross_site_request")
    assert browser.call("GET", "/groups", **headers).is_success


def test_where_a_browser_tells_only_the_origin_that_decides(api, visitors):
    browser = visitors.owner()

    def post(**headers):
        request = browser.client.build_request(
            "POST", "/api/v1/groups", json={"name": "one"}, headers=headers
        )
        return api.portal.call(browser.client.send, request).status_code

    assert post(Origin="https://evil.example") == 403
    assert post(Origin="null") == 403
    assert post(Origin="http://assay.test") == 201


def test_attempts_are_throttled_by_address_of_the_person_and_the_audit_says_so_once(api, visitors):
    visitors.owner("dana")
    browser = visitors.nobody()
    wrong = {**SIGN_IN, "password": "not this one"}
    assert {browser.refused("POST", "/session", wrong) for _ in range(10)} == {(401, "invalid_login")}
    assert browser.refused("POST", "/session", SIGN_IN) == (429, "too_many_logins")
    refusal = browser.call("POST", "/session", {**SIGN_IN, "email": " Dana@Example.com"})
    assert refusal.status_code == 429
    assert float(refusal.headers["retry-after"]) == 900
    assert [entry.subject for entry in api.audit() if entry.action == "session.too_many_logins"] == [
        "dana@example.com"
    ]
    api.clock.ms += 15 * 60_000
    assert browser.ok("POST", "/session", SIGN_IN)["person"]
