"""How fast others take in one call at a time: `python -m bench.peers [SECONDS]`.

MLflow and Phoenix are installed into an environment of their own (`.venvs/peers`), each is started as its users start
it, with a database on this disk, pinned to one core, and receives OTLP spans of the size of one chat call, one span a
request over 64 connections, from the generator of `bench.ingest` on another core. Assay's durable single events are
measured between them. What an answer promises differs and is printed: Assay answers after the commit is on disk.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from bench.ingest import CONNECTIONS, EVENT, MARK, build_generator, measure, pinned

VENV = Path(".venvs/peers")
PACKAGES = ("mlflow==3.17.2", "arize-phoenix==20.26.1", "opentelemetry-proto")
SPAN = """
import sys
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest as Request
request = Request()
span = request.resource_spans.add().scope_spans.add().spans.add()
span.trace_id, span.span_id, span.name, span.kind = b"{mark}", b"{half}", "chat gpt-4o", 3
span.start_time_unix_nano, span.end_time_unix_nano = {start}, {end}
for key, value in {{"gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4o",
                    "user.id": "u-4711", "openinference.span.kind": "LLM", "llm.model_name": "gpt-4o"}}.items():
    span.attributes.add(key=key).value.string_value = value
for key, value in {{"gen_ai.usage.input_tokens": 1200, "gen_ai.usage.output_tokens": 300}}.items():
    span.attributes.add(key=key).value.int_value = value
sys.stdout.buffer.write(request.SerializeToString())
"""


def install() -> Path:
    """The peers' interpreter, installed when it is not there."""
    python = VENV / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        subprocess.run(["uv", "pip", "install", "--quiet", "--python", python, *PACKAGES], check=True)
    return python


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@contextmanager
def serving(command: list[str | Path], url: str, **environment: str):
    """The peer as a process on core 0, until it answers on `url`."""
    process = subprocess.Popen(
        [*pinned(0), *command],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        for _ in range(600):
            try:
                if httpx2.get(url, timeout=1).status_code < 500:
                    break
            except httpx2.TransportError:
                time.sleep(0.2)
        yield
    finally:
        os.killpg(process.pid, 15)
        process.wait()


def sent(load: Path, port: int, seconds: float, span: Path, *headers: str) -> dict[str, Any]:
    """What the generator found. The first request is not measured: a peer may make its tables with it."""
    given = dict(header.split(": ") for header in ("Content-Type: application/x-protobuf", *headers))
    first = httpx2.post(
        f"http://127.0.0.1:{port}/v1/traces", content=span.read_bytes(), headers=given, timeout=120
    )
    first.raise_for_status()
    told = subprocess.run(
        [*pinned(1), load, str(port), str(CONNECTIONS), str(seconds), span, "/v1/traces",
         "Content-Type: application/x-protobuf", *headers],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return json.loads(told.stdout)


def main(seconds: float) -> None:
    python = install()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        load = build_generator(home)
        now = time.time_ns()
        script = SPAN.format(mark=MARK, half="12345678", start=now - 800_000_000, end=now)
        span = home / "span.bin"
        span.write_bytes(subprocess.run([python, "-c", script], check=True, capture_output=True).stdout)
        found: dict[str, dict[str, Any]] = {}

        port = free_port()
        command = [VENV / "bin" / "mlflow", "server", "--backend-store-uri", f"sqlite:///{home}/mlflow.db",
                   "--workers", "1", "--port", str(port)]  # fmt: skip
        with serving(command, f"http://127.0.0.1:{port}/health"):
            found["MLflow"] = sent(load, port, seconds, span, "x-mlflow-experiment-id: 0")
        found["Assay"] = measure("durable", load, seconds, json.dumps(EVENT), "/api/v1/ingest", CONNECTIONS)
        port = free_port()
        with serving(
            [VENV / "bin" / "phoenix", "serve"],
            f"http://127.0.0.1:{port}/healthz",
            PHOENIX_PORT=str(port),
            PHOENIX_GRPC_PORT=str(free_port()),
            PHOENIX_WORKING_DIR=str(home),
            PHOENIX_TELEMETRY_ENABLED="false",
        ):
            found["Phoenix"] = sent(load, port, seconds, span)

    ours = found["Assay"]["per_s"]
    for who, figures in found.items():
        print(
            f"{who:<8} {figures['per_s']:>8,.0f}/s   p50 {figures['p50_us'] / 1000:>8.2f} ms   "
            f"p99 {figures['p99_us'] / 1000:>8.2f} ms   not 2xx {figures['not_2xx']}   Assay : it = "
            f"{ours / max(figures['per_s'], 1e-9):.1f}"
        )


if __name__ == "__main__":
    if shutil.which("uv") is None:
        os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 8.0)
