"""Streams: the caller sees the library's own, and each is recorded once, however it ends."""

import asyncio
import gc
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any, Self

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from payi.instrument import faults, get_context, track_context
from payi.instrument.streams import ObservedStream

from packages.payi.tests.instrument.collecting import Collect, Collecting
from packages.payi.tests.instrument.library import PATCHES, Client, ProviderError, Reader

pytestmark = pytest.mark.anyio
CLOSED = {"system.failure": "stream_closed"}


@pytest.fixture
def events(collect: Collect) -> Collecting:
    return collect(patches=PATCHES)


class Text(str):
    """A chunk that takes attributes, as those of the libraries do."""

    __slots__ = ("xproxy_result",)

    xproxy_result: Any


def tokens(event: dict[str, Any]) -> int:
    return event["units"].get("text", {}).get("output", 0)


def test_a_stream_becomes_one_event_at_its_end(events: Collecting) -> None:
    seen = []
    for chunk in Client().stream(chunks=["~a", "!b", "c"]):
        assert events == []
        seen.append(chunk)
    assert seen == ["~a", "c"]
    assert tokens(events.only) == 3
    assert events.only["provider_response_json"] == ["~a", "!b", "c"]
    assert "properties" not in events.only


async def test_an_async_stream_becomes_one_event_at_its_end(events: Collecting) -> None:
    stream = await Client().stream_async(chunks=["~a", "!b", "c"])
    assert [chunk async for chunk in stream] == ["~a", "c"]
    assert tokens(events.only) == 3


def test_first_tokens_are_timed(events: Collecting) -> None:
    for _ in Client().stream(chunks=["~thinking", "text", "text"]):
        pass
    event = events.only
    first, completion = event["time_to_first_token_ms"], event["time_to_first_completion_token_ms"]
    assert 0 <= first <= completion <= event["end_to_end_latency_ms"]


def test_a_stream_without_a_completion_has_no_time_of_it(events: Collecting) -> None:
    list(Client().stream(chunks=["~thinking"]))
    assert "time_to_first_token_ms" in events.only
    assert "time_to_first_completion_token_ms" not in events.only


def test_the_result_is_on_the_chunk_that_carries_it(events: Collecting) -> None:
    carrier = Text("*c")
    stream = Client().stream(chunks=["a", carrier, "d"])
    assert [next(stream), next(stream)] == ["a", "*c"]
    assert not carrier.xproxy_result.settled
    assert next(stream) == "d"
    assert next(stream, None) is None
    assert carrier.xproxy_result.request_id == events.only["provider_response_id"]
    assert get_context()["last_result"] is carrier.xproxy_result


def test_defect_8_a_stream_that_fails_midway_is_recorded(events: Collecting) -> None:
    error = ProviderError(500)
    stream = Client().stream(chunks=["a", error])
    assert next(stream) == "a"
    with pytest.raises(ProviderError) as raised:
        next(stream)
    assert raised.value is error
    assert (events.only["http_status_code"], tokens(events.only)) == (500, 1)


def test_defect_8_a_stream_that_is_closed_is_recorded(events: Collecting) -> None:
    stream: Any = Client().stream(chunks=["a", "b"])
    next(stream)
    stream.close()
    assert next(stream, None) is None
    assert (events.only["properties"], tokens(events.only)) == (CLOSED, 1)
    assert events.only["http_status_code"] == 200


def test_defect_8_a_stream_that_is_dropped_is_recorded(events: Collecting) -> None:
    with track_context(user_id="ada"):
        stream = Client().stream(chunks=["a", "b"])
        next(stream)
    del stream
    assert (events.only["properties"], events.only["user_id"]) == (CLOSED, "ada")
    assert "last_result" not in get_context()


def test_a_dropped_stream_in_a_cycle_is_recorded(events: Collecting) -> None:
    cycle: list[Any] = [Client().stream(chunks=["a"])]
    cycle.append(cycle)
    del cycle
    gc.collect()
    assert events.only["properties"] == CLOSED | {"system.usage_marks": "usage_missing"}


async def test_an_async_stream_that_is_closed_dropped_or_broken_is_recorded(events: Collecting) -> None:
    client = Client()
    stream: Any = await client.stream_async(chunks=["a", "b"])
    await anext(stream)
    await stream.aclose()
    assert events.only["properties"] == CLOSED
    events.clear()

    stream = await client.stream_async(chunks=["a", ProviderError(500)])
    await anext(stream)
    with pytest.raises(ProviderError):
        await anext(stream)
    assert events.only["http_status_code"] == 500
    events.clear()

    stream = await client.stream_async(chunks=["a", "b"])
    await anext(stream)
    del stream
    assert events.only["properties"] == CLOSED


