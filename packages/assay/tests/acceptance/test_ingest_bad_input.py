"""Whatever arrives at ingest has its documented answer, nothing is half stored, and the server stays up."""

from __future__ import annotations

import gzip
import json
import socket
import uuid
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

INGEST, BULK = "/api/v1/ingest", "/api/v1/ingest/bulk"
EVENT = {"category": "system.openai", "resource": "gpt-4o", "units": {"text": {"input": 1, "output": 1}}}
JSON = {"content-type": "application/json"}


@pytest.fixture
def http(shared_assay_server: Any) -> Iterator[httpx2.Client]:
    """A client, and afterwards the proof that the server still takes an event."""
    headers = {"xProxy-api-key": shared_assay_server.key}
    with httpx2.Client(base_url=shared_assay_server.url, headers=headers, timeout=60) as client:
        yield client
        assert client.post(INGEST, json=EVENT).status_code == 200


def refused(answer: httpx2.Response) -> tuple[int, str]:
    body = answer.json()
    assert body["statusCode"] == answer.status_code
    assert body["message"]
    return answer.status_code, body["xproxy_error"]["code"]


class TestKeys:
    @pytest.mark.parametrize("headers", [{}, {"xProxy-api-key": ""}, {"xProxy-api-key": "assay_wrong"}])
    def test_a_missing_or_wrong_key_is_401(self, shared_assay_server: Any, headers: dict[str, str]) -> None:
        with httpx2.Client(base_url=shared_assay_server.url) as stranger:
            assert refused(stranger.post(INGEST, json=EVENT, headers=headers)) == (401, "invalid_api_key")
            assert refused(stranger.post(BULK, content=b"{", headers=headers)) == (401, "invalid_api_key")

    def test_the_key_is_asked_before_the_body_is_read(self, shared_assay_server: Any) -> None:
        with httpx2.Client(base_url=shared_assay_server.url) as stranger:
            assert refused(stranger.post(INGEST, content=b"x" * 5_000_000)) == (401, "invalid_api_key")


class TestBodies:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b'{"category": NaN}',
            b'{"category":"x","units":{"t":{"input":Infinity}}}',
            b"\xff\xfe",
            b"[1,",
        ],
    )
    def test_what_is_not_json_is_invalid_json(self, http: httpx2.Client, body: bytes) -> None:
        assert refused(http.post(INGEST, content=body, headers=JSON)) == (400, "invalid_json")

    @pytest.mark.parametrize("body", [b"[]", b"5", b'"text"', b"null", b"true"])
    def test_what_is_no_object_is_no_event(self, http: httpx2.Client, body: bytes) -> None:
        assert refused(http.post(INGEST, content=body, headers=JSON)) == (400, "request_processing_error")

    @pytest.mark.parametrize("body", [b"5", b'{"category":"x","units":{}}', b'{"events":7}'])
    def test_what_is_no_array_is_no_bulk(self, http: httpx2.Client, body: bytes) -> None:
        assert refused(http.post(BULK, content=body, headers=JSON)) == (400, "request_processing_error")

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"category": "x"},
            {"units": {}},
            {"category": None, "units": {}},
            {"category": "", "units": {}},
        ],
    )
    def test_an_event_has_a_category_and_units(self, http: httpx2.Client, body: dict[str, Any]) -> None:
        assert refused(http.post(INGEST, json=body)) == (400, "required_field_missing")

    @pytest.mark.parametrize(
        "units",
        [
            {"text": {"input": -1}},
            {"text": {"input": 1.5}},
            {"text": {"output": 2_147_483_648}},
            {"text": {"input": 10**30}},
            {"text": {"input": "5"}},
            {"text": {"input": True}},
            {"text": "many"},
            {"text": [1, 2]},
            {"text": -3},
            {"text": {"value": 1e300}},
            [],
            "text",
        ],
    )
    def test_counts_are_whole_numbers_from_zero_on(self, http: httpx2.Client, units: Any) -> None:
        answer = http.post(INGEST, json=EVENT | {"units": units})
        assert refused(answer) == (400, "invalid_units")

    def test_whole_numbers_may_be_written_with_a_point(self, http: httpx2.Client) -> None:
        assert http.post(INGEST, json=EVENT | {"units": {"text": {"input": 10.0}}}).status_code == 200

    @pytest.mark.parametrize("moment", ["9999-12-31T23:59:59Z", 4_102_444_800, 1e300, "2100-01-01"])
    def test_a_time_far_ahead_is_refused(self, http: httpx2.Client, moment: Any) -> None:
        answer = http.post(INGEST, json=EVENT | {"event_timestamp": moment})
        assert refused(answer) == (400, "invalid_ingest_event_timestamp")


