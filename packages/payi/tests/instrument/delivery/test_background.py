"""Delivery in the background: what is submitted arrives once, and results come back."""

import gc
import threading
from dataclasses import replace

import pytest
from payi import AsyncPayi, Payi
from payi.instrument.delivery import open_delivery
from payi.instrument.delivery.batches import BYTES_MAX, EVENTS_MAX
from payi.types.shared import XproxyError, XproxyResult

from packages.payi.tests.instrument.delivery.conftest import FAST, KEY, call, event_of

HUNDRED = {f"id-{number}" for number in range(100)}


def submit_hundred(delivery):
    return [delivery.submit(call(each)) for each in sorted(HUNDRED)]


def test_events_arrive_in_batches_and_results_come_back(deliver, bulk):
    delivery = deliver()
    results = submit_hundred(delivery)
    assert delivery.flush()
    assert bulk.ids == HUNDRED
    assert sum(bulk.batches) == delivery.tally.delivered == 100
    assert bulk.requests < 5
    assert [result.request_id for result in results] == [f"request-{each}" for each in sorted(HUNDRED)]
    assert isinstance(results[0], XproxyResult)


def test_a_request_asks_for_results_with_the_options_of_the_client(bulk, server, settings):
    with Payi(api_key=KEY, base_url=f"{server.url}/below", default_headers={"x-tenant": "four"}) as client:
        delivery = open_delivery(settings(), client, None, event_of)
        delivery.submit(call("a"))
        delivery.close()
    assert (server.last.path, server.last.query) == ("/below/api/v1/ingest/bulk", "results=true")
    assert server.last.headers["xproxy-api-key"] == KEY
    assert server.last.headers["x-tenant"] == "four"
    assert server.last.headers["xproxy-instrumented-module"].startswith("payi/")


def test_reading_a_result_hurries_its_event(deliver, bulk, monkeypatch):
    monkeypatch.setattr("payi.instrument.delivery.recording.LINGER_S", 60)
    assert deliver().submit(call("a")).request_id == "request-a"


def test_a_result_that_was_handed_out_before_the_call_ended_is_the_one_that_is_settled(deliver, bulk):
    from payi.instrument.results import Result

    record = call("a")
    record.result = handed_out = Result()
    assert deliver().submit(record) is handed_out
    assert handed_out.request_id == "request-a"


