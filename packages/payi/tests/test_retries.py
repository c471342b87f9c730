"""What is sent again, how often, and after how long."""

import logging
import math
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import payi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from payi import AsyncPayi, Payi
from payi._reply import wait_before_retry_s

KEY = "payi-test-key-4711"
NOW = datetime(2025, 5, 20, 12, tzinfo=UTC)


@pytest.fixture
def sleeps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Waiting takes no time here and is remembered."""
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    return waits


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 599])
def test_a_passing_fault_is_tried_three_times_in_all(client, server, sleeps, status):
    server.reply({"message": "later"}, status=status)
    with pytest.raises(payi.APIStatusError) as caught:
        client.limits.retrieve("l")
    assert caught.value.status_code == status
    assert [seen.headers["x-stainless-retry-count"] for seen in server.seen] == ["0", "1", "2"]
    assert len(sleeps) == 2


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 418, 422, 424])
def test_a_refusal_is_final(client, server, sleeps, status):
    server.reply({"message": "no"}, status=status)
    with pytest.raises(payi.APIStatusError):
        client.limits.retrieve("l")
    assert len(server.seen) == 1
    assert sleeps == []


def test_the_server_has_the_last_word_on_whether(client, server, sleeps):
    server.reply({}, status=409, x_should_retry="false")
    with pytest.raises(payi.ConflictError):
        client.limits.retrieve("l")
    assert len(server.seen) == 1
    server.answers.clear()
    server.reply({}, status=400, x_should_retry="true")
    server.reply({"limit": {"limit_id": "l"}})
    assert client.limits.retrieve("l").limit.limit_id == "l"
    assert len(server.seen) == 3


def test_a_retry_repeats_the_request_with_the_same_id_and_body(client, server, sleeps):
    server.reply({}, status=503)
    server.reply({}, status=503)
    server.reply({"request_id": "r"})
    assert client.ingest.units(category="c", units={"text": {"input": 1}}).request_id == "r"
    assert len({(seen.target, seen.body) for seen in server.seen}) == 1
    assert server.last.query.startswith("id=payi_")


def test_a_bulk_is_repeated_with_the_same_ids(client, server, sleeps):
    server.reply({}, status=500)
    server.reply({"request_id": "r"})
    client.ingest.bulk(events=({"category": "c", "units": {}} for _ in range(3)))
    first, second = server.seen
    assert first.body == second.body
    assert len({event["provider_response_id"] for event in first.json}) == 3


@pytest.mark.parametrize(("max_retries", "attempts"), [(0, 1), (1, 2), (5, 6)])
def test_max_retries_counts_what_follows_the_first_attempt(server, sleeps, max_retries, attempts):
    server.reply({}, status=500)
    with Payi(api_key=KEY, base_url=server.url, max_retries=max_retries) as client:
        with pytest.raises(payi.InternalServerError):
            client.limits.retrieve("l")
    assert len(server.seen) == attempts


def test_with_infinite_retries_it_goes_on_until_it_works(server, sleeps):
    for _ in range(30):
        server.reply({}, status=500)
    server.reply({"limit": {"limit_id": "l"}})
    with Payi(api_key=KEY, base_url=server.url, max_retries=math.inf) as client:
        assert client.limits.retrieve("l").limit.limit_id == "l"
    assert len(server.seen) == 31
    assert max(sleeps) <= 8


def test_a_dropped_connection_is_a_connection_error_after_the_last_attempt(client, server, sleeps):
    server.hang_up()
    with pytest.raises(payi.APIConnectionError, match=r"Connection error\.") as caught:
        client.limits.retrieve("l")
    assert len(server.seen) == 3
    assert caught.value.body is None
    assert caught.value.__cause__ is not None
    assert str(caught.value.request.url) == f"{server.url}/api/v1/limits/l"
    assert not isinstance(caught.value, payi.APITimeoutError)


def test_a_dropped_connection_may_be_followed_by_success(client, server, sleeps):
    server.hang_up()
    server.reply({"limit": {"limit_id": "l"}})
    raw = client.with_raw_response.limits.retrieve("l")
    assert raw.parse().limit.limit_id == "l"
    assert raw.retries_taken == 1


def test_nobody_listening_is_a_connection_error(sleeps):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with Payi(api_key=KEY, base_url=address) as client, pytest.raises(payi.APIConnectionError):
            client.limits.retrieve("l")
    assert len(sleeps) == 2


def test_a_server_that_does_not_answer_is_a_timeout(server):
    server.stay_silent()
    with Payi(api_key=KEY, base_url=server.url, max_retries=0) as client:
        with pytest.raises(payi.APITimeoutError, match=r"Request timed out\."):
            client.limits.retrieve("l", timeout=0.05)


def test_increments_are_never_repeated_because_they_would_count_twice(client, server, sleeps):
    server.reply({}, status=503)
    for call in (
        lambda: client.use_cases.definitions.version.increment("u"),
        lambda: client.use_cases.kpis.increment("k", use_case_id="i", use_case_name="u"),
    ):
        server.seen.clear()
        with pytest.raises(payi.InternalServerError):
            call()
        assert len(server.seen) == 1


@pytest.mark.anyio
async def test_the_async_client_retries_by_the_same_rules(server):
    server.reply({}, status=429, retry_after_ms="1")
    server.hang_up()
    server.reply({}, status=400, x_should_retry="true", retry_after_ms="1")
    server.reply({"limit": {"limit_id": "l"}})
    async with AsyncPayi(api_key=KEY, base_url=server.url, max_retries=3) as client:
        response = await client.with_raw_response.limits.retrieve("l")
        assert response.retries_taken == 3
        assert (await response.parse()).limit.limit_id == "l"
    assert [seen.headers["x-stainless-retry-count"] for seen in server.seen] == ["0", "1", "2", "3"]


@pytest.mark.anyio
async def test_the_async_client_gives_up_with_the_same_errors(server):
    async with AsyncPayi(api_key=KEY, base_url=server.url, max_retries=0) as client:
        server.hang_up()
        with pytest.raises(payi.APIConnectionError):
            await client.limits.retrieve("l")
        server.answers.clear()
        server.reply({}, status=503)
        with pytest.raises(payi.InternalServerError):
            await client.limits.retrieve("l")
        server.answers.clear()
        server.stay_silent()
        with pytest.raises(payi.APITimeoutError):
            await client.limits.retrieve("l", timeout=0.05)


class TestTheWait:
    def wait(self, retries_taken: int = 0, jitter: float = 0.0, **headers: str) -> float:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return wait_before_retry_s(named, retries_taken=retries_taken, jitter=jitter, now=NOW)

    def test_doubles_from_half_a_second_up_to_eight(self):
        assert [self.wait(n) for n in (0, 1, 2, 3, 4, 5, 10_000)] == [0.5, 1, 2, 4, 8, 8, 8]

    @given(st.integers(0, 100), st.floats(0, 1))
    def test_is_shortened_by_at_most_a_quarter(self, retries_taken, jitter):
        longest = self.wait(retries_taken)
        assert 0.75 * longest <= self.wait(retries_taken, jitter) <= longest

    def test_is_what_the_server_asks_in_milliseconds_seconds_or_as_a_date(self):
        assert self.wait(retry_after_ms="1500.5", retry_after="30") == 1.5005
        assert self.wait(retry_after="30") == 30
        assert self.wait(retry_after="0.25") == 0.25
        assert self.wait(retry_after=format_datetime(NOW + timedelta(seconds=20), usegmt=True)) == 20

    @pytest.mark.parametrize("value", ["0", "-1", "61", "3600", "soon", "", "Tue, 99 May 2025 12:00:20 GMT"])
    def test_is_our_own_when_what_is_asked_makes_no_sense(self, value):
        assert self.wait(retry_after=value) == 0.5

    def test_is_our_own_when_the_date_is_past_or_far(self):
        for seconds in (-5, 61):
            date = format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)
            assert self.wait(retry_after=date) == 0.5

    def test_is_obeyed_and_logged(self, client, server, sleeps, caplog):
        server.reply({}, status=429, retry_after="7")
        server.reply({})
        with caplog.at_level(logging.INFO, "payi"):
            client.limits.retrieve("l")
        assert sleeps == [7.0]
        assert "in 7.000 seconds" in caplog.text
