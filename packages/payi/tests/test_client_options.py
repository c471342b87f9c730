import gc
import math
import warnings
from typing import Any

import httpx2
import payi
import pytest
from payi import AsyncPayi, Payi, PayiError, Timeout

KEY = "payi-test-key-4711"


def test_the_key_may_come_from_the_environment(monkeypatch, server):
    monkeypatch.setenv("PAYI_API_KEY", "from-environment")
    with Payi(base_url=server.url) as client:
        client.limits.retrieve("x")
    assert client.auth_headers == {"xProxy-api-key": "from-environment"}
    assert server.last.headers["xproxy-api-key"] == "from-environment"


@pytest.mark.parametrize("kind", [Payi, AsyncPayi])
def test_without_a_key_the_error_names_both_ways_to_give_one(kind):
    with pytest.raises(PayiError, match=r"api_key.*PAYI_API_KEY"):
        kind()


def test_the_base_url_comes_from_the_argument_then_the_environment_then_loopback(monkeypatch):
    assert str(Payi(api_key=KEY).base_url) == "http://127.0.0.1:8420/"
    monkeypatch.setenv("PAYI_BASE_URL", "https://payi.example/base")
    assert str(Payi(api_key=KEY).base_url) == "https://payi.example/base/"
    assert str(Payi(api_key=KEY, base_url="https://other.example").base_url) == "https://other.example/"
    assert str(Payi(api_key=KEY, base_url=httpx2.URL("https://other.example/x/")).base_url) == (
        "https://other.example/x/"
    )


def test_the_base_url_can_be_set_and_its_path_stays_in_front(server):
    with Payi(api_key=KEY, base_url="http://nowhere.invalid") as client:
        client.base_url = f"{server.url}/behind/a/prefix"
        client.limits.retrieve("x")
    assert str(client.base_url).endswith("/behind/a/prefix/")
    assert server.last.path == "/behind/a/prefix/api/v1/limits/x"


def test_the_timeout_is_a_minute_and_five_seconds_to_connect():
    assert Payi(api_key=KEY).timeout == payi.DEFAULT_TIMEOUT == Timeout(60, connect=5.0)


@pytest.mark.parametrize(
    ("timeout", "read_timeout"),
    [
        (Timeout(timeout=90.0, connect=10.0), "90.0"),
        (7, "7"),
        (2.5, "2.5"),
        (None, None),
    ],
)
def test_the_read_timeout_is_told_to_the_server_unless_there_is_none(server, timeout, read_timeout):
    with Payi(api_key=KEY, base_url=server.url, timeout=timeout) as client:
        client.limits.retrieve("x")
    assert client.timeout == timeout
    assert server.last.headers.get("x-stainless-read-timeout") == read_timeout


class LegacyTimeout:
    """The shape of `httpx.Timeout`, of a package that is not installed here."""

    connect, read, write, pool = 1.0, 33.0, 2.0, 3.0


def test_a_timeout_of_the_legacy_package_is_accepted(server):
    with Payi(api_key=KEY, base_url=server.url, timeout=LegacyTimeout()) as client:
        client.limits.retrieve("x")
        assert server.last.headers["x-stainless-read-timeout"] == "33.0"
        client.limits.retrieve("x", timeout=4)
    assert server.last.headers["x-stainless-read-timeout"] == "4"


def test_the_timeout_of_a_custom_http_client_counts_unless_it_is_the_default_or_another_is_given(server):
    with httpx2.Client(timeout=11) as patient, httpx2.Client() as ordinary:
        assert Payi(api_key=KEY, http_client=patient).timeout == Timeout(11)
        assert Payi(api_key=KEY, http_client=patient, timeout=3).timeout == 3
        assert Payi(api_key=KEY, http_client=ordinary).timeout == payi.DEFAULT_TIMEOUT


def test_max_retries_cannot_be_none_and_may_be_infinite():
    assert Payi(api_key=KEY).max_retries == payi.DEFAULT_MAX_RETRIES == 2
    assert Payi(api_key=KEY, max_retries=math.inf).max_retries == math.inf
    with pytest.raises(TypeError, match="max_retries cannot be None"):
        Payi(api_key=KEY, max_retries=None)


def test_default_headers_win_over_built_in_ones_whatever_their_case(server):
    with Payi(
        api_key=KEY,
        base_url=server.url,
        default_headers={"X-Internal-Service": "BillingProcessor", "user-agent": "mine/1"},
    ) as client:
        client.limits.retrieve("x")
    assert server.last.headers["x-internal-service"] == "BillingProcessor"
    assert [value for name, value in server.last.header_lines if name.lower() == "user-agent"] == ["mine/1"]
    assert client.default_headers["X-Internal-Service"] == "BillingProcessor"
    assert client.user_agent == f"Payi/Python {payi.__version__}"


def test_headers_of_the_environment_are_lines_with_a_colon_and_lose_to_the_constructor(monkeypatch, server):
    monkeypatch.setenv("PAYI_CUSTOM_HEADERS", "X-One: 1\nno colon here\nX-Two:  2:2 \nX-Three: 3")
    with Payi(api_key=KEY, base_url=server.url, default_headers={"x-three": "mine"}) as client:
        client.limits.retrieve("x")
    headers = server.last.headers
    assert (headers["x-one"], headers["x-two"], headers["x-three"]) == ("1", "2:2", "mine")
    assert "no colon here" not in headers


