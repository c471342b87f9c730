"""Use Cases: what each feature is used for, what it costs, and what an owner may do to it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Locator, Page, expect

QUARTER = {"from": "2026-08-01T00:00:00Z", "to": "2026-11-20T00:00:00Z"}
RANGE = "range=2026-08-01/2026-11-20&zone=UTC"
CHAT = "support-chat"


def test_the_list_shows_the_figures_of_the_api(portal):
    page = portal.open(f"~/use-cases?{RANGE}")
    answer = portal.ask(metrics=["cost"], by=["use_case"], **QUARTER)
    for name, cost in answer["rows"]:
        assert _amounts(_row(page, name))[0] == cost
    assert _amounts(page.locator("tfoot"))[0] == answer["totals"][-1]


def test_the_list_says_how_many_goals_are_met(portal):
    page = portal.open(f"~/use-cases?{RANGE}")
    expect(_row(page, CHAT).get_by_text("2 met, 1 missed")).to_be_visible()
    expect(_row(page, "contract-review").get_by_text("no KPIs")).to_be_visible()


def test_a_use_case_is_defined_as_the_guide_says(portal):
    page = portal.open("~/use-cases")
    page.get_by_role("button", name="New Use Case").click()
    form = page.get_by_role("dialog", name="New Use Case")
    expect(form.get_by_label("Logging Enabled")).to_be_checked()
    expect(form.get_by_text("the application: closed, so nothing is stored")).to_be_visible()
    form.get_by_label("Name").fill("chatbot")
    form.get_by_label("Description").fill("AI responses for our customer-facing chatbot.")
    form.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", level=1, name="chatbot")).to_be_visible()
    made = portal.api("GET", "/use_cases/definitions/chatbot").json()
    assert (made["type_version"], made["logging_enabled"]) == (1, True)


def test_a_name_that_is_refused_is_told_at_its_field(portal):
    page = portal.open("~/use-cases?form=new")
    form = page.get_by_role("dialog", name="New Use Case")
    form.get_by_label("Name").fill("with spaces")
    form.get_by_label("Description").fill("Refused.")
    with _ExpectedRefusal(portal):
        form.get_by_role("button", name="Create").click()
        expect(form.get_by_label("Name")).to_have_attribute("aria-invalid", "true")


def test_a_changed_description_can_be_taken_back(portal):
    _define(portal, "edited", "Before.")
    page = portal.open("~/use-cases/edited?form=edit")
    page.get_by_label("Description").fill("After.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("After.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Before.")).to_be_visible()
    assert portal.api("GET", "/use_cases/definitions/edited").json()["description"] == "Before."


def test_versions_add_up_to_the_use_case(portal):
    page = portal.open(f"~/use-cases/{CHAT}?{RANGE}")
    use_case = {"field": "use_case", "op": "in", "values": [CHAT]}
    answer = portal.ask(metrics=["cost"], by=["version"], filters=[use_case], **QUARTER)
    versions = page.get_by_role("region", name=f"Versions of {CHAT}")
    shown = {
        row.locator("td").first.inner_text(): _amounts(row)[0] for row in versions.locator("tbody tr").all()
    }
    assert shown == {f"v{version}": cost for version, cost in answer["rows"]}
    assert _amounts(versions.locator("tfoot"))[0] == answer["totals"][-1]
    assert (
        page.locator("[data-metric=cost] [data-amount]").get_attribute("data-amount") == answer["totals"][-1]
    )


def test_a_version_leads_to_its_requests(portal):
    page = portal.open(f"~/use-cases/{CHAT}?{RANGE}")
    page.get_by_role("link", name="v2", exact=True).click()
    page.wait_for_url("**/requests?**")
    assert "version%3Ain%3A2" in page.url
    assert f"use_case%3Ain%3A{CHAT}" in page.url


def test_a_new_version_says_first_what_it_does(portal):
    _define(portal, "versioned")
    page = portal.open("~/use-cases/versioned")
    page.get_by_role("button", name="New version").click()
    dialog = page.get_by_role("dialog", name="Begin version 2")
    expect(dialog.get_by_text("New instances get version 2")).to_be_visible()
    dialog.get_by_label("What is new in it").fill("A shorter prompt.")
    dialog.get_by_role("button", name="Begin version 2").click()
    expect(page.get_by_text("Version 2 is the latest.")).to_be_visible()
    made = portal.api("GET", "/use_cases/definitions/versioned").json()
    assert [(one["version"], one["notes"]) for one in made["versions"]] == [(1, ""), (2, "A shorter prompt.")]


def test_a_version_older_than_the_record_of_beginnings_tells_its_first_request(portal):
    """The definition is that of an earlier release, which kept no beginnings."""

    def without_versions(route):
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "versions": []})

    page = portal.open(f"~/use-cases/{CHAT}?{RANGE}")
    page.route(f"**/use_cases/definitions/{CHAT}", without_versions)
    page.reload()
    filters = [
        {"field": "use_case", "op": "in", "values": [CHAT]},
        {"field": "version", "op": "in", "values": [1]},
    ]
    asked = {"from": "2000-01-01", "to": "2027-01-01", "filters": filters, "order": "time", "limit": 1}
    [first] = portal.api("POST", "/requests/search", json=asked).json()["items"]
    moment = datetime.fromisoformat(first["time"])
    row = page.get_by_role("region", name=f"Versions of {CHAT}").locator("tbody tr").last
    told = re.compile(rf"^first seen .*\b{moment.day}\b.*\b{moment.year}$")
    expect(row.get_by_role("cell", name=told)).to_be_visible()


def test_what_is_noted_about_a_version_stands_beside_it(portal):
    page = portal.open(f"~/use-cases/{CHAT}?{RANGE}")
    versions = page.get_by_role("region", name=f"Versions of {CHAT}")
    versions.get_by_role("button", name="Notes on v2").click()
    dialog = page.get_by_role("dialog", name="Notes on version 2")
    dialog.get_by_label("What is new in it").fill("Asks back once.")
    dialog.get_by_role("button", name="Save").click()
    expect(versions.get_by_role("button", name="Asks back once.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(versions.get_by_role("button", name="Asks back once.")).to_have_count(0)


def test_deleting_takes_the_name_and_keeps_the_history(portal):
    _define(portal, "doomed")
    _spend(portal, "doomed")
    page = portal.open(f"~/use-cases/doomed?{RANGE}&form=delete")
    dialog = page.get_by_role("dialog", name="Delete doomed?")
    expect(dialog.get_by_role("button", name="Delete")).to_be_disabled()
    expect(dialog.get_by_text("stay, under its name")).to_be_visible()
    dialog.get_by_label("Type doomed to delete it").fill("doomed")
    dialog.get_by_role("button", name="Delete").click()
    page.wait_for_url("**/use-cases**")
    portal.go(page, f"~/use-cases?{RANGE}")
    expect(_row(page, "doomed").get_by_text("not defined")).to_be_visible()


def test_the_automatic_limit_is_set_and_taken_away(portal):
    _define(portal, "limited")
    page = portal.open("~/use-cases/limited?tab=limit")
    page.get_by_role("textbox", name="Max").fill("0.05")
    page.get_by_label("Threshold").fill("0.8")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Each new instance may spend $0.05")).to_be_visible()
    template = portal.api("GET", "/use_cases/definitions/limited").json()["limit_config"]
    assert (template["max"], template["threshold"], template["limit_type"]) == (0.05, 0.8, "allow")
    page.get_by_role("button", name="Remove the template").click()
    expect(page.get_by_text("New instances get no limit of their own.")).to_be_visible()
    assert portal.api("GET", "/use_cases/definitions/limited").json()["limit_config"] is None


def test_instances_add_up_and_each_leads_to_its_page(portal):
    page = portal.open(f"~/use-cases/{CHAT}?{RANGE}&tab=instances")
    use_case = {"field": "use_case", "op": "in", "values": [CHAT]}
    answer = portal.ask(metrics=["instances", "cost"], filters=[use_case], **QUARTER)
    expect(page.get_by_text(f"{answer['totals'][0]:,} in this range")).to_be_visible()
    assert _amounts(page.locator("tfoot"))[0] == answer["totals"][1]
    first = page.locator("tbody a").first
    name = first.inner_text()
    first.click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def test_the_dearest_instance_comes_first_when_asked(portal):
    page = portal.open(f"~/use-cases/{CHAT}?{RANGE}&tab=instances")
    with page.expect_response("**/instances/search"):
        page.get_by_role("button", name="Cost").click()
    portal.settle(page)
    shown = [float(_amounts(row)[0]) for row in page.locator("tbody tr[data-row]").all()]
    assert shown == sorted(shown, reverse=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [
        "~/use-cases",
        "~/use-cases?form=new",
        f"~/use-cases/{CHAT}",
        f"~/use-cases/{CHAT}?tab=instances",
        f"~/use-cases/{CHAT}?tab=limit",
        f"~/use-cases/{CHAT}?form=version",
    ],
)
def test_anybody_can_use_it(portal, path, scheme):
    page = portal.open(f"{path}{'&' if '?' in path else '?'}{RANGE}", scheme=scheme)
    assert portal.violations(page) == []


def _row(page: Page, name: str) -> Locator:
    return page.locator("tbody tr").filter(has=page.get_by_role("link", name=name, exact=True))


def _amounts(place: Locator) -> list[str]:
    return [one.get_attribute("data-amount") or "" for one in place.locator("[data-amount]").all()]


def _define(portal: Any, name: str, description: str = "For a test.") -> None:
    portal.api("POST", "/use_cases/definitions", json={"name": name, "description": description})


def _spend(portal: Any, use_case: str) -> None:
    event = {
        "category": "system.openai",
        "resource": "gpt-4o-mini",
        "units": {"text": {"input": 1000, "output": 100}},
        "event_timestamp": "2026-11-19T12:00:00Z",
    }
    headers = {"xProxy-api-key": portal.key, "xProxy-UseCase-Name": use_case}
    httpx2.post(f"{portal.url}/api/v1/ingest", json=event, headers=headers).raise_for_status()


class _ExpectedRefusal:
    """A refusal that a test brings about: the browser tells it in its console too."""

    def __init__(self, portal: Any) -> None:
        self._portal = portal

    def __enter__(self) -> None:
        assert self._portal.faults == []

    def __exit__(self, *_: object) -> None:
        assert all("400" in fault for fault in self._portal.faults)
        self._portal.faults.clear()
