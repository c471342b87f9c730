"""Questions, requests and reports over HTTP: one number, whatever way it is asked for."""

from __future__ import annotations

import asyncio
import csv
import io

import duckdb
import pytest

JUNE = {"from": "2025-06-01", "to": "2025-07-01"}


def test_an_answer_carries_its_question_its_columns_and_what_stands_beside_the_total(api, shipped):
    api.ingest(user_id="ann", end_to_end_latency_ms=900)
    api.ingest(user_id="ann", resource="nobody-knows")
    shipped()
    answer = api.ask(metrics=["cost", "requests", "p95(latency_ms)"], by=["user"])
    assert answer["columns"] == [
        {"name": "user", "kind": "dimension"},
        {"name": "cost", "kind": "metric", "unit": "usd"},
        {"name": "requests", "kind": "metric", "unit": "count"},
        {"name": "p95(latency_ms)", "kind": "metric", "unit": "ms"},
        {"name": "account", "kind": "dimension"},
    ]
    assert answer["question"]["by"] == ["user"]
    assert answer["rows"] == [["ann", "0.003", 2, 900, "(not set)"]]
    assert answer["totals"] == ["", "0.003", 2, 900, ""]
    meta = answer["meta"]
    assert (meta["requests"], meta["unpriced"], meta["methods"]) == (2, 1, {"p95(latency_ms)": "exact"})
    assert meta["mark"] == api.platform.state.mark()


def test_a_repeated_question_is_answered_from_memory_until_a_fact_arrives(api):
    api.ingest()
    first = api.send("POST", "/questions", {**JUNE, "metrics": ["requests"]})
    same = api.send("POST", "/questions", {**JUNE, "metrics": ["requests"]})
    assert same.content == first.content
    known = {"if-none-match": first.headers["etag"]}
    assert api.send("POST", "/questions", {**JUNE, "metrics": ["requests"]}, **known).status_code == 304
    api.ingest()
    later = api.send("POST", "/questions", {**JUNE, "metrics": ["requests"]}, **known)
    assert later.json()["totals"] == [2]


def test_csv_has_the_same_figures_and_runs_no_formula(api):
    for account in ("=SUM(A1)", "-5", "@cmd", 'plain, "quoted"'):
        api.ingest(account_name=account.replace(" ", "_"))
    answer = api.send(
        "POST", "/questions", {**JUNE, "metrics": ["cost"], "by": ["account"]}, accept="text/csv"
    )
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.endswith("\r\n")
    rows = list(csv.reader(io.StringIO(answer.text, newline="")))
    assert rows[0] == ["account", "cost"]
    assert sorted(row[0] for row in rows[1:]) == ["'=SUM(A1)", "'@cmd", "-5", 'plain,_"quoted"']
    assert {row[1] for row in rows[1:]} == {"0.003"}


def test_parquet_keeps_amounts_exact(api, tmp_path):
    api.ingest(user_id="ann")
    content = api.send(
        "POST",
        "/questions",
        {**JUNE, "metrics": ["cost", "requests"], "by": ["user"]},
        accept="application/vnd.apache.parquet",
    ).content
    (tmp_path / "answer.parquet").write_bytes(content)
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT user, cost::VARCHAR, requests FROM '{tmp_path}/answer.parquet'"
        ).fetchall()
    assert rows == [("ann", "0.003000000000", 1)]


def test_the_requests_behind_a_number_sum_to_it(api, shipped):
    for number in range(7):
        api.ingest(units=(1_000 * number, 0), user_id="ann" if number % 2 else "bob")
    shipped()
    filters = [{"field": "user", "op": "in", "values": ["ann"]}]
    total = api.ask(metrics=["units.in", "requests"], filters=filters)["totals"]
    found, cursor = [], None
    while True:
        page = api.ok(
            "POST",
            "/requests/search",
            {**JUNE, "filters": filters, "order": "-cost", "limit": 2, "cursor": cursor},
        )
        found += page["items"]
        cursor = page["cursor"]
        if cursor is None:
            break
    assert [sum(one["units"]["text.input"] for one in found), len(found)] == total
    assert [one["units"]["text.input"] for one in found] == [5_000, 3_000, 1_000]


def test_a_cursor_of_another_list_is_refused(api):
    for _ in range(2):
        api.ingest()
    cursor = api.ok("POST", "/requests/search", {**JUNE, "limit": 1})["cursor"]
    refused = api.send("POST", "/requests/search", {**JUNE, "limit": 1, "order": "time", "cursor": cursor})
    assert refused.json()["xproxy_error"]["code"] == "invalid_cursor"