async def test_a_cancelled_reader_of_a_stream_is_recorded(events: Collecting) -> None:
    async def never() -> AsyncIterator[str]:
        yield "a"
        await asyncio.Event().wait()

    stream = await Client().stream_async(source=never())

    async def read() -> None:
        async for _ in stream:
            pass

    task = asyncio.create_task(read())
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert events.only["properties"]["system.failure"] == "CancelledError"


class Managed:
    """A stream as libraries make them: an iterator and a context manager, with something more to it."""

    response = "the response"

    def __init__(self) -> None:
        self.closed = False
        self._chunks = iter(["a", "b"])

    def __iter__(self) -> Iterator[str]:
        return self._chunks

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.closed = True


def test_a_stream_is_still_what_it_was(events: Collecting) -> None:
    managed = Managed()
    with Client().stream(source=managed) as stream:  # type: ignore[attr-defined]
        assert isinstance(stream, Managed)
        assert stream.response == "the response"
        assert list(stream) == ["a", "b"]  # type: ignore[call-overload]
    assert managed.closed
    assert "properties" not in events.only


def test_leaving_a_with_block_early_closes_and_records(events: Collecting) -> None:
    managed = Managed()

    def read_and_fail() -> None:
        with Client().stream(source=managed) as stream:  # type: ignore[attr-defined]
            next(stream)
            raise KeyError("the application's own")

    with pytest.raises(KeyError):
        read_and_fail()
    assert managed.closed
    assert (events.only["properties"], events.only["http_status_code"]) == (CLOSED, 200)


def test_a_stream_belongs_to_where_its_call_was_made(events: Collecting) -> None:
    with track_context(user_id="ada"):
        stream = Client().stream(chunks=["a"])
    with track_context(user_id="bob"):
        thread = threading.Thread(target=list, args=(stream,))
        thread.start()
        thread.join()
    assert events.only["user_id"] == "ada"


@pytest.mark.parametrize("method", ["see", "carries_completion", "answer"])
def test_a_reader_that_fails_costs_no_chunk(
    method: str, events: Collecting, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv(faults.STRICT)
    faults.forget()

    def fail(*_: object) -> None:
        raise KeyError(method)

    monkeypatch.setattr(Reader, method, fail)
    assert list(Client().stream(chunks=["a", "b"])) == ["a", "b"]
    assert events.only["http_status_code"] == 200
    assert [record.levelname for record in caplog.records] == ["ERROR"]


texts = st.text("ab", min_size=1, max_size=2)
chunks = st.lists(st.one_of(texts, texts.map("!".__add__), texts.map("~".__add__)), max_size=6)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chunks=chunks, read=st.integers(0, 7), ending=st.sampled_from(["exhaust", "close", "drop", "fail"]))
def test_whatever_is_read_and_however_it_ends_there_is_one_event(
    events: Collecting, chunks: list[str], read: int, ending: str
) -> None:
    events.clear()
    shown = [chunk for chunk in chunks if not chunk.startswith("!")]
    source: list[Any] = [*chunks, ProviderError(500)] if ending == "fail" else chunks
    stream: Any = Client().stream(chunks=source)
    try:
        seen = [chunk for chunk, _ in zip(stream, range(read), strict=False)]
        assert seen == shown[:read]
        if ending in {"exhaust", "fail"}:
            list(stream)
    except ProviderError:
        assert ending == "fail"
    if ending == "close":
        stream.close()
    del stream
    assert tokens(events.only) <= len(chunks)
    if ending == "exhaust":
        assert tokens(events.only) == len(chunks)


def test_two_threads_that_end_a_stream_record_it_once(collect: Collect) -> None:
    events = collect(patches=PATCHES)
    for _ in range(50):
        stream: Any = Client().stream(source=Managed())
        barrier = threading.Barrier(2)

        def end(stream: Any = stream, barrier: threading.Barrier = barrier) -> None:
            barrier.wait(10)
            stream.close()

        threads = [threading.Thread(target=end) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(events) == 50


def test_a_stand_in_can_be_told_from_the_stream_it_stands_for(events: Collecting) -> None:
    managed = Managed()
    stream: Any = Client().stream(source=managed)
    assert type(stream) is ObservedStream
    assert stream.__wrapped__ is managed
    list(stream)
    assert len(events) == 1
