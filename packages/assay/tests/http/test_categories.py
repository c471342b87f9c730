"""Categories and resources over HTTP: managed ones to read, custom ones in versions."""

import pytest

RESOURCE = "/categories/acme/resources/gpt-4o"
PRICES = {
    "text": {"input_price": 0.000002, "output_price": 0.000008},
    "text_cache_read": {"input_price": 1e-6},
}


def test_a_custom_resource_keeps_its_prices_exactly(api):
    response = api.call("POST", RESOURCE, {"units": PRICES, "max_input_units": 128000})
    assert response.status_code == 201
    made = response.json()
    assert made["units"]["text"] == {"input_price": 0.000002, "output_price": 0.000008}
    assert made["units"]["text_cache_read"] == {"input_price": 0.000001, "output_price": 0}
    assert (made["active"], made["proxy_allowed"], made["max_input_units"]) == (True, False, 128000)
    assert (made["end_timestamp"], made["mapped_resource"]) == (None, None)
    match = api.platform.prices.find("acme", "gpt-4o", "", api.clock())
    assert match is not None
    priced = api.platform.prices.price(
        match, {"text": (1200, 300), "text_cache_read": (4000, 0)}, api.clock()
    )
    assert str(priced.cost_in.normalize()) == "0.0064"
    assert str(priced.cost.normalize()) == "0.0088"


def test_equal_prices_without_a_start_give_the_version_in_force(api):
    first = api.ok("POST", RESOURCE, {"units": PRICES})
    response = api.call("POST", RESOURCE, {"units": PRICES})
    assert (response.status_code, response.json()["resource_id"]) == (200, first["resource_id"])


def test_other_prices_make_a_version_that_ends_the_one_before(api):
    first = api.ok("POST", RESOURCE, {"units": PRICES})
    second = api.ok("POST", RESOURCE, {"units": {"text": {"input_price": 1}}})
    before = api.ok("GET", f"{RESOURCE}/{first['resource_id']}")
    assert (before["active"], before["end_timestamp"]) == (False, second["start_timestamp"])
    assert second["active"] is True


def test_versions_are_listed_by_their_start_and_can_be_filtered(api):
    for start, price in (("2030-01-01", 3), ("2024-01-01", 1), ("2025-01-01T00:00:00+01:00", 2)):
        api.ok("POST", RESOURCE, {"units": {"text": {"input_price": price}}, "start_timestamp": start})

    def listed(**query):
        return [each["units"]["text"]["input_price"] for each in api.ok("GET", RESOURCE, **query)["items"]]

    assert listed() == [1, 2, 3]
    assert listed(sort_ascending=False) == [3, 2, 1]
    assert listed(Active=True) == [2]
    assert listed(Active=False) == [1, 3]


def test_the_same_start_is_a_conflict_unless_the_prices_are_equal(api):
    body = {"units": PRICES, "start_timestamp": "2025-01-01"}
    first = api.ok("POST", RESOURCE, body)
    assert api.call("POST", RESOURCE, body).json()["resource_id"] == first["resource_id"]
    other = {"units": {"text": {}}, "start_timestamp": "2025-01-01T00:00:00Z"}
    assert api.refused("POST", RESOURCE, other) == (400, "resource_version_conflict")


def test_the_version_before_is_in_force_again_when_one_is_deleted(api):
    first = api.ok("POST", RESOURCE, {"units": PRICES})
    second = api.ok("POST", RESOURCE, {"units": {"text": {"input_price": 1}}})
    deleted = api.ok("DELETE", f"{RESOURCE}/{second['resource_id']}")
    assert (deleted["resource_id"], deleted["active"]) == (second["resource_id"], False)
    assert api.ok("GET", f"{RESOURCE}/{first['resource_id']}")["active"] is True
    assert api.refused("GET", f"{RESOURCE}/{second['resource_id']}") == (404, "category_resource_not_found")
    assert api.platform.prices.version(second["resource_id"]) is not None, "old costs are still explained"


