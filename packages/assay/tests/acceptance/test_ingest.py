"""Ingest over the wire, against a real server: the first event, prices in time, repetitions, limits, attribution."""

from __future__ import annotations

import gzip
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx2
import msgspec
import pytest

INGEST, BULK, LIMITS = "/api/v1/ingest", "/api/v1/ingest/bulk", "/api/v1/limits"


def new_name(kind: str) -> str:
    return f"{kind}-{uuid.uuid4()}"


@pytest.fixture
def http(shared_assay_server: Any) -> Iterator[httpx2.Client]:
    headers = {"xProxy-api-key": shared_assay_server.key}
    with httpx2.Client(base_url=shared_assay_server.url, headers=headers, timeout=30) as client:
        yield client


def event(**fields: Any) -> dict[str, Any]:
    text = {"text": {"input": 50, "output": 100}}
    return {"category": "system.openai", "resource": "gpt-4o", "units": text} | fields


def exactly(answer: httpx2.Response) -> Any:
    """The body with every digit of its numbers."""
    return msgspec.json.Decoder(float_hook=Decimal).decode(answer.content)


def send(http: httpx2.Client, body: dict[str, Any], **headers: str) -> Any:
    answer = http.post(INGEST, json=body, headers={k.replace("_", "-"): v for k, v in headers.items()})
    assert answer.status_code == 200, answer.text
    return exactly(answer)["xproxy_result"]


def cost(result: Any) -> Decimal:
    return Decimal(result["cost"]["total"]["base"])


def new_limit(http: httpx2.Client, **fields: Any) -> str:
    limit_id = new_name("limit")
    body = {"limit_id": limit_id, "limit_name": limit_id, "max": 1} | fields
    assert http.post(LIMITS, json=body).status_code == 201
    return limit_id


def totals(http: httpx2.Client, limit_id: str) -> Any:
    return exactly(http.get(f"{LIMITS}/{limit_id}"))["limit"]["totals"]


def new_resource(http: httpx2.Client, price: str = "1", **fields: Any) -> dict[str, str]:
    """A resource whose unit `call` costs so many dollars."""
    category, resource = new_name("acme"), "thing"
    body = {"units": {"call": {"input_price": float(price)}}} | fields
    assert http.post(f"/api/v1/categories/{category}/resources/{resource}", json=body).is_success
    return {"category": category, "resource": resource}


class TestTheFirstEvent:
    def test_it_costs_units_times_price_exactly(self, http: httpx2.Client) -> None:
        result = send(http, event(event_timestamp="2024-11-01T00:00:00Z"))
        assert cost(result) == 50 * Decimal("0.0000025") + 100 * Decimal("0.00001")
        assert result["cost"]["currency"] == "usd"

    def test_the_answer_names_request_and_times(self, http: httpx2.Client) -> None:
        answer = http.post(INGEST, json=event(event_timestamp="2024-11-01T02:03:04.567+02:00")).json()
        assert answer["request_id"] == answer["xproxy_result"]["request_id"]
        assert answer["event_timestamp"] == "2024-11-01T00:03:04.567000Z"
        assert answer["ingest_timestamp"].endswith("000Z")

    def test_its_result_can_be_asked_for_later(self, http: httpx2.Client) -> None:
        result = send(http, event(provider_response_id=(response_id := new_name("resp"))))
        later = exactly(http.get(f"/api/v1/requests/{result['request_id']}/result"))["xproxy_result"]
        by_provider = f"/api/v1/requests/provider/system.openai/{response_id}/result"
        assert later["cost"] == result["cost"]
        assert exactly(http.get(by_provider))["xproxy_result"]["request_id"] == result["request_id"]

    def test_the_units_of_the_guides_are_understood(self, http: httpx2.Client) -> None:
        ours = send(http, event(units={"text": {"input": 10, "output": 50}}))
        guides = send(http, event(units={"input": {"value": 10}, "output": {"value": 50}}, category="openai"))
        assert guides["cost"] == ours["cost"]


