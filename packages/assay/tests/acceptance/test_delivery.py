"""The client's delivery into a real server: every event once, with its result, whatever happens between."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from payi.errors import LimitExceededError
from payi.instrument.delivery import open_delivery
from payi.instrument.settings import Retry, Settings

FAST = Retry(inline_retry_initial_delay_s=0.01, queue_interval_s=0.1)


def call(event_id: str, **event: Any) -> Any:
    """An ended call of a thousand input and five hundred output tokens of gpt-4o: 0.0075 USD."""
    made = {
        "category": "system.openai",
        "resource": "gpt-4o",
        "units": {"text": {"input": 1000, "output": 500}},
        "provider_response_id": event_id,
        "use_case_name": "delivery",
        **event,
    }
    return SimpleNamespace(result=None, event=made)


@pytest.fixture
def deliver(tmp_path: Path) -> Iterator[Callable[..., Any]]:
    with contextlib.ExitStack() as ending:

        def make(server: Any, **changes: Any) -> Any:
            settings = Settings(**{"spool_directory": tmp_path / "spool", "ingest_retry": FAST, **changes})
            client = None if "offline_file" in changes else ending.enter_context(server.client())
            delivery = open_delivery(settings, client, None, lambda record: dict(record.event))
            ending.callback(delivery.close, 0.5)
            return delivery

        yield make


def recorded(server: Any) -> list[str]:
    """Cost and number of requests."""
    asked = server.assay("ask", "-m", "cost", "-m", "requests", "--by", "use_case", "--from", "1h")
    return asked.splitlines()[1].split()


def test_events_are_priced_and_their_results_come_back(assay_server, deliver):
    delivery = deliver(assay_server)
    results = [delivery.submit(call(f"id-{number}")) for number in range(1000)]
    assert delivery.flush(60)
    assert recorded(assay_server) == ["delivery", "7.5", "1000"]
    assert results[999].cost.total.base == 0.0075
    with assay_server.client() as client:
        assert (
            client.requests.request_id.result.retrieve(results[0].request_id).xproxy_result.cost.total.base
            == 0.0075
        )


def test_a_score_right_after_the_call_finds_its_instance(assay_server, deliver):
    delivery = deliver(assay_server)
    with assay_server.client() as client:
        client.use_cases.definitions.create(name="delivery", description="what is delivered")
        client.use_cases.definitions.kpis.create(
            "delivery", kpi_name="helped", description="it helped", goal=0.9, kpi_type="boolean"
        )
        delivery.submit(call("id-0", use_case_id="instance-1"))
        client.use_cases.kpis.update("helped", use_case_name="delivery", use_case_id="instance-1", score=1.0)


def test_a_server_that_is_killed_and_comes_back_has_every_event_once(assay_server, deliver):
    first = deliver(assay_server)
    for number in range(500):
        first.submit(call(f"id-{number}"))
        if number == 250:
            first.hurry()
            while not first.tally.delivered:
                time.sleep(0.001)
            assay_server.kill()
    assert not first.flush(5)
    first.close(0.5)
    assay_server.start()
    second = deliver(assay_server)
    for number in range(400, 600):
        second.submit(call(f"id-{number}"))
    assert second.flush(60)
    assert recorded(assay_server) == ["delivery", "4.5", "600"]


def test_the_offline_file_is_imported_and_a_second_import_counts_nothing(assay_server, deliver, tmp_path):
    offline = deliver(assay_server, offline_file=str(tmp_path / "events.json"))
    for number in range(100):
        offline.submit(call(f"id-{number}"))
    offline.close()
    said = [assay_server.assay("ingest", tmp_path / "events.json") for _ in range(2)]
    assert "100 stored, 0 known already" in said[0]
    assert "0 stored, 100 known already" in said[1]
    assert recorded(assay_server) == ["delivery", "0.75", "100"]


def test_a_reached_block_limit_is_known_before_the_next_call_and_a_reset_frees_it(
    assay_server, deliver, monkeypatch
):
    monkeypatch.setattr("payi.instrument.limits.RECHECK_S", 0.05)
    changes = []
    delivery = deliver(assay_server, enforce_limits=True, on_limit=changes.append)
    with assay_server.client() as client:
        client.limits.create(limit_id="team", limit_name="team", max=0.01, limit_type="block")
        delivery.check_limits(["team"])
        for number in range(3):
            delivery.submit(call(f"id-{number}", limit_ids=["team"]))
        assert delivery.flush(60)
        assert until(lambda: held_back(delivery))
        with pytest.raises(LimitExceededError, match=r"0\.02 of 0\.01 USD"):
            delivery.check_limits(["team"])
        client.limits.reset("team")
        assert until(lambda: not held_back(delivery))
    assert [change.limit_id for change in changes][:1] == ["team"]
    assert until(lambda: changes[-1].state == "ok")


def held_back(delivery: Any) -> bool:
    try:
        delivery.check_limits(["team"])
    except LimitExceededError:
        return True
    return False


def until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 60
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()
