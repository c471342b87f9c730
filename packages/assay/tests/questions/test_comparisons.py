"""Use case versions side by side over HTTP: the figures of questions, and what may be said of them."""

from __future__ import annotations

import pytest

JUNE = {"from": "2025-06-01", "to": "2025-07-01"}
SIDES = [{"use_case": "chat", "version": 1}, {"use_case": "chat-2", "version": 1}]


def instances(api, use_case, count, *, tokens, failing=0, solved=0, csat=None):
    """So many instances of one request each, some of which fail and some of which are solved."""
    for number in range(count):
        name = f"{use_case}-{number}"
        api.ingest(
            use_case_name=use_case,
            use_case_id=name,
            units=(tokens + 10 * (number % 3), 0),
            http_status_code=500 if number < failing else 200,
            end_to_end_latency_ms=100 + number,
        )
        path = f"/use_cases/instances/{use_case}/{name}/kpis"
        assert api.send("PUT", f"{path}/Solved", {"score": number < solved}).is_success
        if csat is not None:
            assert api.send("PUT", f"{path}/CSAT", {"score": csat}).is_success


@pytest.fixture
def compared(api):
    """Two versions by name: the second costs more, fails as often, and solves more."""
    for use_case, goal in (("chat", 0.5), ("chat-2", 0.6)):
        for kpi in (
            {"name": "Solved", "description": "d", "kpi_type": "boolean", "goal": goal},
            {"name": "CSAT", "description": "d", "kpi_type": "likert5", "goal": 4},
        ):
            api.ok("POST", f"/use_cases/definitions/{use_case}/kpis", kpi)
    api.ok(
        "POST",
        "/use_cases/definitions/chat/kpis",
        {"name": "Alone", "description": "d", "kpi_type": "number", "goal": 1},
    )
    instances(api, "chat", 40, tokens=1_000, failing=4, solved=10, csat=4)
    instances(api, "chat-2", 40, tokens=1_500, failing=4, solved=30)
    answer = api.ok("POST", "/comparisons", {**JUNE, "sides": SIDES})
    return answer, {row["metric"]: row for row in answer["rows"]}


def verdicts(rows):
    return {name: row["against"][0]["verdict"] for name, row in rows.items()}


def test_each_metric_is_held_against_the_first_side(compared):
    answer, rows = compared
    assert [(side["use_case"], side["version"], side["instances"]) for side in answer["sides"]] == [
        ("chat", 1, 40),
        ("chat-2", 1, 40),
    ]
    found = verdicts(rows)
    assert {name: found[name] for name in ("cost_per_instance", "units_per_instance", "failure_rate")} == {
        "cost_per_instance": "worse",
        "units_per_instance": "worse",
        "failure_rate": "no_difference",
    }
    assert {name for name, said in found.items() if said == "not_tested"} >= {"cost", "p95(latency_ms)"}


def test_figures_are_those_of_the_same_question(api, compared):
    _, rows = compared
    metrics = ["cost", "cost_per_instance", "failure_rate", "p95(latency_ms)", "mean(latency_ms)"]
    for place, side in enumerate(SIDES):
        filters = [{"field": "use_case", "op": "in", "values": [side["use_case"]]}]
        assert [rows[name]["values"][place]["value"] for name in metrics] == api.ask(
            metrics=metrics, filters=filters
        )["totals"]


def test_kpis_are_matched_by_name_and_shown_with_their_goals(compared):
    _, rows = compared
    assert "kpi:Alone" not in rows
    solved = rows["kpi:Solved"]
    assert [(one["value"], one["n"], one["goal"], one["attainment"]) for one in solved["values"]] == [
        (0.25, 40, 0.5, 0.5),
        (0.75, 40, 0.6, 1.25),
    ]
    against = solved["against"][0]
    assert (solved["better"], against["verdict"], against["difference"]) == ("higher", "better", 0.5)
    assert against["p"] < 0.001
    low, high = against["interval"]
    assert 0.2 < low < 0.5 < high < 0.7


def test_a_kpi_that_was_never_scored_on_a_side_says_nothing(compared):
    _, rows = compared
    assert verdicts(rows)["kpi:CSAT"] == "not_enough_data"
    assert rows["kpi:CSAT"]["values"][1] == {
        "value": None,
        "n": 0,
        "interval": None,
        "goal": 4.0,
        "attainment": None,
    }


def test_few_instances_name_no_winner(api):
    instances_of = {"chat": 5, "chat-2": 5}
    for use_case, count in instances_of.items():
        for number in range(count):
            tokens = 1_000 if use_case == "chat" else 9_000
            api.ingest(use_case_name=use_case, use_case_id=f"{use_case}-{number}", units=(tokens + number, 0))
    rows = api.ok("POST", "/comparisons", {**JUNE, "sides": SIDES})["rows"]
    assert not {"better", "worse", "different"} & {row["against"][0]["verdict"] for row in rows}


def test_filters_keep_the_scores_of_the_instances_they_keep(api, compared):
    slow = {"field": "latency_ms", "op": "gte", "values": [130]}
    rows = api.ok("POST", "/comparisons", {**JUNE, "sides": SIDES, "filters": [slow]})["rows"]
    [solved] = [row for row in rows if row["metric"] == "kpi:Solved"]
    assert [(one["value"], one["n"]) for one in solved["values"]] == [(0.0, 10), (0.0, 10)]


def test_a_comparison_that_cannot_be_made_is_refused(api):
    refused = api.send("POST", "/comparisons", {**JUNE, "sides": SIDES[:1]})
    assert (refused.status_code, refused.json()["xproxy_error"]["code"]) == (400, "invalid_question")
