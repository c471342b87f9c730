"""KPIs: whether each feature meets its goals, told with how much is known."""

from __future__ import annotations

import re
from typing import Any

import duckdb
import httpx2
import pytest
from playwright.sync_api import expect

QUARTER = {"from": "2026-08-01T00:00:00Z", "to": "2026-11-20T00:00:00Z"}
RANGE = "range=2026-08-01/2026-11-20&zone=UTC"
CHAT = "support-chat"
DEFLECTION = f"~/kpis/{CHAT}/Deflection%20Rate?{RANGE}"


def test_the_board_shows_what_the_api_tells(portal):
    page = portal.open(f"~/kpis?{RANGE}")
    for name in ("Deflection Rate", "Customer Satisfaction", "Resolution Accuracy"):
        answer = portal.ask(metrics=[f"kpi_text:{name}"], by=["use_case"], **QUARTER)
        told = dict(answer["rows"])[CHAT]
        expect(page.locator(f"[data-kpi='{name}']").first).to_have_text(told)
    row = page.locator("tbody tr").filter(has_text="Resolution Accuracy")
    expect(row.get_by_text("missed")).to_be_visible()


def test_a_number_without_a_direction_is_not_judged(portal):
    _define(portal, "undirected", {"name": "Seconds", "kpi_type": "number", "goal": 3})
    for place in range(30):
        _score(portal, "undirected", f"undirected-{place}", "Seconds", 2)
    page = portal.open(f"~/kpis?{RANGE}&use_case=undirected")
    expect(page.get_by_text("direction not set").first).to_be_visible()


def test_few_scores_give_no_verdict(portal):
    _define(portal, "young", {"name": "Solved", "kpi_type": "boolean", "goal": 0.5})
    _score(portal, "young", "young-1", "Solved", True)
    page = portal.open(f"~/kpis?{RANGE}&use_case=young")
    expect(page.get_by_text("not enough data").first).to_be_visible()


def test_each_version_is_held_against_its_goal(portal):
    page = portal.open(DEFLECTION)
    answer = portal.ask(
        metrics=["kpi_text:Deflection Rate"],
        by=["version"],
        filters=[{"field": "use_case", "op": "in", "values": [CHAT]}],
        **QUARTER,
    )
    versions = page.get_by_role("region", name="Deflection Rate by version")
    shown = {
        row.locator("td").nth(0).inner_text(): row.locator("td").nth(1).inner_text()
        for row in versions.locator("tbody tr").all()
    }
    assert shown == {f"v{version}": text for version, text in answer["rows"]}


def test_scores_lead_to_the_instances_that_have_them(portal):
    page = portal.open(DEFLECTION)
    scored = page.locator("tr[data-score=yes] a")
    told = scored.inner_text()
    scored.click()
    expect(page.get_by_text(f"{told} in this range")).to_be_visible()


def test_a_kpi_is_defined_on_the_page_of_its_use_case(portal):
    _define(portal, "measured")
    page = portal.open("~/use-cases/measured")
    page.get_by_role("button", name="New KPI").click()
    form = page.get_by_role("dialog", name="New KPI of measured")
    form.get_by_label("Name").fill("Solved at once")
    form.get_by_label("Description").fill("Whether the first answer was enough.")
    form.get_by_label("Goal").fill("0.4")
    form.get_by_role("button", name="Create").click()
    expect(page.get_by_role("link", name="Solved at once")).to_be_visible()
    made = portal.api("GET", "/use_cases/definitions/measured/kpis/Solved%20at%20once").json()
    assert (made["kpi_type"], made["goal"], made["direction"]) == ("boolean", 0.4, None)


def test_a_changed_goal_holds_from_the_latest_version_on_and_can_be_taken_back(portal):
    _define(portal, "moving", {"name": "Solved", "kpi_type": "boolean", "goal": 0.5})
    portal.api("POST", "/use_cases/definitions/moving/increment_version")
    page = portal.open("~/kpis/moving/Solved?form=edit")
    form = page.get_by_role("dialog", name="Edit Solved")
    expect(form.get_by_text("A new goal holds from version 2 on")).to_be_visible()
    form.get_by_label("Goal").fill("0.7")
    form.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Undo").wait_for()
    assert _goals(portal)[-1] == {"from_version": 2, "goal": 0.7}
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone")).to_be_visible()
    assert _goals(portal)[-1]["goal"] == 0.5


