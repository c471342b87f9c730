"""Who may do what: every endpoint, tried by everybody.

The operations are those of the application itself, so a new one takes part by being there; one that no rule
covers fails the first test.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import pytest
from assay.domain.people import Grant, Person, Role, Scope, Session
from assay.domain.tenancy import Group
from assay.http import analytics, control, people
from assay.http.ingest_openapi import OPERATIONS as HOT
from assay.http.permissions import SAFE_METHODS, Door, Need, Place, rule_of
from assay.services import admin
from assay.services.roster import digest_of
from assay.services.sessions import new_token, settle
from pyrate_limiter import Duration, Limiter, Rate

PREFIX = "/api/v1"
ROUTERS = [*control.ROUTERS, *analytics.ROUTERS, *people.ROUTERS]
OPERATIONS = sorted(
    f"{method} {route.path_format}"
    for router in ROUTERS
    for route in router.routes
    for method in route.methods
)
FOR_PEOPLE = ("/applications", "/audit", "/groups", "/people", "/roles", "/session/password", "/views")
MARK = "seen-by-those-of-app-1-alone"

PARAMETERS = {"application": "app-1", "group": "g-1", "slot": "3"}
BODIES: dict[str, Any] = {
    "GET /requests/tail": "?filters=no-json",  # let in, and answered at once
    "GET /roles": "?scope=application&id=app-1",
    "GET /session/welcome": "?token=made-up",
    "PUT /roles": {"person": "nobody", "scope": "application", "id": "app-1", "role": "reader"},
    "POST /applications": {"name": " ", "group": "g-1"},
    "POST /questions": {"application": "app-1"},
    "POST /questions/sql": {"application": "app-1"},
    "POST /questions/scores": {"application": "app-1"},
}


@dataclass
class House:
    """A server with two applications, one of them deleted as well, and people with every kind of role."""

    api: Any
    other_key: str

    def tokens(self) -> dict[str, str]:
        """A fresh session of each person, by who they are."""
        tokens = {who: new_token() for who in ("reader", "owner", "stranger", "chief")}
        now = self.api.clock()

        def begin(tx):
            for who, token in tokens.items():
                tx.sessions.put(Session(digest_of(token), who, now, now))

        self.change(begin)
        return tokens

    def change(self, work):
        """Change something in the store, and let it be in force."""
        self.api.portal.call(self.api.platform.state.transact, work)
        self.api.portal.call(self.api.entrance.load, self.api.platform.state)

    def ask(self, operation: str, headers: dict[str, str]) -> tuple[int, str, str]:
        """Status, code and text of the answer to an operation about app-1."""
        method, path = operation.split(" ")
        named = PARAMETERS
        if path.endswith("/restore"):
            named = {**PARAMETERS, "application": "gone"}
            self.change(
                lambda tx: tx.applications.put(replace(tx.applications.get("gone"), deleted=self.api.clock()))
            )
        if "{group}" in path:  # another operation may have deleted it
            self.change(lambda tx: tx.groups.put(Group("g-1", "team", created=self.api.clock())))
        path = re.sub(r"\{(\w+)\}", lambda found: named.get(found[1], "none"), path)
        body = BODIES.get(operation, {})
        if isinstance(body, str):
            path, body = path + body, {}
        request = self.api.client.build_request(
            method,
            f"{PREFIX}{path}",
            json=None if method in SAFE_METHODS else body,
            headers={"assay-application": "app-1", "sec-fetch-site": "same-origin", **headers},
        )
        response = self.api.portal.call(self.api.client.send, request)
        is_json = "json" in response.headers.get("content-type", "")
        error = response.json().get("xproxy_error") if is_json and response.is_error else None
        return response.status_code, error["code"] if error else "", response.text


def _furnish(tx, now):
    made = admin.create_application(tx, "other", app="app-2", now=now)
    admin.create_application(tx, "gone", app="gone", now=now)
    tx.groups.put(Group("g-1", "team", created=now))
    for who in ("reader", "owner", "stranger", "chief"):
        settle(tx, Person(who, who, f"{who}@example.com", created=now), now)
    for app in ("app-1", "gone"):
        tx.grants.put(Grant("reader", Scope.APPLICATION, app, Role.READER))
        tx.grants.put(Grant("owner", Scope.APPLICATION, app, Role.OWNER))
    tx.grants.put(Grant("stranger", Scope.APPLICATION, "app-2", Role.OWNER))
    tx.grants.put(Grant("chief", Scope.ORGANIZATION, "", Role.OWNER))
    return made.keys[0]


@pytest.fixture(scope="module")
def house(open_api, tmp_path_factory):
    with open_api(tmp_path_factory.mktemp("house")) as api:
        other_key = api.portal.call(api.platform.state.transact, lambda tx: _furnish(tx, api.clock()))
        api.portal.call(api.entrance.load, api.platform.state)
        api.entrance.keys._throttle = Limiter(
            Rate(1_000_000, Duration.MINUTE)
        )  # nobody tries on purpose here
        made = House(api, other_key)
        api.ok("POST", "/limits", {"limit_name": MARK, "max": 1})
        api.ok("POST", "/use_cases/definitions", {"name": MARK, "description": "d"})
        api.ok("POST", "/reports", {"name": MARK, "question": {"metrics": ["requests"]}})
        api.ok("POST", f"/use_cases/instances/{MARK}")
        api.ok("POST", "/experiences/types", {"name": MARK, "description": "d"})
        yield made


def test_every_operation_has_a_rule():
    assert [operation for operation in OPERATIONS if rule_of(*operation.split(" ")) is None] == []


def test_the_operations_tried_are_those_of_the_document(house):
    document = house.api.portal.call(house.api.client.get, "/openapi.json").json()
    described = {
        f"{method.upper()} {path.removeprefix(PREFIX)}"
        for path, operations in document["paths"].items()
        for method in operations
    }
    hot = {f"{operation.method.upper()} {operation.path.removeprefix(PREFIX)}" for operation in HOT}
    assert described == {*OPERATIONS} | hot


def test_what_a_reader_may_send_changes_nothing_that_others_see():
    open_to_readers = {
        operation
        for operation in OPERATIONS
        if not operation.startswith("GET ")
        and isinstance(rule := rule_of(*operation.split(" ")), Need)
        and rule.role is Role.READER
    }
    own_views = {"POST /views", "PUT /views/{view}", "DELETE /views/{view}"}
    searches = {"POST /requests/search", "POST /instances/search"}
    asking = {
        "POST /histograms",
        "POST /comparisons",
        "POST /regressions",
        "POST /reprice/preview",
        *searches,
    }
    assert open_to_readers <= own_views | asking
    assert open_to_readers >= own_views | {"POST /requests/search"}


def test_what_programs_alone_send_is_refused_to_people():
    for_keys = {operation for operation in OPERATIONS if rule_of(*operation.split(" ")) is Door.KEY}
    assert {operation.split("/")[-1] for operation in for_keys} == {
        "bulk-upsert",
        "kpis",
        "scores:bulk",
        "{kpi_name}",
    }


PERSON_REFUSED = {(403, "role_required"), (404, "application_not_found"), (404, "group_not_found")}


def refusal_of_person(who: str, rule: Need | Door) -> set[tuple[int, str]]:
    """How somebody is refused, by what the rule needs; nothing when they are let in."""
    if rule is Door.KEY:
        return {(403, "key_required")}
    if rule in (Door.OPEN, Door.SIGNED_IN) or who == "chief":
        return set()
    if rule.place is Place.ORGANIZATION:
        return {(403, "role_required")}
    if rule.place is Place.GROUP:
        return {(404, "group_not_found")}
    if who == "stranger":
        return {(404, "application_not_found")}
    return {(403, "role_required")} if who == "reader" and rule.role is Role.OWNER else set()


def refusal_of_key(whose: str, operation: str, rule: Need | Door) -> set[tuple[int, str]]:
    """The same for a key of app-1, of another application or of the organization."""
    path = operation.split(" ")[1]
    if rule is Door.OPEN:
        return set()
    if path.startswith(FOR_PEOPLE):
        return {(403, "person_required")}
    if whose == "organization" and not path.startswith("/categories"):
        return {(403, "forbidden_key_scope")}
    return set()


REFUSALS = PERSON_REFUSED | {
    (403, "key_required"),
    (403, "person_required"),
    (403, "forbidden_key_scope"),
    (401, "invalid_api_key"),
    (401, "session_ended"),
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_lets_in_those_it_is_for_and_nobody_else(house, operation):
    rule = rule_of(*operation.split(" "))
    tokens = house.tokens()
    api = house.api
    keys = {"app-1": api.key, "other": house.other_key, "organization": api.organization_key}
    tried = {"nobody": ({}, set() if rule is Door.OPEN else {(401, "invalid_api_key")})}
    for who, token in tokens.items():
        tried[who] = ({"cookie": f"assay_session={token}"}, refusal_of_person(who, rule))
    for whose, key in keys.items():
        tried[f"key of {whose}"] = ({"xproxy-api-key": key}, refusal_of_key(whose, operation, rule))
    for who, (headers, expected) in tried.items():
        status, code, text = house.ask(operation, headers)
        refused = {(status, code)} & REFUSALS
        assert refused == LOOKS_AT_ITS_BODY.get(operation, {}).get(who, expected), (
            f"{who}: {status} {code} {text[:300]}"
        )
        if who in ("nobody", "stranger", "key of other", "key of organization"):
            assert MARK not in text, who


LOOKS_AT_ITS_BODY: dict[str, dict[str, set[tuple[int, str]]]] = {
    "GET /roles": {"stranger": {(404, "application_not_found")}},
    "PUT /roles": {"stranger": {(404, "application_not_found")}, "reader": {(403, "role_required")}},
    **{
        operation: {who: {(404, "application_not_found")} for who in ("stranger", "key of other")}
        for operation in ("POST /questions", "POST /questions/sql", "POST /questions/scores")
    },
    "POST /applications": {
        **{who: {(404, "group_not_found")} for who in ("reader", "owner")},
        "stranger": {(404, "application_not_found")},
    },
    **{
        operation: {"stranger": {(404, "application_not_found")}}
        for operation in ("GET /applications", "GET /groups", "POST /session/password")
    },
}
"""Where the rule asks only that somebody is signed in. Whoever names an application there that is not theirs
is told, here too, that there is none.
"""


@pytest.mark.parametrize("path", [operation.path for operation in HOT])
def test_events_are_taken_from_keys_of_applications_alone(house, path):
    operation = f"POST {path.removeprefix(PREFIX)}"
    for token in house.tokens().values():
        assert house.ask(operation, {"cookie": f"assay_session={token}"})[:2] == (401, "invalid_api_key")
    assert house.ask(operation, {})[:2] == (401, "invalid_api_key")
    assert house.ask(operation, {"xproxy-api-key": house.api.organization_key})[:2] == (
        403,
        "forbidden_key_scope",
    )
    assert house.ask(operation, {"xproxy-api-key": house.api.key})[:2] not in REFUSALS


def test_a_key_wins_over_a_cookie(house):
    cookie = f"assay_session={house.tokens()['stranger']}"
    status, _, text = house.ask("GET /limits", {"cookie": cookie, "xproxy-api-key": house.api.key})
    assert status == 200
    assert MARK in text


def test_those_with_a_role_on_the_application_see_what_is_in_it(house):
    for who, token in house.tokens().items():
        text = house.ask("GET /limits", {"cookie": f"assay_session={token}"})[2]
        assert (MARK in text) is (who != "stranger")


def test_a_person_names_the_application_in_the_header_or_in_the_query(house):
    cookie = {"cookie": f"assay_session={house.tokens()['reader']}"}
    unnamed = {**cookie, "assay-application": ""}
    assert house.ask("GET /limits", unnamed)[:2] == (400, "application_required")
    assert house.ask("POST /questions", unnamed)[:2] not in REFUSALS
    request = house.api.client.build_request("GET", f"{PREFIX}/limits?application=app-1", headers=cookie)
    assert MARK in house.api.portal.call(house.api.client.send, request).text