class TestWhatIsLeftOut:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("event_timestamp", "yesterday"),
            ("event_timestamp", "0001-01-01T00:00:00Z"),
            ("event_timestamp", -5),
            ("event_timestamp", {"at": 1}),
            ("end_to_end_latency_ms", "fast"),
            ("end_to_end_latency_ms", -1),
            ("end_to_end_latency_ms", 10**12),
            ("http_status_code", "200"),
            ("http_status_code", 70_000),
            ("resource", 7),
            ("resource", "a\u0000b"),
            ("resource", "x" * 65_536),
            ("provider_uri", "u" * 65_536),
            ("provider_response_id", {"id": 1}),
            ("properties", "all"),
            ("properties", {"k" * 200: "v"}),
            ("properties", {"system.mine": "v"}),
            ("properties", {"key": "v" * 2_049}),
            ("properties", {f"key{n}": "v" for n in range(65)}),
            ("use_case_properties", [1]),
            ("user_id", "two words"),
            ("user_id", "x" * 257),
            ("account_name", "line\nbreak"),
            ("use_case_name", "ünicode"),
            ("use_case_name", "../../etc"),
            ("use_case_id", "💥"),
            ("use_case_step", "s" * 65_536),
            ("use_case_version", "two"),
            ("limit_ids", "not-a-list"),
            ("limit_ids", ["comma,inside"]),
            ("limit_ids", ["never-made"]),
            ("request_tags", ["no spaces please"]),
            ("scope", "moon"),
            ("charge_past", "perhaps"),
        ],
    )
    def test_a_field_of_no_use_costs_the_field_and_a_warning_names_it(
        self, http: httpx2.Client, field: str, value: Any
    ) -> None:
        body = EVENT | {"use_case_name": "left-out"} | {field: value}
        answer = http.post(BULK, params={"results": "true"}, json=[body])
        assert answer.status_code == 200, answer.text
        result = answer.json()["results"][0]["xproxy_result"]
        assert result["cost"] is not None or field == "resource"
        words = field.removesuffix("_ids").removesuffix("ies").replace("request_", "").removesuffix("s")
        told = " ".join(result["warnings"])
        assert words in told.replace("use case ", "use_case_").replace("user id", "user_id").replace(
            "account name", "account_name"
        ).replace("resource scope", "scope"), told

    def test_property_values_of_other_kinds_become_texts(self, http: httpx2.Client) -> None:
        body = EVENT | {"properties": {"n": 1, "yes": True, "none": None, "list": [1]}}
        assert "warnings" not in http.post(INGEST, json=body).json()["xproxy_result"]

    def test_unknown_fields_headers_and_parameters_are_ignored(self, http: httpx2.Client) -> None:
        answer = http.post(
            INGEST, params={"new": "1"}, json=EVENT | {"from_the_future": [1]}, headers={"xProxy-New": "1"}
        )
        assert "warnings" not in answer.json()["xproxy_result"]

    @pytest.mark.parametrize(
        ("header", "value"),
        [
            ("xProxy-UseCase-Version", "two"),
            ("xProxy-UseCase-Properties", "{"),
            ("xProxy-Request-Properties", "not base64!"),
            ("xProxy-Request-Properties", "eyJhIjoxfQ=="),
            ("xProxy-User-ID", "two words"),
            ("xProxy-Limit-IDs", "a b"),
            ("xProxy-Resource-Scope", "moon"),
        ],
    )
    def test_a_header_of_no_use_costs_the_header(self, http: httpx2.Client, header: str, value: str) -> None:
        answer = http.post(INGEST, json=EVENT, headers={header: value})
        assert answer.status_code == 200
        assert answer.json()["xproxy_result"]["warnings"]


