"""Memory of the client does not grow with what it could not deliver."""

import gc
import tracemalloc

import pytest

from packages.payi.tests.instrument.delivery.conftest import call

CALLS = 20_000


@pytest.mark.slow
@pytest.mark.parametrize("spool_enabled", [True, False])
def test_what_calls_take_while_the_server_is_away_does_not_grow_with_their_number(
    deliver, spool_enabled, dead_url
):
    delivery = deliver(url=dead_url, spool_enabled=spool_enabled, queue_max_events=2_000)
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
    assert sizes[-1] - sizes[0] < 500_000, sizes  # 34 bytes a call
    assert peak < 8_000_000
    delivery.flush()
    waiting = delivery._backlog._spool.events if spool_enabled else delivery._backlog._memory_events
    assert waiting + delivery.tally.dropped.total() == CALLS
