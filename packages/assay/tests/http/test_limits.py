"""Limits over HTTP: created once, raised, reset with their history kept, labelled, deleted."""

import pytest


def created(api, **given):
    return api.ok("POST", "/limits", {"limit_name": "team-a", "max": 10, **given})["limit"]


def test_a_new_limit_is_told_with_exact_money_and_utc_times(api):
    response = api.call("POST", "/limits", {"limit_name": "team-a", "max": 0.1, "threshold": 0.8})
    assert response.status_code == 201
    assert '"max":0.1,' in response.text
    limit = response.json()["limit"]
    assert limit["limit_type"] == "allow"
    assert limit["limit_creation_timestamp"] == limit["limit_update_timestamp"]
    assert limit["limit_creation_timestamp"].startswith("2025-06-15T15:06:40.0")
    assert limit["limit_creation_timestamp"].endswith("000Z")
    assert limit["totals"] == {
        "cost": {"input": {"base": 0}, "output": {"base": 0}, "total": {"base": 0, "overrun_base": 0}},
        "requests": {
            "ok": 0,
            "exceeded": 0,
            "overrun": 0,
            "blocked": 0,
            "blocked_external": 0,
            "failed": 0,
            "total": 0,
        },
    }


def test_money_keeps_every_digit_that_was_sent(api):
    response = api.call("POST", "/limits", {"limit_name": "exact", "max": 0})
    assert response.status_code == 201
    raw = api.client.build_request(
        "POST",
        "/api/v1/limits",
        content=b'{"limit_name": "long", "max": 12345678901234567890.123456789012}',
        headers={"xProxy-api-key": api.key, "content-type": "application/json; charset=utf-8"},
    )
    assert '"max":12345678901234567890.123456789012,' in api.portal.call(api.client.send, raw).text


def test_repeating_a_create_gives_the_existing_limit(api):
    first = created(api, limit_id="u-1")
    response = api.call("POST", "/limits", {"limit_name": "another name", "max": 10.0, "limit_id": "u-1"})
    assert response.status_code == 200
    assert response.json()["limit"] == first


def test_without_an_id_the_name_tells_that_it_is_repeated(api):
    assert created(api)["limit_id"] == created(api)["limit_id"]
    assert api.refused("POST", "/limits", {"limit_name": "team-a", "max": 11}) == (
        400,
        "limit_name_already_exist",
    )


def test_an_id_with_other_values_is_refused_by_naming_the_difference(api):
    created(api, limit_id="u-1")
    response = api.call("POST", "/limits", {"limit_name": "team-a", "max": 12, "limit_id": "u-1"})
    assert response.json()["xproxy_error"]["code"] == "create_limit_validation_failed"
    assert "max 10 instead of 12" in response.json()["message"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"max": -0.01}, "invalid_max_limit"),
        ({"threshold": 0.74}, "create_limit_validation_failed"),
        ({"threshold": 1.0}, "create_limit_validation_failed"),
        ({"limit_type": "deny"}, "create_limit_validation_failed"),
        ({"enforcement": "firm"}, "create_limit_validation_failed"),
        ({"limit_id": "a,b"}, "invalid_limit_id"),
        ({"limit_name": " "}, "create_limit_validation_failed"),
        ({"limit_tags": ["a b"]}, "invalid_tags"),
        ({"properties": {"system.x": "1"}}, "reserved_property"),
        ({"max": "ten"}, "request_processing_error"),
        ({"max": 1e30}, "request_processing_error"),
    ],
)
def test_values_that_are_not_valid_are_refused(api, given, code):
    assert api.refused("POST", "/limits", {"limit_name": "n", "max": 1, **given}) == (400, code)


def test_a_missing_field_is_named(api):
    response = api.call("POST", "/limits", {"limit_name": "n"})
    assert response.json()["xproxy_error"]["code"] == "required_field_missing"
    assert response.json()["message"] == "max is missing from the body"


def test_type_is_read_in_any_case_and_zero_is_a_legal_maximum(api):
    assert created(api, limit_type="BLOCK", max=0)["limit_type"] == "block"


def test_the_maximum_can_be_raised_and_the_name_changed(api):
    limit = created(api)
    changed = api.ok("PUT", f"/limits/{limit['limit_id']}", {"max": "20.5", "limit_name": "team-b"})["limit"]
    assert (changed["max"], changed["limit_name"]) == (20.5, "team-b")
    assert changed["limit_update_timestamp"] > changed["limit_creation_timestamp"]


def test_an_empty_update_changes_nothing(api):
    limit = created(api)
    assert api.ok("PUT", f"/limits/{limit['limit_id']}", {})["limit"] == limit
    assert api.ok("PUT", f"/limits/{limit['limit_id']}")["limit"] == limit
    assert [entry.action for entry in api.audit()].count("limit.update") == 0


def test_a_name_in_use_cannot_be_taken(api):
    created(api)
    other = created(api, limit_name="team-b")
    assert api.refused("PUT", f"/limits/{other['limit_id']}", {"limit_name": "team-a"}) == (
        400,
        "limit_name_already_exist",
    )


