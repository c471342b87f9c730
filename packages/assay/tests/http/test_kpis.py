"""KPI definitions and scores over HTTP."""

import anyio
import pytest

KPIS = "/use_cases/definitions/chat/kpis"


def define(api, name="Accuracy", kpi_type="number", **given):
    return api.ok("POST", KPIS, {"name": name, "description": "d", "kpi_type": kpi_type, **given})


def opened(api, name="chat"):
    return api.ok("POST", f"/use_cases/instances/{name}")["use_case_id"]


def scores_of(api, instance_id, **query):
    return api.ok("GET", f"/use_cases/instances/{instance_id}/kpis", **query)["items"]


# ── definitions ──


def test_a_kpi_creates_its_use_case_and_is_told_in_full(api):
    response = api.call(
        "POST", KPIS, {"kpi_name": "Deflection Rate", "description": "d", "kpi_type": "boolean", "goal": 0.25}
    )
    assert response.status_code == 201
    kpi = response.json()
    assert (kpi["name"], kpi["kpi_name"], kpi["kpi_type"], kpi["goal"]) == (
        "Deflection Rate",
        "Deflection Rate",
        "boolean",
        0.25,
    )
    assert (kpi["direction"], kpi["updated_timestamp"]) == (None, None)
    assert api.ok("GET", "/use_cases/definitions/chat")["auto_created"] is True


@pytest.mark.parametrize(
    ("kpi_type", "goal"), [("number", 0), ("boolean", 0), ("percentage", 0), ("likert5", 1), ("likert10", 1)]
)
def test_without_a_goal_the_lowest_of_the_scale_is_meant(api, kpi_type, goal):
    assert define(api, kpi_type=kpi_type)["goal"] == goal


def test_without_a_type_it_is_a_number(api):
    assert api.ok("POST", KPIS, {"name": "n", "description": "d"})["kpi_type"] == "number"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": "a/b"}, "invalid_kpi_name"),
        ({"name": "x" * 65}, "invalid_kpi_name"),
        ({"kpi_type": "likert6"}, "invalid_kpi_type"),
        ({"kpi_type": "boolean", "goal": 1.01}, "invalid_kpi_goal"),
        ({"kpi_type": "percentage", "goal": -1}, "invalid_kpi_goal"),
        ({"kpi_type": "likert5", "goal": 0.9}, "invalid_kpi_goal"),
        ({"direction": "sideways"}, "invalid_kpi_direction"),
        ({"description": " "}, "invalid_kpi_description"),
    ],
)
def test_values_that_are_not_valid_are_refused(api, given, code):
    assert api.refused("POST", KPIS, {"name": "n", "description": "d", **given}) == (400, code)


def test_repeating_a_definition_gives_the_existing_one(api):
    first = define(api, goal=3)
    response = api.call(
        "POST", KPIS, {"name": "Accuracy", "description": "d", "kpi_type": "number", "goal": 3.0}
    )
    assert response.status_code == 200
    assert response.json()["created_timestamp"] == first["created_timestamp"]


def test_a_different_definition_or_one_that_differs_in_case_is_refused(api):
    define(api, goal=3)
    for name, goal in (("Accuracy", 4), ("accuracy", 3)):
        body = {"name": name, "description": "d", "kpi_type": "number", "goal": goal}
        response = api.call("POST", KPIS, body)
        assert response.json()["xproxy_error"]["code"] == "kpi_already_exists"
    assert "name Accuracy instead of accuracy" in response.json()["message"]


def test_kpis_are_listed_in_the_order_they_were_defined(api):
    names = ["Zeal", "Accuracy", "Mirth"]
    for name in names:
        define(api, name)
    assert [kpi["name"] for kpi in api.ok("GET", KPIS)["items"]] == names
    assert [kpi["name"] for kpi in api.ok("GET", KPIS, sort_ascending=False)["items"]] == names[::-1]
    assert [kpi["name"] for kpi in api.ok("GET", KPIS, kpi_name="Mirth")["items"]] == ["Mirth"]


def test_a_goal_changes_from_the_latest_version_on(api):
    define(api, goal=3)
    api.ok("POST", "/use_cases/definitions/chat/increment_version")
    changed = api.ok("PUT", f"{KPIS}/Accuracy", {"goal": 4, "direction": "lower"})
    assert (changed["goal"], changed["direction"]) == (4, "lower")
    assert changed["goals"] == [{"from_version": 1, "goal": 3}, {"from_version": 2, "goal": 4}]
    assert changed["updated_timestamp"] > changed["created_timestamp"]
    assert api.ok("PUT", f"{KPIS}/Accuracy", {}) | {"request_id": ""} == changed | {"request_id": ""}


