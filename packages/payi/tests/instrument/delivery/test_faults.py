"""The server in all its moods: every event arrives once, or is counted; nothing is raised, little is logged."""

import threading
import time

import pytest
from payi.instrument.settings import Retry

from packages.payi.tests.instrument.delivery.conftest import call

TEN = [f"id-{number}" for number in range(10)]


def submit_ten(delivery):
    return [delivery.submit(call(each)) for each in TEN]


@pytest.mark.parametrize("fault", [408, 429, 500, 502, 503, 504, "hang up", "page"])
def test_a_fault_that_passes_is_tried_again_and_the_result_still_comes(deliver, bulk, fault, server):
    bulk.faults = [fault]
    delivery = deliver()
    results = submit_ten(delivery)
    assert delivery.flush()
    assert bulk.ids == set(TEN)
    assert (bulk.requests, bulk.repeats) == (2, 0)
    assert results[0].request_id == "request-id-0"
    assert server.last.headers["x-stainless-retry-count"] == "1"


def test_an_answer_that_was_lost_does_not_count_an_event_twice(deliver, bulk):
    bulk.faults = ["lost"]
    delivery = deliver()
    results = submit_ten(delivery)
    assert delivery.flush()
    assert (bulk.ids, bulk.repeats) == (set(TEN), 10)
    assert results[0].duplicate_request is True


def test_a_pause_that_the_server_asks_for_is_kept(deliver, bulk):
    bulk.faults = [(429, {"retry-after-ms": "300"})]
    delivery = deliver()
    submit_ten(delivery)
    begun = time.monotonic()
    assert delivery.flush()
    assert time.monotonic() - begun > 0.3
    assert bulk.ids == set(TEN)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
def test_other_statuses_drop_the_events_and_say_so_once(deliver, bulk, status, caplog):
    bulk.always = status
    delivery = deliver()
    results = submit_ten(delivery)
    assert delivery.flush()
    assert bulk.requests == 1
    assert delivery.tally.dropped.total() == 10
    assert results[3].code == f"code_{status}"
    [record] = caplog.records
    assert record.getMessage() == (
        f"10 events dropped because the server refused them with status {status} (code_{status}: no)"
    )


@pytest.mark.parametrize(("body", "code"), [(b"", "unknown_error"), (b"<html>", "invalid_json")])
def test_a_refusal_without_json_is_told_apart(deliver, bulk, server, body, code):
    server.answer_to = None
    server.reply(body, status=404)
    assert deliver().submit(call("a")).code == code


def test_one_bad_event_does_not_sink_the_good_ones(deliver, bulk):
    bulk.rejected = {"id-3": (400, "required_field_missing")}
    delivery = deliver()
    results = submit_ten(delivery)
    assert delivery.flush()
    assert bulk.ids == set(TEN) - {"id-3"}
    assert delivery.tally.delivered == 9
    assert results[3].code == "required_field_missing"
    assert results[4].request_id == "request-id-4"
    assert delivery.tally.dropped == {"the server refused them (required_field_missing: not this one)": 1}


def test_an_event_that_the_server_failed_at_is_sent_again_alone(deliver, bulk):
    bulk.rejected = {"id-3": (500, "unexpected_error")}
    delivery = deliver()
    results = submit_ten(delivery)
    while len(bulk.batches) < 2:
        time.sleep(0.001)
    bulk.rejected = {}
    assert delivery.flush()
    assert bulk.ids == set(TEN)
    assert bulk.batches[1] == 1
    assert results[3].request_id == "request-id-3"


def test_an_event_that_the_server_always_fails_at_is_given_up(deliver, bulk):
    bulk.rejected = {"id-3": (500, "unexpected_error")}
    delivery = deliver()
    results = submit_ten(delivery)
    assert delivery.flush()
    assert bulk.batches == [10, 1, 1, 1, 1]
    assert results[3].code == "unexpected_error"
    assert delivery.tally.dropped.total() == 1


def test_what_is_too_large_is_sent_in_parts(deliver, bulk):
    bulk.bytes_max = 700
    delivery = deliver()
    results = submit_ten(delivery)
    assert delivery.flush()
    assert bulk.ids == set(TEN)
    assert [result.request_id for result in results] == [f"request-{each}" for each in TEN]


def test_an_event_that_is_too_large_goes_without_its_content_and_never_without_its_cost(deliver, bulk):
    bulk.bytes_max = 200
    delivery = deliver()
    large = delivery.submit(call("large", provider_request_json="x" * 1000, provider_response_json=["y"]))
    hopeless = delivery.submit(call("hopeless", provider_uri="x" * 1000))
    assert delivery.flush()
    assert bulk.stored.keys() == {"large"}
    assert "provider_request_json" not in bulk.stored["large"]
    assert large.request_id == "request-large"
    assert hopeless.code == "payload_too_large"


