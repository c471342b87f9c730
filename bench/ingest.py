"""How fast events are acknowledged: `python -m bench.ingest [SECONDS]`.

The server is a real process pinned to one core, the load generator runs on another. Measured in turn, so that all
meet the same machine: a no-op application (what HTTP itself costs here), the same route with a queue in memory in
place of the store (what the rest of the path costs), durable single events with two limits each, and bulk. Single
events come over 64 connections, each with an identity of its own. Prints one line each, then the ratios.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

KEY = "assay_bench_key"
CONNECTIONS = 64
BULK_EVENTS = 500
MARK = "@" * 16
EVENT = {
    "category": "system.openai",
    "resource": "gpt-4o",
    "units": {"text": {"input": 1200, "output": 300}, "text_cache_read": {"input": 400, "output": 0}},
    "end_to_end_latency_ms": 812,
    "time_to_first_token_ms": 120,
    "http_status_code": 200,
    "provider_uri": "https://api.openai.com/v1/",
    "provider_response_id": f"chatcmpl-{MARK}",
    "properties": {"channel": "web"},
}
HEADERS = (
    f"xProxy-api-key: {KEY}",
    "xProxy-Limit-IDs: L1,L2",
    "xProxy-User-ID: u-4711",
    "Accept: application/json",
)


# ── the server process ────────────────────────────────────────────────────────────────────────────────


def serve(kind: str, data: Path, listener: socket.socket) -> None:
    """Serve one kind of application until standard input closes; print the processor time it took."""
    import uvicorn
    from assay.logs import configure_logging
    from assay.server import server_config, start_not_collected
    from assay.settings import load
    from assay.wiring import open_installation

    settings = load(data=data, bootstrap_key=KEY)
    configure_logging(settings)

    async def whole() -> None:
        async with open_installation(settings) as installation:
            await _make_limits(installation.platform)
            if kind == "memory":
                _keep_in_memory()
            config = server_config(installation)
            if kind == "noop":
                config = uvicorn.Config(_noop, log_config=None, access_log=False, lifespan="off")
            server = uvicorn.Server(config)
            loop = asyncio.get_running_loop()
            threading.Thread(target=_until_closed, args=(loop, server), daemon=True).start()
            before = resource.getrusage(resource.RUSAGE_SELF)
            with start_not_collected():
                await server.serve(sockets=[listener])
            after = resource.getrusage(resource.RUSAGE_SELF)
            spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            print(json.dumps({"cpu_s": spent, "stored": installation.platform.state.mark()}), flush=True)

    import uvloop

    uvloop.run(whole())


def _until_closed(loop: asyncio.AbstractEventLoop, server: Any) -> None:
    sys.stdin.read()
    loop.call_soon_threadsafe(setattr, server, "should_exit", True)


async def _make_limits(platform: Any) -> None:
    from assay.domain.limits import Limit

    def work(tx: Any) -> None:
        app = tx.applications.list()[0].id
        for limit_id in ("L1", "L2"):
            tx.limits.put(Limit(app, limit_id, limit_id, Decimal(10**9), created=platform.now_ms()))

    await platform.state.transact(work)


async def _noop(
    _scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
) -> None:
    body = (await receive())["body"]
    headers = [(b"content-length", b"%d" % len(body)), (b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _keep_in_memory() -> None:
    """Answer as soon as an entry is prepared: what the store costs is the difference."""
    from assay.services.ledger import Ledger
    from assay.services.posting import Recorded

    async def record(_ledger: Any, entry: Any) -> Recorded:
        return Recorded(entry.fact)

    Ledger.record = record


# ── the measurement ───────────────────────────────────────────────────────────────────────────────────


def measure(kind: str, load: Path, seconds: float, body: str, path: str, connections: int) -> dict[str, Any]:
    """Start a server of that kind on core 0, load it from core 1, and stop it."""
    with (
        tempfile.TemporaryDirectory() as directory,
        socket.create_server(("127.0.0.1", 0), backlog=512) as listener,
    ):
        listener.set_inheritable(True)
        port = listener.getsockname()[1]
        server = subprocess.Popen(
            [
                *pinned(0),
                sys.executable,
                "-m",
                "bench.ingest",
                "serve",
                kind,
                directory,
                str(listener.fileno()),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[listener.fileno()],
            text=True,
        )
        request = Path(directory) / "request.json"
        request.write_text(body)
        _wait_for(port, server)
        told = subprocess.run(
            [*pinned(1), load, str(port), str(connections), str(seconds), request, path, *HEADERS],
            check=True,
            capture_output=True,
            text=True,
        )
        spent, _ = server.communicate()
        return {"kind": kind, **json.loads(told.stdout), **json.loads(spent.splitlines()[-1])}


def pinned(core: int) -> list[str]:
    cores = sorted(os.sched_getaffinity(0))
    return ["taskset", "-c", str(cores[core % len(cores)])] if shutil.which("taskset") else []


def _wait_for(port: int, server: subprocess.Popen[str]) -> None:
    """Until it answers anything at all."""
    import httpx2

    for _ in range(300):
        if server.poll() is not None:
            raise SystemExit("the server ended before it answered")
        try:
            httpx2.post(f"http://127.0.0.1:{port}/api/v1/ingest", content=b"{}", timeout=1)
        except httpx2.TransportError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server does not answer")


def build_generator(directory: Path) -> Path:
    """The load generator, compiled by gcc."""
    if shutil.which("gcc") is None:
        raise SystemExit("gcc is needed: an event loop in Python would be measured instead of the server")
    program = directory / "load"
    source = Path(__file__).parent / "load" / "load.c"
    subprocess.run(["gcc", "-O2", "-o", program, source], check=True)
    return program


def main(seconds: float) -> None:
    """Measure everything and print it."""
    single = json.dumps(EVENT)
    bulk = json.dumps([{**EVENT, "limit_ids": ["L1", "L2"]}] * BULK_EVENTS)
    with tempfile.TemporaryDirectory() as directory:
        load = build_generator(Path(directory))
        found = {
            kind: measure(kind, load, seconds, single, "/api/v1/ingest", CONNECTIONS)
            for kind in ("noop", "memory", "durable")
        }
        found["bulk"] = measure("durable", load, seconds, bulk, "/api/v1/ingest/bulk", 4)
    for kind, figures in found.items():
        each = BULK_EVENTS if kind == "bulk" else 1
        events, cpu_us = figures["per_s"] * each, figures["cpu_s"] * 1e6 / (figures["all_answers"] * each)
        print(
            f"{kind:8} {events:10,.0f} events/s   p50 {figures['p50_us'] / 1000:7.2f} ms"
            f"   p99 {figures['p99_us'] / 1000:7.2f} ms   cpu {cpu_us:6.1f} us/event   not 2xx {figures['not_2xx']}"
        )
    noop, memory, durable = (found[kind]["per_s"] for kind in ("noop", "memory", "durable"))
    print(f"noop : durable = {noop / durable:.2f}, memory : durable = {memory / durable:.2f}")
    print(f"bulk : durable = {found['bulk']['per_s'] * BULK_EVENTS / durable:.2f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(sys.argv[2], Path(sys.argv[3]), socket.socket(fileno=int(sys.argv[4])))
    else:
        main(float(sys.argv[1]) if len(sys.argv) > 1 else 5.0)