def test_a_goal_off_the_scale_is_refused_on_update_too(api):
    define(api, kpi_type="boolean")
    assert api.refused("PUT", f"{KPIS}/Accuracy", {"goal": 2}) == (400, "invalid_kpi_goal")


def test_a_deleted_kpi_is_gone(api):
    define(api)
    assert api.ok("DELETE", f"{KPIS}/Accuracy")["name"] == "Accuracy"
    assert api.refused("GET", f"{KPIS}/Accuracy") == (404, "kpi_not_found")


def test_names_are_case_sensitive_and_the_refusal_lists_those_there_are(api):
    define(api)
    message = api.call("GET", f"{KPIS}/accuracy").json()["message"]
    assert message == "use case chat has no KPI 'accuracy': define it first; it has 'Accuracy'"


# ── scores ──


def both_forms(instance_id, kpi="Accuracy"):
    return (
        f"/use_cases/instances/chat/{instance_id}/kpis/{kpi}",
        f"/use_cases/instances/{instance_id}/kpis/{kpi}",
    )


@pytest.mark.parametrize("form", [0, 1])
def test_put_and_post_write_a_score_and_delete_takes_it_back(api, form):
    define(api)
    instance_id = opened(api)
    path = both_forms(instance_id)[form]
    for method, score in (("PUT", 2.5), ("POST", 3), ("PUT", -1e-7)):
        response = api.call(method, path, {"score": score})
        assert (response.status_code, response.content) == (200, b"")
        assert [each["score"] for each in scores_of(api, instance_id)] == [score]
    api.ok("DELETE", path)
    api.ok("DELETE", path)
    assert scores_of(api, instance_id) == []


def test_the_update_time_equals_the_time_of_creation_until_the_first_change(api):
    define(api)
    instance_id = opened(api)
    path = both_forms(instance_id)[0]
    api.ok("PUT", path, {"score": 1})
    (first,) = scores_of(api, instance_id)
    assert first["create_timestamp"] == first["update_timestamp"]
    api.ok("PUT", path, {"score": 2})
    (second,) = scores_of(api, instance_id)
    assert second["create_timestamp"] == first["create_timestamp"]
    assert second["update_timestamp"] > first["update_timestamp"]


def test_null_clears_and_an_empty_body_does_nothing(api):
    define(api)
    instance_id = opened(api)
    path = both_forms(instance_id)[0]
    api.ok("PUT", path, {"score": 1})
    api.ok("PUT", path, {})
    api.ok("PUT", path)
    assert [each["score"] for each in scores_of(api, instance_id)] == [1]
    api.ok("PUT", path, {"score": None})
    assert scores_of(api, instance_id) == []


def test_an_increment_adds_to_the_score_there_is(api):
    define(api)
    instance_id = opened(api)
    for _ in range(3):
        api.ok("PUT", both_forms(instance_id)[0], {"increment": 1})
    assert [each["score"] for each in scores_of(api, instance_id)] == [3]


def test_concurrent_increments_lose_none(api):
    define(api)
    instance_id = opened(api)
    path = f"/api/v1{both_forms(instance_id)[0]}"

    async def forty():
        async with anyio.create_task_group() as group:
            for _ in range(40):
                group.start_soon(_put, path)

    async def _put(path):
        await api.client.put(path, json={"increment": 1}, headers={"xProxy-api-key": api.key})

    api.portal.call(forty)
    assert [each["score"] for each in scores_of(api, instance_id)] == [40]


@pytest.mark.parametrize(
    ("kpi_type", "score", "kept"),
    [
        ("boolean", True, 1.0),
        ("boolean", False, 0.0),
        ("boolean", 1, 1.0),
        ("likert5", 4.5, 4.5),
        ("percentage", 100, 100.0),
    ],
)
def test_scores_are_kept_as_numbers(api, kpi_type, score, kept):
    define(api, kpi_type=kpi_type)
    instance_id = opened(api)
    api.ok("PUT", both_forms(instance_id)[0], {"score": score})
    assert [each["score"] for each in scores_of(api, instance_id)] == [kept]


