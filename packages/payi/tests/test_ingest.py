"""Events: what goes into headers, what into the body, and the id every one of them has."""

import re

import pytest

UNITS = {"text": {"input": 10, "output": 50}}


def test_units_are_sent_as_given_and_the_result_is_read(client, server):
    server.reply(
        {
            "request_id": "r",
            "event_timestamp": "2025-05-20T16:45:12.345678Z",
            "ingest_timestamp": "2025-05-20T16:45:13.345678Z",
            "xproxy_result": {
                "request_id": "r",
                "cost": {"currency": "usd", "total": {"base": 1, "overrun_base": 0.5}},
                "limits": {"l": {"state": "overrun"}},
                "unknown_units": {"foo": {"input": 3}},
                "future_field": True,
            },
        }
    )
    units = {"input": {"value": 10}, "output": {"value": 50}}
    response = client.ingest.units(category="openai", resource="chat", units=units)
    assert server.last.method == "POST"
    assert server.last.path == "/api/v1/ingest"
    assert server.last.json == {"category": "openai", "units": units, "resource": "chat"}
    result = response.xproxy_result
    assert result.request_id == "r"
    assert (result.cost.total.base, result.cost.total.overrun_base) == (1.0, 0.5)
    assert result.limits["l"].state == "overrun"
    assert result.unknown_units["foo"].input == 3
    assert result.future_field is True


def test_who_and_what_for_goes_into_headers(client, server):
    client.ingest.units(
        category="c",
        units=UNITS,
        limit_ids=[" a ", "", "b", "  "],
        use_case_name="chat",
        use_case_id="i1",
        use_case_version=3,
        use_case_step="answer",
        user_id="u",
        account_name="acme",
        resource_scope="datazone.us",
        experience_id="e1",
        experience_name="old-chat",
        disable_logging=True,
    )
    sent = {name: value for name, value in server.last.header_lines if name.lower().startswith("xproxy-")}
    assert sent == {
        "xProxy-api-key": "payi-test-key-4711",
        "xProxy-Limit-IDs": "a,b",
        "xProxy-UseCase-Name": "chat",
        "xProxy-UseCase-ID": "i1",
        "xProxy-UseCase-Version": "3",
        "xProxy-UseCase-Step": "answer",
        "xProxy-User-ID": "u",
        "xProxy-Account-Name": "acme",
        "xProxy-Resource-Scope": "datazone.us",
        "xProxy-Experience-ID": "e1",
        "xProxy-Experience-Name": "old-chat",
        "xProxy-Logging-Disable": "True",
    }
    assert server.last.json == {"category": "c", "units": UNITS}


def test_none_makes_no_header_and_a_null_in_the_body(client, server):
    client.ingest.units(
        category="c",
        units=UNITS,
        resource=None,
        properties=None,
        limit_ids=None,
        use_case_version=None,
        user_id=None,
        disable_logging=None,
        request_tags=None,
    )
    assert [name for name in server.last.headers if name.startswith("xproxy-")] == ["xproxy-api-key"]
    assert server.last.json == {"category": "c", "units": UNITS, "resource": None, "properties": None}


def test_disable_logging_false_and_version_zero_are_said(client, server):
    client.ingest.units(category="c", units=UNITS, disable_logging=False, use_case_version=0)
    assert server.last.headers["xproxy-logging-disable"] == "False"
    assert server.last.headers["xproxy-usecase-version"] == "0"


@pytest.mark.parametrize("limit_ids", ["a", ("a",), {"a"}])
def test_limit_ids_must_be_a_list(client, server, limit_ids):
    with pytest.raises(TypeError, match="limit_ids must be a list"):
        client.ingest.units(category="c", units=UNITS, limit_ids=limit_ids)
    assert server.seen == []


def test_limit_ids_without_a_single_one_make_no_header(client, server):
    client.ingest.units(category="c", units=UNITS, limit_ids=["", " "])
    assert "xproxy-limit-ids" not in server.last.headers


class Unprintable:
    def __str__(self) -> str:
        raise RuntimeError("no text")


def test_property_values_become_text_none_stays_and_what_has_no_text_is_dropped(client, server):
    client.ingest.units(
        category="c",
        units=UNITS,
        properties={"n": 1, "t": True, "none": None, "bad": Unprintable()},
        use_case_properties={"f": 1.5},
        experience_properties={"e": "x"},
    )
    assert server.last.json["properties"] == {"n": "1", "t": "True", "none": None}
    assert server.last.json["use_case_properties"] == {"f": "1.5"}
    assert server.last.json["experience_properties"] == {"e": "x"}


