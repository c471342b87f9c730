"""What instrumentation adds to a chat call: `python -m bench.instrument [path] [calls] [chunks] [memory] [harm]`; all by default.

    path    what our own code takes by itself, in the fastest of many loops: the same on a busy machine
    calls   ours beside the peers and a lean hook: time and processor time added to a call, to the start; spans sent
            and received
    chunks  ours beside the lean hook: time added to each chunk of a stream
    memory  uninstrumented, and ours with the server up and down: what the process holds after 1,000 calls and more
    harm    ours with a server that is of no use, against a provider of 20 ms over a socket: the caller's p99

Each contender is a process in an environment of its own (`.venvs/instrument-…`, made when it is not there) that calls
the same version of OpenAI's client, its transport mocked in the process, and delivers for real as it usually does:
spans to an OTLP receiver here, which counts them; ours and the vendor's to an Assay server, which is asked. In every
round each has its turn in a new process, each time another first; differences are to the uninstrumented one in the same
round, and medians over the rounds are printed. Delivery goes on while calls are timed; what it leaves over is waited for at the end
of a turn and counts as processor time. Prompts and answers are kept back where a contender can do that: Langfuse
(which can only mask them), Logfire and MLflow send them.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.instrument_caller import CHUNKS
from bench.instrument_contenders import (
    LEAN,
    OURS,
    PEERS,
    UNINSTRUMENTED,
    Caller,
    Contender,
    interpreter_of,
    to_assay,
    to_receiver,
)
from bench.instrument_sinks import (
    Assay,
    SpanReceiver,
    assay,
    hanging,
    listening,
    provider,
    slowed,
    span_receiver,
)
from bench.peers import free_port
from bench.start import ENVIRONMENT, resident_mb

ROUNDS = 7
CALLS = 600
"""A turn: more than the 512 spans that make OpenTelemetry export, fewer than the 2,048 it holds."""
STREAMS = 20
MEMORY_AFTER = (1_000, 10_000, 100_000)
HARM_CALLS = 700


# ── path ────────────────────────────────────────────────────────────────────────────────────────────────


def path(home: Path) -> None:
    environment = {**ENVIRONMENT, **to_assay("http://127.0.0.1:9"), "XDG_CACHE_HOME": str(home)}
    subprocess.run(
        [interpreter_of(OURS), Path(__file__).with_name("instrument_path.py")], check=True, env=environment
    )


# ── calls ───────────────────────────────────────────────────────────────────────────────────────────────


class Entrant:
    """A contender in one run: where it delivers to, and what its processes told, one for each round."""

    def __init__(self, contender: Contender, receiver: SpanReceiver, server: Assay, home: Path) -> None:
        self.contender = contender
        self._receiver, self._server, self._log = receiver, server, home / f"{contender.name}.log"
        events = contender.counted_by == "events"
        self._environment = to_assay(server.url) if events else to_receiver(receiver.url)
        self.turns: list[dict[str, Any]] = []
        self._sent = 0

    def turn(self, seed: int, do: str, times: int) -> None:
        """In a new process: where a process puts things in memory is worth as much as some contenders add."""
        caller = Caller(self.contender, self._log, **self._environment, PYTHONHASHSEED=str(seed))
        caller.told(do, times // 10)  # warms it up
        self.turns.append({"started_ns": caller.started_ns, **caller.told(do, times)})
        caller.end()
        self._sent += caller.sent

    def counted(self) -> tuple[int, int] | None:
        """Calls made, and calls of which somebody knows."""
        match self.contender.counted_by:
            case "spans":
                return self._sent, len(self._receiver.ids)
            case "events":
                return self._sent, self._server.requests(self.contender.name, self._sent)
            case _:
                return None


def in_turns(entrants: Sequence[Entrant], do: str, times: int) -> None:
    for number in range(ROUNDS):
        first = number * 3 % len(entrants)
        for entrant in (*entrants[first:], *entrants[:first]):
            entrant.turn(number, do, times)


def calls(home: Path) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(assay(home / "calls"))
        entrants = [
            Entrant(contender, stack.enter_context(span_receiver()), server, home)
            for contender in (UNINSTRUMENTED, LEAN, OURS, *PEERS)
        ]
        in_turns(entrants, "call", CALLS)
        print(f"{'added to a call':<24} {'p50 µs':>8} {'p99 µs':>8} {'own µs':>8} {'all µs':>8} {'start ms':>9}"
              f" {'sent':>7} {'received':>9} {': ours':>7}")  # fmt: skip
        floor, ours = entrants[0], entrants[2]
        for entrant in entrants:
            print(line(entrant, floor, ours), flush=True)


FIGURES: Mapping[str, Callable[[dict[str, Any]], float]] = {
    "p50 µs": lambda turn: quantile(turn["taken_ns"], 0.5) / 1e3,
    "p99 µs": lambda turn: quantile(turn["taken_ns"], 0.99) / 1e3,
    "own µs": lambda turn: quantile(turn["spent_ns"], 0.5) / 1e3,
    "all µs": lambda turn: turn["processor_s"] * 1e6 / len(turn["taken_ns"]),
    "start ms": lambda turn: turn["started_ns"] / 1e6,
}
"""Of one turn. `own`: processor time of the calling thread, the median; `all`: of the process, delivery included."""


def line(entrant: Entrant, floor: Entrant, ours: Entrant) -> str:
    """The figures of one contender; of the uninstrumented one they are not differences."""
    origin = None if entrant is floor else floor
    figures = " ".join(f"{difference(entrant, origin, figure):>8,.0f}" for figure in FIGURES.values())
    sent, received = entrant.counted() or ("", "")
    own = FIGURES["own µs"]
    ratio = f"{difference(entrant, origin, own) / difference(ours, floor, own):.2f}" if origin else ""
    return f"{entrant.contender.title:<24} {figures}  {sent:>7} {received:>9} {ratio:>7}"


def difference(entrant: Entrant, origin: Entrant | None, figure: Callable[[dict[str, Any]], float]) -> float:
    """The median over the rounds of what `entrant` has more than `origin` had in the same round."""
    figures = [figure(turn) for turn in entrant.turns]
    if origin is None:
        return statistics.median(figures)
    return statistics.median(more - figure(turn) for more, turn in zip(figures, origin.turns, strict=True))


def quantile(figures: Sequence[float], share: float) -> float:
    return sorted(figures)[int(share * (len(figures) - 1))]


# ── chunks ──────────────────────────────────────────────────────────────────────────────────────────────


def chunks(home: Path) -> None:
    with assay(home / "chunks") as server, span_receiver() as receiver:
        entrants = [Entrant(each, receiver, server, home) for each in (UNINSTRUMENTED, LEAN, OURS)]
        in_turns(entrants, "stream", STREAMS)
    for entrant in entrants[1:]:
        clock, own = (
            difference(entrant, entrants[0], FIGURES[name]) / CHUNKS for name in ("p50 µs", "own µs")
        )
        print(f"{entrant.contender.title:<24} {clock:.2f} µs a chunk, {own:.2f} µs of them processor time")


# ── memory ──────────────────────────────────────────────────────────────────────────────────────────────


def memory(home: Path) -> None:
    """All at the same time, a thousand calls by turns."""
    with assay(home / "memory") as server:
        up = Caller(OURS, home / "up.log", **to_assay(server.url))
        down = Caller(OURS, home / "down.log", **to_assay(f"http://127.0.0.1:{free_port()}"))
        callers = {
            "uninstrumented": Caller(UNINSTRUMENTED, home / "floor.log"),
            "server up": up,
            "server down": down,
        }
        held: dict[str, list[str]] = {name: [] for name in callers}
        for after in MEMORY_AFTER:
            while up.sent < after:
                for caller in callers.values():
                    caller.ask("call", 1_000, flush=False)
                for caller in callers.values():
                    caller.answer()
            for name, caller in callers.items():
                held[name].append(f"{resident_mb(caller.process.pid):.1f} MB after {after:,}")
        up.told("call", 0)
        for name, figures in held.items():
            print(f"{name:<16} {', '.join(figures)}")
        print(f"{server.requests('ours', up.sent):,} of {up.sent:,} arrived")
        for caller in callers.values():
            caller.kill()


# ── harm ────────────────────────────────────────────────────────────────────────────────────────────────


def harm(home: Path) -> None:
    """All at the same time, so that all meet the same machine."""
    with ExitStack() as stack:
        server = stack.enter_context(assay(home / "harm"))
        openai = {"PROVIDER": f"{stack.enter_context(listening(provider))}/v1"}
        servers = {
            "up": server.url,
            "refusing": f"http://127.0.0.1:{free_port()}",
            "name unknown": "http://assay.invalid:8420",
            "hanging": stack.enter_context(hanging()),
            "slow": stack.enter_context(listening(slowed(server.port))),
        }
        callers = {"uninstrumented": Caller(UNINSTRUMENTED, home / "harm.log", **openai)}
        for name, url in servers.items():
            callers[name] = Caller(OURS, home / f"{name}.log", **openai, **to_assay(url))
        taken_ms: dict[str, list[float]] = {}
        for caller in callers.values():
            caller.ask("call", HARM_CALLS, flush=False)
        for name, caller in callers.items():
            taken_ms[name] = [taken / 1e6 for taken in caller.answer()["taken_ns"]]
            caller.kill()
    floor = taken_ms["uninstrumented"]
    for name, taken in taken_ms.items():
        shares = (0.5, 0.99, 1.0)
        figures = "   ".join(
            f"{label} {quantile(taken, share):.1f} ms"
            for label, share in zip(("p50", "p99", "max"), shares, strict=True)
        )
        print(
            f"{name:<16} {figures}   p99 : uninstrumented = {quantile(taken, 0.99) / quantile(floor, 0.99):.2f}"
        )


PARTS = {part.__name__: part for part in (path, calls, chunks, memory, harm)}

if __name__ == "__main__":
    for chosen in sys.argv[1:] or PARTS:
        with tempfile.TemporaryDirectory() as directory:
            PARTS[chosen](Path(directory))
