"""The contenders of `bench.instrument`: what is installed for each, and their processes."""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.instrument_sinks import KEY
from bench.start import ENVIRONMENT

ROOT = Path(__file__).parents[1]
PROGRAM = ROOT / "bench" / "instrument_caller.py"
UV = ROOT / ".venv/bin/uv"

OPENAI = "openai==3.51.0"
EXPORTER = ("opentelemetry-sdk==1.45.2", "opentelemetry-exporter-otlp-proto-http==1.45.2")


@dataclass(frozen=True)
class Contender:
    """name: the function of `instrument_caller.py`. counted_by: who tells what arrived, `spans` or `events`."""

    name: str
    title: str
    packages: Sequence[str | Path]
    counted_by: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


UNINSTRUMENTED = Contender("uninstrumented", "uninstrumented", ())
LEAN = Contender("lean", "a lean hook", ("wrapt==2.5.2",))
OURS = Contender("ours", "ours", ("-e", ROOT / "packages/payi"), "events")
PEERS = (
    Contender(
        "opentelemetry",
        "OpenTelemetry openai-v2",
        # It needs httpx and says so nowhere; with a later util-genai it does not import.
        (
            "--prerelease=allow",
            "opentelemetry-instrumentation-openai-v2==2.4b0",
            "opentelemetry-util-genai==1.1b0",
            "httpx==0.28.1",
            *EXPORTER,
        ),
        "spans",
    ),
    Contender("langfuse", "Langfuse", ("langfuse==5.0.4",), "spans"),
    Contender(
        "openinference",
        "OpenInference",
        ("openinference-instrumentation-openai==0.1.66", *EXPORTER),
        "spans",
        {"OPENINFERENCE_HIDE_INPUTS": "true", "OPENINFERENCE_HIDE_OUTPUTS": "true"},
    ),
    Contender(
        "openllmetry",
        "OpenLLMetry",
        ("opentelemetry-instrumentation-openai==0.62.4", *EXPORTER),
        "spans",
        {"TRACELOOP_TRACE_CONTENT": "false"},
    ),
    Contender("logfire", "Logfire", ("logfire==5.2.0",), "spans"),
    # Over OTLP: into its own SQLite store it takes 39 ms of processor time a call.
    Contender(
        "mlflow",
        "MLflow",
        ("mlflow==3.17.2", *EXPORTER),
        "spans",
        {"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "http/protobuf"},
    ),
    Contender("vendor", "payi 0.1.0a183", ("payi==0.1.0a183",), "events"),
)


# ── processes ───────────────────────────────────────────────────────────────────────────────────────────


def interpreter_of(contender: Contender) -> Path:
    """Of the contender's environment, which is made once; processes wait for one another."""
    environment = ROOT / ".venvs" / f"instrument-{contender.name}"
    environment.parent.mkdir(exist_ok=True)
    finished, python = environment / ".finished", environment / "bin/python"
    wanted = " ".join(map(str, (OPENAI, *contender.packages)))
    with (environment.parent / f"{environment.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not finished.exists() or finished.read_text() != wanted:
            for command in (
                ["venv", "--clear", "--python", sys.executable, environment],
                ["pip", "install", "--system-certs", "--python", python, OPENAI, *contender.packages],
            ):
                subprocess.run([UV, "--quiet", *command], check=True)
            finished.write_text(wanted)
    return python


class Caller:
    """A running `instrument_caller.py`. `sent`: the calls it was asked for."""

    def __init__(
        self, contender: Contender, log: Path, interpreter: Path | None = None, **environment: str
    ) -> None:
        self._log = log
        self.sent = 1
        with log.open("a") as written:
            self.process = subprocess.Popen(
                [interpreter or interpreter_of(contender), PROGRAM, contender.name],
                env={
                    **ENVIRONMENT,
                    "XDG_CACHE_HOME": str(log.with_suffix("")),
                    **contender.environment,
                    **environment,
                },
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=written,
                text=True,
            )
        self.started_ns: int = self.answer()["started_ns"]

    def ask(self, do: str, times: int, *, flush: bool = True) -> None:
        self.sent += times
        print(json.dumps({"do": do, "times": times, "flush": flush}), file=self.process.stdin, flush=True)

    def answer(self) -> dict[str, Any]:
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.process.args} ended:\n{self._log.read_text()}")
        return json.loads(line)

    def told(self, do: str, times: int, *, flush: bool = True) -> dict[str, Any]:
        self.ask(do, times, flush=flush)
        return self.answer()

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def kill(self) -> None:
        self.process.kill()
        self.end()


def to_assay(url: str) -> dict[str, str]:
    return {"PAYI_BASE_URL": url, "PAYI_API_KEY": KEY}


def to_receiver(url: str) -> dict[str, str]:
    return {
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"{url}/v1/traces",
        "LANGFUSE_BASE_URL": url,
        "LANGFUSE_PUBLIC_KEY": "public",
        "LANGFUSE_SECRET_KEY": "secret",
    }
