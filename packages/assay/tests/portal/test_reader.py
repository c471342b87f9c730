"""A Reader: sees every page, is offered nothing that the server would refuse, and prompts only when allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, expect

from packages.assay.tests.portal.dialogues import FORMS, RESOURCE

PAGES = (
    "/",
    "/organization?tab=people",
    "/organization?tab=groups",
    "/organization?tab=audit",
    "/organization?tab=account",
    "~/overview",
    "~/cost-drivers?range=90d",
    "~/performance?range=90d",
    "~/failures?range=90d",
    "~/requests?range=90d",
    "~/use-cases?range=90d",
    "~/use-cases/support-chat?range=90d",
    "~/use-cases/support-chat?range=90d&tab=instances",
    "~/use-cases/support-chat?range=90d&tab=limit",
    "~/kpis?range=90d",
    "~/kpis/support-chat/Deflection%20Rate?range=90d",
    "~/compare?side=support-chat@1&side=support-chat@2&range=90d",
    "~/limits",
    "~/limits/support-quarter",
    "~/query?metrics=cost&by=use_case&range=90d",
    "~/resources",
    "~/resources?tab=unpriced",
    "~/settings?tab=keys",
    "~/settings?tab=members",
    "~/settings?tab=logging",
    "~/settings?tab=policy",
    "~/settings?tab=application",
    "~/learn",
)
CHANGES = r"/^(new |edit|delete|remove|save$|save as|reset|invite|create|rename|rotate|price again|duplicate|change )/i"
OFFERED = f"""(() => [...document.querySelectorAll('main button, [role=dialog] button')]
    .filter(button => button.checkVisibility())
    .map(button => (button.getAttribute('aria-label') ?? button.innerText).trim())
    .filter(name => {CHANGES}.test(name)))()"""
OF_ONES_OWN = {"/": ["New application", "New application\nin ravi0's Applications"],
               "/organization?tab=account": ["Change the password"]}  # fmt: skip
OF_ONES_OWN_GROUP = "/?do=new-application"
DEAD = "[...document.querySelectorAll('main button:disabled, main input:disabled')].map(one => one.outerHTML)"

Coming = Callable[..., Any]


@pytest.fixture
def coming_in() -> Iterator[Coming]:
    """Lets somebody into an application with a role; they are gone afterwards."""
    gone: list[tuple[Any, str]] = []

    def come_in(portal: Any, *, view_prompts: bool = False) -> Any:
        name = f"ravi{len(gone)}"
        email = f"{name}@example.com"
        made = _by_owner(portal, "POST", "/people", json={"name": name, "email": email})
        gone.append((portal, made["id"]))
        role = {"person": made["id"], "scope": "application", "id": portal.app, "role": "reader"}
        _by_owner(portal, "PUT", "/roles", json={**role, "view_prompts": view_prompts})
        token = made["invitation_url"].partition("token=")[2]
        who = {"token": token, "name": name, "email": email, "password": "another long password"}
        came = httpx2.post(f"{portal.url}/api/v1/session/welcome", json=who).raise_for_status()
        return replace(portal, session=came.cookies["assay_session"])

    yield come_in
    for portal, person in gone:
        _by_owner(portal, "DELETE", f"/people/{person}")


def test_a_reader_sees_every_page_and_is_offered_no_change(portal, coming_in):
    reader = coming_in(portal)
    page = reader.open("/")
    offered, dead = {}, {}
    for address in PAGES:
        reader.go(page, address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)
        offered[address], dead[address] = page.evaluate(OFFERED), page.evaluate(DEAD)
    assert {address: names for address, names in offered.items() if names} == OF_ONES_OWN
    assert {address: found for address, found in dead.items() if found} == {}


def test_a_link_to_a_form_opens_none_for_a_reader(portal, coming_in):
    reader = coming_in(portal)
    page = reader.open("/")
    opened = []
    for address in FORMS:
        if address == OF_ONES_OWN_GROUP:
            continue
        reader.go(page, address)
        if page.get_by_role("dialog").count():
            opened.append(address)
    assert opened == []


def test_a_reader_sees_what_a_resource_costs_and_changes_nothing_of_it(portal, coming_in):
    reader = coming_in(portal)
    page = reader.open(RESOURCE)
    expect(page.get_by_role("dialog")).to_contain_text("gpt-4o")
    assert page.evaluate(OFFERED) == []


def test_prompts_are_shown_to_a_reader_only_where_their_role_lets_them(own_portal, coming_in):
    _by_owner(own_portal, "PATCH", f"/applications/{own_portal.app}", json={"settings": {"content": True}})
    event = {
        "category": "system.openai",
        "resource": "gpt-4o",
        "units": {"text": {"input": 1, "output": 1}},
        "event_timestamp": "2026-11-20T11:00:00Z",
        "provider_request_json": '{"ask": "the words of a customer"}',
    }
    stored = own_portal.api("POST", "/ingest", json=event).json()
    address = f"~/requests?open={stored['xproxy_result']['request_id']}"
    expect(_panel(coming_in(own_portal), address)).to_contain_text("You may not read prompts here")
    expect(_panel(coming_in(own_portal, view_prompts=True), address)).to_contain_text(
        "the words of a customer"
    )


def _panel(reader: Any, address: str):
    page: Page = reader.open(address)
    return page.get_by_role("dialog")


def _by_owner(portal: Any, method: str, path: str, **options: Any) -> Any:
    headers = {"cookie": f"assay_session={portal.session}", "origin": portal.url}
    answer = httpx2.request(method, f"{portal.url}/api/v1{path}", headers=headers, timeout=60, **options)
    answer.raise_for_status()
    return answer.json() if answer.content else None
