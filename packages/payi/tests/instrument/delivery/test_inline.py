"""`delivery: "inline"`: the call waits for its result, but not for ever."""

import asyncio
import time

import pytest
from payi.instrument.settings import Retry

from packages.payi.tests.instrument.delivery.conftest import call


def test_the_result_is_there_when_the_call_returns(deliver, bulk):
    result = deliver(delivery="inline").submit(call("a"))
    assert result.settled
    assert result.request_id == "request-a"
    assert bulk.ids == {"a"}


@pytest.mark.parametrize(("retries", "attempts"), [(0, 1), (2, 3)])
def test_it_waits_for_as_many_retries_as_it_is_told(deliver, bulk, retries, attempts):
    bulk.always = 503
    retry = Retry(max_inline_retries=retries, inline_retry_initial_delay_s=0.01, queue_interval_s=60)
    result = deliver(delivery="inline", ingest_retry=retry).submit(call("a"))
    assert result.settled
    assert result.code == "ingest_retry_enqueued"
    assert bulk.requests >= attempts


def test_a_server_that_is_away_costs_one_attempt_and_nothing_after_that(deliver, spooled, dead_url):
    delivery = deliver(url=dead_url, delivery="inline")
    for number in range(20):
        assert delivery.submit(call(f"id-{number}")).code == "ingest_retry_enqueued"
    assert len(spooled()) == 20


def test_a_server_that_hangs_holds_a_call_up_no_longer_than_the_cap(deliver, bulk, monkeypatch):
    monkeypatch.setattr("payi.instrument.delivery.background.INLINE_S", 0.2)
    bulk.always = "silent"
    begun = time.monotonic()
    result = deliver(delivery="inline").submit(call("a"))
    assert time.monotonic() - begun < 3
    assert not result.settled


@pytest.mark.anyio
async def test_in_an_event_loop_the_result_is_awaited(deliver, bulk):
    delivery = deliver(delivery="inline")
    result = delivery.submit(call("a"))
    await delivery.arrived(result)
    assert result.settled
    assert result.request_id == "request-a"


@pytest.mark.anyio
async def test_waiting_in_an_event_loop_holds_nobody_else_up(deliver, bulk, monkeypatch):
    monkeypatch.setattr("payi.instrument.delivery.background.INLINE_S", 0.3)
    bulk.always = "silent"
    delivery = deliver(delivery="inline")
    turns = 0

    async def others():
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0.01)

    task = asyncio.create_task(others())
    await delivery.arrived(delivery.submit(call("a")))
    task.cancel()
    assert turns > 5
