"""People, their roles, groups and applications, as the portal meets them."""

from __future__ import annotations

import pytest


@pytest.fixture
def owner(visitors):
    """An Owner of the organization in their browser."""
    return visitors.owner("dana")


def names(tree):
    """The tree of groups, by name: the names of the applications in each."""
    return {group["name"]: [one["name"] for one in group["applications"]] for group in tree["items"]}


def me(browser):
    """The id of whoever is signed in."""
    return browser.ok("GET", "/session")["person"]["id"]


def test_somebody_invited_chooses_a_password_and_meets_nothing_but_their_own_group(owner, visitors):
    invited = owner.ok("POST", "/people", {"name": "Ann", "email": "ann@example.com"})
    token = invited["invitation_url"].removeprefix("http://assay.test/welcome#token=")
    browser = visitors.nobody()
    told = {"kind": "invitation", "email": "ann@example.com", "name": "Ann"}
    assert browser.ok("GET", f"/session/welcome?token={token}") == told
    body = {"token": token, "name": "Ann", "email": "other@example.com", "password": "twelve chars"}
    person = browser.ok("POST", "/session/welcome", body)["person"]
    assert (person["email"], person["permissions"]) == ("ann@example.com", {"organization_role": None})
    assert names(browser.ok("GET", "/groups")) == {"Ann's Applications": []}


def test_an_invitation_ends_when_another_is_made(owner, visitors):
    invited = owner.ok("POST", "/people", {"name": "Ann", "email": "ann@example.com"})
    again = owner.ok("POST", f"/people/{invited['id']}/invitation")
    browser = visitors.nobody()
    tokens = [one["invitation_url"].rpartition("=")[2] for one in (invited, again)]
    assert browser.refused("GET", f"/session/welcome?token={tokens[0]}") == (400, "invalid_link")
    assert browser.ok("GET", f"/session/welcome?token={tokens[1]}")["name"] == "Ann"


def test_an_address_belongs_to_one_person_whatever_its_capitals(owner):
    body = {"name": "Second", "email": "DANA@Example.com"}
    assert owner.refused("POST", "/people", body) == (400, "person_already_exists")


def test_the_people_are_listed_with_role_source_and_last_visit(owner):
    owner.ok("POST", "/people", {"name": "Ann", "email": "ann@example.com"})
    dana, ann = owner.ok("GET", "/people")["items"]
    assert (dana["name"], dana["organization_role"], dana["source"]) == ("dana", "owner", "local")
    assert dana["last_seen_timestamp"] > dana["created_timestamp"]
    assert (ann["organization_role"], ann["last_seen_timestamp"]) == (None, None)


def test_a_role_is_in_force_at_once_and_ends_at_once(owner, visitors):
    ann = visitors.invited(owner, "ann")
    role = {"person": me(ann), "scope": "application", "id": "app-1"}
    assert ann.refused("GET", "/limits", app="app-1") == (404, "application_not_found")
    given = owner.ok("PUT", "/roles", {**role, "role": "reader"})["items"]
    assert [(one["name"], one["role"], one["view_prompts"]) for one in given] == [("ann", "reader", False)]
    assert ann.ok("GET", "/limits", app="app-1")["items"] == []
    assert ann.refused("POST", "/limits", {}, app="app-1") == (403, "role_required")
    owner.ok("PUT", "/roles", {**role, "role": None})
    assert ann.refused("GET", "/limits", app="app-1") == (404, "application_not_found")