class TestWhatIsNotKnown:
    def test_an_unknown_resource_is_stored_with_an_unknown_cost(self, http: httpx2.Client) -> None:
        result = send(http, event(category="openai", resource="chat"))
        assert result["cost"] is None
        assert result["unknown_units"] == {"text": {"input": 50, "output": 100}}
        assert "unpriced" in result["warnings"][0]

    def test_a_failed_call_without_units_costs_nothing_and_is_not_unpriced(self, http: httpx2.Client) -> None:
        result = send(http, event(category="nowhere", units={}, http_status_code=500))
        assert cost(result) == 0
        assert "unknown_units" not in result

    def test_an_unpriced_unit_leaves_the_others_priced(self, http: httpx2.Client) -> None:
        result = send(http, event(units={"text": {"input": 50}, "page": 3}, event_timestamp="2024-11-01"))
        assert cost(result) == Decimal("0.000125")
        assert result["unknown_units"] == {"page": {"input": 3, "output": 0}}


class TestPricesInTime:
    def test_an_event_is_priced_by_the_version_of_its_moment(self, http: httpx2.Client) -> None:
        """And taking the newer version away changes no stored cost."""
        named = new_resource(http, "0.001", start_timestamp="2026-01-01T00:00:00Z")
        path = f"/api/v1/categories/{named['category']}/resources/{named['resource']}"
        second = {"units": {"call": {"input_price": 0.002}}, "start_timestamp": "2026-02-01T00:00:00Z"}
        version = http.post(path, json=second).json()["resource_id"]
        before = event(**named, units={"call": 1}, event_timestamp="2026-01-31T23:59:59Z")
        after = event(**named, units={"call": 1}, event_timestamp="2026-02-01T00:00:00Z")
        results = [send(http, before), send(http, after)]
        assert [cost(result) for result in results] == [Decimal("0.001"), Decimal("0.002")]
        assert http.delete(f"{path}/{version}").is_success
        for result in results:
            stored = exactly(http.get(f"/api/v1/requests/{result['request_id']}/result"))["xproxy_result"]
            assert stored["cost"] == result["cost"]

    def test_an_alias_means_what_it_meant_at_the_moment_of_the_event(self, http: httpx2.Client) -> None:
        units = {"text": {"input": 1000, "output": 1000}}
        moments = ("2024-10-01T23:59:59Z", "2024-10-02T00:00:00Z")
        found = [cost(send(http, event(units=units, event_timestamp=moment))) for moment in moments]
        assert found == [Decimal("0.02"), Decimal("0.0125")]

    @pytest.mark.parametrize(("ahead", "status"), [(4, 200), (6, 400)])
    def test_clocks_may_be_five_minutes_ahead(self, http: httpx2.Client, ahead: int, status: int) -> None:
        moment = (datetime.now(UTC) + timedelta(minutes=ahead)).isoformat()
        answer = http.post(INGEST, json=event(event_timestamp=moment))
        assert answer.status_code == status
        if status == 400:
            assert answer.json()["xproxy_error"]["code"] == "invalid_ingest_event_timestamp"


class TestRepetitions:
    def test_the_second_delivery_gets_the_first_result_and_charges_nothing(self, http: httpx2.Client) -> None:
        limit_id, named = new_limit(http), new_resource(http)
        body = event(**named, units={"call": 1}, provider_response_id=new_name("resp"))
        first = send(http, body, xProxy_Limit_IDs=limit_id)
        second = send(http, body | {"units": {"call": 999}}, xProxy_Limit_IDs=limit_id)
        assert second == first | {"duplicate_request": True}
        assert totals(http, limit_id)["requests"]["total"] == 1
        assert totals(http, limit_id)["cost"]["total"]["base"] == 1

    def test_without_a_provider_id_the_senders_id_counts(self, http: httpx2.Client) -> None:
        own = new_name("event")
        answers = [http.post(INGEST, params={"id": own}, json=event()).json() for _ in range(2)]
        assert answers[0]["request_id"] == answers[1]["request_id"]

    def test_without_any_id_each_delivery_counts(self, http: httpx2.Client) -> None:
        assert send(http, event())["request_id"] != send(http, event())["request_id"]

    def test_deliveries_at_the_same_time_count_once(self, http: httpx2.Client) -> None:
        limit_id, body = new_limit(http), event(provider_response_id=new_name("resp"))
        with ThreadPoolExecutor(8) as senders:
            results = list(senders.map(lambda _: send(http, body, xProxy_Limit_IDs=limit_id), range(24)))
        assert len({result["request_id"] for result in results}) == 1
        assert sum("duplicate_request" in result for result in results) == 23
        assert totals(http, limit_id)["requests"]["total"] == 1

    def test_single_and_bulk_share_one_identity(self, http: httpx2.Client) -> None:
        body = event(provider_response_id=new_name("resp"))
        first = send(http, body)
        answer = http.post(BULK, params={"results": "true"}, json=[body, body]).json()
        assert [item["xproxy_result"]["request_id"] for item in answer["results"]] == [
            first["request_id"]
        ] * 2
        assert answer["ingest_count"] == 2


