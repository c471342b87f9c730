"""Corrections: totals and limits move by the difference, once, whatever was shipped in between."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest
from assay.services import corrections

ONE = "0.003"  # 1,000 tokens in at 0.000002 and 100 out at 0.00001


def event(response_id: str | None, tokens_in: int, **more):
    units = {"text": {"input": tokens_in, "output": 100}}
    return {
        "category": "system.openai",
        "resource": "gpt-4o",
        "units": units,
        "provider_response_id": response_id,
        **more,
    }


def test_an_upsert_inserts_what_is_new_and_replaces_what_is_known(api, shipped):
    api.ingest(provider_response_id="r1", user_id="ann")
    shipped()
    answer = api.ok("POST", "/ingest/bulk-upsert", [event("r1", 2_000), event("r2", 500), event(None, 1)])
    assert (answer["ingest_count"], answer["item_error_count"]) == (2, 1)
    assert answer["errors"][0]["item_index"] == 2
    assert answer["errors"][0]["xproxy_result"]["xproxy_error"]["code"] == "required_field_missing"
    shipped()
    assert api.totals("requests", "cost", "units.in", "users") == [2, "0.007", 2_500, 1]


def test_the_same_upsert_again_changes_nothing(api, shipped):
    for _ in range(3):
        api.ok("POST", "/ingest/bulk-upsert", [event("r1", 2_000)])
        shipped()
    assert api.totals("requests", "cost") == [1, "0.005"]
    assert api.platform.state.unshipped_rows() <= 1


def test_an_upsert_moves_the_limits_by_the_difference(api, shipped):
    limit = api.ok("POST", "/limits", {"limit_name": "team", "max": 0.004, "limit_type": "allow"})["limit"]
    api.ingest(provider_response_id="r1", limit_ids=[limit["limit_id"]])
    shipped()
    api.ok("POST", "/ingest/bulk-upsert", [event("r1", 2_000)])
    moved = api.run(api.platform.state.read, lambda tx: tx.limits.get(api.app, limit["limit_id"]))
    assert (moved.totals.cost, moved.totals.overrun, moved.totals.requests) == (
        Decimal("0.005"),
        Decimal("0.001"),
        1,
    )
    api.ok("POST", "/ingest/bulk-upsert", [event("r1", 500)])
    moved = api.run(api.platform.state.read, lambda tx: tx.limits.get(api.app, limit["limit_id"]))
    assert (moved.totals.cost, moved.totals.overrun, moved.totals.requests) == (
        Decimal("0.002"),
        Decimal(0),
        1,
    )
    assert api.totals("cost", "overrun") == ["0.002", "0"]


def test_properties_merge_and_null_removes_a_key(api, shipped):
    request_id = api.ingest(provider_response_id="r/1", properties={"env": "prod", "tier": "free"})
    shipped()
    api.ok("PUT", f"/requests/{request_id}/properties", {"properties": {"tier": "gold", "env": None}})
    shipped()
    api.ok("POST", "/requests/provider/openai/r%2F1/properties", {"properties": {"region": "eu"}})
    assert api.ask(metrics=["requests"], by=["property:tier", "property:env"])["rows"] == [
        ["gold", "(not set)", 1]
    ]
    found = api.ok("GET", f"/requests/{request_id}")
    assert (found["properties"], found["revision"]) == ({"tier": "gold", "region": "eu"}, 2)
    assert api.totals("requests", "cost") == [1, ONE]


def test_a_request_is_failed_while_its_property_says_so(api, shipped):
    request_id = api.ingest()
    shipped()
    api.ok("PUT", f"/requests/{request_id}/properties", {"properties": {"system.failure": "refusal"}})
    assert api.totals("failures", "wasted") == [1, ONE]
    api.ok("PUT", f"/requests/{request_id}/properties", {"properties": {"system.failure": None}})
    assert api.totals("failures", "wasted") == [0, "0"]


def test_requests_follow_the_properties_of_their_instance(api, shipped):
    for _ in range(2):
        api.ingest(use_case_name="chat", use_case_id="i1")
    shipped()
    for _ in range(2):
        api.ok("PUT", "/use_cases/instances/chat/i1/properties", {"properties": {"plan": "pro"}})
    revisions = {one["revision"] for one in api.ok("GET", "/requests")["items"]}
    assert revisions == {1}
    assert api.ask(metrics=["requests", "cost"], by=["use_case_property:plan"])["rows"] == [
        ["pro", 2, "0.006"]
    ]


def test_corrections_at_the_same_time_take_no_fact_back_twice(api, shipped):
    request_id = api.ingest()
    shipped()

    async def all_at_once():
        from assay.domain.tenancy import Application, KeyScope
        from assay.services.platform import Caller

        caller = Caller(Application(api.app, "shop"), KeyScope.APPLICATION, "test")
        await asyncio.gather(
            *(
                corrections.change_properties(api.platform, caller, request_id, {f"key{number}": "x"})
                for number in range(20)
            )
        )

    api.run(all_at_once)
    api.shipper.flush()
    found = api.ok("GET", f"/requests/{request_id}")
    assert (found["revision"], len(found["properties"])) == (20, 20)
    assert api.totals("requests", "cost") == [1, ONE]


def test_a_repricing_is_shown_then_applied_and_a_second_run_finds_nothing(api, shipped, cheaper):
    for number in range(3):
        api.ingest(units=(1_000 * (number + 1), 100))
    shipped()
    before = Decimal(api.totals("cost")[0])
    api.platform.prices = cheaper
    asked = {"from": "2025-06-01", "to": "2025-07-01"}
    shown = api.ok("POST", "/requests/reprice", asked)
    assert (shown["applied"], shown["changed"]) == (False, 3)
    assert Decimal(api.totals("cost")[0]) == before
    applied = api.ok("POST", "/requests/reprice", {**asked, "apply": True})
    shipped()
    after = Decimal(api.totals("cost")[0])
    assert after == before / 2
    assert Decimal(applied["change"]) == after - before == Decimal(shown["change"])
    assert sum(map(Decimal, applied["by_resource"].values())) == after - before
    assert api.ok("POST", "/requests/reprice", {**asked, "apply": True})["changed"] == 0
    assert Decimal(api.totals("cost")[0]) == after
    from assay.storage.ports import Page

    entries = api.run(api.platform.state.read, lambda tx: tx.audit.list(Page(100, ascending=True)))
    assert [entry.action for entry in entries].count("requests.reprice") == 2


@pytest.mark.parametrize("charge_limits", [True, False])
def test_a_repricing_moves_limits_only_when_asked_and_only_in_their_open_period(api, cheaper, charge_limits):
    limit_id = api.ok("POST", "/limits", {"limit_name": "team", "max": 1, "limit_type": "allow"})["limit"][
        "limit_id"
    ]
    api.ingest(limit_ids=[limit_id])
    api.ok("POST", f"/limits/{limit_id}/reset")
    api.ingest(limit_ids=[limit_id])
    api.platform.prices = cheaper
    api.ok(
        "POST",
        "/requests/reprice",
        {"from": "2025-06-01", "to": "2025-07-01", "apply": True, "charge_limits": charge_limits},
    )
    limit = api.run(api.platform.state.read, lambda tx: tx.limits.get(api.app, limit_id))
    assert limit.totals.cost == Decimal("0.0015" if charge_limits else "0.003")
    assert api.totals("cost") == ["0.003"]