def test_whoever_owns_an_application_gives_roles_on_it_by_address_and_so_invites(owner, visitors):
    """And nobody who may not give the role: a Reader, or the Owner of something else."""
    ann = visitors.invited(owner, "ann", application=("app-1", "owner"))
    here = {"scope": "application", "id": "app-1", "role": "reader"}
    given = ann.ok("PUT", "/roles", {**here, "email": "bob.ross@example.com"})
    assert [(one["name"], one["role"]) for one in given["items"]] == [
        ("ann", "owner"),
        ("bob.ross", "reader"),
    ]
    token = given["invitation_url"].rpartition("=")[2]
    bob = visitors.nobody()
    bob.ok("POST", "/session/welcome", {"token": token, "name": "Bob", "password": "twelve chars"})
    assert bob.ok("GET", "/limits", app="app-1")["items"] == []
    again = ann.ok("PUT", "/roles", {**here, "email": "BOB.ross@example.com", "role": "owner"})
    assert (again["items"][1]["role"], again["invitation_url"]) == ("owner", None)
    eve = visitors.invited(owner, "eve", application=("app-1", "reader"))
    assert eve.refused("PUT", "/roles", {**here, "email": "new@example.com"}) == (403, "role_required")
    for scope in ({"scope": "organization"}, {"scope": "application", "id": "app-2"}):
        assert not ann.call("PUT", "/roles", {**here, **scope, "email": "new@example.com"}).is_success
    assert [one["email"] for one in owner.ok("GET", "/people")["items"]] == [
        "dana@example.com",
        "ann@example.com",
        "bob.ross@example.com",
        "eve@example.com",
    ]


@pytest.mark.parametrize("named", [{}, {"person": "x", "email": "ann@example.com"}])
def test_a_role_is_about_one_person_who_is_named_one_way(owner, named):
    body = {**named, "scope": "application", "id": "app-1", "role": "reader"}
    assert owner.refused("PUT", "/roles", body) == (400, "person_not_named")


def test_a_role_is_taken_away_by_id_alone(owner):
    body = {"email": "dana@example.com", "scope": "application", "id": "app-1", "role": None}
    assert owner.refused("PUT", "/roles", body) == (400, "person_not_named")


def test_a_role_on_a_group_holds_in_its_applications(owner, visitors):
    ann = visitors.invited(owner, "ann")
    group = owner.ok("POST", "/groups", {"name": "shop"})["id"]
    role = {"person": me(ann), "scope": "group", "id": group, "role": "owner"}
    owner.ok("PUT", "/roles", role)
    made = ann.ok("POST", "/applications", {"name": "cart", "group": group})
    assert len(set(made["keys"])) == 2
    app = made["application"]["id"]
    ann.ok("POST", "/limits", {"limit_name": "cap", "max": 5}, app=app)
    assert names(ann.ok("GET", "/groups")) == {"shop": ["cart"], "ann's Applications": []}
    owner.ok("PATCH", f"/applications/{app}", {"group": ""})
    assert ann.refused("GET", "/limits", app=app) == (404, "application_not_found")


def test_what_is_in_a_personal_group_is_its_persons_alone(owner, visitors):
    ann = visitors.invited(owner, "ann")
    own = ann.ok("GET", "/groups")["items"][0]
    assert (own["personal"], own["role"]) == (True, "owner")
    app = ann.ok("POST", "/applications", {"name": "trial", "group": own["id"]})["application"]["id"]
    assert names(owner.ok("GET", "/groups")) == {"dana's Applications": [], "Applications": ["checkout"]}
    assert owner.refused("GET", "/limits", app=app) == (404, "application_not_found")
    share = {"person": me(owner), "scope": "group", "id": own["id"], "role": "reader"}
    assert ann.refused("PUT", "/roles", share) == (400, "personal_group")
    assert ann.refused("DELETE", f"/groups/{own['id']}") == (400, "personal_group")
    one = {"person": me(owner), "scope": "application", "id": app, "role": "reader"}
    ann.ok("PUT", "/roles", one)
    assert owner.ok("GET", "/limits", app=app)["items"] == []


