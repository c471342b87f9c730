"""Events on their way: the JSON of each, whoever waits for its result, and where they are kept meanwhile."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pydantic_core

from payi.instrument.delivery.spool import Piece
from payi.instrument.results import Result, Told

EVENTS_MAX = 500
BYTES_MAX = 4 * 2**20
"""Of one request: the server commits a few hundred events at a time, and keeps others waiting meanwhile."""

_CONTENT = ("provider_request_json", "provider_request_reasoning_json", "provider_response_json")


def encode(event: Mapping[str, Any]) -> bytes:
    """One line of JSON. Text that is no Unicode loses what is not; numbers that are none become null.

    pydantic's writer, because it takes a quarter of the time of `json`, which is the application's.
    """
    try:
        return pydantic_core.to_json(event, inf_nan_mode="null")
    except pydantic_core.PydanticSerializationError:
        text = json.dumps(event, ensure_ascii=False, separators=(",", ":"), default=str)
        return text.encode("utf-8", "replace")


def without_content(event: bytes) -> bytes | None:
    """The event without prompt and answer; None when it has neither."""
    data = cast("dict[str, Any]", json.loads(event))
    if not any(data.pop(name, None) for name in _CONTENT):
        return None
    return encode(data)


@dataclass(slots=True)
class Batch:
    """Events that travel together.

    results: of the same events in the same order, or empty when nobody waits any more.
    number: of the drain that brought its oldest event; `flush` waits for all up to one.
    attempts: how often it was sent, or a part of it that the server asked to have again.
    piece: where on disk it is kept, if it is.
    """

    events: list[bytes]
    results: list[Result] = field(default_factory=list[Result])
    number: int = 0
    attempts: int = 0
    piece: Piece | None = None

    def body(self) -> bytes:
        return b"[" + b",".join(self.events) + b"]"

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(map(len, self.events))

    def settle(self, value: Told) -> None:
        """The same for everyone who waits; then nobody does."""
        for result in self.results:
            result.settle(value)
        self.results = []

    def part(self, indexes: Iterable[int]) -> "Batch":
        """Some of its events, as a batch of its own in memory."""
        chosen = list(indexes)
        results = [self.results[index] for index in chosen] if self.results else []
        return Batch([self.events[index] for index in chosen], results, self.number, self.attempts)

    def halves(self) -> tuple["Batch", "Batch"]:
        middle = len(self.events) // 2
        return self.part(range(middle)), self.part(range(middle, len(self.events)))


def grouped(events: Sequence[tuple[bytes, Result]], number: int) -> Iterable[Batch]:
    """The events in batches that a request can hold."""
    batch, size = Batch([], number=number), 0
    for event, result in events:
        if batch.events and (len(batch.events) == EVENTS_MAX or size + len(event) > BYTES_MAX):
            yield batch
            batch, size = Batch([], number=number), 0
        batch.events.append(event)
        batch.results.append(result)
        size += len(event)
    if batch.events:
        yield batch


# The writer's first use sets it up under locks of its own, which must not happen in a thread of ours while
# another one forks: the child would find them taken for ever.
encode({"text": ["", 1, 1.5, None, True]})
