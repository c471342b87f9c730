"""Offline: a file instead of a server."""

import json
import re
import stat

import pytest
from payi.instrument.delivery import open_delivery

from packages.payi.tests.instrument.delivery.conftest import call, event_of


@pytest.fixture
def offline(settings, tmp_path):
    opened = []

    def make(name=None, **changes):
        file = str(tmp_path / "events.json") if name is None else name
        opened.append(open_delivery(settings(offline_file=file, **changes), None, None, event_of))
        return opened[-1]

    yield make
    for delivery in opened:
        delivery.close()


def test_the_file_is_one_array_of_the_events_in_order(offline, tmp_path):
    delivery = offline()
    for number in range(1000):
        delivery.submit(call(f"id-{number}", use_case_name="süß"))
    delivery.close()
    events = json.loads((tmp_path / "events.json").read_text())
    assert [event["provider_response_id"] for event in events] == [f"id-{number}" for number in range(1000)]
    assert events[0]["use_case_name"] == "süß"


def test_the_file_is_complete_after_every_write(offline, tmp_path):
    delivery = offline()
    for number in range(3):
        delivery.submit(call(f"id-{number}"))
        delivery.flush()
        assert len(json.loads((tmp_path / "events.json").read_text())) == number + 1


def test_the_file_is_private(offline, tmp_path):
    delivery = offline()
    delivery.submit(call("a"))
    delivery.close()
    assert stat.S_IMODE((tmp_path / "events.json").stat().st_mode) == 0o600


def test_a_result_is_known_at_once(offline):
    result = offline().submit(call("a"))
    assert result.settled
    assert result.request_id == "local_instrumentation"


def test_without_a_name_the_time_names_the_file(offline, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    delivery = offline("")
    delivery.submit(call("a"))
    delivery.close()
    [file] = tmp_path.iterdir()
    assert re.fullmatch(r"payi_instrumentation_\d{4}(-\d\d){5}\.json", file.name)


def test_a_file_of_an_earlier_run_is_replaced(offline, tmp_path):
    (tmp_path / "events.json").write_text("x" * 10_000)
    delivery = offline()
    delivery.submit(call("a"))
    delivery.close()
    assert len(json.loads((tmp_path / "events.json").read_text())) == 1


def test_a_file_that_cannot_be_written_is_said_once_and_counted(offline, tmp_path, caplog):
    delivery = offline(str(tmp_path / "missing" / "events.json"))
    for number in range(3):
        delivery.submit(call(f"id-{number}"))
        assert not delivery.flush()
    assert delivery.tally.dropped.total() == 3
    assert len(caplog.records) == 1
