"""Requests as files: all of a search, the same in CSV and in Parquet, and what they add up to."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path

import duckdb
import pytest

JUNE = {"from": "2025-06-01", "to": "2025-07-01"}
PARQUET = "application/vnd.apache.parquet"


def csv_rows(api, **search):
    answer = api.send("POST", "/requests/search", {**JUNE, **search}, accept="text/csv")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


@pytest.fixture
def parquet(api, tmp_path):
    """Asks for a Parquet file and gives what a query over it gives."""

    def ask(columns, **search):
        content = api.send("POST", "/requests/search", {**JUNE, **search}, accept=PARQUET).content
        (tmp_path / "requests.parquet").write_bytes(content)
        with duckdb.connect() as connection:
            return connection.execute(f"SELECT {columns} FROM '{tmp_path}/requests.parquet'").fetchall()

    return ask


def test_a_page_says_what_all_requests_of_the_search_add_up_to(api, shipped):
    for number in range(5):
        api.ingest(user_id="ann" if number else "bob")
    api.ingest(user_id="ann", resource="nobody-knows")
    shipped()
    filters = [{"field": "user", "op": "in", "values": ["ann"]}]
    page = api.ok("POST", "/requests/search", {**JUNE, "filters": filters, "limit": 2})
    assert (len(page["items"]), page["total"]) == (2, {"requests": 5, "cost": "0.012", "unpriced": 1})


def test_a_file_has_every_request_of_the_search_as_it_stands_in_its_order(api, shipped):
    ids = [api.ingest(units=(100 * n, 1), event_timestamp=f"2025-06-1{n}T08:00:00.5Z") for n in range(1, 6)]
    api.ok("PUT", f"/requests/{ids[2]}/properties", {"properties": {"env": "prod"}})
    shipped()
    found = csv_rows(api, order="time")
    assert [row["request_id"] for row in found] == ids
    assert [row["request_id"] for row in csv_rows(api, order="-cost")] == ids[::-1]
    assert found[2]["properties"] == '{"env":"prod"}'
    assert (found[0]["time"], found[0]["cost"], found[0]["cost_in"]) == (
        "2025-06-11T08:00:00.500Z",
        "0.00021",
        "0.0002",
    )
    assert json.loads(found[0]["units"]) == {"text.input": 100, "text.output": 1}


def test_what_is_not_known_is_empty_in_csv_and_null_in_parquet(api, parquet):
    api.ingest(resource="nobody-knows")
    [row] = csv_rows(api)
    assert (row["cost"], row["unpriced"], row["user"], row["latency_ms"]) == ("", "2", "", "")
    assert parquet('cost, unpriced, "user", latency_ms') == [(None, 2, None, None)]


def test_both_forms_say_the_same(api, parquet, shipped):
    api.ingest(
        user_id="ann",
        account_name="acme",
        use_case_name="chat",
        use_case_id="i-1",
        end_to_end_latency_ms=900,
        time_to_first_token_ms=100,
        http_status_code=503,
    )
    shipped()
    [row] = csv_rows(api)
    names = [
        name for name in row if name not in ("time", "units", "properties", "use_case_properties", "limits")
    ]
    listed = ", ".join(f'"{name}"::VARCHAR' for name in names)
    [found] = parquet(listed)
    trimmed = [
        value.rstrip("0").rstrip(".") if name in ("cost", "cost_in", "cost_out", "overrun") else value or ""
        for name, value in zip(names, found, strict=True)
    ]
    assert trimmed == [row[name] for name in names]
    assert (row["failed"], row["output_per_s"], row["instance"]) == ("true", "125.000", "i-1")


def test_cells_are_quoted_and_run_no_formula(api):
    api.ingest(account_name="=SUM(A1)")
    request_id = api.ingest(account_name="-5")
    api.ok("PUT", f"/requests/{request_id}/properties", {"properties": {"note": 'two\nlines, "quoted"'}})
    text = api.send("POST", "/requests/search", {**JUNE, "order": "time"}, accept="text/csv").text
    assert text.endswith("\r\n")
    first, second = csv.DictReader(io.StringIO(text, newline=""))
    assert (first["account"], second["account"]) == ("'=SUM(A1)", "-5")
    assert json.loads(second["properties"]) == {"note": 'two\nlines, "quoted"'}


def test_more_than_a_file_holds_is_refused_and_never_cut(api, monkeypatch):
    monkeypatch.setattr("assay.services.searches.MOST_EXPORTED", 1)
    api.ingest()
    assert len(csv_rows(api)) == 1
    api.ingest()
    refused = api.send("POST", "/requests/search", JUNE, accept="text/csv")
    assert (refused.status_code, refused.json()["xproxy_error"]["code"]) == (400, "range_too_large")


def test_files_leave_nothing_behind_on_the_server(api, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = set(Path(tmp_path).iterdir())
    api.ingest()
    csv_rows(api)
    assert set(Path(tmp_path).iterdir()) == before


def test_hours_of_the_day_are_found_in_the_zone_of_the_number(api, shipped):
    api.ingest(event_timestamp="2025-06-10T22:30:00Z")
    shipped()
    asked = {"zone": "Europe/Berlin", "filters": [{"field": "hour_of_day", "op": "in", "values": [0]}]}
    assert api.ask(metrics=["requests"], **asked)["totals"] == [1]
    assert api.ok("POST", "/requests/search", {**JUNE, **asked})["total"]["requests"] == 1
    assert len(api.ok("POST", "/requests/search", {**JUNE, **asked})["items"]) == 1
    assert len(csv_rows(api, **asked)) == 1
