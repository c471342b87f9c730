"""What the contenders of `bench.instrument` talk to, each on a port of its own: receivers, providers, bad servers."""

from __future__ import annotations

import asyncio
import gzip
import os
import re
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2

from bench.instrument_caller import ANSWER, MARK
from bench.peers import free_port
from bench.start import is_ready

KEY = "assay_bench_key"

# ── OTLP ────────────────────────────────────────────────────────────────────────────────────────────────

RESOURCE_SPANS, SCOPE_SPANS, SPANS, SPAN_ID = 1, 2, 2, 2
"""Field numbers on the way from an ExportTraceServiceRequest to the id of a span."""


def fields(message: bytes, wanted: int) -> Iterator[bytes]:
    """The values of one length-delimited field of a protobuf message."""
    position = 0
    while position < len(message):
        key, position = _varint(message, position)
        match key & 7:
            case 0:
                _, position = _varint(message, position)
            case 1:
                position += 8
            case 2:
                length, position = _varint(message, position)
                if key >> 3 == wanted:
                    yield message[position : position + length]
                position += length
            case 5:
                position += 4
            case kind:
                raise ValueError(f"protobuf has no wire type {kind}")


def _varint(message: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7


def span_ids(request: bytes) -> Iterator[bytes]:
    for resource in fields(request, RESOURCE_SPANS):
        for scope in fields(resource, SCOPE_SPANS):
            for span in fields(scope, SPANS):
                yield from fields(span, SPAN_ID)


class SpanReceiver(ThreadingHTTPServer):
    """An OTLP/HTTP receiver that remembers the ids of spans, and says yes to everything else it is asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Receiving)
        self.ids: set[bytes] = set()
        self.url = f"http://127.0.0.1:{self.server_port}"


class _Receiving(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: SpanReceiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        if self.path.endswith("/v1/traces"):
            self.server.ids.update(span_ids(body))
            self._say(b"", "application/x-protobuf")
        else:
            self._say(b"{}", "application/json")

    def do_GET(self) -> None:
        self._say(b"{}", "application/json")

    def _say(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


@contextmanager
def span_receiver() -> Iterator[SpanReceiver]:
    with SpanReceiver() as receiver:
        threading.Thread(target=receiver.serve_forever, daemon=True).start()
        yield receiver
        receiver.shutdown()


# ── Assay ───────────────────────────────────────────────────────────────────────────────────────────────


class Assay:
    """A real server on a new data directory."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    def requests(self, use_case: str, expected: int) -> int:
        """How many it counts for the use case, once they are `expected`, or no more have come for 10 s."""
        counted, since = -1, time.monotonic()
        while counted != expected and time.monotonic() - since < 10:
            now = self._requests(use_case)
            if now != counted:
                counted, since = now, time.monotonic()
            else:
                time.sleep(0.2)
        return counted

    def _requests(self, use_case: str) -> int:
        question = {
            "metrics": ["requests"],
            "from": "2020-01-01T00:00:00Z",
            "to": "2100-01-01T00:00:00Z",
            "filters": [{"field": "use_case", "op": "in", "values": [use_case]}],
        }
        answer = httpx2.post(
            f"{self.url}/api/v1/questions", json=question, headers={"xProxy-api-key": KEY}, timeout=30
        ).raise_for_status()
        return answer.json()["totals"][0]


@contextmanager
def assay(data: Path) -> Iterator[Assay]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "assay", "serve", "--data", data, "--port", str(port)],
        env={**os.environ, "ASSAY_BOOTSTRAP_KEY": KEY},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not is_ready(port):
            time.sleep(0.05)
        yield Assay(port)
    finally:
        process.terminate()
        process.wait()


# ── a provider, and ways for a server to be of no use ───────────────────────────────────────────────────

PROVIDER_S = 0.02
SLOW_S = 1.0

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def provider(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers every request with a chat completion, after `PROVIDER_S`."""
    while True:
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)[1]))
        await asyncio.sleep(PROVIDER_S)
        body = ANSWER.replace(MARK, secrets.token_hex(len(MARK) // 2).encode())
        lines = b"HTTP/1.1 200 OK", b"content-type: application/json", b"content-length: %d" % len(body)
        writer.write(b"\r\n".join((*lines, b"", body)))


def slowed(port: int) -> Serve:
    """The server at `port`, each piece of its answers `SLOW_S` late."""

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, late_s: float) -> None:
        while piece := await reader.read(65_536):
            await asyncio.sleep(late_s)
            writer.write(piece)
        writer.close()

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(pump(reader, upstream[1], 0), pump(upstream[0], writer, SLOW_S))

    return relay


@contextmanager
def listening(serve: Serve) -> Iterator[str]:
    """The URL of a server in a thread of its own."""
    started: Future[tuple[int, Callable[[], object]]] = Future()

    async def serve_while_connected(*connection: Any) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            await serve(*connection)

    async def run() -> None:
        stopping = asyncio.Event()
        server = await asyncio.start_server(serve_while_connected, "127.0.0.1", 0)
        stop = partial(asyncio.get_running_loop().call_soon_threadsafe, stopping.set)
        started.set_result((server.sockets[0].getsockname()[1], stop))
        await stopping.wait()
        server.close()

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    port, stop = started.result()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        stop()
        thread.join()


@contextmanager
def hanging() -> Iterator[str]:
    """The URL of a server that takes connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
