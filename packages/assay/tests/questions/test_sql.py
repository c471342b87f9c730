"""The SQL of a question gives the rows of its answer, run by DuckDB over a real file of the requests."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from zoneinfo import ZoneInfo

import duckdb
import pytest
from assay.domain.metrics import (
    DIMENSIONS,
    DISTINCT,
    KPI_FIGURES,
    QUOTIENTS,
    SAMPLES,
    STATISTICS,
    SUMS,
)

JUNE = {"from": "2025-06-01", "to": "2025-07-01"}
SPRING = {"from": "2025-03-01", "to": "2025-07-01"}
"""The file holds more than is asked about."""
PARQUET = "application/vnd.apache.parquet"
SAMPLED = [f"{statistic}({sample})" for sample in SAMPLES for statistic in STATISTICS]
METRICS = [*SUMS, *DISTINCT, *QUOTIENTS, "units:text.input", *SAMPLED]
BY = [*(one for one in DIMENSIONS if one != "application"), "property:env", "use_case_property:tier"]
FILTERS = [
    {"field": "user", "op": "in", "values": ["ann", "(not set)"]},
    {"field": "user", "op": "not_in", "values": ["ann"]},
    {"field": "use_case", "op": "missing"},
    {"field": "property:env", "op": "exists"},
    {"field": "resource", "op": "prefix", "values": ["gpt"]},
    {"field": "status_class", "op": "in", "values": ["5xx"]},
    {"field": "limit", "op": "in", "values": ["l-1", "l-2"]},
    {"field": "limit", "op": "not_in", "values": ["l-1", "(not set)"]},
    {"field": "limit", "op": "prefix", "values": ["l-"]},
    {"field": "limit", "op": "missing"},
    {"field": "cost", "op": "gt", "values": ["0.003"]},
    {"field": "unpriced", "op": "in", "values": [1]},
    {"field": "units.in", "op": "lte", "values": [600]},
    {"field": "latency_ms", "op": "exists"},
    {"field": "retries", "op": "gt", "values": [0]},
    {"field": "retries", "op": "missing"},
    {"field": "output_per_s", "op": "gte", "values": [40]},
    {"field": "wasted", "op": "gt", "values": [0]},
    {"field": "hour_of_day", "op": "in", "values": [0, 1, 2]},
    {"field": "weekday", "op": "gte", "values": [6]},
    {"field": "step", "op": "in", "values": ["it's", 'a "step"']},
]


REPEATED = {
    "category": "system.openai",
    "resource": "gpt-4o",
    "units": {"text": {"input": 10, "output": 1}},
    "use_case_name": "chat",
    "use_case_id": "repeated",
}


def events(random):
    """Requests of every kind there is; some repeat a failure, and some are made when clocks go forward."""
    for number in range(60):
        used = random.random() < 0.7
        yield {
            "category": "system.openai",
            "resource": random.choice(["gpt-4o", "gpt-4o", "nobody-knows"]),
            "units": {"text": {"input": random.randrange(2_000), "output": random.randrange(300)}},
            "event_timestamp": f"2025-06-{random.randint(1, 14):02}T{random.randrange(24):02}:30:00Z",
            "user_id": random.choice(["ann", "bob", None]),
            "account_name": random.choice(["acme", None]),
            "use_case_name": random.choice(["chat", "search"]) if used else None,
            "use_case_id": f"i{number % 9}-{number % 2}" if used else None,
            "use_case_step": random.choice(["it's", 'a "step"', None]) if used else None,
            "use_case_properties": random.choice([{"tier": "gold"}, None]) if used else None,
            "properties": random.choice([{"env": "prod"}, {"env": "it's"}, None]),
            "limit_ids": random.choice([["l-1"], ["l-1", "l-2"], None]),
            "end_to_end_latency_ms": random.choice([None, random.randrange(1, 3_000)]),
            "time_to_first_token_ms": random.choice([None, random.randrange(1, 200)]),
            "http_status_code": random.choice([200, 200, 503]),
        }
    for moment, status in (("05-31T23:59:40", 503), ("06-01T00:00:10", 503), ("06-01T00:01:05", 200)):
        yield {**REPEATED, "event_timestamp": f"2025-{moment}Z", "http_status_code": status}
    for moment in ("03-29T23:30:00", "03-30T01:30:00"):
        yield {**REPEATED, "event_timestamp": f"2025-{moment}Z"}


KPIS = {
    "chat": {"CSAT": ("likert5", 4), "Done": ("boolean", 0.5), "Time": ("number", 10)},
    "search": {"CSAT": ("likert5", 3), "Done": ("boolean", 0.5), "Rate": ("percentage", 60)},
}


def give_scores(api):
    """Scores of most instances, and instances without requests; chat has a second version with another goal."""
    random = Random(5)
    for use_case, kpis in KPIS.items():
        for name, (kind, goal) in kpis.items():
            body = {"name": name, "description": "d", "kpi_type": kind, "goal": goal}
            api.ok("POST", f"/use_cases/definitions/{use_case}/kpis", body)
        api.ok("POST", f"/use_cases/instances/{use_case}", {"use_case_id": f"unasked-{use_case}"})
    api.ok("PUT", "/use_cases/definitions/chat/kpis/Time", {"kpi_direction": "lower"})
    api.ok("POST", "/use_cases/definitions/chat/increment_version")
    api.ok("PUT", "/use_cases/definitions/chat/kpis/CSAT", {"goal": 4.5})
    for number in range(4):
        api.ingest(use_case_name="chat", use_case_id=f"later-{number}", user_id="ann")
    for one in api.ok("POST", "/instances/search", {**SPRING, "limit": 100})["items"]:
        for name, (kind, _) in KPIS[one["use_case"]].items():
            score = {"boolean": random.random() < 0.5, "likert5": random.randint(1, 5)}.get(
                kind, random.randrange(100) / 4
            )
            if random.random() < 0.8:
                path = f"/use_cases/instances/{one['use_case']}/{one['id']}/kpis/{name}"
                assert api.send("PUT", path, {"score": score}).is_success


@pytest.fixture(scope="module")
def house(open_api, tmp_path_factory):
    """An application with requests, some of them corrected, and a connection that has them as a file."""
    directory = tmp_path_factory.mktemp("sql")
    with open_api(directory) as api, duckdb.connect() as connection:
        for name in ("l-1", "l-2"):
            api.ok("POST", "/limits", {"limit_id": name, "limit_name": name, "max": 0.01})
        for number, event in enumerate(events(Random(7))):
            given = {name: value for name, value in event.items() if value is not None}
            made = api.ok("POST", "/ingest", given)["xproxy_result"]["request_id"]
            if number % 10 == 0:
                api.ok("PUT", f"/requests/{made}/properties", {"properties": {"env": "moved"}})
        api.shipper.flush()
        give_scores(api)
        api.shipper.flush()
        content = api.send("POST", "/requests/search", SPRING, accept=PARQUET).content
        (directory / "requests.parquet").write_bytes(content)
        connection.execute(f"SET file_search_path = '{directory}'")
        connection.execute("SET TimeZone = 'UTC'")
        yield api, connection, directory


def rows_by_sql(house, question):
    """The rows that the SQL of a question gives, as dictionaries."""
    api, connection, directory = house
    if any(name.startswith("kpi") for name in question["metrics"]):
        answered = api.send("POST", "/questions/scores", {**JUNE, **question})
        assert answered.is_success, answered.text
        content = answered.content
        (directory / "scores.parquet").write_bytes(content)
    found = connection.execute(api.ok("POST", "/questions/sql", {**JUNE, **question})["sql"])
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def rows_by_answer(house, question):
    """The rows of the answer; those of empty buckets are left out, as a file has no row for them."""
    answer = house[0].ask(**question)
    names = [column["name"] for column in answer["columns"]]
    rows = [dict(zip(names, row, strict=True)) for row in answer["rows"]]
    return [row for row in rows if "time" not in row or row["requests"]]


def label(name, value):
    """Whatever stands for a group, in one spelling."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat()
    if name == "status" and value == "(not set)":
        return "0"
    return str(value)