def test_a_reader_of_the_organization_reads_everything_and_changes_nothing(owner, visitors):
    ann = visitors.invited(owner, "ann", organization=("", "reader"))
    assert ann.ok("GET", "/limits", app="app-1")["items"] == []
    for method, path, body in (
        ("POST", "/groups", {"name": "x"}),
        ("GET", "/people", None),
        ("GET", "/applications/app-1/keys", None),
        ("POST", "/applications/app-1/keys/1", None),
        ("POST", "/applications", {"name": "x", "group": ""}),
    ):
        assert ann.refused(method, path, body) == (403, "role_required")


def test_the_last_owner_of_the_organization_stays(owner, visitors):
    role = {"person": me(owner), "scope": "organization"}
    for change in ({"role": None}, {"role": "reader"}):
        assert owner.refused("PUT", "/roles", {**role, **change}) == (400, "last_owner")
    assert owner.refused("DELETE", f"/people/{me(owner)}") == (400, "last_owner")
    visitors.owner("eve")
    owner.ok("PUT", "/roles", {**role, "role": None})
    assert owner.refused("GET", "/people") == (403, "role_required")


def test_a_person_who_is_removed_is_forgotten_and_their_applications_stay(owner, visitors):
    ann = visitors.invited(owner, "ann", application=("app-1", "owner"))
    own = ann.ok("GET", "/groups")["items"]
    personal = next(group["id"] for group in own if group["personal"])
    ann.ok("POST", "/applications", {"name": "trial", "group": personal})
    ann.ok("POST", "/views", {"name": "v", "page": "cost", "state": "", "shared": True}, app="app-1")
    owner.ok("DELETE", f"/people/{me(ann)}")
    assert ann.refused("GET", "/groups") == (401, "session_ended")
    assert [one["name"] for one in owner.ok("GET", "/people")["items"]] == ["dana"]
    assert owner.ok("GET", "/roles?scope=application&id=app-1")["items"] == []
    assert owner.ok("GET", "/views", app="app-1")["items"] == []
    assert names(owner.ok("GET", "/groups"))["Applications"] == ["checkout", "trial"]


def test_a_group_is_renamed_and_deleted_when_it_is_empty(owner):
    group = owner.ok("POST", "/groups", {"name": "shop"})["id"]
    assert owner.refused("POST", "/groups", {"name": "SHOP"}) == (400, "group_already_exists")
    assert owner.refused("POST", "/groups", {"name": "x" * 65}) == (400, "invalid_group_name")
    assert owner.ok("PATCH", f"/groups/{group}", {"name": "store"})["name"] == "store"
    app = owner.ok("POST", "/applications", {"name": "cart", "group": group})["application"]["id"]
    assert owner.refused("DELETE", f"/groups/{group}") == (400, "group_not_empty")
    owner.ok("PATCH", f"/applications/{app}", {"group": ""})
    owner.ok("DELETE", f"/groups/{group}")
    assert "store" not in names(owner.ok("GET", "/groups"))


def test_an_application_changes_name_and_settings_together_or_not_at_all(owner):
    path = "/applications/app-1"
    wrong = {"name": "till", "settings": {"content": "yes"}}
    assert owner.refused("PATCH", path, wrong) == (400, "invalid_setting")
    assert owner.ok("GET", path)["name"] == "checkout"
    changed = owner.ok("PATCH", path, {"name": "till", "settings": {"content": True}})
    assert (changed["name"], changed["settings"]["content"]) == ("till", True)
    assert owner.ok("GET", path) == changed


def test_an_application_is_moved_by_an_owner_of_both_groups(owner, visitors):
    ann = visitors.invited(owner, "ann", application=("app-1", "owner"))
    group = owner.ok("POST", "/groups", {"name": "shop"})["id"]
    assert ann.refused("PATCH", "/applications/app-1", {"group": group}) == (403, "role_required")
    assert owner.ok("PATCH", "/applications/app-1", {"group": group})["group"] == group


