"""What our own code takes by itself: `python -m bench.instrument path` runs this in the environment of `ours`.

OpenAI's client is replaced just below the methods that are wrapped by something that answers at once, and nothing
is delivered. Each figure is that of the fastest of many short loops, which is what the code takes when nobody disturbs
it: two commits can be compared on a busy machine. Beside the real client, whose call runs through a millisecond of other
code, the processor's caches have forgotten ours, and it takes two to three times as long.
"""

# ruff: noqa: SLF001 - it measures what is inside

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import instrument_caller as caller
import openai
from openai._base_client import SyncAPIClient
from payi.instrument import install, payi_instrument
from payi.instrument.delivery.batches import encode

LOOPS, TIMES = 300, 100


class Chunks:
    """A stream of chunks that have been parsed already."""

    def __init__(self, chunks: list[Any]) -> None:
        self._chunks = iter(chunks)

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        return next(self._chunks)


def least_us(work: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """Of one `work`, in the fastest loop. `before` runs ahead of each loop."""
    fastest_ns = float("inf")
    for _ in range(LOOPS):
        before()
        began_ns = time.perf_counter_ns()
        for _ in range(TIMES):
            work()
        fastest_ns = min(fastest_ns, (time.perf_counter_ns() - began_ns) / TIMES)
    return fastest_ns / 1e3


def answer_at_once(client: openai.OpenAI) -> dict[str, Any]:
    """Put the stand-in below the client. Returns the options of a request."""
    create = client.chat.completions.create
    answer = create(model="gpt-4o", messages=caller.MESSAGES)
    chunks = list(
        create(
            model="gpt-4o",
            messages=caller.MESSAGES,
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    http = httpx2.Response(200, headers={"content-type": "application/json"}, content=caller.ANSWER)
    seen: dict[str, Any] = {}

    def process(_client: Any, *, response: Any, stream: bool) -> Any:  # noqa: ARG001 - as the library calls it
        return Chunks(chunks) if stream else answer

    def request(self: Any, _cast_to: Any, options: Any, *, stream: bool = False, **_: Any) -> Any:
        seen["options"] = options
        return self._process_response(response=http, stream=stream)

    SyncAPIClient.request, SyncAPIClient._process_response = request, process
    create(model="gpt-4o", messages=caller.MESSAGES)
    return seen


def main() -> None:
    client = caller.client()
    options = answer_at_once(client)["options"]

    def call() -> None:
        client.request(None, options)

    def stream() -> None:
        for _ in client.request(None, options, stream=True):
            pass

    bare = least_us(call), least_us(stream)
    payi_instrument(log_prompt_and_response=False, config={"use_case_name": "ours"})
    delivery = install._installation.delivery
    delivery._threads = [threading.current_thread()]  # so that none is started
    inbox = delivery._recorder._inbox
    ours = least_us(call, inbox.clear), least_us(stream, inbox.clear)
    inbox.clear()
    call()
    ended, _ = inbox.pop()
    event = least_us(lambda: encode(delivery._recorder._build(ended)))
    print(f"{ours[0] - bare[0]:.1f} µs a call, {(ours[1] - bare[1]) / caller.CHUNKS:.2f} µs a chunk,"
          f" {event:.1f} µs an event in the delivery thread")  # fmt: skip


if __name__ == "__main__":
    main()
