"""Histograms over HTTP: what they say of themselves, and the way from a bar to its rows."""

from __future__ import annotations

from itertools import pairwise

import pytest

JUNE = {"from": "2025-06-01", "to": "2025-07-01"}


def histogram(api, **asked):
    return api.ok("POST", "/histograms", {**JUNE, **asked})


def test_a_histogram_says_what_was_asked_and_what_its_edges_are(api, shipped):
    for latency in (120, 180, 260):
        api.ingest(end_to_end_latency_ms=latency)
    api.ingest()
    shipped()
    found = histogram(api, of="latency_ms", bins=2)
    assert found == {
        "question": {
            "of": "latency_ms",
            "from": "2025-06-01T00:00:00Z",
            "to": "2025-07-01T00:00:00Z",
            "zone": "UTC",
            "filters": [],
            "bins": 2,
        },
        "unit": "ms",
        "scale": "linear",
        "edges": [100, 200, 300],
        "counts": [2, 1],
        "n": 3,
        "missing": 1,
        "behind": {
            "search": "requests",
            "field": "latency_ms",
            "filters": [{"field": "latency_ms", "op": "exists", "values": []}],
        },
    }


def test_money_has_edges_of_decimal_text_and_leaves_unpriced_requests_out(api):
    api.ingest(units=(1_000, 100))
    api.ingest(resource="nobody-knows")
    found = histogram(api, of="request_cost", bins=10)
    assert (found["edges"], found["counts"], found["missing"]) == (["0.003", "0.0035"], [1], 1)


@pytest.mark.parametrize("of", ["latency_ms", "request_cost", "units.in", "units.out", "output_per_s"])
def test_the_requests_in_a_bar_are_found_by_its_edges(api, shipped, of):
    for number in range(12):
        counts = (100 * number, 40 + number)
        api.ingest(units=counts, end_to_end_latency_ms=number * 70, time_to_first_token_ms=number * 20)
    api.ingest(resource="nobody-knows", end_to_end_latency_ms=75)
    shipped()
    found = histogram(api, of=of, bins=7)
    field, filters = found["behind"]["field"], found["behind"]["filters"]
    for (lower, upper), count in zip(pairwise(found["edges"]), found["counts"], strict=True):
        within = [
            {"field": field, "op": "gte", "values": [lower]},
            {"field": field, "op": "lt", "values": [upper]},
        ]
        rows = api.ok("POST", "/requests/search", {**JUNE, "filters": [*filters, *within], "limit": 100})
        assert len(rows["items"]) == count


def test_a_kpi_of_a_scale_has_a_bar_for_each_rounded_score(api, shipped):
    body = {"name": "CSAT", "description": "d", "kpi_type": "likert5", "goal": 4}
    api.ok("POST", "/use_cases/definitions/chat/kpis", body)
    for number, score in enumerate((4.5, 4.0, 3.0, 1.0)):
        api.ok("POST", "/use_cases/instances/chat", {"use_case_id": f"i{number}"})
        api.send("PUT", f"/use_cases/instances/chat/i{number}/kpis/CSAT", {"score": score})
    api.ok("POST", "/use_cases/instances/chat", {"use_case_id": "unscored"})
    shipped()
    found = histogram(api, of="kpi:CSAT")
    assert found["edges"] == [0.5, 1.5, 2.5, 3.5, 4.5, 5.5]
    assert (found["counts"], found["n"], found["missing"]) == ([1, 0, 1, 1, 1], 4, 1)
    assert found["behind"] == {"search": "instances", "field": "kpi:CSAT", "filters": []}


def test_a_histogram_that_cannot_be_made_is_refused(api):
    refused = api.send("POST", "/histograms", {**JUNE, "of": "latncy_ms"})
    assert (refused.status_code, refused.json()["xproxy_error"]["code"]) == (400, "invalid_question")