@pytest.mark.parametrize("url", ["refused", "http://no-such-host.invalid"])
def test_a_server_that_cannot_be_reached_is_told_of_at_once_and_the_events_are_kept(
    deliver, spooled, url, caplog, dead_url
):
    delivery = deliver(url=dead_url if url == "refused" else url)
    results = submit_ten(delivery)
    assert not delivery.flush()
    assert results[0].code == "ingest_retry_enqueued"
    assert sorted(spooled()) == TEN
    later = delivery.submit(call("later"))
    delivery.hurry()
    assert later.wait(5).code == "ingest_retry_enqueued"
    assert len(caplog.records) == 1, [record.getMessage() for record in caplog.records]


def test_events_go_to_disk_while_a_request_hangs(deliver, bulk, spooled, monkeypatch):
    monkeypatch.setattr("payi.instrument.delivery.shipping.SLOW_S", 0.05)
    bulk.always = "silent"
    delivery = deliver()
    delivery.submit(call("in flight"))
    delivery.hurry()
    while not bulk.requests:
        time.sleep(0.001)
    time.sleep(0.1)
    results = submit_ten(delivery)
    assert results[-1].code == "ingest_retry_enqueued"
    assert spooled() == TEN
    delivery.close(0.1)
    assert sorted(spooled()) == [*TEN, "in flight"]


def test_what_was_kept_arrives_when_the_server_is_back(deliver, bulk, spooled):
    bulk.always = 503
    delivery = deliver()
    submit_ten(delivery)
    assert not delivery.flush()
    for number in range(10, 30):
        delivery.submit(call(f"id-{number}"))
    assert not delivery.flush()
    assert len(spooled()) == 30
    bulk.always = None
    assert delivery.flush()
    assert (len(bulk.ids), bulk.repeats) == (30, 0)
    assert spooled() == []


def test_a_batch_that_never_succeeds_holds_up_no_other(deliver, bulk):
    def answer(seen):
        bulk.always = 500 if b"poison" in seen.body else None
        return bulk.answer(seen)

    bulk.server.answer_to = answer
    delivery = deliver()
    delivery.submit(call("poison"))
    delivery.flush()
    submit_ten(delivery)
    delivery.flush()
    deadline = time.monotonic() + 10
    while bulk.ids != set(TEN) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert bulk.ids == set(TEN)


def test_without_a_spool_a_bounded_number_waits_in_memory_and_the_oldest_are_kept(deliver, bulk, caplog):
    bulk.always = 503
    delivery = deliver(spool_enabled=False, queue_max_events=6)
    for each in TEN:
        delivery.submit(call(each))
        delivery.flush()
    assert delivery.tally.dropped.total() == 4
    bulk.always = None
    assert delivery.flush()
    assert bulk.ids == set(TEN[:6])
    assert sum("dropped" in record.getMessage() for record in caplog.records) == 1


def test_with_the_queue_off_what_the_server_does_not_take_is_dropped(deliver, bulk, spooled):
    bulk.always = 503
    delivery = deliver(
        ingest_retry=Retry(queue_enabled=False, max_inline_retries=1, inline_retry_initial_delay_s=0.01)
    )
    results = submit_ten(delivery)
    assert delivery.flush()
    assert bulk.requests == 2
    assert delivery.tally.dropped.total() == 10
    assert results[0].code == "api_connection_error"
    assert spooled() == []


def test_drops_and_refusals_are_logged_once_a_window(deliver, bulk, caplog, monkeypatch):
    bulk.always = 400
    delivery = deliver(connection_error_logging_window_s=60)
    monkeypatch.setattr(delivery.tally.log, "_clock", lambda: 0.0)
    for number in range(3):
        delivery.submit(call(f"id-{number}"))
        assert delivery.flush()
    assert len(caplog.records) == 1
    monkeypatch.setattr(delivery.tally.log, "_clock", lambda: 60.0)
    delivery.submit(call("last"))
    assert delivery.flush()
    assert caplog.records[-1].getMessage().endswith("(and 2 more before it, not logged one by one)")


def test_threads_submit_at_once_and_every_event_arrives_once(deliver, bulk):
    bulk.faults = [503, "hang up", "lost", 429]
    delivery = deliver()

    def work(thread):
        for number in range(50):
            delivery.submit(call(f"{thread}-{number}"))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while not delivery.flush():
        pass
    assert len(bulk.ids) == 400
    assert delivery.tally.delivered == 400
    assert delivery.tally.dropped.total() == 0