def assert_same(house, question):
    dims = [*question.get("by", ()), *(["account"] if "user" in question.get("by", ()) else [])]
    keys = [*(["time"] if question.get("grain") else []), *dims]
    expected = rows_by_answer(house, question)
    zone = question.get("zone", "UTC")
    for row in expected:
        if "time" in row:
            row["time"] = told_by_sql(row["time"], question["grain"], zone)
    expected = {tuple(label(key, row[key]) for key in keys): row for row in expected}
    found = {tuple(label(key, row[key]) for key in keys): row for row in rows_by_sql(house, question)}
    assert found.keys() == expected.keys()
    for group, row in expected.items():
        for column in row.keys() - {*keys}:
            assert number(found[group][column]) == number(row[column]), (group, column)


def told_by_sql(time, grain, zone):
    """Days and longer begin at local midnight; hours are told in UTC."""
    moment = datetime.fromisoformat(time)
    return moment.astimezone(UTC if grain in ("hour", "15m") else ZoneInfo(zone))


def number(value):
    if value is None or str(value).endswith((" True", "%", " / 5")):
        return value
    return pytest.approx(float(value), rel=1e-7, abs=1e-12)


@pytest.mark.parametrize("start", range(0, len(METRICS), 12))
@pytest.mark.parametrize("by", [[], *([one] for one in BY), ["user", "resource"], ["limit", "status"]])
def test_every_metric_by_every_dimension(house, by, start):
    assert_same(house, {"metrics": METRICS[start : start + 12], "by": by})


