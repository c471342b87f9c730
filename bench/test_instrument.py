"""That the measurement of instrumentation counts what it says it counts."""

from __future__ import annotations

import sys
from pathlib import Path

import httpx2

from bench.instrument_contenders import OURS, Caller, to_assay
from bench.instrument_sinks import assay, span_receiver


def test_every_call_of_the_program_arrives(tmp_path: Path) -> None:
    with assay(tmp_path / "data") as server:
        caller = Caller(OURS, tmp_path / "caller.log", Path(sys.executable), **to_assay(server.url))
        called = caller.told("call", 20)
        streamed = caller.told("stream", 2)
        caller.end()

        assert len(called["taken_ns"]) == len(called["spent_ns"]) == 20
        assert len(streamed["taken_ns"]) == 2
        assert caller.sent == 23
        assert server.requests("ours", caller.sent) == caller.sent


def test_the_receiver_counts_spans_and_not_what_stands_beside_them() -> None:
    def field(number: int, value: bytes) -> bytes:
        return bytes([number << 3 | 2, len(value)]) + value

    def span(identity: bytes) -> bytes:
        started = b"\x39" + bytes(8)
        kind = b"\x30\x03"
        return field(2, field(1, b"t" * 16) + field(2, identity) + field(5, b"chat") + kind + started)

    scope = field(2, field(1, b"a scope") + span(b"12345678") + span(b"87654321"))
    request = field(1, field(1, b"a resource") + scope + field(3, b"a schema"))

    with span_receiver() as receiver:
        for _ in range(2):
            httpx2.post(f"{receiver.url}/v1/traces", content=request).raise_for_status()

    assert receiver.ids == {b"12345678", b"87654321"}
