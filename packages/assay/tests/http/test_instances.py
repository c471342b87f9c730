"""Use case instances over HTTP: by name and id, and by id alone."""

from uuid import UUID

import pytest


def opened(api, name="chat", **given):
    return api.ok("POST", f"/use_cases/instances/{name}", given or None)


def test_an_instance_needs_no_body_and_gets_a_uuid(api):
    instance = opened(api)
    assert UUID(instance["use_case_id"]).version == 4
    assert (instance["use_case_name"], instance["type_version"], instance["limit_id"]) == ("chat", 1, None)


def test_what_the_guides_say_of_an_instance_is_kept(api):
    properties = {"channel": "website", "locale": "en-US"}
    instance = opened(api, user_id="user_12345", account_name="acme", properties=properties)
    again = api.ok("GET", f"/use_cases/instances/chat/{instance['use_case_id']}")
    assert (again["user_id"], again["account_name"], again["properties"]) == (
        "user_12345",
        "acme",
        properties,
    )


def test_an_unknown_use_case_is_created_with_its_first_instance(api):
    opened(api, "fresh")
    definition = api.ok("GET", "/use_cases/definitions/fresh")
    assert (definition["auto_created"], definition["type_version"]) == (True, 1)


def test_a_name_outside_the_rules_opens_nothing(api):
    assert api.refused("POST", "/use_cases/instances/two%20words") == (400, "invalid_use_case_name")


def test_an_own_id_can_be_repeated_but_not_for_another_use_case(api):
    first = opened(api, use_case_id="conversation-1")
    assert opened(api, use_case_id="conversation-1")["created_timestamp"] == first["created_timestamp"]
    body = {"use_case_id": "conversation-1"}
    assert api.refused("POST", "/use_cases/instances/other", body) == (400, "use_case_instance_mismatch")


def test_an_instance_takes_the_latest_version_or_an_earlier_one_and_keeps_it(api):
    opened(api)
    api.ok("POST", "/use_cases/definitions/chat/increment_version")
    latest, earlier = opened(api), opened(api, use_case_version=1)
    assert (latest["type_version"], earlier["type_version"]) == (2, 1)
    for version in (0, 3):
        body = {"use_case_version": version}
        assert api.refused("POST", "/use_cases/instances/chat", body) == (400, "invalid_use_case_version")


def test_each_instance_gets_a_limit_of_its_own_from_the_template(api):
    body = {"name": "chat", "description": "d", "limit_config": {"max": 0.05, "threshold": 0.8}}
    api.ok("POST", "/use_cases/definitions", body)
    one, two = opened(api), opened(api)
    assert one["limit_id"] != two["limit_id"]
    limit = api.ok("GET", f"/limits/{one['limit_id']}")["limit"]
    assert (limit["max"], limit["threshold"], limit["automatic"]) == (0.05, 0.8, True)
    assert limit["limit_name"] == f"chat/{one['use_case_id']}"
    api.ok("DELETE", "/use_cases/definitions/chat/limit_config")
    assert opened(api)["limit_id"] is None
    assert api.ok("GET", f"/limits/{one['limit_id']}")["limit"]["max"] == 0.05


@pytest.mark.parametrize(
    "form", ["/use_cases/instances/chat/{}", "/use_cases/instances/{}", "/experiences/instances/{}"]
)
def test_both_path_forms_and_the_former_name_reach_the_same_instance(api, form):
    instance_id = opened(api)["use_case_id"]
    path = form.format(instance_id)
    assert api.ok("GET", path)["use_case_id"] == instance_id
    assert api.ok("POST", f"{path}/properties", {"properties": {"a": "1", "b": "2"}})["properties"] == {
        "a": "1",
        "b": "2",
    }
    assert api.ok("PUT", f"{path}/properties", {"properties": {"a": None}})["properties"] == {"b": "2"}
    assert api.ok("DELETE", path)["use_case_id"] == instance_id
    assert api.refused("GET", path) == (404, "use_case_instance_not_found")


def test_an_instance_is_not_found_under_another_use_case(api):
    instance_id = opened(api)["use_case_id"]
    assert api.refused("GET", f"/use_cases/instances/other/{instance_id}") == (
        404,
        "use_case_instance_not_found",
    )


def test_value_is_null_until_there_are_policies(api):
    instance_id = opened(api)["use_case_id"]
    value = api.ok("GET", f"/use_cases/instances/chat/{instance_id}/value")
    assert (value["money"], value["time"]) == (None, None)


def test_the_list_is_newest_first_by_use_case_and_without_deleted_ones(api):
    ids = [opened(api)["use_case_id"] for _ in range(3)]
    opened(api, "other")
    api.ok("DELETE", f"/use_cases/instances/{ids[1]}")

    def listed(**query):
        return [each["use_case_id"] for each in api.ok("GET", "/use_cases/instances", **query)["items"]]

    assert listed(use_case_name="chat") == [ids[2], ids[0]]
    assert listed(use_case_name="chat", sort_ascending=True) == [ids[0], ids[2]]
    assert len(listed()) == 3
    assert len(api.ok("GET", "/experiences/instances", experience_name="chat")["items"]) == 2


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"use_case_id": "a b"}, "invalid_use_case_id"),
        ({"user_id": "two words"}, "invalid_user_id"),
        ({"properties": {"system.mine": "1"}}, "reserved_property"),
        ({"properties": {"k" * 129: "1"}}, "invalid_properties"),
    ],
)
def test_values_that_are_not_valid_open_nothing(api, given, code):
    assert api.refused("POST", "/use_cases/instances/chat", given) == (400, code)
    assert api.refused("GET", "/use_cases/definitions/chat") == (404, "use_case_not_found")


def test_a_word_of_the_routing_table_wins_over_a_name(api):
    opened(api, use_case_id="kpis")
    assert api.refused("GET", "/use_cases/instances/chat/kpis") == (404, "use_case_instance_not_found")
    assert api.ok("GET", "/use_cases/instances/kpis")["use_case_id"] == "kpis"
