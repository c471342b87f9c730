"""Instances and their requests: what a request carries of its instance, and what a deletion leaves."""

from __future__ import annotations

import pytest


@pytest.fixture
def chat(api) -> None:
    api.ok("POST", "/use_cases/definitions", {"name": "chat", "description": "Talk."})
    definition = {"kpi_name": "Solved", "description": "Solved it.", "kpi_type": "boolean", "goal": 0.5}
    api.ok("POST", "/use_cases/definitions/chat/kpis", {"name": "Solved", **definition})


def in_instance(api, instance_id: str, **event) -> str:
    return api.ingest(use_case_name="chat", use_case_id=instance_id, **event)


def by_property(api, key: str) -> list[list]:
    return api.ask(metrics=["requests", "cost"], by=[f"use_case_property:{key}"])["rows"]


class TestProperties:
    def test_a_request_carries_all_that_its_instance_has_by_then(self, api, shipped):
        """Whoever sends them: the first sends the plan, the second the channel, the third nothing."""
        in_instance(api, "i1", use_case_properties={"plan": "pro"})
        in_instance(api, "i1", use_case_properties={"channel": "web"})
        last = in_instance(api, "i1")
        shipped()
        assert by_property(api, "plan") == [["pro", 3, "0.009"]]
        assert sorted(by_property(api, "channel")) == [["(not set)", 1, "0.003"], ["web", 2, "0.006"]]
        assert api.ok("GET", f"/requests/{last}")["use_case_properties"] == {"plan": "pro", "channel": "web"}

    def test_so_do_requests_of_an_instance_that_was_opened_with_them(self, api, shipped):
        opening = {"use_case_id": "i1", "properties": {"plan": "pro"}}
        api.ok("POST", "/use_cases/instances/chat", opening)
        api.ingest(use_case_id="i1")
        shipped()
        assert by_property(api, "plan") == [["pro", 1, "0.003"]]

    def test_null_takes_a_property_from_the_instance_and_the_requests_after(self, api, shipped):
        in_instance(api, "i1", use_case_properties={"plan": "pro"})
        in_instance(api, "i1", use_case_properties={"plan": None})
        shipped()
        assert sorted(by_property(api, "plan")) == [["(not set)", 1, "0.003"], ["pro", 1, "0.003"]]

    def test_a_request_that_is_replaced_keeps_those_its_replacement_does_not_name(self, api, shipped):
        in_instance(api, "i1", use_case_properties={"plan": "pro"}, provider_response_id="r1")
        shipped()
        event = {"category": "system.openai", "resource": "gpt-4o", "provider_response_id": "r1"}
        units = {"text": {"input": 2_000, "output": 100}}
        sent = {**event, "units": units, "use_case_properties": {"channel": "web"}}
        api.ok("POST", "/ingest/bulk-upsert", [sent])
        assert by_property(api, "plan") == [["pro", 1, "0.005"]]
        assert by_property(api, "channel") == [["web", 1, "0.005"]]

    def test_a_request_that_is_left_out_of_an_instance_carries_its_own_alone(self, api, shipped):
        in_instance(api, "i1", use_case_properties={"plan": "pro"})
        own = {"use_case_properties": {"channel": "web"}}
        request_id = api.ingest(use_case_name="other", use_case_id="i1", **own)
        shipped()
        found = api.ok("GET", f"/requests/{request_id}")
        assert (found["instance"], found["use_case_properties"]) == ("", {"channel": "web"})


class TestADeletedInstance:
    @pytest.fixture(autouse=True)
    def deleted(self, api, chat, shipped) -> None:
        """Two instances, both scored; then one of them is deleted."""
        for number in range(2):
            in_instance(api, f"i{number}", use_case_properties={"plan": "pro"})
            score = {"score": number == 0}
            assert api.send("PUT", f"/use_cases/instances/chat/i{number}/kpis/Solved", score).is_success
        shipped()
        api.ok("DELETE", "/use_cases/instances/chat/i0")

    @pytest.mark.parametrize("named", [{"use_case_name": "chat"}, {}], ids=["by name and id", "by id alone"])
    def test_keeps_its_requests_and_those_that_come_late_and_their_cost(self, api, shipped, named):
        late = api.ingest(use_case_id="i0", use_case_properties={"channel": "web"}, **named)
        shipped()
        rows = api.ask(metrics=["requests", "instances", "cost"], by=["use_case"])["rows"]
        assert rows == [["chat", 3, 2, "0.009"]]
        found = api.ok("GET", f"/requests/{late}")
        assert [one["cost"] for one in found["siblings"]] == ["0.003"]
        assert (found["use_case"], found["instance"]) == ("chat", "i0")
        assert found["use_case_properties"] == {"plan": "pro", "channel": "web"}
        assert found["warnings"] == [
            "instance i0 was deleted: the request is kept under it, and counts in no KPI"
        ]

    def test_is_not_brought_back_by_a_late_request(self, api, shipped):
        in_instance(api, "i0")
        shipped()
        score = api.send("PUT", "/use_cases/instances/chat/i0/kpis/Solved", {"score": True})
        for answer in (api.send("GET", "/use_cases/instances/chat/i0"), score):
            assert answer.status_code == 404
        assert api.totals("kpi:Solved", "kpi_n:Solved", "kpi_coverage:Solved") == [0, 1, 1]
        assert [one["use_case_id"] for one in api.ok("GET", "/use_cases/instances")["items"]] == ["i1"]

    def test_is_no_instance_of_another_use_case_either(self, api):
        request_id = api.ingest(use_case_name="other", use_case_id="i0")
        assert api.ok("GET", f"/requests/{request_id}")["instance"] == ""

    def test_is_opened_anew_only_when_it_is_created(self, api, shipped):
        made = api.ok("POST", "/use_cases/instances/chat", {"use_case_id": "i0"})
        assert made["use_case_id"] == "i0"
        request_id = in_instance(api, "i0")
        shipped()
        found = api.ok("GET", f"/requests/{request_id}")
        assert (found["use_case_properties"], found["warnings"]) == ({}, [])
        assert api.totals("kpi_n:Solved", "kpi_coverage:Solved") == [1, 0.5]
