"""Section by section: what goes over the wire, byte for byte."""

import platform
from datetime import UTC, date, datetime, timedelta, timezone
from urllib.parse import unquote

import payi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from payi import NOT_GIVEN, BaseModel, omit
from payi._encoding import json_bytes, merge_headers, path, query_string

JSON = {"content-type": "application/json"}


class TestHeaders:
    def test_of_a_first_attempt(self, client, server):
        client.limits.create(limit_name="a", max=1)
        headers = server.last.headers
        expected = {
            "accept": "application/json",
            "content-type": "application/json",
            "user-agent": f"Payi/Python {payi.__version__}",
            "xproxy-api-key": "payi-test-key-4711",
            "x-stainless-lang": "python",
            "x-stainless-package-version": payi.__version__,
            "x-stainless-runtime": platform.python_implementation(),
            "x-stainless-runtime-version": platform.python_version(),
            "x-stainless-async": "false",
            "x-stainless-retry-count": "0",
            "x-stainless-read-timeout": "60",
        }
        assert headers.items() >= expected.items()
        assert headers["x-stainless-os"]
        assert headers["x-stainless-arch"]
        assert not [name for name in headers if "idempotency" in name]
        assert "x-stainless-raw-response" not in headers

    @pytest.mark.anyio
    async def test_of_an_async_client(self, async_client, server):
        await async_client.limits.create(limit_name="a", max=1)
        assert server.last.headers["x-stainless-async"] == "async:asyncio"
        assert server.last.headers["user-agent"] == f"AsyncPayi/Python {payi.__version__}"

    def test_a_get_has_no_content_type_and_a_post_without_body_has_one(self, client, server):
        client.limits.retrieve("l")
        assert "content-type" not in server.last.headers
        client.limits.reset("l")
        assert server.last.headers["content-type"] == "application/json"
        assert server.last.headers["content-length"] == "0"
        assert server.last.body == b""

    def test_of_the_call_win_over_those_of_the_method_and_those_over_defaults(self, server):
        with payi.Payi(
            api_key="k", base_url=server.url, default_headers={"xProxy-User-ID": "default", "X-A": "default"}
        ) as client:
            client.ingest.units(category="c", units={}, user_id="method")
            assert server.last.headers["xproxy-user-id"] == "method"
            assert server.last.headers["x-a"] == "default"
            client.ingest.units(
                category="c",
                units={},
                user_id="method",
                extra_headers={"xproxy-user-id": "call", "X-A": "call"},
            )
            assert server.last.headers["xproxy-user-id"] == "call"
            assert server.last.headers["x-a"] == "call"

    def test_omit_removes_a_default_header_for_one_call(self, client, server):
        client.limits.retrieve("l", extra_headers={"Accept": omit, "X-Stainless-Lang": omit})
        assert "x-stainless-lang" not in server.last.headers
        assert server.last.headers.get("accept") != "application/json"
        client.limits.retrieve("l")
        assert server.last.headers["x-stainless-lang"] == "python"

    def test_values_beyond_ascii_are_utf_8(self, client, server):
        client.ingest.units(category="c", units={}, user_id="Zoë Ünal")
        assert server.last.headers["xproxy-user-id"].encode("latin-1").decode() == "Zoë Ünal"

    def test_a_line_break_in_a_value_is_refused_before_anything_is_sent(self, client, server):
        with pytest.raises(ValueError, match=r"xProxy-User-ID has a line break"):
            client.ingest.units(category="c", units={}, user_id="a\r\nxProxy-Account-Name: other")
        assert server.seen == []

    @given(st.lists(st.dictionaries(st.sampled_from(["A", "a", "B", "b"]), st.sampled_from(["1", "2"]))))
    def test_merging_keeps_one_value_per_name_whatever_its_case(self, layers):
        merged = merge_headers(*layers)
        last = {name.lower(): value for layer in layers for name, value in layer.items()}
        assert {name.lower(): value for name, value in merged.items()} == last
        assert len(merged) == len(last)