class TestLimits:
    def test_the_ladder_of_states_and_overruns(self, http: httpx2.Client) -> None:
        """Max 1.00, threshold 0.80: requests of 0.50, 0.35, 0.40 and 0.10; then a reset."""
        limit_id, named = new_limit(http, max=1, threshold=0.8), new_resource(http, "0.05")
        seen = [
            send(http, event(**named, units={"call": calls}), xProxy_Limit_IDs=limit_id)
            for calls in (10, 7, 8, 2)
        ]
        states = [result["limits"][limit_id]["state"] for result in seen]
        overruns = [result["cost"]["total"].get("overrun_base", 0) for result in seen]
        assert states == ["ok", "exceeded", "overrun", "overrun"]
        assert overruns == [0, 0, Decimal("0.25"), Decimal("0.1")]
        before = exactly(http.post(f"{LIMITS}/{limit_id}/reset"))["limit_history"]["totals"]
        assert before["cost"]["total"] == {"base": Decimal("1.35"), "overrun_base": Decimal("0.35")}
        assert before["requests"] | {"blocked": 0} == before["requests"]
        next_one = send(http, event(**named, units={"call": 1}), xProxy_Limit_IDs=limit_id)
        assert next_one["limits"][limit_id]["state"] == "ok"

    def test_two_hundred_charges_at_once_add_up_to_the_cent(self, http: httpx2.Client) -> None:
        limit_id, named = new_limit(http, max=5), new_resource(http, "0.01")
        body = event(**named, units={"call": 1})
        with ThreadPoolExecutor(16) as senders:
            list(senders.map(lambda _: send(http, body, xProxy_Limit_IDs=limit_id), range(200)))
        assert totals(http, limit_id)["cost"]["total"]["base"] == 2
        assert totals(http, limit_id)["requests"]["total"] == 200

    def test_a_block_limit_is_charged_and_says_that_it_could_not_block(self, http: httpx2.Client) -> None:
        limit_id, named = new_limit(http, max=1, limit_type="block"), new_resource(http, "2")
        result = send(http, event(**named, units={"call": 1}), xProxy_Limit_IDs=limit_id)
        assert result["limits"] == {limit_id: {"state": "overrun"}}
        assert f"limit {limit_id} is above its max of 1 USD" in result["warnings"][0]

    def test_each_instance_has_the_automatic_limit_of_its_use_case(self, http: httpx2.Client) -> None:
        name, named = new_name("auto"), new_resource(http, "0.02")
        template = {"max": 0.05, "threshold": 0.8}
        definition = {"name": name, "description": "automatic limits", "limit_config": template}
        assert http.post("/api/v1/use_cases/definitions", json=definition).is_success

        def call(instance: str) -> tuple[str, str]:
            headers = {"xProxy_UseCase_Name": name, "xProxy_UseCase_ID": instance}
            ((limit_id, limit),) = send(http, event(**named, units={"call": 1}), **headers)["limits"].items()
            return limit_id, limit["state"]

        one, other = new_name("i"), new_name("i")
        seen = [call(one) for _ in range(3)]
        assert [state for _, state in seen] == ["ok", "exceeded", "overrun"]
        assert len({limit_id for limit_id, _ in seen}) == 1
        assert call(other)[1] == "ok"
        assert call(other)[0] != seen[0][0]

    def test_an_unknown_limit_is_left_out_and_named(self, http: httpx2.Client) -> None:
        result = send(http, event(), xProxy_Limit_IDs="no-such-limit, ,no-such-limit")
        assert result["limits"] == {}
        assert any("named twice" in warning for warning in result["warnings"])
        assert any("limit no-such-limit does not exist" in warning for warning in result["warnings"])