def test_a_deleted_application_is_gone_for_all_and_can_be_restored(api, owner):
    path = "/applications/app-1"
    assert owner.refused("DELETE", path, {"name": "chekout"}) == (400, "name_not_typed")
    assert owner.ok("DELETE", path, {"name": "checkout"})["deleted_timestamp"]
    assert owner.refused("GET", "/limits", app="app-1") == (404, "application_not_found")
    assert api.refused("GET", "/limits") == (401, "invalid_api_key")
    assert [one["name"] for one in owner.ok("GET", "/applications?deleted=true")["items"]] == ["checkout"]
    assert owner.ok("POST", f"{path}/restore")["deleted_timestamp"] is None
    assert api.ok("GET", "/limits")["items"] == []


def test_a_name_that_was_taken_meanwhile_stands_in_the_way_of_a_restoration(owner):
    owner.ok("DELETE", "/applications/app-1", {"name": "checkout"})
    owner.ok("POST", "/applications", {"name": "checkout"})
    answer = owner.refused("POST", "/applications/app-1/restore")
    assert answer == (400, "application_already_exists")


def test_a_key_is_replaced_in_the_portal_and_the_former_value_is_refused(api, owner):
    kept = owner.ok("GET", "/applications/app-1/keys")["items"]
    assert [key["last_four"] for key in kept] == [api.key[-4:], api.second_key[-4:]]
    fresh = owner.ok("POST", "/applications/app-1/keys/1")["key"]
    assert api.refused("GET", "/limits") == (401, "invalid_api_key")
    assert api.call("GET", "/limits", key=fresh).is_success
    assert api.call("GET", "/limits", key=api.second_key).is_success


def test_every_change_says_who_made_it(api, owner, visitors):
    ann = visitors.invited(owner, "ann", application=("app-1", "owner"))
    ann.ok("POST", "/limits", {"limit_name": "cap", "max": 5}, app="app-1")
    ann.ok("POST", "/applications/app-1/keys/2")
    ann.ok("PATCH", "/applications/app-1", {"settings": {"content": True}})
    api.ok("POST", "/limits", {"limit_name": "by key", "max": 5})
    entries = ann.ok("GET", "/audit?application=app-1")["items"]
    told = [(entry["name"] or entry["who"], entry["action"], entry["subject"]) for entry in entries]
    assert [one[:2] for one in told] == [
        (api.key[-4:], "limit.create"),
        ("ann", "application.settings"),
        ("ann", "key.rotate"),
        ("ann", "limit.create"),
        ("owner", "application.create"),
    ]
    assert (entries[1]["before"], entries[1]["after"]) == ({"content": False}, {"content": True})
    everything = owner.ok("GET", "/audit?limit=100")["items"]
    given = next(entry for entry in everything if entry["action"] == "role.give")
    assert (given["name"], given["subject"]) == ("dana", me(ann))
    assert given["after"]["role"] == "owner"
    assert ann.refused("GET", "/audit") == (403, "role_required")


def test_the_audit_is_found_by_action_person_and_time(owner, visitors):
    ann = visitors.invited(owner, "ann", application=("app-1", "owner"))
    ann.ok("POST", "/limits", {"limit_name": "cap", "max": 5}, app="app-1")
    owner.ok("PATCH", "/applications/app-1", {"settings": {"content": True}})

    def actions(query):
        return [entry["action"] for entry in owner.ok("GET", f"/audit?application=app-1&{query}")["items"]]

    assert actions(f"who={me(ann)}") == ["limit.create"]
    assert actions("action=application") == ["application.settings", "application.create"]
    assert actions("action=application.settings&from=2001-01-01") == ["application.settings"]
    assert actions("to=2001-01-01T00:00:00Z") == []
    words = owner.ok("GET", "/audit/words?application=app-1")
    assert {"application.settings", "limit.create"} <= set(words["actions"])
    assert {"who": me(ann), "name": "ann"} in words["callers"]


