"""Questions over several applications: what they add up, what they tell apart, and who may ask them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assay.domain.errors import Invalid, NotFound
from assay.services import questions

JUNE = {"from": "2025-06-01", "to": "2025-07-01"}
BOTH = ["app-1", "app-2"]


def ingest(api, key, **event):
    units = {"text": {"input": 1_000, "output": 100}}
    body = {"category": "system.openai", "resource": "gpt-4o", "units": units, **event}
    assert api.send("POST", "/ingest", body, key=key).status_code == 200


def anyone(_apps):
    """Lets everybody read everything."""


def ask(api, apps, **document):
    """What a person gets who may read all applications."""
    asked = {**JUNE, "application": apps, **document}
    apps, question = questions.question_from(asked, app="app-1", allowed=anyone)
    return api.run(questions.ask, api.platform, apps, question)


def rename(api, name):
    """Give the second application another name."""
    api.run(
        api.platform.state.transact,
        lambda tx: tx.applications.put(replace(tx.applications.get("app-2"), name=name)),
    )


@pytest.fixture
def two(api):
    """Two applications: two requests of one instance in the first, one of the same id in the second."""
    for _ in range(2):
        ingest(api, api.keys[0], use_case_name="chat", use_case_id="i", user_id="ann")
    ingest(api, api.other_keys[0], use_case_name="chat", use_case_id="i", user_id="ann")
    return api


def test_applications_are_shown_by_name_and_add_up_to_the_totals(two):
    found = ask(two, BOTH, metrics=["requests", "cost"], by=["application"]).answer
    assert [row[:2] for row in found.rows] == [["shop", 2], ["other", 1]]
    assert found.totals[:2] == ["", 3]


def test_instances_of_one_id_are_told_apart_by_application_and_users_are_not(two):
    """A user id is given by the organization; an instance id is unique in its application."""
    found = ask(two, BOTH, metrics=["instances", "users", "mean(instance_cost)", "p99(instance_cost)"]).answer
    assert [str(cell) for cell in found.totals] == ["2", "1", "0.004500000000", "0.006000000000"]


@pytest.mark.parametrize("value", ["other", "app-2"])
def test_a_filter_takes_the_name_or_the_id_of_an_application(two, value):
    filters = [{"field": "application", "op": "in", "values": [value]}]
    assert ask(two, BOTH, metrics=["requests"], filters=filters).answer.totals == [1]


def test_applications_that_share_a_name_are_told_apart_by_their_ids(two):
    rename(two, "shop")
    found = ask(two, BOTH, metrics=["requests"], by=["application"]).answer
    assert [row[0] for row in found.rows] == ["shop (app-1)", "shop (app-2)"]


def test_a_new_name_is_shown_at_once(two):
    ask(two, BOTH, metrics=["requests"], by=["application"])
    rename(two, "lab")
    found = ask(two, BOTH, metrics=["requests"], by=["application"]).answer
    assert [row[0] for row in found.rows] == ["shop", "lab"]


def test_kpis_of_one_name_are_read_as_each_application_defines_them(two):
    for key, goal in ((two.keys[0], 0.5), (two.other_keys[0], 0.9)):
        body = {"name": "Solved", "description": "d", "kpi_type": "boolean", "goal": goal}
        assert two.send("POST", "/use_cases/definitions/chat/kpis", body, key=key).is_success
        path = "/use_cases/instances/chat/i/kpis/Solved"
        assert two.send("PUT", path, {"score": goal > 0.5}, key=key).is_success
    metrics = ["kpi:Solved", "kpi_n:Solved", "kpi_goal:Solved", "kpi_coverage:Solved"]
    found = ask(two, BOTH, metrics=metrics, by=["application"]).answer
    assert found.rows == [["other", 1.0, 1, 0.9, 1.0], ["shop", 0.0, 1, 0.5, 1.0]]
    assert found.totals == ["", 0.5, 2, None, 1.0]


def test_a_key_may_name_its_own_application_and_no_other(api):
    api.ingest()
    assert api.ask(metrics=["requests"], application="app-1", by=["application"])["rows"] == [["shop", 1]]
    refused = api.send("POST", "/questions", {**JUNE, "metrics": ["requests"], "application": BOTH})
    assert (refused.status_code, refused.json()["xproxy_error"]["code"]) == (404, "application_not_found")


def test_whoever_may_not_read_one_of_the_applications_gets_no_answer():
    def only_the_first(apps):
        if apps != ["app-1"]:
            raise NotFound("application_not_found", "there is no application app-2")

    with pytest.raises(NotFound):
        questions.question_from(
            {**JUNE, "metrics": ["cost"], "application": BOTH}, app="app-1", allowed=only_the_first
        )


@pytest.mark.parametrize("given", [[], 5, ["app-1", 5], None])
def test_an_application_is_an_id_or_a_list_of_ids(given):
    with pytest.raises(Invalid, match="application: "):
        questions.question_from(
            {**JUNE, "metrics": ["cost"], "application": given}, app="app-1", allowed=anyone
        )