def test_default_query_is_added_to_every_request(server):
    with Payi(api_key=KEY, base_url=server.url, default_query={"tenant": "a b"}) as client:
        client.limits.reset("x", reset_date="2025-01-01")
    assert server.last.query == "tenant=a+b&resetDate=2025-01-01"
    assert client.default_query == {"tenant": "a b"}


def test_an_http_client_of_the_wrong_kind_is_refused_by_name():
    with pytest.raises(TypeError, match=r"expected an httpx2\.Client"):
        Payi(api_key=KEY, http_client=httpx2.AsyncClient())
    with httpx2.Client() as sync, pytest.raises(TypeError, match=r"expected an httpx2\.AsyncClient"):
        AsyncPayi(api_key=KEY, http_client=sync)
    with pytest.raises(TypeError, match=r"is a str; expected an httpx2\.Client"):
        Payi(api_key=KEY, http_client="http")


def test_an_unknown_option_is_a_type_error():
    with pytest.raises(TypeError, match="apikey"):
        Payi(apikey=KEY)


class TestCopy:
    def original(self, server: Any) -> Payi:
        return Payi(
            api_key=KEY,
            base_url=server.url,
            timeout=9,
            max_retries=4,
            default_headers={"X-A": "1"},
            default_query={"q": "1"},
            _strict_response_validation=True,
        )

    def test_inherits_what_is_not_given_and_leaves_the_original_alone(self, server):
        with self.original(server) as original:
            copy = original.copy(max_retries=0, default_headers={"X-B": "2"}, default_query={"r": "2"})
            same = original.with_options()
            assert (copy.api_key, copy.base_url, copy.timeout, copy.max_retries) == (
                KEY, original.base_url, 9, 0,
            )  # fmt: skip
            assert (same.timeout, same.max_retries, same.default_query) == (9, 4, {"q": "1"})
            assert copy.default_query == {"q": "1", "r": "2"}
            assert copy.default_headers.items() >= {"X-A": "1", "X-B": "2"}.items()
            assert "X-B" not in original.default_headers
            assert original.max_retries == 4
            server.reply("not json")
            with pytest.raises(payi.APIResponseValidationError):
                copy.limits.retrieve("x")

    def test_replaces_headers_and_query_when_they_are_set(self, server):
        with self.original(server) as original:
            copy = original.copy(set_default_headers={"X-C": "3"}, set_default_query={})
            assert copy.default_query == {}
            assert copy.default_headers["X-C"] == "3"
            assert "X-A" not in copy.default_headers

    @pytest.mark.parametrize("what", ["default_headers", "default_query"])
    def test_refuses_to_add_and_replace_at_once(self, server, what):
        with self.original(server) as original, pytest.raises(ValueError, match=f"set_{what}"):
            original.copy(**{what: {}, f"set_{what}": {}})

    def test_can_have_another_key_address_timeout_and_http_client(self, server):
        with self.original(server) as original, httpx2.Client() as http:
            copy = original.copy(api_key="k2", base_url="http://b.example", timeout=None, http_client=http)
            assert (copy.api_key, str(copy.base_url), copy.timeout) == ("k2", "http://b.example/", None)
            assert copy.is_closed() is False
            copy.close()
            assert original.is_closed() is False

    def test_shares_the_transport_so_closing_one_closes_both(self, server):
        original = self.original(server)
        copy = original.with_options(timeout=Timeout(timeout=10.0))
        original.close()
        assert copy.is_closed()


def test_with_closes_the_client(server):
    with Payi(api_key=KEY, base_url=server.url) as client:
        assert not client.is_closed()
    assert client.is_closed()


def test_a_forgotten_client_closes_its_connections(server):
    """ResourceWarning, an error in these tests, would tell of a socket left open."""
    client = Payi(api_key=KEY, base_url=server.url)
    client.limits.retrieve("x")
    del client
    gc.collect()


def test_resources_are_made_once_per_client(client):
    assert client.limits is client.limits
    assert client.use_cases.definitions is client.use_cases.definitions
    assert client.with_raw_response is client.with_raw_response


def test_experiences_warn_of_their_age_once_per_client(client):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert client.experiences is client.experiences
    assert [warning.category for warning in caught] == [DeprecationWarning]
    assert "use client.use_cases" in str(caught[0].message)
    assert caught[0].filename == __file__


class LegacyClient:
    """The shape of `httpx.Client`: objects of its own classes, made and sent by itself."""

    is_closed = False
    timeout = LegacyTimeout()

    def __init__(self) -> None:
        self.inner = httpx2.Client()
        self.fails_with: Exception | None = None

    def build_request(self, method, url, *, headers, content, timeout):
        assert isinstance(timeout, tuple), "a Timeout of httpx2 means nothing to the legacy package"
        return self.inner.build_request(method, url, headers=headers, content=content, timeout=timeout)

    def send(self, request, *, stream=False):
        if self.fails_with is not None:
            raise self.fails_with
        return self.inner.send(request, stream=stream)

    def close(self):
        self.inner.close()


class TimeoutException(Exception):  # noqa: N818 - the name it has in the legacy package
    pass


def test_an_http_client_of_the_legacy_package_is_recognised_by_what_it_does(server):
    legacy = LegacyClient()
    with Payi(api_key=KEY, base_url=server.url, http_client=legacy, max_retries=0) as client:
        server.reply({"limit": {"limit_id": "l"}})
        assert client.limits.retrieve("l").limit.limit_id == "l"
        assert server.last.headers["x-stainless-read-timeout"] == "33.0"
        legacy.fails_with = TimeoutException("slow")
        with pytest.raises(payi.APITimeoutError):
            client.limits.retrieve("l")
