"""A real `assay serve` for tests: its own process, a free port, a data directory of its own."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import structlog
from payi import Payi

KEY = "assay_test_key_0123456789"
_READY = re.compile(r"Assay is ready: (\S+)/ ")


def clean_environment(**more: str) -> dict[str, str]:
    """The environment of a command: nothing of the developer's own installation reaches it."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("ASSAY_", "PAYI_", "COV"))
    }
    return {**kept, "NO_COLOR": "1", "COLUMNS": "240", **more}


@dataclass
class Server:
    """An installation and, while it runs, its process."""

    data: Path
    key: str = KEY
    url: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None
    printed: list[str] = field(default_factory=list)

    @property
    def log(self) -> Path:
        return self.data.parent / f"{self.data.name}.log"

    def start(self, *flags: str) -> Server:
        """Start it and wait until it says that it is ready."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "assay", "serve", "--data", str(self.data), "--port", "0", *flags],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=clean_environment(ASSAY_BOOTSTRAP_KEY=self.key, **self.environment),
            )
        self.printed = []
        for line in self.process.stdout:
            self.printed.append(line)
            if found := _READY.match(line):
                self.url = found[1]
            if line.startswith("export PAYI_API_KEY"):
                return self
        raise AssertionError(f"it ended with {self.process.wait()}: {self.log.read_text()}")

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        return self._end(subprocess.Popen.terminate)

    def kill(self) -> int:
        """SIGKILL: nothing is drained."""
        return self._end(subprocess.Popen.kill)

    def _end(self, how: Callable[[subprocess.Popen[str]], None]) -> int:
        process, self.process = self.process, None
        if process is None:
            return 0
        how(process)
        code = process.wait(60)
        process.stdout.close()
        return code

    def client(self) -> Payi:
        """Our client, for this server. Close it."""
        return Payi(base_url=self.url, api_key=self.key)

    def assay(self, *arguments: str | Path, code: int = 0, text: str | None = None) -> str:
        """What an `assay` command on this data directory prints; `code` is the exit code it must have."""
        return run_assay(*arguments, "--data", self.data, code=code, text=text)


def run_assay(*arguments: str | Path, code: int = 0, text: str | None = None, cwd: Path | None = None) -> str:
    """Standard output and error of an `assay` command, run as its user would."""
    done = run_command([sys.executable, "-m", "assay", *map(str, arguments)], text=text, cwd=cwd)
    assert done.returncode == code, f"exit code {done.returncode}: {done.stdout}{done.stderr}"
    return done.stdout + (done.stderr if code else "")


def run_command(
    command: Sequence[str], text: str | None = None, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        input=text,
        check=False,
        cwd=cwd,
        env=clean_environment(**environment),
    )


@pytest.fixture(scope="session", autouse=True)
def plain_tracebacks() -> None:
    """Without settings, structlog writes the values of all variables of a traceback, for seconds."""
    renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, renderer])


@pytest.fixture
def command() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a command in a clean environment."""
    return run_command


@pytest.fixture
def start_assay() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts an `assay` command and leaves it running; it is killed at the end.

    A shell starts what it puts in the background with SIGINT ignored, and children inherit that: with a handler
    here instead, a command gets Ctrl-C as on a terminal.
    """
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    with contextlib.ExitStack() as ending:
        ending.callback(signal.signal, signal.SIGINT, former)

        def start(*arguments: str | Path, **environment: str) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                [sys.executable, "-m", "assay", *map(str, arguments)],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env=clean_environment(**environment),
            )
            ending.enter_context(process)
            ending.callback(process.kill)
            return process

        yield start


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Makes servers that are not started yet, each on a directory of its own; they are killed at the end."""
    made: list[Server] = []

    def make(data: Path | None = None, **environment: str) -> Server:
        made.append(Server(data or tmp_path / f"data-{len(made)}", environment=environment))
        return made[-1]

    yield make
    for server in made:
        server.kill()


@pytest.fixture
def assay_server(new_server: Callable[..., Server]) -> Server:
    """A running server that this test has to itself."""
    return new_server().start()


@pytest.fixture(scope="module")
def module_assay_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server for the tests of one file: nothing else is in it."""
    server = Server(tmp_path_factory.mktemp("module") / "data").start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def server_on() -> Iterator[Callable[[Path], Server]]:
    """Starts a server on a directory, for all tests of this process."""
    with contextlib.ExitStack() as ending:

        def start(data: Path) -> Server:
            server = Server(data).start()
            ending.callback(server.kill)
            return server

        yield start


@pytest.fixture(scope="session")
def shared_assay_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server for all tests of this process: use names of your own in it."""
    server = Server(tmp_path_factory.mktemp("shared") / "data").start()
    yield server
    server.kill()
