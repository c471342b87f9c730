"""Requests that try again what had failed, wherever requests can be named by it."""

from __future__ import annotations

import csv
import io

import pytest

JUNE = {"from": "2025-06-01", "to": "2025-07-01"}
RETRIED = {"field": "retries", "op": "gt", "values": [0]}
FIRST = {"field": "retries", "op": "missing"}


@pytest.fixture
def tried(api, shipped):
    """In i1 a call fails, is tried again on another model, and a later one is none; i2 has one that succeeds.

    Gives the API and the ids of the requests in this order.
    """

    def call(instance, clock, **event):
        at = f"2025-06-02T08:{clock}Z"
        return api.ingest(use_case_name="chat", use_case_id=instance, event_timestamp=at, **event)

    made = [
        call("i1", "00:00", http_status_code=503, end_to_end_latency_ms=30_000),
        call("i1", "01:30", resource="nobody-knows"),
        call("i1", "01:31"),
        call("i2", "00:30"),
    ]
    shipped()
    return api, made


def ids(api, *filters):
    found = api.ok("POST", "/requests/search", {**JUNE, "filters": list(filters), "order": "time"})
    return [one["request_id"] for one in found["items"]], found["total"]["requests"]


def test_the_requests_behind_the_figure_are_found_by_it(tried):
    api, made = tried
    assert api.totals("retries") == [1]
    assert ids(api, RETRIED) == ([made[1]], 1)
    assert ids(api, FIRST) == ([made[0], made[3], made[2]], 3)


def test_the_failure_need_not_pass_the_other_filters_nor_lie_in_the_range(tried):
    api, made = tried
    elsewhere = {"field": "resource", "op": "in", "values": ["nobody-knows"]}
    assert ids(api, RETRIED, elsewhere) == ([made[1]], 1)
    later = {**JUNE, "from": "2025-06-02T08:01:00Z", "filters": [RETRIED]}
    assert [one["request_id"] for one in api.ok("POST", "/requests/search", later)["items"]] == [made[1]]


def test_instances_and_their_scores_are_found_by_a_retry_in_them(tried):
    api, _ = tried
    body = {"name": "CSAT", "description": "d", "kpi_type": "likert5", "goal": 4}
    api.ok("POST", "/use_cases/definitions/chat/kpis", body)
    for instance, score in (("i1", 2), ("i2", 5)):
        api.send("PUT", f"/use_cases/instances/chat/{instance}/kpis/CSAT", {"score": score})
    found = api.ok("POST", "/instances/search", {**JUNE, "filters": [RETRIED]})
    assert [one["id"] for one in found["items"]] == ["i1"]
    assert api.ask(metrics=["kpi:CSAT", "kpi_n:CSAT"], filters=[RETRIED])["totals"] == [2.0, 1]


def test_a_file_of_requests_says_of_each_whether_it_is_one(tried):
    api, made = tried
    answer = api.send("POST", "/requests/search", JUNE, accept="text/csv")
    rows = csv.DictReader(io.StringIO(answer.text, newline=""))
    assert {row["request_id"]: row["retry"] for row in rows} == {
        one: "true" if one == made[1] else "false" for one in made
    }