def test_a_reset_answers_with_the_closed_period_and_history_lists_it(api):
    limit = created(api)
    closed = api.ok("POST", f"/limits/{limit['limit_id']}/reset")["limit_history"]
    assert (closed["limit_id"], closed["max"], closed["period"]) == (limit["limit_id"], 10, 1)
    again = api.ok("POST", f"/limits/{limit['limit_id']}/reset", resetDate="2019-12-27")["limit_history"]
    assert again["limit_reset_timestamp"].startswith("2025-06-15")
    history = api.ok("GET", f"/limits/{limit['limit_id']}/history")["items"]
    assert [period["period"] for period in history] == [2, 1]


def test_a_limit_tells_its_period_and_when_that_began(api):
    limit = created(api)
    path = f"/limits/{limit['limit_id']}"
    assert (limit["period"], limit["period_start_timestamp"]) == (1, limit["limit_creation_timestamp"])
    closed = api.ok("POST", f"{path}/reset")["limit_history"]
    now = api.ok("GET", path)["limit"]
    assert (now["period"], now["period_start_timestamp"]) == (2, closed["limit_reset_timestamp"])


def test_history_has_pages(api):
    limit_id = created(api)["limit_id"]
    for _ in range(5):
        api.ok("POST", f"/limits/{limit_id}/reset")
    first = api.ok("GET", f"/limits/{limit_id}/history", limit=3)
    second = api.ok("GET", f"/limits/{limit_id}/history", limit=3, cursor=first["cursor"])
    assert [period["period"] for period in first["items"] + second["items"]] == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("date", ["2999-01-01", "2999-01-01T00:00:00+02:00"])
def test_a_reset_in_the_future_is_refused(api, date):
    limit_id = created(api)["limit_id"]
    assert api.refused("POST", f"/limits/{limit_id}/reset", resetDate=date) == (
        400,
        "update_limit_validation_failed",
    )


def test_properties_merge_and_null_removes(api):
    limit_id = created(api, properties={"team": "a", "tier": "gold"})["limit_id"]
    answer = api.ok("PUT", f"/limits/{limit_id}/properties", {"properties": {"tier": None, "region": "eu"}})
    assert [each["limit"]["properties"] for each in answer] == [{"team": "a", "region": "eu"}]


def test_tags_are_added_replaced_removed_and_cleared(api):
    path = f"/limits/{created(api, limit_tags=['a'])['limit_id']}/tags"

    def names(method, suffix="", tags=None):
        return [tag["tag_name"] for tag in api.ok(method, path + suffix, tags and {"limit_tags": tags})]

    assert names("POST", tags=["b", "a"]) == ["a", "b"]
    assert names("PUT", tags=["c", "d"]) == ["c", "d"]
    assert names("PATCH", "/remove", ["c", "x"]) == ["d"]
    assert names("GET") == ["d"]
    assert names("DELETE") == []


def test_a_deleted_limit_is_gone_and_its_id_free(api):
    created(api, limit_id="u-1")
    assert api.ok("DELETE", "/limits/u-1")["message"] == "limit u-1 is deleted"
    assert api.refused("GET", "/limits/u-1") == (404, "limit_not_found")
    assert created(api, limit_id="u-1", max=99)["max"] == 99


@pytest.mark.parametrize(
    ("method", "suffix"),
    [("GET", ""), ("PUT", ""), ("DELETE", ""), ("POST", "/reset"), ("GET", "/history"), ("GET", "/tags")],
)
def test_an_unknown_limit_is_not_found(api, method, suffix):
    assert api.refused(method, f"/limits/nowhere{suffix}") == (404, "limit_not_found")


def test_the_list_filters_by_exact_name_and_hides_automatic_limits(api):
    created(api)
    created(api, limit_name="team-A")
    api.ok(
        "POST", "/use_cases/definitions", {"name": "chat", "description": "d", "limit_config": {"max": 0.05}}
    )
    instance = api.ok("POST", "/use_cases/instances/chat")
    assert [limit["limit_name"] for limit in api.ok("GET", "/limits", limit_name="team-A")["items"]] == [
        "team-A"
    ]
    assert len(api.ok("GET", "/limits")["items"]) == 2
    everything = api.ok("GET", "/limits", automatic=True)["items"]
    assert [limit["limit_id"] for limit in everything if limit["automatic"]] == [instance["limit_id"]]


def test_every_change_leaves_an_audit_entry(api):
    limit_id = created(api)["limit_id"]
    api.ok("PUT", f"/limits/{limit_id}", {"max": 20})
    api.ok("POST", f"/limits/{limit_id}/reset")
    api.ok("DELETE", f"/limits/{limit_id}")
    ours = [entry for entry in api.audit() if entry.action.startswith("limit.")]
    assert [entry.action for entry in ours] == ["limit.create", "limit.update", "limit.reset", "limit.delete"]
    assert {entry.caller for entry in ours} == {api.key[-4:]}
    assert '"max":"10"' in ours[1].before
    assert '"max":"20"' in ours[1].after