def test_no_request_is_larger_than_a_server_likes(deliver, bulk, server):
    delivery = deliver()
    for number in range(2 * EVENTS_MAX + 1):
        delivery.submit(call(f"small-{number}"))
    for number in range(3):
        delivery.submit(call(f"large-{number}", provider_request_json="x" * (BYTES_MAX // 2)))
    assert delivery.flush()
    assert len(bulk.ids) == 2 * EVENTS_MAX + 4
    assert max(bulk.batches) <= EVENTS_MAX
    assert max(len(seen.body) for seen in server.seen) < BYTES_MAX * 1.01


def test_text_that_is_no_unicode_and_numbers_that_are_none_do_not_cost_the_event(deliver, bulk):
    delivery = deliver()
    delivery.submit(
        call("a", provider_request_json="half a pair: \ud83d", end_to_end_latency_ms=float("nan"))
    )
    assert delivery.flush()
    assert bulk.stored["a"]["provider_request_json"] == "half a pair: ?"


def test_an_event_that_cannot_be_made_is_counted_and_its_result_says_why(deliver, bulk, monkeypatch, caplog):
    monkeypatch.delenv("PAYI_INSTRUMENT_STRICT")

    def build(record):
        if record.event["provider_response_id"] == "bad":
            raise ValueError("redaction failed")
        return record.event

    delivery = deliver(build=build)
    bad, good = delivery.submit(call("bad")), delivery.submit(call("good"))
    assert delivery.flush()
    assert bulk.ids == {"good"}
    assert good.request_id == "request-good"
    assert (bad.code, bad.message) == ("unknown_error", "the event could not be made: redaction failed")
    assert delivery.tally.dropped == {"they could not be made": 1}


def test_a_full_queue_makes_the_caller_work_and_loses_nothing(deliver, bulk):
    blocked = threading.Event()

    def build(record):
        if record.event["provider_response_id"] == "first":
            assert blocked.wait(30)
        return record.event

    delivery = deliver(build=build, queue_max_events=5)
    delivery.submit(call("first"))
    delivery.hurry()
    rest = [delivery.submit(call(f"id-{number}")) for number in range(20)]
    assert isinstance(rest[-1].wait(30), XproxyResult)
    blocked.set()
    assert delivery.flush()
    assert len(bulk.ids) == 21


def test_a_client_that_was_closed_still_lends_its_options(bulk, server, settings):
    client = Payi(api_key=KEY, base_url=server.url)
    delivery = open_delivery(settings(), client, None, event_of)
    client.close()
    delivery.submit(call("a"))
    assert delivery.flush()
    delivery.close()
    assert bulk.ids == {"a"}


def test_an_async_client_is_enough(bulk, server, settings):
    delivery = open_delivery(settings(), None, AsyncPayi(api_key=KEY, base_url=server.url), event_of)
    assert delivery.submit(call("a")).request_id == "request-a"
    delivery.close()


def test_without_a_client_every_result_says_so(settings, caplog):
    delivery = open_delivery(settings(), None, None, event_of)
    result = delivery.submit(call("a"))
    assert isinstance(result, XproxyError)
    assert result.code == "configuration_error"
    assert delivery.flush()
    delivery.close()
    assert len(caplog.records) == 1


def test_a_flush_with_nothing_to_flush_is_done(deliver):
    assert deliver().flush(0)


def test_a_second_close_does_nothing(deliver, bulk):
    delivery = deliver()
    delivery.submit(call("a"))
    delivery.close()
    delivery.close()
    assert bulk.ids == {"a"}


def test_what_is_submitted_after_the_end_is_left_to_the_spool(deliver, bulk, spooled):
    delivery = deliver()
    delivery.close()
    result = delivery.submit(call("late"))
    assert result.code == "ingest_retry_enqueued"
    assert spooled() == ["late"]


def test_calls_about_instances_and_requests_wait_for_the_events(deliver, bulk, server, client):
    delivery = deliver()
    for number, about in enumerate(
        (
            lambda: client.use_cases.kpis.update("kpi", use_case_name="u", use_case_id="i", score=1),
            lambda: client.use_cases.properties.update("i", properties={"a": "b"}),
            lambda: client.requests.request_id.result.retrieve("r"),
        )
    ):
        delivery.submit(call(f"id-{number}"))
        server.seen.clear()
        about()
        assert [seen.path.endswith("/bulk") for seen in server.seen] == [True, False]
        assert f"id-{number}" in bulk.ids


def test_other_calls_do_not_wait(deliver, bulk, server, client, monkeypatch):
    monkeypatch.setattr("payi.instrument.delivery.recording.LINGER_S", 60)
    deliver().submit(call("a"))
    client.limits.list()
    assert [seen.path for seen in server.seen] == ["/api/v1/limits"]


@pytest.mark.anyio
async def test_an_async_call_waits_without_holding_up_the_loop(deliver, bulk, server, async_client):
    delivery = deliver()
    delivery.submit(call("a"))
    await async_client.requests.request_id.result.retrieve("r")
    assert [seen.path.endswith("/bulk") for seen in server.seen] == [True, False]


def test_a_callback_that_calls_the_client_is_not_made_to_wait_for_itself(deliver, bulk, client):
    logged = []

    def content_logger(request_id, content):
        client.requests.request_id.result.retrieve(request_id)
        logged.append((request_id, content))

    delivery = deliver(prompt_and_response_logger=content_logger)
    delivery.submit(call("a", provider_request_json="{}", provider_response_json=["1", "2"]))
    assert delivery.flush()
    delivery.close()
    assert logged == [("request-a", {"provider_request_json": "{}", "provider_response_json": ["1", "2"]})]
    assert "provider_request_json" not in bulk.stored["a"]


def test_warnings_of_the_server_are_logged_once_in_a_while(deliver, bulk, caplog):
    bulk.more = {"warnings": ["limit nope is not known"]}
    delivery = deliver()
    submit_hundred(delivery)
    assert delivery.flush()
    assert [record.getMessage() for record in caplog.records] == ["limit nope is not known"]


def test_a_server_that_tells_no_results_is_believed(deliver, bulk, server):
    server.answer_to = None
    server.reply({"request_id": "r", "ingest_count": 1, "total_count": 1})
    result = deliver(ingest_retry=replace(FAST)).submit(call("a"))
    assert isinstance(result, XproxyResult)
    assert result.request_id is None


class Dropped:
    """A stream in a cycle: the garbage collector ends its call, wherever it happens to run."""

    def __init__(self, delivery, event_id):
        self.submit = delivery.submit_from_destructor
        self.record = call(event_id)
        self.cycle = self

    def __del__(self):
        self.submit(self.record)


def test_a_stream_may_be_dropped_at_any_point_of_a_submission(deliver, bulk):
    """Also while this thread wakes another, or starts it: no lock it may hold is taken twice."""
    delivery = deliver()
    thresholds = gc.get_threshold()

    def submit_and_drop():
        gc.set_threshold(1)
        try:
            for number in range(300):
                Dropped(delivery, f"dropped-{number}")
                delivery.submit(call(f"read-{number}"))
        finally:
            gc.set_threshold(*thresholds)

    application = threading.Thread(target=submit_and_drop, daemon=True)
    application.start()
    application.join(60)
    assert not application.is_alive()
    gc.collect()
    assert delivery.flush()
    assert bulk.ids == {f"{how}-{number}" for how in ("dropped", "read") for number in range(300)}
