"""Use case definitions over HTTP."""

import pytest


def define(api, name="chat", **given):
    return api.ok("POST", "/use_cases/definitions", {"name": name, "description": "A chatbot", **given})


def test_a_definition_starts_at_version_1(api):
    response = api.call("POST", "/use_cases/definitions", {"name": "chat", "description": "A chatbot"})
    assert response.status_code == 201
    made = response.json()
    assert (made["name"], made["description"], made["type_version"]) == ("chat", "A chatbot", 1)
    assert (made["limit_config"], made["logging_enabled"], made["auto_created"]) == (None, None, False)
    assert made["request_id"] == response.headers["x-request-id"]


@pytest.mark.parametrize("name", ["a" * 65, "two words", "ä", "a/b", " "])
def test_a_name_outside_the_rules_is_refused(api, name):
    body = {"name": name, "description": "d"}
    assert api.refused("POST", "/use_cases/definitions", body) == (400, "invalid_use_case_name")


def test_names_may_be_long_dotted_and_differ_in_case_alone(api):
    for name in ("a" * 64, "Chat-Bot_1.0", "chatbot", "Chatbot"):
        assert define(api, name)["name"] == name
    assert len(api.ok("GET", "/use_cases/definitions")["items"]) == 4


def test_an_empty_description_is_refused(api):
    body = {"name": "chat", "description": "  "}
    assert api.refused("POST", "/use_cases/definitions", body) == (400, "invalid_use_case_description")


def test_another_description_is_no_conflict(api):
    first = define(api)
    response = api.call("POST", "/use_cases/definitions", {"name": "chat", "description": "Something else"})
    assert response.status_code == 200
    assert response.json()["description"] == first["description"]


def test_another_limit_template_is_a_conflict(api):
    define(api, limit_config={"max": 1})
    body = {"name": "chat", "description": "d", "limit_config": {"max": 2}}
    assert api.refused("POST", "/use_cases/definitions", body) == (400, "use_case_already_exists")


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_description_and_logging_can_be_changed_without_a_new_version(api, method):
    define(api)
    changed = api.ok(method, "/use_cases/definitions/chat", {"description": "New", "logging_enabled": True})
    assert (changed["description"], changed["logging_enabled"], changed["type_version"]) == ("New", True, 1)
    assert api.ok(method, "/use_cases/definitions/chat", {})["description"] == "New"


def test_a_version_advances_only_when_asked(api):
    define(api, limit_config={"max": 1})
    for version in (2, 3):
        raised = api.ok("POST", "/use_cases/definitions/chat/increment_version")
        assert raised["type_version"] == version
    assert raised["limit_config"]["max"] == 1


def test_a_version_has_its_beginning_and_what_was_noted_about_it(api):
    define(api)
    path = "/use_cases/definitions/chat"
    api.ok("POST", f"{path}/increment_version", {"notes": "  A shorter prompt. "})
    noted = api.ok("PUT", f"{path}/versions/1", {"notes": "The first one."})
    first, second = noted["versions"]
    assert [(one["version"], one["notes"]) for one in (first, second)] == [
        (1, "The first one."),
        (2, "A shorter prompt."),
    ]
    assert first["started_timestamp"] == noted["created_timestamp"] < second["started_timestamp"]
    assert api.refused("PUT", f"{path}/versions/3", {"notes": "x"}) == (404, "use_case_version_not_found")
    assert api.refused("POST", f"{path}/increment_version", {"notes": "x" * 2_001}) == (
        400,
        "invalid_version_notes",
    )
    api.ok("DELETE", path)
    assert [one["version"] for one in define(api)["versions"]] == [1, 2, 3]


def test_the_limit_template_can_be_set_overwritten_and_taken_away(api):
    define(api)
    path = "/use_cases/definitions/chat/limit_config"
    config = api.ok("POST", path, {"max": 0.05, "threshold": 0.8, "limit_type": "Block"})["limit_config"]
    assert config == {
        "max": 0.05,
        "limit_type": "block",
        "threshold": 0.8,
        "properties": {},
        "limit_tags": [],
    }
    assert api.ok("POST", path, {"max": 1})["limit_config"]["threshold"] is None
    assert api.ok("DELETE", path)["limit_config"] is None
    assert api.ok("DELETE", path)["limit_config"] is None


def test_a_deleted_definition_begins_again_with_the_next_version(api):
    define(api)
    api.ok("POST", "/use_cases/definitions/chat/increment_version")
    api.ok("POST", "/use_cases/definitions/chat/kpis", {"name": "CSAT", "description": "d"})
    assert api.ok("DELETE", "/use_cases/definitions/chat")["name"] == "chat"
    assert api.refused("GET", "/use_cases/definitions/chat") == (404, "use_case_not_found")
    assert api.ok("GET", "/use_cases/definitions")["items"] == []
    again = define(api)
    assert again["type_version"] == 3
    assert api.ok("GET", "/use_cases/definitions/chat/kpis")["items"] == []


def test_what_was_created_automatically_takes_the_first_description(api):
    api.ok("POST", "/use_cases/instances/chat")
    assert api.ok("GET", "/use_cases/definitions/chat")["auto_created"] is True
    response = api.call(
        "POST", "/use_cases/definitions", {"name": "chat", "description": "Ours", "limit_config": {"max": 1}}
    )
    assert response.status_code == 201
    described = response.json()
    assert (described["description"], described["auto_created"]) == ("Ours", False)
    assert described["limit_config"]["max"] == 1


@pytest.mark.parametrize(
    ("method", "suffix"),
    [
        ("GET", ""),
        ("PUT", ""),
        ("DELETE", ""),
        ("POST", "/increment_version"),
        ("DELETE", "/limit_config"),
        ("GET", "/kpis"),
    ],
)
def test_an_unknown_definition_is_not_found(api, method, suffix):
    assert api.refused(method, f"/use_cases/definitions/nowhere{suffix}") == (404, "use_case_not_found")


def test_the_list_filters_by_exact_name(api):
    define(api, "chat")
    define(api, "Chat")
    names = [each["name"] for each in api.ok("GET", "/use_cases/definitions", use_case_name="Chat")["items"]]
    assert names == ["Chat"]


def test_every_change_leaves_an_audit_entry(api):
    define(api)
    api.ok("PUT", "/use_cases/definitions/chat", {"description": "New"})
    api.ok("POST", "/use_cases/definitions/chat/increment_version")
    api.ok("POST", "/use_cases/definitions/chat/limit_config", {"max": 1})
    api.ok("DELETE", "/use_cases/definitions/chat")
    actions = [entry.action for entry in api.audit() if entry.action.startswith("use_case.")]
    assert actions == [
        "use_case.create",
        "use_case.update",
        "use_case.increment_version",
        "use_case.limit_config",
        "use_case.delete",
    ]
