"""Experiences: the former name of use cases, over the same store."""


def test_an_experience_type_is_a_use_case_definition(api):
    made = api.ok("POST", "/experiences/types", {"name": "quickstart", "description": "d"})
    assert (made["name"], made["type_version"]) == ("quickstart", 1)
    assert api.ok("GET", "/use_cases/definitions/quickstart")["description"] == "d"
    assert [each["name"] for each in api.ok("GET", "/experiences/types", name="quickstart")["items"]] == [
        "quickstart"
    ]
    for method in ("PUT", "PATCH"):
        assert (
            api.ok(method, "/experiences/types/quickstart", {"description": method})["description"] == method
        )
    assert api.ok("POST", "/experiences/types/quickstart/increment_version")["type_version"] == 2
    config = api.ok("POST", "/experiences/types/quickstart/limit_config", {"max": 1, "limit_tags": ["a"]})
    assert config["limit_config"]["limit_tags"] == ["a"]
    assert api.ok("DELETE", "/experiences/types/quickstart/limit_config")["limit_config"] is None
    assert api.ok("DELETE", "/experiences/types/quickstart")["name"] == "quickstart"


def test_an_experience_is_an_instance(api):
    made = api.ok("POST", "/experiences/instances/quickstart")
    assert made["experience_id"] == made["use_case_id"]
    assert made["request_id"]
    found = api.ok("GET", f"/use_cases/instances/quickstart/{made['experience_id']}")
    assert found["use_case_name"] == "quickstart"
    assert (
        api.ok("DELETE", f"/experiences/instances/{made['experience_id']}")["experience_id"]
        == made["experience_id"]
    )
