"""What holds for every operation: keys, paths, bodies, errors and trace ids."""

import pytest


def send(api, method, path, content=b"", **headers):
    request = api.client.build_request(
        method, path, content=content, headers={"xProxy-api-key": api.key, **headers}
    )
    return api.portal.call(api.client.send, request)


def test_a_key_is_needed(api):
    assert api.refused("GET", "/limits", key="wrong") == (401, "invalid_api_key")
    assert api.refused("GET", "/limits", key="") == (401, "invalid_api_key")


@pytest.mark.parametrize(
    "path", ["/limits", "/use_cases/definitions", "/use_cases/instances", "/experiences/types"]
)
def test_an_organization_key_manages_prices_and_nothing_else(api, path):
    assert api.refused("GET", path, key="organization-key") == (403, "forbidden_key_scope")
    assert api.call("GET", "/categories", key="organization-key").status_code == 200


def test_an_application_sees_nothing_of_another(api):
    other = api.other_application("other")
    api.ok("POST", "/limits", {"limit_name": "team-a", "max": 1, "limit_id": "l"})
    assert api.refused("GET", "/limits/l", key=other) == (404, "limit_not_found")
    assert api.call("GET", "/limits", key=other).json()["items"] == []


def test_a_replaced_key_is_refused_at_once_while_the_other_goes_on(api):
    fresh = api.rotate_key(1)
    assert api.refused("GET", "/limits") == (401, "invalid_api_key")
    assert api.refused("POST", "/ingest", {}) == (401, "invalid_api_key")
    assert api.call("GET", "/limits", key=api.second_key).status_code == 200
    assert api.call("GET", "/limits", key=fresh).status_code == 200


def test_every_response_carries_a_trace_id(api):
    first, second = api.call("GET", "/limits"), api.call("GET", "/limits")
    assert first.json()["request_id"] == first.headers["x-request-id"]
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


def test_ids_with_slashes_percents_and_spaces_reach_their_object(api):
    api.ok("POST", "/use_cases/definitions", {"name": "chat", "description": "d"})
    api.ok("POST", "/use_cases/definitions/chat/kpis", {"name": "50% off; now", "description": "d"})
    for spelling in ("50%25%20off%3B%20now", "50%25%20off;%20now"):
        assert api.ok("GET", f"/use_cases/definitions/chat/kpis/{spelling}")["name"] == "50% off; now"
    assert api.ok("GET", "/use%5Fcases/definitions/ch%61t")["name"] == "chat"
    message = api.call("GET", "/limits/a%2Fb").json()["message"]
    assert "'a/b'" in message
    assert api.refused("GET", "/limits/a/b") == (404, "route_not_found")


def test_a_path_that_is_not_there_and_a_method_it_does_not_take_are_told_apart(api):
    assert api.refused("GET", "/nowhere") == (404, "route_not_found")
    assert api.refused("DELETE", "/limits") == (405, "method_not_allowed")
    assert api.refused("GET", "/limits/") == (404, "route_not_found")


def test_a_body_is_read_as_json_whatever_it_claims_to_be(api):
    body = b'{"limit_name": "a", "max": 1, "unknown": {"key": []}}'
    what_curl_says = "application/x-www-form-urlencoded"
    for kind in ("application/json; charset=utf-8", "application/vnd.api+json", what_curl_says):
        assert send(api, "POST", "/api/v1/limits", body, **{"content-type": kind}).status_code in (200, 201)
    no_type = send(api, "POST", "/api/v1/limits", body)
    assert no_type.status_code == 200


@pytest.mark.parametrize("body", [b"{", b'{"max": NaN}', b'{"max": 1e}', b"\xff", b'"\\ud800"'])
def test_a_body_that_is_not_json_is_told_so(api, body):
    response = send(api, "POST", "/api/v1/limits", body, **{"content-type": "application/json"})
    assert response.status_code == 400
    assert response.json()["xproxy_error"]["code"] == "invalid_json"


def test_a_missing_body_is_told_so(api):
    response = api.call("POST", "/limits")
    assert response.json()["xproxy_error"]["code"] == "required_field_missing"
    assert response.json()["message"] == "the body is missing"


def test_a_body_that_is_too_large_is_refused_before_it_is_read(api):
    body = b'{"limit_name": "' + b"x" * 4 * 2**20 + b'"}'
    response = send(api, "POST", "/api/v1/limits", body, **{"content-type": "application/json"})
    assert (response.status_code, response.json()["xproxy_error"]["code"]) == (413, "payload_too_large")


def test_a_fault_of_ours_is_a_500_with_a_trace_id_and_no_detail(api):
    api.portal.call(api.platform.state.close)
    response = api.call("GET", "/limits")
    assert response.status_code in (500, 503)
    assert response.json()["request_id"]
    assert "Traceback" not in response.text