def test_what_is_known_of_the_call_goes_into_the_body(client, server):
    facts = {
        "end_to_end_latency_ms": 12,
        "time_to_first_token_ms": 3,
        "time_to_first_completion_token_ms": 4,
        "http_status_code": 200,
        "provider_uri": "https://provider.example",
        "provider_request_headers": [{"name": "a", "value": None}],
        "provider_request_json": "{}",
        "provider_request_reasoning_json": "{}",
        "provider_response_headers": [{"name": "b", "value": "c"}],
        "provider_response_json": ["1", "2"],
        "provider_response_id": "resp_1",
        "provider_response_function_calls": [{"name": "f", "arguments": "{}"}],
    }
    client.ingest.units(category="c", units={}, **facts)
    assert server.last.json == {"category": "c", "units": {}, **facts}


def test_extra_headers_win_over_computed_ones(client, server):
    headers = {"xProxy-UseCase-Name": "theirs"}
    client.ingest.units(category="c", units=UNITS, use_case_name="ours", extra_headers=headers)
    assert server.last.headers["xproxy-usecase-name"] == "theirs"


def test_request_tags_are_sent_and_deprecated(client, server):
    with pytest.warns(DeprecationWarning, match="request_tags"):
        client.ingest.units(category="c", units=UNITS, request_tags=["a", " b "])
    assert server.last.headers["xproxy-request-tags"] == "a,b"


class TestIds:
    def test_an_event_without_one_gets_a_new_one(self, client, server):
        for provider_response_id in ({}, {"provider_response_id": None}, {"provider_response_id": ""}):
            client.ingest.units(category="c", units=UNITS, **provider_response_id)
        ids = [seen.query for seen in server.seen]
        assert len(set(ids)) == 3
        for text in ids:
            assert re.fullmatch(r"id=payi_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text)

    def test_an_event_with_one_keeps_it(self, client, server):
        client.ingest.units(category="c", units=UNITS, provider_response_id="chatcmpl-1")
        assert server.last.query == ""
        assert server.last.json["provider_response_id"] == "chatcmpl-1"

    def test_the_caller_may_choose_it(self, client, server):
        client.ingest.units(category="c", units=UNITS, extra_query={"id": "mine"})
        assert server.last.query == "id=mine"

    def test_every_event_of_a_bulk_has_one_and_the_callers_dicts_stay_as_they_are(self, client, server):
        events = [
            {"category": "c", "units": UNITS},
            {"category": "c", "units": UNITS, "provider_response_id": "chatcmpl-1"},
            {"category": "c", "units": UNITS, "provider_response_id": None},
        ]
        client.ingest.bulk(events=events)
        ids = [event["provider_response_id"] for event in server.last.json]
        assert ids[1] == "chatcmpl-1"
        assert all(re.match("payi_[0-9a-f-]{36}$", text) for text in (ids[0], ids[2]))
        assert ids[0] != ids[2]
        assert "provider_response_id" not in events[0]
        assert events[2]["provider_response_id"] is None


class TestBulk:
    def test_is_a_bare_array_and_its_results_and_errors_are_read(self, client, server):
        server.reply(
            {
                "request_id": "r",
                "ingest_timestamp": "2025-05-20T16:45:12Z",
                "ingest_count": 1,
                "total_count": 2,
                "error_count": 1,
                "item_error_count": 1,
                "errors": [{"item_index": 1, "xproxy_result": {"message": "m", "statusCode": 400}}],
                "results": [{"item_index": 0, "xproxy_result": {"request_id": "r0"}}],
            }
        )
        response = client.ingest.bulk(
            events=iter([{"category": "c", "units": UNITS}, {"category": "", "units": {}}])
        )
        assert server.last.target == "/api/v1/ingest/bulk?results=true"
        assert isinstance(server.last.json, list)
        assert response.ingest_count == 1
        assert response.results[0].xproxy_result.request_id == "r0"
        assert response.errors[0].item_index == 1
        assert response.errors[0].xproxy_result.status_code == 400

    def test_without_events_has_no_body(self, client, server):
        client.ingest.bulk()
        assert server.last.body == b""
        assert server.last.headers["content-length"] == "0"

    def test_with_an_empty_list_sends_an_empty_list(self, client, server):
        client.ingest.bulk(events=[])
        assert server.last.body == b"[]"


@pytest.mark.anyio
async def test_async_events_are_the_same(async_client, server):
    server.reply({"request_id": "r", "xproxy_result": {"request_id": "r"}})
    response = await async_client.ingest.units(category="c", units=UNITS, user_id="u")
    assert response.xproxy_result.request_id == "r"
    assert server.last.headers["xproxy-user-id"] == "u"
    await async_client.ingest.bulk(events=[{"category": "c", "units": UNITS}])
    assert len(server.last.json) == 1