@pytest.mark.parametrize("asked", FILTERS, ids=lambda one: f"{one['field']} {one['op']}")
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
def test_every_kind_of_filter(house, asked, zone):
    assert_same(
        house, {"metrics": ["requests", "cost"], "by": ["use_case"], "filters": [asked], "zone": zone}
    )


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kathmandu"])
@pytest.mark.parametrize("grain", ["15m", "hour", "day", "week", "month"])
def test_every_grain_in_local_time(house, grain, zone):
    metrics = ["requests", "cost", "users", "mean(instance_cost)", "retries", "requests_per_minute"]
    assert_same(house, {"metrics": metrics, "grain": grain, "zone": zone, "top": 2, "order": "-requests"})
    if grain in ("day", "week"):
        by = {"by": ["resource"], "metrics": metrics, "grain": grain, "zone": zone, "top": 1}
        assert_same(house, {**by, "order": "-requests"})


@pytest.mark.parametrize("grain", ["hour", "day", "week", "month"])
def test_the_minutes_of_a_bucket_are_those_it_has_in_the_range(house, grain):
    """Berlin's 30th of March has 23 hours, and of the last day here a quarter is asked for."""
    metrics = ["requests", "requests_per_minute"]
    days = {"from": "2025-03-29T22:10:00Z", "to": "2025-03-31T04:00:00Z", "zone": "Europe/Berlin"}
    assert_same(house, {"metrics": metrics, "grain": grain, **days})
    assert_same(house, {"metrics": metrics, "by": ["resource"], "order": "-requests_per_minute", **days})


@pytest.mark.parametrize("by", [[], *([one] for one in BY), ["user", "version"], ["use_case", "limit"]])
@pytest.mark.parametrize("kpi", ["CSAT", "Done", "Time", "Rate", "Nobody's"])
def test_every_figure_of_a_kpi_by_every_dimension(house, by, kpi):
    metrics = [f"{figure}:{kpi}" for figure in KPI_FIGURES]
    assert_same(house, {"metrics": ["requests", *metrics], "by": by})


