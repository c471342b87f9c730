"""Stories over ingest and the control plane together, with figures one can redo by hand."""

import pytest

DAY_MS = 86_400_000


def ingest(api, cost, **headers):
    """One event of the given cost in USD, on a resource of 0.01 USD a page."""
    api.ok("POST", "/categories/acme/resources/scan", {"units": {"page": {"input_price": 0.01}}})
    request = api.client.build_request(
        "POST",
        "/api/v1/ingest",
        json={"category": "acme", "resource": "scan", "units": {"page": {"input": round(cost * 100)}}},
        headers={"xProxy-api-key": api.key, **headers},
    )
    response = api.portal.call(api.client.send, request)
    assert response.status_code == 200, response.text
    return response.json()["xproxy_result"]


def test_an_event_costs_what_was_in_force_at_its_time_and_a_deleted_version_changes_nothing(api):
    path = "/categories/acme/resources/model"
    versions = [
        api.ok("POST", path, {"units": {"text": {"input_price": price}}, "start_timestamp": start})
        for price, start in ((0.001, "2025-01-01"), (0.002, "2025-02-01"))
    ]

    def cost(moment):
        body = {
            "category": "acme",
            "resource": "model",
            "units": {"text": {"input": 1}},
            "event_timestamp": moment,
            "provider_response_id": moment,
        }
        return api.ok("POST", "/ingest", body)["xproxy_result"]["cost"]["total"]["base"]

    moments = ("2025-01-31T23:59:59Z", "2025-02-01T00:00:00Z")
    assert [cost(moment) for moment in moments] == [0.001, 0.002]
    api.ok("DELETE", f"{path}/{versions[1]['resource_id']}")
    assert [cost(moment) for moment in moments] == [0.001, 0.002], "repetitions give the first result"
    assert cost("2025-02-01T00:00:01Z") == 0.001


@pytest.mark.parametrize("limit_type", ["allow", "block"])
def test_a_limit_climbs_from_ok_over_exceeded_to_overrun(api, limit_type):
    body = {"limit_name": "ladder", "limit_id": "l", "max": 1, "threshold": 0.8, "limit_type": limit_type}
    api.ok("POST", "/limits", body)
    steps = []
    for cost in (0.50, 0.35, 0.40, 0.10):
        result = ingest(api, cost, **{"xProxy-Limit-IDs": "l"})
        total = result["cost"]["total"]
        steps.append((result["limits"]["l"]["state"], total["base"], total.get("overrun_base") or 0))
    assert steps == [
        ("ok", 0.5, 0),
        ("exceeded", 0.35, 0),
        ("overrun", 0.4, 0.25),
        ("overrun", 0.1, 0.1),
    ]
    limit = api.ok("GET", "/limits/l")["limit"]
    assert limit["state"] == "overrun"
    assert limit["totals"]["cost"]["total"] == {"base": 1.35, "overrun_base": 0.35}
    requests = limit["totals"]["requests"]
    assert [requests[state] for state in ("ok", "exceeded", "overrun", "total")] == [1, 1, 2, 4]

    assert api.refused("PUT", "/limits/l", {"max": 1.34}) == (400, "invalid_max_limit_update")
    assert api.ok("PUT", "/limits/l", {"max": 1.35})["limit"]["state"] == "exceeded"
    closed = api.ok("POST", "/limits/l/reset")["limit_history"]
    assert closed["totals"] == limit["totals"]
    assert [each["totals"] for each in api.ok("GET", "/limits/l/history")["items"]] == [limit["totals"]]
    assert ingest(api, 0.01, **{"xProxy-Limit-IDs": "l"})["limits"]["l"]["state"] == "ok"


def test_each_instance_climbs_on_its_automatic_limit_without_naming_it(api):
    body = {"name": "chat", "description": "d", "limit_config": {"max": 0.05, "threshold": 0.8}}
    api.ok("POST", "/use_cases/definitions", body)
    one = api.ok("POST", "/use_cases/instances/chat")
    headers = {"xProxy-UseCase-Name": "chat", "xProxy-UseCase-ID": one["use_case_id"]}
    states = [ingest(api, cost, **headers)["limits"][one["limit_id"]]["state"] for cost in (0.03, 0.01, 0.02)]
    assert states == ["ok", "exceeded", "overrun"]
    other = ingest(api, 0.03, **{"xProxy-UseCase-Name": "chat"})
    (limit_id,) = other["limits"]
    assert limit_id != one["limit_id"]
    assert other["limits"][limit_id]["state"] == "ok"
    assert api.ok("GET", f"/use_cases/instances/chat/{other['use_case_id']}")["limit_id"] == limit_id


def test_instances_by_name_take_the_latest_version_unless_an_earlier_one_is_named(api):
    first = ingest(api, 0.01, **{"xProxy-UseCase-Name": "chat"})["use_case_id"]
    api.ok("POST", "/use_cases/definitions/chat/increment_version")
    second = ingest(api, 0.01, **{"xProxy-UseCase-Name": "chat"})["use_case_id"]
    third = ingest(api, 0.01, **{"xProxy-UseCase-Name": "chat", "xProxy-UseCase-Version": "1"})["use_case_id"]
    versions = [
        api.ok("GET", f"/use_cases/instances/{each}")["type_version"] for each in (first, second, third)
    ]
    assert versions == [1, 2, 1]


def test_a_use_case_deleted_and_named_again_goes_on_with_its_versions(api):
    ingest(api, 0.01, **{"xProxy-UseCase-Name": "chat"})
    api.ok("DELETE", "/use_cases/definitions/chat")
    ingest(api, 0.01, **{"xProxy-UseCase-Name": "chat"})
    assert api.ok("GET", "/use_cases/definitions/chat")["type_version"] == 2


def test_names_above_the_hourly_cap_or_in_a_strict_application_are_refused(api):
    api.settings(new_use_cases_per_hour=2)
    for name in ("one", "two"):
        api.ok("POST", f"/use_cases/instances/{name}")
    response = api.call("POST", "/use_cases/instances/three")
    assert (response.status_code, response.json()["xproxy_error"]["code"]) == (429, "too_many_new_use_cases")
    assert response.headers["retry-after"]
    api.clock.ms += DAY_MS
    api.ok("POST", "/use_cases/instances/three")
    api.settings(unknown_use_case="reject")
    assert api.refused("POST", "/use_cases/instances/four") == (404, "use_case_not_found")
    body = {"name": "k", "description": "d"}
    assert api.refused("POST", "/use_cases/definitions/four/kpis", body) == (404, "use_case_not_found")


def test_prices_made_in_one_application_hold_in_another(api):
    api.ok("POST", "/categories/acme/resources/shared", {"units": {"page": {"input_price": 1}}})
    other = api.other_application("other")
    names = [each["category"] for each in api.call("GET", "/categories", key=other).json()["items"]]
    assert names == ["acme", "system.openai"]