class TestAttribution:
    def test_a_name_alone_opens_an_instance_and_tells_its_id(self, http: httpx2.Client) -> None:
        result = send(http, event(), xProxy_UseCase_Name=new_name("chat"), xProxy_UseCase_Step="plan")
        assert uuid.UUID(result["use_case_id"])
        assert result["use_case_step"] == "plan"

    def test_an_instance_of_another_use_case_is_left_out(self, http: httpx2.Client) -> None:
        one, other = new_name("one"), new_name("other")
        instance = send(http, event(), xProxy_UseCase_Name=one)["use_case_id"]
        result = send(http, event(), xProxy_UseCase_Name=other, xProxy_UseCase_ID=instance)
        assert result["use_case_name"] == other
        assert "use_case_id" not in result
        assert f"belongs to use case {one}" in result["warnings"][0]

    def test_an_instance_without_a_name_is_looked_up(self, http: httpx2.Client) -> None:
        name = new_name("chat")
        instance = send(http, event(), xProxy_UseCase_Name=name)["use_case_id"]
        assert send(http, event(), xProxy_UseCase_ID=instance)["use_case_name"] == name
        unknown = send(http, event(), xProxy_UseCase_ID="never-seen")
        assert "instance never-seen is not known" in unknown["warnings"][0]

    @pytest.mark.parametrize("name", ["x" * 65, "two words", "chätbot", "a/b"])
    def test_a_name_that_breaks_the_rules_is_left_out(self, http: httpx2.Client, name: str) -> None:
        result = exactly(http.post(BULK, params={"results": "true"}, json=[event(use_case_name=name)]))
        told = result["results"][0]["xproxy_result"]
        assert "use_case_name" not in told
        assert "is not valid: use 1 to 64 of A-Z" in told["warnings"][0]

    def test_names_are_case_sensitive(self, http: httpx2.Client) -> None:
        base = new_name("Chat-Bot_1.0")[:60]
        for name in (base, base.lower()):
            assert send(http, event(), xProxy_UseCase_Name=name)["use_case_name"] == name

    def test_the_same_user_in_two_accounts_and_in_none_are_told_apart(self, http: httpx2.Client) -> None:
        told = [
            send(http, event(), xProxy_User_ID="u1", **account)
            for account in ({"xProxy_Account_Name": "A"}, {"xProxy_Account_Name": "B"}, {})
        ]
        assert [(each["user_id"], each.get("account_name")) for each in told] == [
            ("u1", "A"),
            ("u1", "B"),
            ("u1", None),
        ]

    def test_a_user_id_may_be_percent_encoded(self, http: httpx2.Client) -> None:
        assert send(http, event(), xProxy_User_ID="J%C3%B6rg")["user_id"] == "Jörg"
        assert send(http, event(), xProxy_User_ID="100%25")["user_id"] == "100%25"

    def test_the_old_experience_headers_open_an_instance_and_are_answered(self, http: httpx2.Client) -> None:
        name, guid = new_name("journey"), str(uuid.uuid4())
        result = send(http, event(), xProxy_Experience_Name=name, xProxy_Experience_Id=guid)
        assert (result["experience_id"], result["use_case_id"], result["use_case_name"]) == (guid, guid, name)

    def test_an_experience_id_that_is_no_guid_is_replaced_by_one(self, http: httpx2.Client) -> None:
        result = send(http, event(), xProxy_Experience_Name=new_name("journey"), xProxy_Experience_Id="mine")
        assert uuid.UUID(result["experience_id"])
        assert "'mine' is not a GUID" in result["warnings"][0]

    def test_where_both_families_are_sent_the_use_case_headers_win(self, http: httpx2.Client) -> None:
        name = new_name("chat")
        result = send(http, event(), xProxy_UseCase_Name=name, xProxy_Experience_Name="old")
        assert result["use_case_name"] == name
        assert "experience_id" not in result
        assert "xproxy-experience-name was left out" in result["warnings"][0]

    def test_alone_headers_win_over_the_body_and_in_bulk_the_body_wins(self, http: httpx2.Client) -> None:
        body, header = event(user_id="body"), {"xProxy-User-ID": "header"}
        alone = http.post(INGEST, json=body, headers=header).json()["xproxy_result"]
        many = http.post(BULK, params={"results": "true"}, json=[body, event()], headers=header).json()
        told = [item["xproxy_result"]["user_id"] for item in many["results"]]
        assert (alone["user_id"], *told) == ("header", "body", "header")

    def test_an_instance_keeps_its_version(self, http: httpx2.Client) -> None:
        name = new_name("chat")
        instance = send(http, event(), xProxy_UseCase_Name=name)["use_case_id"]
        assert http.post(f"/api/v1/use_cases/definitions/{name}/increment_version").is_success
        kept = send(http, event(), xProxy_UseCase_ID=instance, xProxy_UseCase_Version="2")
        assert "is of version 1, which it keeps" in kept["warnings"][0]
        unknown = send(http, event(), xProxy_UseCase_Name=name, xProxy_UseCase_Version="9")
        assert "has no version 9: the latest, 2, is used" in unknown["warnings"][0]