def test_the_board_shows_what_the_scores_leave_open(portal):
    page = portal.open(f"~/kpis?{RANGE}")
    metrics = ["kpi_low:Customer Satisfaction", "kpi_high:Customer Satisfaction"]
    answer = portal.ask(metrics=metrics, by=["use_case"], **QUARTER)
    [(_, low, high)] = [row for row in answer["rows"] if row[0] == CHAT]
    interval = page.locator("[data-interval='Customer Satisfaction']").first
    expect(interval).to_have_text(re.compile(r"[\d.]+ to [\d.]+"))
    shown = [float(end) for end in interval.inner_text().split(" to ")]
    assert shown == [pytest.approx(low, abs=0.005), pytest.approx(high, abs=0.005)]


def test_filters_by_what_requests_know_apply_to_scores(portal):
    accounts = _by_account(portal)
    name = accounts[0][0]
    page = portal.open(f"~/kpis?{RANGE}&f=account:in:{name}")
    told = _chat_only(portal, [{"field": "account", "op": "in", "values": [name]}])
    expect(page.locator("[data-kpi='Deflection Rate']").first).to_have_text(told)


def test_a_kpi_is_split_by_account_and_each_value_leads_to_its_instances(portal):
    page = portal.open(f"{DEFLECTION}&by=account")
    region = page.get_by_role("region", name="Deflection Rate by Account")
    [first, *_] = _by_account(portal)
    row = region.locator("tbody tr").filter(has_text=first[0])
    expect(row.locator("td").nth(1)).to_have_text(first[1])
    row.get_by_role("link").click()
    expect(page.get_by_text(f"{first[2]:,} in this range")).to_be_visible()


def test_the_sql_of_a_kpi_runs_over_the_scores_that_are_shared_beside_it(portal, tmp_path):
    page = portal.open(f"{DEFLECTION}&by=account")
    share = page.get_by_role("button", name="Share Deflection Rate by Account")
    share.click()
    with page.expect_download() as saved:
        page.get_by_role("menuitem", name="Scores behind it").click()
    saved.value.save_as(tmp_path / "scores.parquet")
    share.click()
    page.get_by_role("menuitem", name="SQL").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    sql = page.evaluate("() => navigator.clipboard.readText()")
    search = {**QUARTER, "filters": [{"field": "use_case", "op": "in", "values": [CHAT]}]}
    parquet = {"accept": "application/vnd.apache.parquet"}
    requests = portal.api("POST", "/requests/search", json=search, headers=parquet).content
    (tmp_path / "requests.parquet").write_bytes(requests)
    with duckdb.connect() as connection:
        connection.execute(f"SET file_search_path = '{tmp_path}'")
        found = connection.execute(sql)
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    told = [(row["account"], row["kpi_n:Deflection Rate"]) for row in rows]
    assert told == [(account, n) for account, _, n in _by_account(portal)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [f"~/kpis?{RANGE}", DEFLECTION, f"{DEFLECTION}&form=edit"])
def test_anybody_can_use_it(portal, path, scheme):
    page = portal.open(path, scheme=scheme)
    assert portal.violations(page) == []


def _by_account(portal: Any) -> list[list[Any]]:
    """Account, value and scores of the deflection rate, most scores first."""
    return portal.ask(
        metrics=["kpi_text:Deflection Rate", "kpi_n:Deflection Rate"],
        by=["account"],
        order="-kpi_n:Deflection Rate",
        filters=[{"field": "use_case", "op": "in", "values": [CHAT]}],
        **QUARTER,
    )["rows"]


def _chat_only(portal: Any, filters: list[dict[str, Any]]) -> str:
    filters = [*filters, {"field": "use_case", "op": "in", "values": [CHAT]}]
    return portal.ask(metrics=["kpi_text:Deflection Rate"], filters=filters, **QUARTER)["totals"][0]


def _define(portal: Any, use_case: str, kpi: dict[str, Any] | None = None) -> None:
    about = {"description": "For a test."}
    portal.api("POST", "/use_cases/definitions", json={"name": use_case, **about})
    if kpi:
        portal.api("POST", f"/use_cases/definitions/{use_case}/kpis", json={**kpi, **about})


def _score(portal: Any, use_case: str, instance: str, kpi: str, score: object) -> None:
    event = {"category": "system.openai", "resource": "gpt-4o", "event_timestamp": "2026-11-19T12:00:00Z"}
    headers = {
        "xProxy-api-key": portal.key,
        "xProxy-UseCase-Name": use_case,
        "xProxy-UseCase-ID": instance,
    }
    units = {"text": {"input": 10, "output": 10}}
    sent = httpx2.post(f"{portal.url}/api/v1/ingest", json={**event, "units": units}, headers=headers)
    sent.raise_for_status()
    portal.api("PUT", f"/use_cases/instances/{use_case}/{instance}/kpis/{kpi}", json={"score": score})


def _goals(portal: Any) -> list[dict[str, Any]]:
    return portal.api("GET", "/use_cases/definitions/moving/kpis/Solved").json()["goals"]