def test_a_request_explains_its_cost_line_by_line(api, shipped):
    limit_id = api.ok("POST", "/limits", {"limit_name": "team", "max": 1, "limit_type": "allow"})["limit"][
        "limit_id"
    ]
    ids = [api.ingest(use_case_name="chat", use_case_id="i1", limit_ids=[limit_id]) for _ in range(2)]
    shipped()
    found = api.ok("GET", f"/requests/{ids[0]}")
    assert [(line["unit"], line["side"], line["count"], line["amount"]) for line in found["lines"]] == [
        ("text", "input", 1_000, "0.002"),
        ("text", "output", 100, "0.001"),
    ]
    assert found["lines"][0]["price"] == "0.000002"
    assert found["lines"][0]["price_version"] == found["resource_id"]
    assert found["charges"] == [
        {"limit_id": limit_id, "limit_name": "team", "period": 1, "state": "ok", "amount": "0.003"}
    ]
    assert [one["request_id"] for one in found["siblings"]] == [ids[1]]


@pytest.mark.parametrize(
    "path",
    [
        "/requests/{id}/result",
        "/requests/provider/openai/r-1/result",
        "/requests/provider/system.openai/r-1/result",
        "/requests/result/system.openai/{id}",
        "/requests/result/system.openai/r-1",
    ],
)
def test_a_result_is_found_by_every_id_of_its_request(api, shipped, path):
    request_id = api.ingest(provider_response_id="r-1")
    shipped()
    result = api.ok("GET", path.format(id=request_id))["xproxy_result"]
    assert (result["request_id"], result["cost"]["total"]["base"], result["limits"]) == (
        request_id,
        0.003,
        {},
    )


def test_requests_of_another_application_do_not_exist(api, shipped):
    request_id = api.ingest(provider_response_id="r-1")
    shipped()
    other = api.run(api.platform.state.read, lambda tx: tx.applications.get("app-2"))
    from assay.services import requests

    with pytest.raises(Exception, match="does not exist in this application") as refused:
        api.run(requests.find, api.platform, other.id, request_id)
    assert refused.value.code == "request_not_found"
    assert api.send("GET", "/requests/00000000-0000-7000-8000-00000000ffff").status_code == 404
    assert api.send("GET", "/requests/nonsense").status_code == 404


def test_a_list_of_requests_is_newest_first(api, shipped):
    first = api.ingest(event_timestamp="2025-06-14T00:00:00Z")
    second = api.ingest(event_timestamp="2025-06-15T00:00:00Z")
    shipped()
    assert [one["request_id"] for one in api.ok("GET", "/requests")["items"]] == [second, first]
    assert [one["request_id"] for one in api.ok("GET", "/requests?sort_ascending=true")["items"]] == [
        first,
        second,
    ]


def test_the_tail_tells_what_arrives_and_what_it_leaves_out(api, monkeypatch):
    from assay.services import requests

    monkeypatch.setattr(requests, "TAIL_SHOWN", 2)

    async def follow():
        batches = requests.tail(api.platform, api.app, (), every_s=0.001)
        assert (await anext(batches)).facts == []
        units = {"text": {"input": 1, "output": 1}}
        events = [{"category": "system.openai", "resource": "gpt-4o", "units": units} for _ in range(5)]
        headers = {"xproxy-api-key": api.keys[0]}
        await api.client.post("/api/v1/ingest/bulk", json=events, headers=headers)
        arrived = await anext(batches)
        await asyncio.to_thread(api.shipper.flush)
        silent = await anext(batches)
        await batches.aclose()
        return arrived, silent

    arrived, silent = api.run(follow)
    assert (len(arrived.facts), arrived.left_out, arrived.many) == (2, 3, False)
    assert silent.facts == []


