"""What got worse from the first quarter of a range to the last, by what that costs."""

from __future__ import annotations

import pytest

WINDOW = {"from": "2025-06-01", "to": "2025-06-13"}
FIRST, LAST = "2025-06-02T00:00:00Z", "2025-06-11T00:00:00Z"


def requests(api, count, when, tokens=1_000, **event):
    """So many requests at an instant, in one delivery."""
    units = {"text": {"input": tokens, "output": 0}}
    base = {"category": "system.openai", "resource": "gpt-4o", "units": units, "event_timestamp": when}
    body = [{**base, **event} for _ in range(count)]
    assert api.send("POST", "/ingest/bulk", body).is_success


def found(api, **asked):
    return api.ok("POST", "/regressions", {**WINDOW, **asked})


def test_series_that_cost_more_come_first_by_the_money(api, shipped):
    for account, before, after, count in (("acme", 1_000, 3_000, 30), ("beta", 1_000, 2_000, 90)):
        requests(api, count, FIRST, before, account_name=account)
        requests(api, count, LAST, after, account_name=account)
    requests(api, 40, FIRST, 5_000, account_name="better")
    requests(api, 40, LAST, 1_000, account_name="better")
    requests(api, 40, "2025-06-07T00:00:00Z", 9_000, account_name="between")
    shipped()
    answer = found(api, by=["account"])
    assert (answer["first"], answer["last"]) == (
        {"from": "2025-06-01T00:00:00Z", "to": "2025-06-04T00:00:00Z"},
        {"from": "2025-06-10T00:00:00Z", "to": "2025-06-13T00:00:00Z"},
    )
    assert answer["items"] == [
        {
            "group": {"account": "beta"},
            "before": "0.002",
            "after": "0.004",
            "difference": "0.002",
            "change": 1.0,
            "requests_before": 90,
            "requests": 90,
            "impact": "0.18",
            "contribution": None,
            "versions": None,
        },
        {
            "group": {"account": "acme"},
            "before": "0.002",
            "after": "0.006",
            "difference": "0.004",
            "change": 2.0,
            "requests_before": 30,
            "requests": 30,
            "impact": "0.12",
            "contribution": None,
            "versions": None,
        },
    ]


def test_nothing_is_concluded_from_fewer_than_thirty_requests(api):
    requests(api, 29, FIRST, account_name="few")
    requests(api, 500, LAST, 2_000, account_name="few")
    answer = found(api, by=["account"])
    assert (answer["items"], answer["unjudged"]) == ([], 1)


def test_parts_of_a_sum_say_how_much_of_its_change_they_are(api):
    for account, after in (("acme", 2_000), ("beta", 4_000)):
        requests(api, 30, FIRST, 1_000, account_name=account)
        requests(api, 30, LAST, after, account_name=account)
    items = found(api, by=["account"], metric="cost")["items"]
    assert [(one["group"]["account"], one["impact"], one["contribution"]) for one in items] == [
        ("beta", "0.18", 0.75),
        ("acme", "0.06", 0.25),
    ]


def test_failures_are_ranked_by_what_they_wasted(api):
    requests(api, 40, FIRST, account_name="acme")
    requests(api, 20, LAST, account_name="acme")
    requests(api, 20, LAST, account_name="acme", http_status_code=500)
    [one] = found(api, by=["account"], metric="failure_rate")["items"]
    assert (one["before"], one["after"], one["impact"]) == (0.0, 0.5, "0.04")


def test_versions_that_changed_meanwhile_are_told(api):
    def instance(when, number, **event):
        requests(api, 30, when, use_case_name="chat", use_case_id=f"i{number}", **event)

    instance(FIRST, 1)
    api.ok("POST", "/use_cases/definitions/chat/increment_version")
    instance(LAST, 2, tokens=2_000)
    [one] = found(api, by=["use_case"])["items"]
    assert (one["group"], one["versions"]) == ({"use_case": "chat"}, [1, 2])


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({}, "by: give the dimension"),
        ({"by": ["account"], "metric": "kpi:CSAT"}, "'kpi:CSAT' is a KPI"),
        (
            {"by": ["account"], "metrics": ["cost"]},
            "metrics: unknown field 'metrics'; did you mean 'metric'?",
        ),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_with_the_reason(api, asked, reason):
    refused = api.send("POST", "/regressions", {**WINDOW, **asked})
    assert (refused.status_code, reason in refused.json()["message"]) == (400, True)