@pytest.mark.parametrize(
    ("kpi_type", "score"), [("boolean", 0.5), ("likert5", 0), ("likert5", 5.1), ("percentage", 101)]
)
def test_a_score_off_its_scale_is_refused_and_the_former_one_stays(api, kpi_type, score):
    define(api, kpi_type=kpi_type)
    instance_id = opened(api)
    path = both_forms(instance_id)[0]
    api.ok("PUT", path, {"score": 1})
    assert api.refused("PUT", path, {"score": score}) == (400, "invalid_kpi_score")
    assert [each["score"] for each in scores_of(api, instance_id)] == [1]


def test_score_errors_carry_both_published_shapes(api):
    response = api.call("PUT", "/use_cases/instances/chat/nowhere/kpis/Accuracy", {"score": 1})
    body = response.json()
    assert response.status_code == body["statusCode"] == body["status"] == 404
    assert body["xproxy_error"]["code"] == "use_case_instance_not_found"
    assert body["type"] == "urn:assay:error:use_case_instance_not_found"
    assert body["title"] == "Not Found"
    assert body["detail"] == body["message"]
    assert body["instance"] == "/api/v1/use_cases/instances/chat/nowhere/kpis/Accuracy"


def test_a_score_needs_a_kpi_of_the_use_case(api):
    instance_id = opened(api)
    for body in ({"score": 1}, {}):
        assert api.refused("PUT", both_forms(instance_id)[0], body) == (404, "kpi_not_found")


def test_a_score_can_name_its_kpi_in_the_body(api):
    define(api)
    instance_id = opened(api)
    api.ok("POST", f"/use_cases/instances/chat/{instance_id}/kpis", {"kpi_name": "Accuracy", "score": 2})
    assert [each["score"] for each in scores_of(api, instance_id)] == [2]


def test_scores_are_listed_in_the_order_they_were_first_recorded(api):
    instance_id = opened(api)
    for name in ("Zeal", "Accuracy"):
        define(api, name)
        api.ok("PUT", both_forms(instance_id, name)[0], {"score": 1})
    api.ok("PUT", both_forms(instance_id, "Zeal")[0], {"score": 2})
    assert [each["kpi_name"] for each in scores_of(api, instance_id)] == ["Zeal", "Accuracy"]
    assert [each["score"] for each in scores_of(api, instance_id, kpi_name="Accuracy")] == [1]
    current = api.ok("GET", f"/use_cases/instances/chat/{instance_id}/kpis", sort_ascending=False)["items"]
    assert [each["kpi_name"] for each in current] == ["Accuracy", "Zeal"]


def test_every_change_of_a_score_is_kept_with_its_key(api):
    define(api)
    instance_id = opened(api)
    path = both_forms(instance_id)[0]
    api.ok("PUT", path, {"score": 1})
    api.ok("PUT", path, {"score": 2})
    api.ok("DELETE", path)
    history = api.ok("GET", f"{path}/history")["items"]
    assert [each["score"] for each in history] == [1, 2, None]
    assert {each["key_last_four"] for each in history} == {api.key[-4:]}


def test_many_scores_at_once_and_a_bad_one_sinks_none_of_the_others(api):
    define(api, kpi_type="boolean")
    one, two = opened(api), opened(api)
    body = [
        {"use_case_name": "chat", "use_case_id": one, "kpi_name": "Accuracy", "score": True},
        {"use_case_id": two, "kpi_name": "Accuracy", "score": 0.5},
        {"use_case_id": two, "kpi_name": "Accuracy", "increment": 1},
        {"use_case_id": "nowhere", "kpi_name": "Accuracy", "score": 1},
    ]
    answer = api.ok("POST", "/use_cases/kpis/scores:bulk", body)
    assert (answer["total_count"], answer["recorded_count"], answer["error_count"]) == (4, 2, 2)
    assert [(fault["item_index"], fault["code"]) for fault in answer["errors"]] == [
        (1, "invalid_kpi_score"),
        (3, "use_case_instance_not_found"),
    ]
    assert [each["score"] for each in scores_of(api, one) + scores_of(api, two)] == [1, 1]


def test_deleting_an_instance_takes_its_scores_back(api):
    define(api)
    instance_id = opened(api)
    api.ok("PUT", both_forms(instance_id)[0], {"score": 1})
    api.ok("DELETE", f"/use_cases/instances/chat/{instance_id}")
    batches = api.portal.call(api.platform.state.pending).batches
    signs = [line for batch in batches for line in batch.scores.splitlines()]
    assert len(signs) == 2
    assert sum(-1 if b'"sign":-1' in line else 1 for line in signs) == 0