def test_a_report_is_a_saved_question_whose_end_is_exclusive(api):
    api.ingest(event_timestamp="2025-05-31T23:59:59.999Z")
    api.ingest(event_timestamp="2025-06-01T00:00:00Z")
    question = {"metrics": ["requests", "cost"], "by": ["resource"]}
    made = api.ok("POST", "/reports", {"name": "models", "question": question, "range": "this month"})
    path = f"/reports/{made['report_id']}"
    assert api.send("GET", path).text == "resource,requests,cost\r\ngpt-4o,1,0.003\r\n"
    may = api.send("GET", f"{path}?from=2025-05-01&to=2025-06-01", accept="application/json").json()
    assert may["totals"] == ["", 1, "0.003"]
    assert api.ok("GET", f"{path}/question")["question"] == question
    api.ok(
        "PUT", f"{path}/question", {"name": "costs", "question": {"metrics": ["cost"]}, "range": "last month"}
    )
    assert api.send("GET", path).text == "cost\r\n0.003\r\n"
    api.ok("DELETE", f"{path}/question")
    assert api.send("GET", path).json()["xproxy_error"]["code"] == "report_not_found"


def test_a_store_that_does_not_answer_is_told_as_424(api):
    report = api.ok("POST", "/reports", {"name": "r", "question": {"metrics": ["cost"]}})
    api.platform.events.file.connection.close()
    answer = api.send("GET", f"/reports/{report['report_id']}")
    assert (answer.status_code, answer.json()["xproxy_error"]["code"]) == (424, "analytics_unavailable")


def test_a_kpi_is_read_as_its_type_beside_its_goal_and_coverage(api, shipped):
    definition = {"kpi_name": "Solved", "description": "d", "kpi_type": "boolean", "goal": 0.5}
    api.ingest(use_case_name="chat", use_case_id="i0")
    api.ok("POST", "/use_cases/definitions/chat/kpis", {"name": "Solved", **definition})
    for number in range(1, 4):
        api.ingest(use_case_name="chat", use_case_id=f"i{number}")
    for number in range(3):
        api.send("PUT", f"/use_cases/instances/chat/i{number}/kpis/Solved", {"score": number == 0})
    shipped()
    metrics = [
        "kpi:Solved",
        "kpi_text:Solved",
        "kpi_n:Solved",
        "kpi_coverage:Solved",
        "kpi_goal:Solved",
        "kpi_attainment:Solved",
    ]
    [row] = api.ask(metrics=metrics, by=["use_case"], order="kpi:Solved")["rows"]
    assert row == ["chat", pytest.approx(1 / 3), "33.33% True", 3, 0.75, 0.5, pytest.approx(2 / 3)]


@pytest.fixture
def rated(api, shipped):
    """Three conversations: of Ann, of Bob, and one that Ann began and Bob went on with, on another model."""
    body = {"name": "CSAT", "description": "d", "kpi_type": "likert5", "goal": 4}
    api.ok("POST", "/use_cases/definitions/chat/kpis", body)
    for instance, user, resource in (
        ("i0", "ann", "gpt-4o"),
        ("i1", "bob", "gpt-4o"),
        ("i2", "ann", "gpt-4o"),
        ("i2", "bob", "gpt-5"),
    ):
        api.ingest(use_case_name="chat", use_case_id=instance, user_id=user, resource=resource)
    for instance, score in (("i0", 5), ("i1", 2), ("i2", 3)):
        api.send("PUT", f"/use_cases/instances/chat/{instance}/kpis/CSAT", {"score": score})
    shipped()
    return api


def test_a_score_counts_for_everyone_its_instance_served_and_once_in_all(rated):
    answer = rated.ask(metrics=["kpi:CSAT", "kpi_n:CSAT"], by=["user"], order="-kpi:CSAT")
    assert [row[:3] for row in answer["rows"]] == [["ann", 4.0, 2], ["bob", 2.5, 2]]
    assert answer["totals"][1:3] == [pytest.approx(10 / 3), 3]


def test_a_filter_keeps_the_scores_of_instances_with_a_request_that_passes_all_of_it(rated):
    used = {"field": "resource", "op": "in", "values": ["gpt-5"]}
    assert rated.ask(metrics=["kpi_n:CSAT"], filters=[used])["totals"] == [1]
    ann = {"field": "user", "op": "in", "values": ["ann"]}
    assert rated.ask(metrics=["kpi_n:CSAT"], filters=[used, ann])["totals"] == [0]


def test_a_figure_of_a_kpi_has_the_interval_that_its_scores_leave_open(rated):
    """Of 5, 2 and 3: t with 2 degrees of freedom is 4.3027, the standard error 0.8819."""
    found = rated.ask(metrics=["kpi_low:CSAT", "kpi_high:CSAT"])["totals"]
    assert found == [pytest.approx(-0.4612, abs=1e-4), pytest.approx(7.1279, abs=1e-4)]