class TestSizes:
    def test_a_single_event_has_at_most_four_mib(self, http: httpx2.Client) -> None:
        body = json.dumps(EVENT | {"provider_request_json": "x" * (4 * 2**20)})
        assert refused(http.post(INGEST, content=body, headers=JSON)) == (413, "payload_too_large")

    def test_a_body_without_a_length_is_counted_as_it_comes(self, http: httpx2.Client) -> None:
        parts = (b"x" * 2**20 for _ in range(5))
        assert refused(http.post(INGEST, content=parts, headers=JSON)) == (413, "payload_too_large")

    def test_a_bulk_has_at_most_ten_thousand_events(self, http: httpx2.Client) -> None:
        small = json.dumps({"category": "x", "units": {}})
        body = f"[{','.join([small] * 10_001)}]"
        assert refused(http.post(BULK, content=body, headers=JSON)) == (413, "payload_too_large")

    def test_a_bulk_has_at_most_thirty_two_mib(self, http: httpx2.Client) -> None:
        body = b"[" + b" " * (32 * 2**20) + b"]"
        assert refused(http.post(BULK, content=body, headers=JSON)) == (413, "payload_too_large")

    def test_a_gzip_bomb_is_not_inflated(self, http: httpx2.Client) -> None:
        bomb = gzip.compress(b" " * (80 * 2**20))
        answer = http.post(BULK, content=bomb, headers={"content-encoding": "gzip"})
        assert refused(answer) == (413, "payload_too_large")

    @pytest.mark.parametrize(
        "body",
        [b"not gzip", gzip.compress(b"[]")[:-6], zlib.compress(b"[]")],
        ids=["none", "cut", "zlib"],
    )
    def test_a_broken_gzip_body_is_refused(self, http: httpx2.Client, body: bytes) -> None:
        answer = http.post(BULK, content=body, headers={"content-encoding": "gzip"})
        assert refused(answer) == (400, "request_processing_error")

    def test_other_encodings_are_refused(self, http: httpx2.Client) -> None:
        answer = http.post(BULK, content=b"[]", headers={"content-encoding": "br"})
        assert refused(answer) == (400, "request_processing_error")

    def test_deeply_nested_json_is_refused(self, http: httpx2.Client) -> None:
        body = b'{"category":"x","units":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
        assert http.post(INGEST, content=body, headers=JSON).status_code == 400

    def test_headers_have_at_most_sixty_four_kib(self, http: httpx2.Client) -> None:
        """The server underneath may close the connection on its own bound; it never goes on."""
        try:
            answer = http.post(INGEST, json=EVENT, headers={"xProxy-User-ID": "u" * 70_000})
        except httpx2.TransportError:
            return
        assert answer.status_code in {400, 413, 431}


class TestOthersIdsAndHalfRequests:
    def test_a_reused_id_with_other_content_gets_the_first_result(self, http: httpx2.Client) -> None:
        response_id = str(uuid.uuid4())
        first = http.post(INGEST, json=EVENT | {"provider_response_id": response_id}).json()
        other = {"category": EVENT["category"], "units": {"text": 9}, "provider_response_id": response_id}
        second = http.post(INGEST, json=other).json()
        assert second["xproxy_result"] == first["xproxy_result"] | {"duplicate_request": True}
        assert second["event_timestamp"] == first["event_timestamp"]

    def test_a_refused_event_has_not_taken_its_identity(self, http: httpx2.Client) -> None:
        response_id = str(uuid.uuid4())
        bad = EVENT | {"provider_response_id": response_id, "units": {"text": -1}}
        assert http.post(INGEST, json=bad).status_code == 400
        good = http.post(INGEST, json=EVENT | {"provider_response_id": response_id}).json()
        assert "duplicate_request" not in good["xproxy_result"]

    def test_a_client_that_leaves_in_the_middle_of_its_body_stores_nothing(
        self, http: httpx2.Client, shared_assay_server: Any
    ) -> None:
        address = urlsplit(shared_assay_server.url)
        response_id = str(uuid.uuid4())
        body = json.dumps(EVENT | {"provider_response_id": response_id}).encode()
        head = (
            f"POST {INGEST} HTTP/1.1\r\nhost: x\r\nxproxy-api-key: {shared_assay_server.key}\r\n"
            f"content-length: {len(body) + 1}\r\n\r\n"
        )
        with socket.create_connection((address.hostname, address.port)) as half:
            half.sendall(head.encode() + body)
        whole = http.post(INGEST, content=body, headers=JSON).json()
        assert "duplicate_request" not in whole["xproxy_result"]