class TestBulk:
    def test_one_bad_event_sinks_no_other(self, http: httpx2.Client) -> None:
        answer = http.post(BULK, json=[event(), event(units={"text": {"input": -1}}), 5, event()])
        assert answer.status_code == 200
        told = answer.json()
        assert (told["ingest_count"], told["total_count"], told["error_count"]) == (2, 4, 2)
        assert [error["item_index"] for error in told["errors"]] == [1, 2]
        assert told["errors"][0]["xproxy_result"]["xproxy_error"]["code"] == "invalid_units"

    def test_when_all_are_bad_the_answer_is_400_with_the_same_body(self, http: httpx2.Client) -> None:
        answer = http.post(BULK, json=[{"category": "x"}])
        assert (answer.status_code, answer.json()["ingest_count"]) == (400, 0)

    @pytest.mark.parametrize("body", [b"", b"[]"])
    def test_nothing_is_a_bulk_of_nothing(self, http: httpx2.Client, body: bytes) -> None:
        answer = http.post(BULK, content=body, headers={"content-type": "application/json"})
        assert (answer.status_code, answer.json()["total_count"]) == (200, 0)

    @pytest.mark.parametrize("wrapper", ["events", "items"])
    def test_very_old_clients_wrap_the_array(self, http: httpx2.Client, wrapper: str) -> None:
        assert http.post(BULK, json={wrapper: [event(), event()]}).json()["ingest_count"] == 2

    def test_a_bulk_may_be_compressed(self, http: httpx2.Client) -> None:
        body = gzip.compress(msgspec.json.encode([event()] * 600))
        answer = http.post(BULK, content=body, headers={"content-encoding": "gzip"})
        assert answer.json()["ingest_count"] == 600

    def test_results_come_in_the_order_of_the_events(self, http: httpx2.Client) -> None:
        """Also beyond one chunk, and around the events that are refused."""
        events = [event(user_id=f"u{n}", units={"text": {"input": n - 1}}) for n in range(600)]
        told = http.post(BULK, params={"results": "true"}, json=events).json()
        assert [error["item_index"] for error in told["errors"]] == [0]
        assert [item["item_index"] for item in told["results"]] == list(range(1, 600))
        assert [item["xproxy_result"]["user_id"] for item in told["results"]] == [
            f"u{n}" for n in range(1, 600)
        ]
