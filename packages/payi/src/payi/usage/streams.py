"""Streams: bytes to chunks, and chunks to the one usage object they amount to.

Providers send counts that are cumulative or final, never increments: the last value of a field is the count.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from payi.usage.dialect import Dialect
from payi.usage.reading import as_object

RESPONSE_FIELDS = (
    "service_tier",
    "serviceTier",
    "output",
    "data",
    "candidates",
    "trace",
    "amazon-bedrock-trace",
)


@dataclass(slots=True)
class Folded:
    """A stream's usage and response fields; `provisional` when it ended before its output count was final."""

    usage: dict[str, object] | None = None
    fields: dict[str, object] = field(default_factory=dict[str, object])
    provisional: bool = False


def fold(chunks: Iterable[object], dialect: Dialect) -> Folded:
    folded = Folded()
    for item in chunks:
        chunk = as_object(item)
        if chunk is None:
            continue
        if event := chunk.get("type"):
            folded.provisional = event == dialect.opening_event or (
                folded.provisional and event != dialect.closing_event
            )
        for *way, last in dialect.envelopes:
            envelope: dict[str, object] | None = chunk
            for name in way:
                envelope = as_object((envelope or {}).get(name))
            if envelope is None:
                continue
            folded.fields.update({name: envelope[name] for name in RESPONSE_FIELDS if envelope.get(name)})
            if (usage := as_object(envelope.get(last))) is not None:
                folded.usage = _later_wins(folded.usage or {}, usage)
                break
    return folded


def _later_wins(before: dict[str, object], after: dict[str, object]) -> dict[str, object]:
    """Field by field; a null or zero later on is an absent field and takes nothing back."""
    merged = dict(before)
    for name, value in after.items():
        inner, known = as_object(value), as_object(merged.get(name))
        if inner is not None:
            merged[name] = _later_wins(known or {}, inner)
        elif value is False or (value not in (None, 0, "0") and value != []):
            merged[name] = value
    return merged


class EventStream:
    """Server-sent events, decoded as their bytes arrive, wherever they were cut.

    Source: https://html.spec.whatwg.org/multipage/server-sent-events.html; only `data` matters here.
    Events that are not JSON (`[DONE]`, keep-alives) are passed over: they carry no usage.
    """

    def __init__(self) -> None:
        self._line = bytearray()
        self._data: list[bytes] = []
        self._after_return = False

    def feed(self, data: bytes) -> list[object]:
        """The chunks that these bytes completed."""
        chunks: list[object] = []
        for piece in data.splitlines(keepends=True):
            # A line feed that only completes the CR LF of an earlier call ends no line of its own.
            if piece == b"\n" and self._after_return:
                self._after_return = False
                continue
            self._after_return = piece.endswith(b"\r")
            self._line += piece.rstrip(b"\r\n")
            if piece.endswith((b"\r", b"\n")):
                self._end_line(chunks)
        return chunks

    def close(self) -> list[object]:
        """What a stream that ended without its last empty line still held."""
        chunks: list[object] = []
        self._end_line(chunks)
        self._end_event(chunks)
        return chunks

    def _end_line(self, chunks: list[object]) -> None:
        line = bytes(self._line)
        self._line.clear()
        if not line:
            self._end_event(chunks)
        elif line.startswith(b"data:"):
            self._data.append(line[5:].removeprefix(b" "))

    def _end_event(self, chunks: list[object]) -> None:
        text = b"\n".join(self._data)
        self._data.clear()
        if text:
            try:
                chunks.append(json.loads(text))
            except (ValueError, RecursionError):
                return
