"""Real processes: they end, are killed, and are forked; every event arrives once all the same."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from packages.payi.tests.instrument.delivery.conftest import call

ROOT = Path(__file__).parents[5]
PROGRAM = "packages.payi.tests.instrument.delivery.program"


def names(prefix, count=20):
    return {f"{prefix}-{number}" for number in range(count)}


@pytest.fixture
def run(server, tmp_path):
    """Runs the program, and returns its process when it has ended."""
    running = []

    def start(what, url=None, wait=True):
        command = [sys.executable, "-m", PROGRAM, url or server.url, str(tmp_path / "spool"), what]
        environment = {**os.environ, "PYTHONWARNINGS": "error", "PAYI_INSTRUMENT_STRICT": "1"}
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        running.append(process)
        if wait:
            process.printed = "".join(process.communicate(timeout=120))
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def test_an_exit_delivers_what_is_left_and_prints_nothing(run, bulk):
    process = run("end")
    assert (process.returncode, process.printed) == (0, "")
    assert bulk.ids == names("main")


def test_threads_that_outlive_the_main_one_are_delivered_too(run, bulk):
    assert run("end_with_a_thread").returncode == 0
    assert bulk.ids == names("thread")


def test_a_program_that_fails_fails_as_it_would_have_and_is_delivered(run, bulk):
    process = run("raise_an_error")
    assert process.returncode == 1
    assert process.printed.rstrip().endswith("ValueError: a fault of the application's own")
    assert bulk.ids == names("main")


def test_an_exit_while_the_server_is_away_leaves_events_to_the_next_start(run, bulk, spooled, dead_url):
    process = run("end", url=dead_url)
    assert (process.returncode, process.printed) == (0, "")
    assert set(spooled()) == names("main")
    assert run("end").returncode == 0
    assert bulk.ids == names("main")
    assert bulk.repeats == 20, "both runs made events of the same names"
    assert spooled() == []


def test_an_exit_while_the_server_hangs_is_bounded(run, bulk, spooled):
    bulk.always = "silent"
    begun = time.monotonic()
    assert run("end").returncode == 0
    assert time.monotonic() - begun < 60
    assert set(spooled()) == names("main")


def test_what_a_killed_process_kept_is_delivered_once_by_the_next(run, bulk, spooled, deliver, dead_url):
    assert run("kill", url=dead_url).returncode == -9
    assert set(spooled()) == names("killed")
    delivery = deliver()
    delivery.submit(call("next"))
    assert delivery.flush()
    assert (bulk.ids, bulk.repeats) == (names("killed") | {"next"}, 0)
    assert spooled() == []


def test_a_kill_in_the_middle_of_writing_costs_no_event_that_was_written(
    run, bulk, tmp_path, deliver, dead_url
):
    process = run("kill_while_writing", url=dead_url, wait=False)
    assert process.stdout.readline() == "writing\n"
    files = tmp_path / "spool"
    while sum(file.stat().st_size for file in files.glob("*/*")) < 2_000_000:
        time.sleep(0.01)
    process.kill()
    process.wait()
    whole = b"".join(file.read_bytes() for file in files.glob("*/*")).count(b"\n")
    assert whole > 1000
    delivery = deliver()
    delivery.submit(call("next"))
    assert delivery.flush(60)
    assert (len(bulk.ids), bulk.repeats) == (whole + 1, 0)


def test_two_processes_never_share_a_file(run, bulk, tmp_path, dead_url):
    processes = [run("end", url=dead_url, wait=False) for _ in range(2)]
    for process in processes:
        assert process.wait(60) == 0
    texts = [file.read_bytes() for file in (tmp_path / "spool").glob("*/*")]
    assert sum(text.count(b"\n") for text in texts) == 40
    assert all(json.loads(line) for text in texts for line in text.splitlines())


def test_a_forked_child_starts_clean_and_the_parent_goes_on(run, bulk):
    process = run("fork")
    assert (process.returncode, process.printed) == (0, "")
    assert bulk.ids == names("before") | names("parent") | names("child")
    assert bulk.repeats == 0


def test_forking_while_everything_is_busy_does_no_harm(run, bulk, spooled):
    bulk.faults = ["lost", 503]  # three in a row would be one flush given up, if one process met them all
    process = run("fork_while_sending")
    assert (process.returncode, process.printed.count("Traceback")) == (0, 0), process.printed
    parents = set().union(*(names(f"parent-{generation}", 50) for generation in range(8)))
    children = set().union(*(names(f"child-{generation}") for generation in range(8)))
    assert bulk.ids == parents | children
    assert spooled() == []


def test_results_come_back_in_parent_and_child(run, bulk):
    process = run("fork_and_result")
    assert (process.returncode, process.printed) == (0, "")


def test_workers_of_multiprocessing_deliver_before_they_end(run, bulk):
    process = run("use_multiprocessing")
    assert (process.returncode, process.printed) == (0, "")
    assert bulk.ids == names("parent").union(*(names(f"worker-{number}") for number in range(3)))


def test_a_forked_child_writes_an_offline_file_of_its_own(run, tmp_path):
    assert run("fork_offline").returncode == 0
    files = {file.name: json.loads(file.read_text()) for file in (tmp_path / "spool").iterdir()}
    parents = files.pop("events.json")
    [childs] = files.values()
    assert {event["provider_response_id"] for event in parents} == names("parent") | names("again")
    assert {event["provider_response_id"] for event in childs} == names("child")
