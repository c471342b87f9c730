"""Instances behind a number: of a cost, of a score, of those without one."""

from __future__ import annotations

from itertools import pairwise

import pytest

JUNE = {"from": "2025-06-01", "to": "2025-07-01"}


def search(api, *filters, **asked):
    return api.ok("POST", "/instances/search", {**JUNE, "filters": list(filters), **asked})


@pytest.fixture
def scored(api, shipped):
    """Six instances of a use case with a KPI: i0 to i3 scored, i4 not, i5 scored and without a request."""
    body = {"name": "CSAT", "description": "d", "kpi_type": "likert5", "goal": 4}
    api.ok("POST", "/use_cases/definitions/chat/kpis", body)
    for number in range(5):
        for _ in range(number + 1):
            api.ingest(
                use_case_name="chat", use_case_id=f"i{number}", user_id="ann", end_to_end_latency_ms=100
            )
    api.ok("POST", "/use_cases/instances/chat", {"use_case_id": "i5"})
    for number, score in enumerate((1, 2, 2, 5)):
        api.send("PUT", f"/use_cases/instances/chat/i{number}/kpis/CSAT", {"score": score})
    api.send("PUT", "/use_cases/instances/chat/i5/kpis/CSAT", {"score": 5})
    shipped()
    return api


def ids(found):
    return sorted(one["id"] for one in found["items"])


def test_an_instance_is_shown_with_its_person_its_cost_and_its_scores(scored):
    found = search(scored, {"field": "instance", "op": "in", "values": ["i1"]})
    [one] = found["items"]
    assert {name: one[name] for name in one if name not in ("started", "ended")} == {
        "use_case": "chat",
        "id": "i1",
        "version": 1,
        "user": "ann",
        "account": "",
        "requests": 2,
        "cost": "0.006",
        "unpriced": 0,
        "failures": 0,
        "latency_ms_total": 200,
        "kpis": {"CSAT": 2.0},
    }
    assert found["total"] == {"instances": 1, "requests": 2, "cost": "0.006", "unpriced": 0, "failures": 0}


def test_pages_go_on_where_the_one_before_ended(scored):
    first = search(scored, order="-cost", limit=3)
    second = search(scored, order="-cost", limit=3, cursor=first["next_cursor"])
    assert [one["id"] for one in [*first["items"], *second["items"]]] == ["i4", "i3", "i2", "i1", "i0"]
    assert (first["has_more"], second["has_more"], second["next_cursor"]) == (True, False, None)
    other = {**JUNE, "order": "started", "cursor": first["cursor"]}
    refused = scored.send("POST", "/instances/search", other)
    assert refused.json()["xproxy_error"]["code"] == "invalid_cursor"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"op": "gte", "values": [2]}, ["i1", "i2", "i3", "i5"]),
        ({"op": "exists"}, ["i0", "i1", "i2", "i3", "i5"]),
        ({"op": "missing"}, ["i4"]),
        ({"op": "not_in", "values": [2, 5]}, ["i0"]),
    ],
)
def test_instances_are_found_by_a_score_and_by_having_none(scored, condition, expected):
    assert ids(search(scored, {"field": "kpi:CSAT", **condition})) == expected


def test_a_condition_on_requests_leaves_out_the_instances_that_have_none(scored):
    anns = {"field": "user", "op": "in", "values": ["ann"]}
    assert ids(search(scored, {"field": "kpi:CSAT", "op": "in", "values": [5]}, anns)) == ["i3"]


@pytest.mark.parametrize("of", ["kpi:CSAT", "instance_cost"])
def test_the_instances_in_a_bar_are_found_by_its_edges(scored, of):
    found = scored.ok("POST", "/histograms", {**JUNE, "of": of, "bins": 4})
    field = found["behind"]["field"]
    for (lower, upper), count in zip(pairwise(found["edges"]), found["counts"], strict=True):
        from_lower = {"field": field, "op": "gte", "values": [lower]}
        below_upper = {"field": field, "op": "lt", "values": [upper]}
        assert search(scored, from_lower, below_upper)["total"]["instances"] == count


@pytest.mark.parametrize(
    "document",
    [{"order": "-mood"}, {"filters": [{"field": "kpi:"}]}, {"limit": 101}, {"sort": "cost"}],
)
def test_a_search_that_cannot_be_made_is_refused(api, document):
    assert api.send("POST", "/instances/search", {**JUNE, **document}).status_code == 400
