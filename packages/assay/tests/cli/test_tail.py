"""`assay tail` as it is watched: a process that goes on until it is stopped."""

import json
import queue
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator

import pytest
from assay.exits import Exit

UNITS = {"text": {"input": 1000, "output": 500}}


class Tail:
    """A running `assay tail` and the lines it has printed so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.put(line)

    def first_line(self, server, **event: object) -> str:
        """What it prints for the first event it sees: one after another is sent until it looks."""
        with server.client() as client:
            while True:
                client.ingest.units(category="system.openai", resource="gpt-4o", units=UNITS, **event)
                try:
                    return self.lines.get(timeout=0.1)
                except queue.Empty:
                    assert self.process.poll() is None, self.process.stderr.read()

    def interrupt(self) -> None:
        """Ctrl-C."""
        self.process.send_signal(signal.SIGINT)

    def ended(self) -> tuple[int, str]:
        """Its exit code and what it said last."""
        code = self.process.wait(60)
        return code, self.process.stderr.read()


@pytest.fixture
def watch(start_assay) -> Iterator[Callable[..., Tail]]:
    """`watch(server, *flags)`: a tail of that server, until the end of the test."""
    watching: list[Tail] = []

    def start(server, *flags: str) -> Tail:
        watching.append(Tail(start_assay("tail", "--data", server.data, *flags)))
        return watching[-1]

    yield start
    for tail in watching:
        tail.process.kill()
        tail.reader.join()


def test_a_request_is_shown_on_a_line_when_it_arrives(module_assay_server, watch):
    line = watch(module_assay_server).first_line(module_assay_server, use_case_name="watched")
    when, *rest = line.split()
    assert when.startswith("20")
    assert when.endswith("Z")
    assert rest == ["watched", "system.openai/gpt-4o", "0.0075"]


def test_the_same_as_json_for_programs(module_assay_server, watch):
    line = watch(module_assay_server, "--json").first_line(module_assay_server, use_case_name="watched")
    shown = json.loads(line)
    assert (shown["use_case"], shown["resource"], shown["cost"]) == ("watched", "gpt-4o", "0.0075")
    assert shown["unpriced"] == 0


def test_ctrl_c_ends_it_quietly(module_assay_server, watch):
    tail = watch(module_assay_server)
    tail.first_line(module_assay_server, use_case_name="watched")
    tail.interrupt()
    assert tail.ended() == (130, "")


def test_a_server_that_goes_away_is_told_in_one_sentence(assay_server, watch):
    tail = watch(assay_server)
    tail.first_line(assay_server)
    assay_server.kill()
    code, said = tail.ended()
    assert code == Exit.FAILED
    assert said.startswith(f"assay: no answer from {assay_server.url}: ")
    assert said.count("\n") == 1


def test_without_a_server_there_is_nothing_to_watch(new_server):
    assert "no server runs on" in new_server().assay("tail", code=Exit.FAILED)
