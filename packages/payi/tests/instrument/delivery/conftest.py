"""Deliveries into a stand-in of the server that remembers what it stored, as the real one does: by id."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from payi import Payi
from payi.instrument.delivery import open_delivery
from payi.instrument.settings import Retry, Settings

KEY = "payi-test-key-4711"
FAST = Retry(inline_retry_initial_delay_s=0.01, queue_interval_s=0.05)


@dataclass
class Said:
    """An answer of the stand-in."""

    body: bytes = b"{}"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang_up: bool = False
    silent: bool = False


@dataclass
class Bulk:
    """What the server does with each request: `faults` are given in order, then events are stored.

    A fault is a status, a status with headers, a "page" of somebody between us, "silent" (no answer), or
    "hang up" (before anything is stored), or "lost" (after everything is stored: the answer never arrives).
    """

    server: Any
    stored: dict[str, dict[str, Any]] = field(default_factory=dict)
    repeats: int = 0
    requests: int = 0
    batches: list[int] = field(default_factory=list)
    faults: list[Any] = field(default_factory=list)
    always: Any = None
    bytes_max: int | None = None
    rejected: dict[str, tuple[int, str]] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def ids(self) -> set[str]:
        return set(self.stored)

    def answer(self, seen: Any) -> Any:
        if not seen.path.endswith("/ingest/bulk"):
            return Said()
        self.requests += 1
        fault = self.faults.pop(0) if self.faults else self.always
        if fault == "hang up":
            return Said(hang_up=True)
        if fault == "page":
            return Said(b"<html>Please log in to the network</html>")
        if fault == "silent":
            return Said(hang_up=True, silent=True)
        if self.bytes_max is not None and len(seen.body) > self.bytes_max:
            fault = 413
        if isinstance(fault, tuple):
            return Said(b"{}", *fault)
        if isinstance(fault, int):
            body = {
                "statusCode": fault,
                "message": "no",
                "xproxy_error": {"code": f"code_{fault}", "message": "no"},
            }
            return Said(json.dumps(body).encode(), fault)
        answer = self.store(json.loads(seen.body))
        return Said(hang_up=True) if fault == "lost" else Said(json.dumps(answer).encode())

    def store(self, events: list[dict[str, Any]]) -> dict[str, Any]:
        results, errors = [], []
        self.batches.append(len(events))
        for index, event in enumerate(events):
            event_id = event["provider_response_id"]
            if event_id in self.rejected:
                status, code = self.rejected[event_id]
                reason = {"code": code, "message": "not this one"}
                errors.append(
                    {
                        "item_index": index,
                        "xproxy_result": {"statusCode": status, "message": "no", "xproxy_error": reason},
                    }
                )
                continue
            again = event_id in self.stored
            self.repeats += again
            self.stored.setdefault(event_id, event)
            result = {"request_id": f"request-{event_id}", "duplicate_request": again or None, **self.more}
            results.append({"item_index": index, "xproxy_result": result})
        return {"request_id": "r", "ingest_count": len(results), "results": results, "errors": errors}


@pytest.fixture
def bulk(server: Any) -> Bulk:
    standing_in = Bulk(server)
    server.answer_to = standing_in.answer
    return standing_in


def call(event_id: str, **event: Any) -> Any:
    """An ended call whose event is known already."""
    made = {"category": "system.openai", "units": {}, "provider_response_id": event_id, **event}
    return SimpleNamespace(result=None, event=made)


def event_of(record: Any) -> dict[str, Any]:
    return dict(record.event)


@pytest.fixture
def dead_url() -> Iterator[str]:
    """An address where nobody listens, nor can: its port is taken for as long as the test lasts."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture
def settings(tmp_path: Path) -> Callable[..., Settings]:
    def make(**changes: Any) -> Settings:
        return Settings(**{"spool_directory": tmp_path / "spool", "ingest_retry": FAST, **changes})

    return make


@pytest.fixture
def deliver(server: Any, settings: Callable[..., Settings]) -> Iterator[Callable[..., Any]]:
    """Opens deliveries to the stand-in, or to `url`; they are closed at the end."""
    opened: list[tuple[Any, Payi]] = []

    def make(url: str | None = None, build: Callable[[Any], Any] = event_of, **changes: Any) -> Any:
        client = Payi(api_key=KEY, base_url=url or server.url, timeout=5)
        opened.append((open_delivery(settings(**changes), client, None, build), client))
        return opened[-1][0]

    yield make
    for delivery, client in opened:
        delivery.close(0.1)
        client.close()


@pytest.fixture
def spooled(tmp_path: Path) -> Callable[[], list[str]]:
    """The ids of the events on disk."""

    def read() -> list[str]:
        files = sorted((tmp_path / "spool").glob("*/events-*.jsonl"))
        return [
            json.loads(line)["provider_response_id"]
            for file in files
            for line in file.read_bytes().splitlines()
        ]

    return read
