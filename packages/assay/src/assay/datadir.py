"""The data directory: one directory is the whole installation, and at most one process has it open.

assay.lock     held by the process that has the stores open; says its pid and address
owner.token    the secret of `assay` commands on this machine (0600)
owner.link     how the first person signs in, when no terminal could show it (0600)
keys/          keys that could not be shown on a terminal, one file per application (0600)
state.db       the ledger's state
events.duckdb  the facts to analyse
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from assay.exits import Exit, Stop, from_os_error


@dataclass(slots=True, frozen=True)
class Holder:
    """The process that has a data directory open. `url` is empty while it starts and for commands."""

    pid: int
    url: str


@dataclass(slots=True, frozen=True)
class DataDirectory:
    """Where things are in a data directory."""

    root: Path

    @property
    def state(self) -> Path:
        return self.root / "state.db"

    @property
    def events(self) -> Path:
        return self.root / "events.duckdb"

    @property
    def lock(self) -> Path:
        return self.root / "assay.lock"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def owner_link(self) -> Path:
        return self.root / "owner.link"

    def create(self) -> None:
        """Make the directory, readable by its owner only. Raises Stop when the disk refuses."""
        with stopping(f"the data directory {self.root}"):
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)

    def owner_token(self) -> str:
        """The secret of administration on this machine; made on first use."""
        path = self.root / "owner.token"
        if not path.exists():
            write_secret(path, secrets.token_urlsafe(32))
        return path.read_text("ascii").strip()

    def holder(self) -> Holder | None:
        """Who has the directory open: asked of the lock itself, so that a dead process holds nothing."""
        try:
            descriptor = os.open(self.lock, os.O_RDONLY)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _holder_in(os.read(descriptor, 4096))
        finally:
            os.close(descriptor)
        return None

    @contextlib.contextmanager
    def held(self) -> Generator[Lock]:
        """Hold the directory for this process. Raises Stop (`ALREADY_RUNNING`) when another one does."""
        self.create()
        with stopping(f"the data directory {self.root}"):
            descriptor = os.open(self.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise self._already_running(_holder_in(os.read(descriptor, 4096))) from None
            lock = Lock(descriptor)
            lock.tell("")
            yield lock
        finally:
            os.close(descriptor)

    def _already_running(self, holder: Holder | None) -> Stop:
        who = f"process {holder.pid}" if holder else "another process"
        where = f" and answers at {holder.url}" if holder and holder.url else ""
        return Stop(
            Exit.ALREADY_RUNNING,
            f"{who} has the data directory {self.root} open{where}; stop it, or choose another with --data",
        )


@dataclass(slots=True, frozen=True)
class Lock:
    """The lock on a data directory while it is held."""

    descriptor: int

    def tell(self, url: str) -> None:
        """Write into the lock who holds it, so that commands find the server."""
        note = json.dumps({"pid": os.getpid(), "url": url}).encode()
        with stopping("the lock of the data directory"):
            os.pwrite(self.descriptor, note, 0)
            os.ftruncate(self.descriptor, len(note))


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    draft = path.with_suffix(f".{os.getpid()}.draft")
    with stopping(f"the file {path}"):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)


@contextlib.contextmanager
def stopping(doing: str) -> Generator[None]:
    """Say what the operating system refuses as one sentence with its own exit code."""
    try:
        yield
    except OSError as error:
        raise from_os_error(error, doing) from error


def _holder_in(note: bytes) -> Holder | None:
    try:
        told = json.loads(note)
        return Holder(int(told["pid"]), str(told["url"]))
    except (ValueError, KeyError):
        return None
