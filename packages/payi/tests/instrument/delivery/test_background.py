"""Delivery in the background: what is submitted arrives once, and results come back."""

import threading

from payi.types.shared import XproxyError, XproxyResult

from packages.payi.tests.instrument.delivery.conftest import call


def test_events_arrive_in_batches_and_results_come_back(deliver, bulk):
    delivery = deliver()
    results = [delivery.submit(call(f"id-{number}")) for number in range(100)]
    assert delivery.flush()
    assert bulk.ids == {f"id-{number}" for number in range(100)}
    assert sum(bulk.batches) == 100
    assert bulk.requests < 5
    assert [result.request_id for result in results] == [f"request-id-{number}" for number in range(100)]
    assert isinstance(results[0], XproxyResult)
