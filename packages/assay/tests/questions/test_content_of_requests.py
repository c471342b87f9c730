"""Prompt and completion of a request: told at once, and only where they may be."""

from __future__ import annotations

from typing import Any

from assay.services import admin

WORTH = {
    "provider_request_json": '{"ask": "what is it worth?"}',
    "provider_response_json": '{"say": "a lot"}',
}


def content(api, request_id: str) -> Any:
    return api.ok("GET", f"/requests/{request_id}")["content"]


def test_the_content_of_a_request_is_told_from_its_acknowledgement_on(api, shipped):
    api.settings(content=True)
    request_id, other = api.ingest(**WORTH), api.ingest()
    shipped()
    told = content(api, request_id)
    assert (told["request"], told["response"]) == ({"ask": "what is it worth?"}, {"say": "a lot"})
    assert content(api, other) == {"hidden": "not_stored"}


def test_it_is_told_after_a_correction_too(api, shipped):
    """The content waits in the row of the request, the request as it stands in a later one."""
    api.settings(content=True)
    request_id = api.ingest(**WORTH)
    shipped()
    api.ok("PUT", f"/requests/{request_id}/properties", {"properties": {"tier": "gold"}})
    assert content(api, request_id)["response"] == {"say": "a lot"}


def test_an_application_whose_gate_is_closed_tells_none(api, shipped):
    api.settings(content=True)
    request_id = api.ingest(**WORTH)
    shipped()
    api.settings(content=False)
    assert content(api, request_id) == {"hidden": "application"}


def test_what_came_while_the_gate_was_closed_is_not_there_when_it_opens(api, shipped):
    request_id = api.ingest(**WORTH)
    shipped()
    api.settings(content=True)
    assert content(api, request_id) == {"hidden": "not_stored"}


def test_another_application_finds_neither_request_nor_content(api):
    api.settings(content=True)
    request_id = api.ingest(**WORTH)
    foreign = api.run(api.platform.state.transact, lambda tx: admin.rotate_key(tx, "other", 1, now=0))
    api.run(api.ring.load, api.platform.state)
    answer = api.send("GET", f"/requests/{request_id}", key=foreign)
    assert (answer.status_code, answer.json()["xproxy_error"]["code"]) == (404, "request_not_found")