def test_a_category_exists_while_it_holds_a_resource(api):
    for resource in ("b", "a"):
        api.ok("POST", f"/categories/acme/resources/{resource}", {"units": PRICES})
    assert [each["category"] for each in api.ok("GET", "/categories")["items"]] == ["acme", "system.openai"]
    assert [each["resource"] for each in api.ok("GET", "/categories/acme/resources")["items"]] == ["a", "b"]
    assert [each["resource"] for each in api.ok("DELETE", "/categories/acme/resources/a")] == ["a"]
    assert [each["resource"] for each in api.ok("DELETE", "/categories/acme")] == ["b"]
    assert [each["category"] for each in api.ok("GET", "/categories")["items"]] == ["system.openai"]
    assert api.refused("GET", "/categories/acme/resources") == (404, "category_not_found")
    assert api.refused("DELETE", "/categories/acme") == (404, "category_not_found")


def test_a_category_with_no_price_in_force_is_not_active(api):
    api.ok("POST", RESOURCE, {"units": PRICES, "start_timestamp": "2030-01-01"})
    names = {
        active: [each["category"] for each in api.ok("GET", "/categories", Active=active)["items"]]
        for active in (True, False)
    }
    assert names == {True: ["system.openai"], False: ["acme"]}


def test_the_managed_lists_can_be_read_with_their_aliases(api):
    items = api.ok("GET", "/categories/system.openai/resources")["items"]
    assert [each["resource"] for each in items] == ["gpt-4o", "gpt-4o-2024-05-13", "gpt-4o-2024-08-06"]
    assert items[0]["aliased_resource"] == "gpt-4o-2024-08-06"
    assert items[0]["units"]["text"]["input_price"] == 0.0000025
    versions = api.ok("GET", "/categories/system.openai/resources/gpt-4o")["items"]
    assert [each["aliased_resource"] for each in versions] == ["gpt-4o-2024-05-13", "gpt-4o-2024-08-06"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/categories/system.openai/resources/mine"),
        ("DELETE", "/categories/system.openai"),
        ("DELETE", "/categories/system.openai/resources/gpt-4o"),
        ("DELETE", "/categories/system.openai/resources/gpt-4o-2024-05-13/gpt-4o-2024-05-13-id"),
    ],
)
def test_the_managed_lists_cannot_be_changed(api, method, path):
    body = {"units": PRICES} if method == "POST" else None
    assert api.refused(method, path, body) == (403, "system_category_read_only")


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        (RESOURCE, {"units": {}}, "invalid_units"),
        (RESOURCE, {"units": {"text": {"input_price": -1}}}, "invalid_units"),
        (RESOURCE, {}, "required_field_missing"),
        ("/categories/a%20b/resources/r", {"units": PRICES}, "invalid_category_name"),
        ("/categories/acme/resources/r%C3%A4", {"units": PRICES}, "invalid_resource_name"),
        (RESOURCE, {"units": PRICES, "start_timestamp": "soon"}, "request_processing_error"),
        (
            RESOURCE,
            {"units": PRICES, "start_timestamp": "0001-01-01T00:00:00+14:00"},
            "request_processing_error",
        ),
    ],
)
def test_a_resource_that_is_not_valid_is_refused(api, path, body, code):
    assert api.refused("POST", path, body) == (400, code)


def test_names_may_contain_slashes(api):
    path = "/categories/acme%2Fteam/resources/org%2Fmodel:v1"
    made = api.ok("POST", path, {"units": PRICES})
    assert (made["category"], made["resource"]) == ("acme/team", "org/model:v1")
    assert api.ok("GET", f"{path}/{made['resource_id']}")["resource"] == "org/model:v1"


def test_unknown_resources_and_versions_are_not_found(api):
    api.ok("POST", RESOURCE, {"units": PRICES})
    assert api.refused("GET", "/categories/acme/resources/none") == (404, "category_resource_not_found")
    assert api.refused("GET", f"{RESOURCE}/none") == (404, "category_resource_not_found")
    assert api.refused("DELETE", f"{RESOURCE}/none") == (404, "category_resource_not_found")
    assert api.refused("GET", "/categories/none/resources/none") == (404, "category_not_found")


def test_postponed_surfaces_are_not_there(api):
    for path in ("/categories/acme/fixed_cost_resources/gpu", "/budgets", "/use_cases/types"):
        assert api.refused("POST", path, {}) == (404, "route_not_found")