@pytest.mark.parametrize("asked", FILTERS, ids=lambda one: f"{one['field']} {one['op']}")
def test_scores_under_every_kind_of_filter(house, asked):
    metrics = ["requests", "kpi:Done", "kpi_n:Done", "kpi_coverage:Done"]
    assert_same(house, {"metrics": metrics, "by": ["use_case"], "filters": [asked], "zone": "Europe/Berlin"})


@pytest.mark.parametrize("own_time", [True, False])
@pytest.mark.parametrize("grain", ["hour", "week"])
def test_scores_over_time_and_by_hour(house, grain, own_time):
    asked = {
        "metrics": ["requests", "kpi:CSAT", "kpi_n:CSAT"],
        "instance_time": own_time,
        "zone": "Asia/Kathmandu",
    }
    assert_same(house, {**asked, "grain": grain})
    assert_same(house, {**asked, "by": ["hour_of_day", "weekday"]})
    assert_same(house, {**asked, "by": ["version"], "grain": "month", "order": "kpi:CSAT", "top": 1})


def test_scores_alone_need_no_file_of_requests(house):
    asked = {"metrics": ["kpi:CSAT", "kpi_low:CSAT"]}
    sql = house[0].ok("POST", "/questions/sql", {**JUNE, **asked})["sql"]
    assert "requests.parquet" not in sql
    [row] = rows_by_sql(house, asked)
    assert list(row.values()) == pytest.approx(house[0].ask(**asked)["totals"], rel=1e-7)


def test_a_figure_of_instances_alone_is_one_row(house):
    assert_same(house, {"metrics": ["mean(instance_cost)"]})


@pytest.mark.parametrize("by", [[], ["use_case"], ["user"], ["status", "version"]])
@pytest.mark.parametrize("start", range(0, len(METRICS), 9))
def test_two_ranges_beside_each_other(house, by, start):
    metrics = list(dict.fromkeys(["cost", *METRICS[start : start + 9], "kpi_n:CSAT", "kpi_text:Done"]))
    week = {"from": "2025-06-08", "to": "2025-06-15", "compare": "previous"}
    assert_same(house, {"metrics": metrics, "by": by, "top": 3, **week})


def test_the_largest_groups_come_first(house):
    question = {"metrics": ["cost", "requests"], "by": ["use_case"], "top": 2, "order": "cost"}
    answer = [row["use_case"] for row in rows_by_answer(house, question)]
    assert [row["use_case"] for row in rows_by_sql(house, question)] == answer


def test_it_can_be_read(house):
    question = {"metrics": ["cost", "requests"], "by": ["use_case"], "top": 5}
    assert house[0].ok("POST", "/questions/sql", {**JUNE, **question})["sql"] == (
        "-- requests.parquet: the requests of this range and these filters,"
        " from POST /api/v1/requests/search\n"
        "WITH asked AS (\n"
        "  SELECT\n"
        "    *,\n"
        "    coalesce(use_case, '(not set)') AS by_use_case\n"
        "  FROM 'requests.parquet'\n"
        "  WHERE time >= TIMESTAMP '2025-06-01 00:00:00.000000'\n"
        "    AND time < TIMESTAMP '2025-07-01 00:00:00.000000'\n"
        ")\n"
        "SELECT\n"
        '  by_use_case AS "use_case",\n'
        '  coalesce(sum(cost), 0) AS "cost",\n'
        '  count(*) AS "requests"\n'
        "FROM asked\n"
        "GROUP BY by_use_case\n"
        'ORDER BY "cost" DESC NULLS LAST, by_use_case LIMIT 5\n'
    )


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ({"metrics": ["cost"], "compare": "previous", "grain": "day"}, "have no time in common"),
        ({"metrics": ["cost"], "by": ["application"]}, "a file has the requests of one application"),
    ],
)
def test_a_question_without_sql_is_refused_with_the_reason(house, question, reason):
    refused = house[0].send("POST", "/questions/sql", {**JUNE, **question})
    assert refused.status_code == 400
    assert reason in refused.json()["message"]
