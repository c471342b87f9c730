"""The first owner, and everybody after: with a real server, real commands and real sockets."""

from __future__ import annotations

import json
import re
import stat

import httpx2
import pytest
from assay.http.routes import admin, admin_people

PASSWORD = "correct horse battery"


@pytest.fixture
def browse():
    """Opens a browser at the server of a link; closed at the end."""
    opened = []

    def browser(url: str) -> httpx2.Client:
        opened.append(httpx2.Client(base_url=url, trust_env=False))
        return opened[-1]

    yield browser
    for client in opened:
        client.close()


def come(browser: httpx2.Client, link: str, name: str) -> dict:
    """Open a one-time link and choose a password."""
    token = link.strip().rpartition("/welcome#token=")[2]
    body = {"token": token, "name": name, "email": f"{name}@example.com", "password": PASSWORD}
    answer = browser.post("/api/v1/session/welcome", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()["person"]


def link_in(server) -> str:
    """The link that a start without a terminal left in a file."""
    path = server.data / "owner.link"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert any(str(path) in line for line in server.printed)
    return path.read_text()


def test_the_first_start_hands_over_a_link_until_somebody_came(new_server, browse):
    server = new_server().start()
    first = link_in(server)
    server.stop()
    server.start()
    second = link_in(server)
    assert first != second
    assert second.startswith(f"{server.url}/welcome#token=")
    browser = browse(server.url)
    assert come(browser, second, "dana")["permissions"] == {"organization_role": "owner"}
    server.kill()
    server.start()
    assert not any("owner.link" in line for line in server.printed)
    again = browse(server.url)
    again.cookies = browser.cookies
    assert again.get("/api/v1/session").json()["person"]["name"] == "dana"


def test_commands_invite_people_give_them_roles_and_let_them_in_again(assay_server, browse):
    server = assay_server
    server.assay("people", "invite", "Ann", "ann@example.com")
    link = json.loads(server.assay("people", "link", "ann@example.com", "--json"))["url"]
    browser = browse(server.url)
    come(browser, link, "ann")
    limits = {"url": "/api/v1/limits", "headers": {"Assay-Application": _application(server)}}
    assert browser.get(**limits).status_code == 404
    server.assay("people", "role", "ann@example.com", "reader", "--app", "default")
    assert browser.get(**limits).status_code == 200
    server.assay("people", "role", "ann@example.com", "none", "--app", "default")
    assert browser.get(**limits).status_code == 404
    server.assay("people", "role", "ann@example.com", "owner")
    (ann,) = json.loads(server.assay("people", "list", "--json"))
    assert (ann["name"], ann["organization_role"]) == ("ann", "owner")
    refusal = server.assay("people", "role", "ann@example.com", "none", code=1)
    assert "only owner" in refusal


def test_commands_name_what_they_do_not_find(module_assay_server):
    assert "nobody has the address" in module_assay_server.assay("people", "link", "x@example.com", code=1)
    module_assay_server.assay("people", "invite", "Ann", "ann@example.com")

    def refused(*where: str) -> str:
        return module_assay_server.assay("people", "role", "ann@example.com", "owner", *where, code=1)

    assert "no shared group is named 'x'" in refused("--group", "x")
    assert "no application is named 'x'" in refused("--app", "x")
    assert "exclude each other" in refused("--app", "x", "--group", "y")


def test_a_link_made_while_no_server_runs_is_good_when_one_does(new_server, browse):
    server = new_server().start()
    server.stop()
    link = server.assay("people", "link")
    server.assay("people", "invite", "Ann", "ann@example.com")
    server.start()
    assert come(browse(server.url), link, "dana")["name"] == "dana"


def test_what_commands_do_is_refused_to_keys_and_to_signed_in_owners(module_assay_server, browse):
    browser = browse(module_assay_server.url)
    come(browser, module_assay_server.assay("people", "link"), "dana")
    operations = [
        (method, re.sub(r"\{\w+\}", "1", route.path_format))
        for router in (admin.router, admin_people.router)
        for route in router.routes
        for method in route.methods
    ]
    for method, path in operations:
        for headers in ({}, {"xProxy-api-key": module_assay_server.key}, {"x-assay-owner-token": "wrong"}):
            answer = browser.request(method, path, headers=headers, json={})
            assert (answer.status_code, answer.json()["xproxy_error"]["code"]) == (403, "owner_only"), path


def _application(server) -> str:
    """The id of the application that the first start made."""
    return json.loads(server.assay("app", "list", "--json"))[0]["id"]