class TestBodies:
    def test_are_compact_utf_8_with_what_was_left_out_left_out_and_none_as_null(self, client, server):
        client.limits.update("l", limit_name="Größe", max=None)
        assert server.last.body == '{"limit_name":"Größe","max":null}'.encode()
        client.limits.update("l", limit_name=omit)
        assert server.last.body == b"{}"

    def test_take_times_and_models_inside_free_form_data(self, client, server):
        class Model(BaseModel):
            when: datetime
            n: int = 3

        moment = datetime(2025, 5, 20, 1, 2, 3, 456789, tzinfo=UTC)
        client.post(
            "/api/v1/x", cast_to=object, body={"m": Model(when=moment), "t": moment, "d": date(2025, 1, 2)}
        )
        assert server.last.json == {
            "m": {"when": "2025-05-20T01:02:03.456789Z"},
            "t": "2025-05-20T01:02:03.456789+00:00",
            "d": "2025-01-02",
        }

    @pytest.mark.parametrize(
        ("moment", "text"),
        [
            (datetime(2025, 5, 20, 1, 2, 3, tzinfo=UTC), "2025-05-20T01:02:03+00:00"),
            (datetime(2025, 5, 20, 1, 2, 3), "2025-05-20T01:02:03"),  # noqa: DTZ001 - on purpose
            (datetime(2025, 5, 20, 1, tzinfo=timezone(timedelta(hours=2))), "2025-05-20T01:00:00+02:00"),
            ("2025-01-01", "2025-01-01"),
        ],
    )
    def test_send_times_as_iso_8601_with_the_offset_they_have_and_text_untouched(
        self, client, server, moment, text
    ):
        client.ingest.units(category="c", units={}, event_timestamp=moment)
        assert server.last.json["event_timestamp"] == text

    @pytest.mark.parametrize("number", [float("nan"), float("inf")])
    def test_never_have_nan_or_infinity(self, client, server, number):
        with pytest.raises(ValueError, match="JSON compliant"):
            client.limits.create(limit_name="a", max=number)
        assert server.seen == []

    def test_refuse_what_is_no_data_naming_it(self, client):
        with pytest.raises(TypeError, match=r"of type module cannot be sent as JSON"):
            client.limits.create(limit_name=pytest, max=1)

    def test_take_any_mapping_and_any_iterable(self):
        from types import MappingProxyType

        assert json_bytes(MappingProxyType({"a": (n for n in (1, 2))})) == b'{"a":[1,2]}'

    def test_extra_body_is_merged_into_an_object(self, client, server):
        client.limits.create(limit_name="a", max=1, extra_body={"max": 2, "owner": "me"})
        assert server.last.json == {"limit_name": "a", "max": 2, "owner": "me"}

    def test_extra_body_is_the_body_where_there_is_none(self, client, server):
        client.limits.reset("l", extra_body={"why": "month"})
        assert server.last.json == {"why": "month"}

    def test_extra_body_cannot_be_merged_into_a_list(self, client, server):
        with pytest.raises(TypeError, match="extra_body"):
            client.ingest.bulk(events=[{"category": "c", "units": {}}], extra_body={"a": 1})
        assert server.seen == []


class TestPaths:
    @pytest.mark.parametrize("name", ["limit_id"])
    @pytest.mark.parametrize("value", ["", None])
    def test_an_empty_identifier_is_refused_by_name(self, client, server, name, value):
        with pytest.raises(
            ValueError, match=f"Expected a non-empty value for `{name}` but received {value!r}"
        ):
            client.limits.retrieve(value)
        assert server.seen == []

    @pytest.mark.parametrize("value", [".", ".."])
    def test_dots_that_would_lead_elsewhere_are_refused(self, client, server, value):
        with pytest.raises(ValueError, match="another path"):
            client.categories.resources.create(value, category="c", units={})
        assert server.seen == []

    @pytest.mark.parametrize(
        ("name", "segment"),
        [
            ("Customer Satisfaction", "Customer%20Satisfaction"),
            ("a/b", "a%2Fb"),
            ("a%2Fb", "a%252Fb"),
            ("?query#fragment", "%3Fquery%23fragment"),
            ("!$&'()*+,;=:@-._~", "!$&'()*+,;=:@-._~"),
            ("Größe", "Gr%C3%B6%C3%9Fe"),
            ("..%2f", "..%252f"),
            ("…\n", "%E2%80%A6%0A"),
            ("{limit_id}", "%7Blimit_id%7D"),
        ],
    )
    def test_an_identifier_is_one_encoded_segment(self, client, server, name, segment):
        client.limits.retrieve(name)
        assert server.last.target == f"/api/v1/limits/{segment}"

    @given(st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda name: name not in {".", ".."}))
    def test_any_identifier_comes_out_as_it_went_in(self, name):
        encoded = path("/a/{name}/b", name=name)
        assert encoded.count("/") == 3
        assert unquote(encoded.split("/")[2]) == name


class TestQueries:
    def test_are_form_encoded(self):
        query = query_string(
            {
                "text": "a b&c",
                "yes": True,
                "no": False,
                "list": [1, "x", None, True],
                "nested": {"a": {"b": 1}},
                "none": None,
                "left": omit,
                "out": NOT_GIVEN,
                "when": datetime(2025, 1, 2, tzinfo=UTC),
            }
        )
        assert query == (
            "text=a+b%26c&yes=true&no=false&list=1%2Cx%2Ctrue&nested%5Ba%5D%5Bb%5D=1"
            "&when=2025-01-02T00%3A00%3A00%2B00%3A00"
        )

    def test_none_is_dropped_and_extra_query_wins(self, client, server):
        client.limits.list(cursor=None, limit=None, sort_ascending=None, limit_name=None)
        assert server.last.target == "/api/v1/limits"
        client.limits.list(limit=10, sort_ascending=True, extra_query={"limit": 20})
        assert server.last.query == "limit=20&sort_ascending=true"

    def test_the_timeout_of_one_call_is_told(self, client, server):
        client.limits.retrieve("l", timeout=1.5)
        assert server.last.headers["x-stainless-read-timeout"] == "1.5"
        client.limits.retrieve("l", timeout=None)
        assert "x-stainless-read-timeout" not in server.last.headers


def test_an_unknown_argument_is_a_type_error_and_nothing_is_sent(client, server):
    with pytest.raises(TypeError, match="unexpected keyword argument 'limit_nam'"):
        client.limits.update("l", limit_nam="x")
    assert server.seen == []


def test_redirects_are_followed(client, server):
    server.reply(status=307, location=f"{server.url}/elsewhere")
    server.reply({"limit": {"limit_id": "moved"}})
    assert client.limits.retrieve("l").limit.limit_id == "moved"
    assert server.last.path == "/elsewhere"
