"""What a dashboard's questions cost while events arrive: `python -m bench.questions_live [--rate 1000] [--runs 5]`.

A real server on the ten million requests of `bench.questions` answers its questions, first with nothing else to do,
then while it is sent single events, so many a second, each with an identity of its own and acknowledged when it is on
disk. Events are sent when they are due, whatever became of those before, and their time is counted from then on. The
questions are asked anew each time, of the server's own service: nobody's key reads all applications over HTTP.
Prints both medians of each question, and how long events waited for their answer, without questions and with them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from assay.server import Running, run
from assay.services import questions
from assay.settings import load

from bench.ingest import EVENT, HEADERS, KEY, MARK
from bench.questions import CASES, QUESTIONS, Case, argument_parser, cached_events, question_of_case

ATTRIBUTION = [header for header in HEADERS if "Limit" not in header]
CONNECTIONS = 64
QUIET_S = 10.0


# ── the server process ────────────────────────────────────────────────────────────────────────────────


def serve(data: Path, runs: int) -> None:
    """Serve; for each line on standard input ask every question, and print the medians in ms."""
    settings = load(data=data, bootstrap_key=KEY, port=0, events_memory_mb=4096)
    asking: list[asyncio.Task[None]] = []

    def announce(running: Running) -> None:
        print(running.url, flush=True)
        asking.append(asyncio.get_running_loop().create_task(_answer(running, runs)))

    run(settings, announce)


async def _answer(running: Running, runs: int) -> None:
    while await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps([await _median_ms(running, case, runs) for case in CASES]), flush=True)
    running.stop()


async def _median_ms(running: Running, case: Case, runs: int) -> float:
    platform, took = running.installation.platform, []
    for _ in range(runs + 1):
        questions.forget(platform)
        began = time.perf_counter()
        await questions.ask(platform, case.apps, question_of_case(case))
        took.append(time.perf_counter() - began)
    return statistics.median(took[1:]) * 1000


# ── the events ────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Sender:
    """Sends single events at a fixed rate over a few connections, until it is cancelled."""

    port: int
    rate: float
    waits_ms: list[float] = field(default_factory=list)
    refused: int = 0

    async def send(self) -> None:
        due: asyncio.Queue[float] = asyncio.Queue()
        async with asyncio.TaskGroup() as group:
            for number in range(CONNECTIONS):
                group.create_task(self._connection(number, due))
            began, sent = time.perf_counter(), 0
            while True:
                while (at := began + sent / self.rate) <= time.perf_counter():
                    due.put_nowait(at)
                    sent += 1
                await asyncio.sleep(max(0.0, at - time.perf_counter()))

    async def _connection(self, number: int, due: asyncio.Queue[float]) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = "".join(f"{header}\r\n" for header in ("Host: bench", *ATTRIBUTION))
        body = json.dumps(EVENT)
        template = f"POST /api/v1/ingest HTTP/1.1\r\n{head}Content-Length: {len(body)}\r\n\r\n{body}"
        for count in range(10**9):
            at = await due.get()
            writer.write(
                template.replace(MARK, f"{time.time_ns() % 10**9:09}{number:02}{count % 10**5:05}").encode()
            )
            answered = await reader.readuntil(b"\r\n\r\n")
            length = answered.lower().split(b"content-length: ")[1].split(b"\r\n")[0]
            await reader.readexactly(int(length))
            self.refused += b" 200 " not in answered.split(b"\r\n")[0]
            self.waits_ms.append((time.perf_counter() - at) * 1000)


# ── the measurement ───────────────────────────────────────────────────────────────────────────────────


@contextmanager
def served(data: Path, runs: int) -> Generator[subprocess.Popen[str]]:
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.questions_live", "--serve", data, "--runs", str(runs)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield server
    finally:
        server.communicate()


def _asked(server: subprocess.Popen[str]) -> list[float]:
    server.stdin.write("\n")
    server.stdin.flush()
    return json.loads(server.stdout.readline())


async def measure(server: subprocess.Popen[str], rate: float) -> None:
    """Ask the questions idle and busy, and print what they and the events took."""
    port = int(server.stdout.readline().rstrip("/\n").rpartition(":")[2])
    idle = await asyncio.to_thread(_asked, server)
    sender = Sender(port, rate)
    sending = asyncio.create_task(sender.send())
    await asyncio.sleep(QUIET_S)
    alone, sender.waits_ms = sender.waits_ms, []
    busy = await asyncio.to_thread(_asked, server)
    sending.cancel()
    print(f"{'question':42} {'idle ms':>8} {'busy ms':>8} {'ratio':>6}")
    for case, before, during in zip(CASES, idle, busy, strict=True):
        print(f"{case.name:42} {before:8.1f} {during:8.1f} {during / before:6.2f}")
    medians = statistics.median(idle[:QUESTIONS]), statistics.median(busy[:QUESTIONS])
    print(f"median {medians[0]:.0f} ms idle, {medians[1]:.0f} ms busy, ratio {medians[1] / medians[0]:.2f}")
    for name, waits in (("without questions", alone), ("with questions", sender.waits_ms)):
        p50, p99 = (percentile(waits, percent) for percent in (50, 99))
        print(f"{len(waits):,} events {name}: p50 {p50:.1f} ms, p99 {p99:.1f} ms, worst {max(waits):.0f} ms")
    print(f"events refused: {sender.refused}")


def percentile(waits: list[float], percent: float) -> float:
    return sorted(waits)[int(len(waits) * percent / 100)]


if __name__ == "__main__":
    parser = argument_parser(__doc__)
    parser.add_argument("--rate", type=float, default=1_000, help="events a second")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve, given.runs)
    else:
        with tempfile.TemporaryDirectory() as directory:
            shutil.copyfile(cached_events(given.rows, given.cache), Path(directory) / "events.duckdb")
            with served(Path(directory), given.runs) as server:
                asyncio.run(measure(server, given.rate))
