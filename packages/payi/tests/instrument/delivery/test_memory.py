"""Memory of the client does not grow with what it could not deliver."""

import gc
import tracemalloc

import pytest

from packages.payi.tests.instrument.delivery.conftest import call, dead_url

CALLS = 100_000


@pytest.mark.slow
@pytest.mark.parametrize("spool_enabled", [True, False])
def test_a_hundred_thousand_calls_while_the_server_is_away_take_a_bounded_space(deliver, spool_enabled):
    delivery = deliver(url=dead_url(), spool_enabled=spool_enabled, queue_max_events=2_000)
    sizes = []
    tracemalloc.start()
    try:
        for number in range(CALLS):
            delivery.submit(call(f"id-{number}", provider_uri="https://api.openai.com/v1/"))
            if number % (CALLS // 4) == CALLS // 8:
                delivery.flush()
                gc.collect()
                sizes.append(tracemalloc.get_traced_memory()[0])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sizes[-1] - sizes[0] < 1_000_000, sizes
    assert peak < 20_000_000
    delivery.flush()
    waiting = delivery._backlog._spool.events if spool_enabled else delivery._backlog._memory_events
    assert waiting + delivery.tally.dropped.total() == CALLS
