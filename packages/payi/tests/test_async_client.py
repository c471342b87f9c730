"""What only an async client can get wrong: event loops, and its other transport."""

import asyncio
import gc

import payi
import pytest
from payi import AsyncPayi, DefaultAioHttpClient, DefaultAsyncHttpxClient, _transport

KEY = "payi-test-key-4711"
LIMIT = {"limit": {"limit_id": "l"}}


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_one_client_serves_one_event_loop_after_another(server):
    """The sockets of the first loop die with it; the second starts with its own, and retries nothing."""
    server.reply(LIMIT)
    client = AsyncPayi(api_key=KEY, base_url=server.url, max_retries=0)
    for _ in range(2):
        assert asyncio.run(client.limits.retrieve("l")).limit.limit_id == "l"
    asyncio.run(client.close())
    assert client.is_closed()
    del client
    gc.collect()  # the client, which lets go of its pools
    gc.collect()  # the pools


@pytest.mark.anyio
async def test_calls_run_side_by_side(async_client, server):
    server.reply(LIMIT)
    limits = await asyncio.gather(*(async_client.limits.retrieve(f"l{n}") for n in range(20)))
    assert len(limits) == 20
    assert {seen.path for seen in server.seen} == {f"/api/v1/limits/l{n}" for n in range(20)}


@pytest.mark.anyio
async def test_a_closed_client_sends_nothing(server):
    async with AsyncPayi(api_key=KEY, base_url=server.url, max_retries=0) as client:
        copy = client.with_options(timeout=3)
        await client.limits.retrieve("l")
    assert client.is_closed()
    assert copy.is_closed()
    with pytest.raises(payi.APIConnectionError) as caught:
        await copy.limits.retrieve("l")
    assert "closed" in str(caught.value.__cause__)
    assert len(server.seen) == 1


@pytest.mark.anyio
async def test_a_forgotten_client_closes_its_connections(server):
    """ResourceWarning, an error in these tests, would tell of a socket left open."""
    client = AsyncPayi(api_key=KEY, base_url=server.url)
    await client.limits.retrieve("l")
    del client
    gc.collect()
    await asyncio.gather(*_transport._closing)


@pytest.mark.anyio
async def test_cancelling_a_call_cancels_it_and_retries_nothing(async_client, server):
    server.stay_silent()
    call = asyncio.create_task(async_client.limits.retrieve("l"))
    await asyncio.to_thread(server.arrived.wait)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert len(server.seen) == 1


@pytest.mark.anyio
@pytest.mark.parametrize("kind", [DefaultAsyncHttpxClient, DefaultAioHttpClient])
class TestOtherHttpClients:
    async def test_send_the_same_request(self, server, kind):
        server.reply({"limit": {"limit_id": "a/b"}})
        async with AsyncPayi(api_key=KEY, base_url=server.url, http_client=kind()) as client:
            assert client.timeout == payi.DEFAULT_TIMEOUT
            limit = await client.limits.update("a/b'%é", max=3, extra_headers={"X-A": "1"})
            await client.limits.reset("l")
            assert server.last.headers["content-length"] == "0"
        assert limit.limit.limit_id == "a/b"
        update = server.seen[0]
        assert update.target == "/api/v1/limits/a%2Fb'%25%C3%A9"
        assert update.json == {"max": 3}
        assert update.headers["user-agent"] == f"AsyncPayi/Python {payi.__version__}"
        assert update.headers["content-type"] == "application/json"
        assert update.headers["x-a"] == "1"

    async def test_follow_redirects(self, server, kind):
        server.reply(status=307, location=f"{server.url}/elsewhere")
        server.reply(LIMIT)
        async with AsyncPayi(api_key=KEY, base_url=server.url, http_client=kind()) as client:
            assert (await client.limits.retrieve("l")).limit.limit_id == "l"

    async def test_fail_with_the_same_errors(self, server, kind):
        async with AsyncPayi(api_key=KEY, base_url=server.url, http_client=kind(), max_retries=0) as client:
            server.hang_up()
            with pytest.raises(payi.APIConnectionError) as caught:
                await client.limits.retrieve("l")
            assert not isinstance(caught.value, payi.APITimeoutError)
            server.answers.clear()
            server.stay_silent()
            with pytest.raises(payi.APITimeoutError):
                await client.limits.retrieve("l", timeout=0.05)

    async def test_stream(self, server, kind):
        server.reply("one\ntwo\n")
        async with AsyncPayi(api_key=KEY, base_url=server.url, http_client=kind()) as client:
            async with client.with_streaming_response.limits.retrieve("l") as response:
                assert [line async for line in response.iter_lines()] == ["one", "two"]
