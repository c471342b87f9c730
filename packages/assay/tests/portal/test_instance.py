"""An instance: what happened in one execution, in which order, and what it cost."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx2
import pytest
from playwright.sync_api import expect

USE_CASE = "waterfall"
CALLS = [{"name": "lookup_order", "arguments": '{"id": 7}'}]
MADE = (
    {"step": "plan", "at": "12:00:00", "input": 1000, "latency": 900, "status": 200},
    {"step": "answer", "at": "12:00:02", "input": 2000, "latency": 1500, "status": 200, "calls": CALLS},
    {"step": "plan", "at": "12:00:04", "input": 3000, "latency": 400, "status": 500},
)


@pytest.fixture
def instance(portal: Any) -> str:
    """An instance of three requests in two steps, with a limit of its own."""
    return _made(portal)


def test_requests_stand_by_step_in_the_order_of_time(portal, instance):
    page = portal.open(f"~/use-cases/{USE_CASE}/{instance}")
    rows = page.locator("tr[data-request]")
    expect(rows).to_have_count(3)
    assert [row.locator("td").first.inner_text() for row in rows.all()] == ["1", "3", "2"]
    assert page.locator("th[scope=rowgroup]").all_inner_texts() == ["plan", "answer"]
    expect(rows.nth(2)).to_contain_text("+2 s")
    expect(rows.nth(1)).to_contain_text("▲ 500")


def test_the_head_has_the_cost_and_the_limit_of_the_api(portal, instance):
    page = portal.open(f"~/use-cases/{USE_CASE}/{instance}")
    answer = portal.ask(
        metrics=["cost"],
        filters=[{"field": "instance", "op": "in", "values": [instance]}],
        **{"from": "2026-11-01T00:00:00Z", "to": "2026-11-20T00:00:00Z"},
    )
    cost = page.locator("[data-fact=Cost] [data-amount]").first
    assert cost.get_attribute("data-amount") == answer["totals"][0]
    expect(page.locator("[data-fact='Automatic limit']")).to_contain_text("overrun: $0.018 of $0.0010")
    expect(page.locator("[data-fact='KPI scores']")).to_have_text("no scores")


def test_function_calls_name_the_request_that_asked(portal, instance):
    page = portal.open(f"~/use-cases/{USE_CASE}/{instance}")
    calls = page.get_by_role("region", name="Function calls")
    expect(calls.get_by_role("listitem")).to_have_count(1)
    expect(calls).to_contain_text("Request 2")
    expect(calls).to_contain_text("lookup_order")


def test_looking_at_an_instance_opens_none_of_its_requests(portal, instance):
    portal.open(f"~/use-cases/{USE_CASE}/{instance}")
    looked_at = [path for path in portal.asked if path.startswith("/api/v1/requests/")]
    assert set(looked_at) == {"/api/v1/requests/search"}


def test_a_list_of_requests_names_functions_without_their_arguments(portal, instance):
    only = [{"field": "instance", "op": "in", "values": [instance]}]
    body = {"from": "2026-11-01T00:00:00Z", "to": "2026-11-20T00:00:00Z", "filters": only, "order": "time"}
    found = portal.api("POST", "/requests/search", json=body).json()["items"]
    assert [one["calls"] for one in found] == [None, [{"name": "lookup_order"}], None]


def test_a_request_opens_beside_and_back_closes_it(portal, instance):
    page = portal.open(f"~/use-cases/{USE_CASE}/{instance}")
    page.locator("tr[data-request] a").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert "open=" in page.url
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_two_instances_share_one_axis(portal, instance):
    other = _made(portal)
    page = portal.open(f"~/use-cases/{USE_CASE}/{instance}")
    page.get_by_role("button", name="Compare with …").click()
    page.get_by_label("Id of another instance").fill(other)
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_role("region", name=f"Requests in order: {other}")).to_be_visible()
    assert f"with={other}" in page.url
    expect(page.locator("tr[data-request]")).to_have_count(6)
    page.get_by_role("button", name="End the comparison").click()
    expect(page.locator("tr[data-request]")).to_have_count(3)


def test_neighbours_lead_there_and_back(portal):
    page = portal.open("~/use-cases/support-chat/showcase-support-chat-50-010")
    page.get_by_role("link", name="Previous").click()
    earlier = page.get_by_role("heading", level=1)
    expect(earlier).not_to_have_text("showcase-support-chat-50-010")
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("showcase-support-chat-50-010")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_anybody_can_use_it(portal, instance, scheme):
    page = portal.open(f"~/use-cases/{USE_CASE}/{instance}", scheme=scheme)
    assert portal.violations(page) == []


def _made(portal: Any) -> str:
    limit = {"max": 0.001}
    definition = {"name": USE_CASE, "description": "For a test.", "limit_config": limit}
    portal.api("POST", "/use_cases/definitions", json=definition)
    instance = f"instance-{uuid4()}"
    for made in MADE:
        _send(portal, instance, made)
    return instance


def _send(portal: Any, instance: str, made: dict[str, Any]) -> None:
    event = {
        "category": "system.openai",
        "resource": "gpt-4o",
        "units": {"text": {"input": made["input"], "output": 100}},
        "event_timestamp": f"2026-11-19T{made['at']}Z",
        "end_to_end_latency_ms": made["latency"],
        "time_to_first_token_ms": 100,
        "http_status_code": made["status"],
        "provider_response_function_calls": made.get("calls", []),
    }
    headers = {
        "xProxy-api-key": portal.key,
        "xProxy-UseCase-Name": USE_CASE,
        "xProxy-UseCase-ID": instance,
        "xProxy-UseCase-Step": made["step"],
    }
    httpx2.post(f"{portal.url}/api/v1/ingest", json=event, headers=headers).raise_for_status()