def test_the_audit_is_read_page_by_page(owner):
    for number in range(5):
        owner.ok("POST", "/groups", {"name": f"group {number}"})
    every = [entry["id"] for entry in owner.ok("GET", "/audit?limit=100")["items"]]
    first = owner.ok("GET", "/audit?limit=3")
    rest = owner.ok("GET", f"/audit?limit=100&cursor={first['cursor']}")
    assert [entry["id"] for entry in first["items"] + rest["items"]] == every


def test_views_are_ones_own_until_an_owner_shares_them(owner, visitors):
    ann = visitors.invited(owner, "ann", application=("app-1", "reader"))
    own = {"name": "mine", "page": "cost", "state": "from=7d"}
    kept = ann.ok("POST", "/views", own, app="app-1")
    assert ann.refused("POST", "/views", {**own, "shared": True}, app="app-1") == (403, "role_required")
    shared = owner.ok("POST", "/views", {**own, "name": "ours", "shared": True}, app="app-1")
    found = ann.ok("GET", "/views?page=cost", app="app-1")["items"]
    assert [(view["name"], view["own"]) for view in found] == [("mine", True), ("ours", False)]
    assert [view["name"] for view in owner.ok("GET", "/views", app="app-1")["items"]] == ["ours"]
    assert ann.ok("GET", "/views?page=limits", app="app-1")["items"] == []
    assert ann.refused("DELETE", f"/views/{shared['id']}", app="app-1") == (403, "role_required")
    assert owner.refused("DELETE", f"/views/{kept['id']}", app="app-1") == (404, "view_not_found")
    changed = ann.ok("PUT", f"/views/{kept['id']}", {**own, "state": "from=30d"}, app="app-1")
    assert changed["state"] == "from=30d"
    ann.ok("DELETE", f"/views/{kept['id']}", app="app-1")
    assert [view["name"] for view in ann.ok("GET", "/views", app="app-1")["items"]] == ["ours"]


def test_a_question_of_a_person_may_be_about_several_applications_that_are_theirs(owner, visitors):
    other = owner.ok("POST", "/applications", {"name": "other"})["application"]["id"]
    ann = visitors.invited(owner, "ann", application=("app-1", "reader"))
    question = {"metrics": ["requests"], "from": "2025-06-01", "to": "2025-07-01"}
    both = {**question, "application": ["app-1", other]}
    assert owner.ok("POST", "/questions", both)["totals"] == [0]
    assert ann.refused("POST", "/questions", both) == (404, "application_not_found")
    assert ann.ok("POST", "/questions", {**question, "application": "app-1"})["totals"] == [0]
    assert ann.ok("POST", "/questions", question, app="app-1")["totals"] == [0]
    assert ann.refused("POST", "/questions", question) == (400, "application_required")


@pytest.mark.parametrize(
    ("role", "view_prompts", "seen"),
    [("reader", None, False), ("reader", True, True), ("owner", None, True), ("owner", False, False)],
)
def test_prompts_are_seen_by_those_who_may(api, owner, visitors, role, view_prompts, seen):
    api.settings(content=True)
    event = {
        "category": "system.openai",
        "resource": "gpt-4o",
        "units": {"text": {"input": 1}},
        "provider_request_json": '{"ask": "secret"}',
        "provider_response_function_calls": [{"name": "look_up", "arguments": "secret"}],
    }
    request_id = api.ok("POST", "/ingest", event)["xproxy_result"]["request_id"]
    ann = visitors.invited(owner, "ann")
    grant = {"person": me(ann), "scope": "application", "id": "app-1", "role": role}
    owner.ok("PUT", "/roles", {**grant, "view_prompts": view_prompts})
    answer = ann.call("GET", f"/requests/{request_id}", app="app-1")
    assert ("secret" in answer.text) is seen
    assert (answer.json()["content"] == {"hidden": "view_prompts"}) is not seen
    assert answer.json()["calls"][0]["name"] == "look_up"
    looks = [entry for entry in api.audit() if entry.action == "content.view"]
    assert [(entry.caller, entry.subject) for entry in looks] == ([(me(ann), request_id)] if seen else [])
