"""Every way to have a message written, each reading it to its end. Those of a newer library are left out of an older one."""

import json
from typing import Any

from anthropic.resources.messages import Messages

from packages.payi.tests.instrument.anthropic.conftest import ASK


def _events(messages: Any) -> None:
    for _ in messages.create(**ASK, stream=True):
        pass


def _events_within(messages: Any) -> None:
    with messages.create(**ASK, stream=True) as stream:
        list(stream)


def _managed_events(messages: Any) -> None:
    with messages.stream(**ASK) as stream:
        assert [event.type for event in stream][-1] == "message_stop"


def _managed_text(messages: Any) -> None:
    with messages.stream(**ASK) as stream:
        assert "".join(stream.text_stream)


def _managed_message(messages: Any) -> None:
    with messages.stream(**ASK) as stream:
        assert (
            stream.get_final_message().usage.output_tokens
            == stream.current_message_snapshot.usage.output_tokens
        )


def _managed_until_done(messages: Any) -> None:
    with messages.stream(**ASK) as stream:
        stream.until_done()
        assert stream.current_message_snapshot.content


def _raw_events(messages: Any) -> None:
    list(messages.with_raw_response.create(**ASK, stream=True).parse())


def _streaming_parsed(messages: Any) -> None:
    with messages.with_streaming_response.create(**ASK) as response:
        assert response.parse().content


def _streaming_json(messages: Any) -> None:
    with messages.with_streaming_response.create(**ASK) as response:
        assert json.loads(response.read())["type"] == "message"


def _streaming_events(messages: Any) -> None:
    with messages.with_streaming_response.create(**ASK, stream=True) as response:
        list(response.parse())


def _streaming_lines(messages: Any) -> None:
    with messages.with_streaming_response.create(**ASK, stream=True) as response:
        assert "event: message_stop" in list(response.iter_lines())


WAYS: dict[str, Any] = {
    "create": lambda messages: messages.create(**ASK),
    "create, stream": _events,
    "create, stream, with": _events_within,
    "stream, events": _managed_events,
    "stream, text_stream": _managed_text,
    "stream, get_final_message": _managed_message,
    "stream, until_done": _managed_until_done,
    "raw": lambda messages: messages.with_raw_response.create(**ASK),
    "raw, parse": lambda messages: messages.with_raw_response.create(**ASK).parse(),
    "raw, stream": _raw_events,
    "streaming, parse": _streaming_parsed,
    "streaming, read": _streaming_json,
    "streaming, stream": _streaming_events,
    "streaming, iter_lines": _streaming_lines,
}


async def _async_events(messages: Any) -> None:
    async for _ in await messages.create(**ASK, stream=True):
        pass


async def _async_events_within(messages: Any) -> None:
    async with await messages.create(**ASK, stream=True) as stream:
        assert [event async for event in stream]


async def _async_managed_events(messages: Any) -> None:
    async with messages.stream(**ASK) as stream:
        assert [event.type async for event in stream][-1] == "message_stop"


async def _async_managed_text(messages: Any) -> None:
    async with messages.stream(**ASK) as stream:
        assert "".join([text async for text in stream.text_stream])


async def _async_managed_message(messages: Any) -> None:
    async with messages.stream(**ASK) as stream:
        final = await stream.get_final_message()
        assert final.usage.output_tokens == stream.current_message_snapshot.usage.output_tokens


async def _async_managed_until_done(messages: Any) -> None:
    async with messages.stream(**ASK) as stream:
        await stream.until_done()
        assert stream.current_message_snapshot.content


async def parsed(response: Any) -> Any:
    """Before 1.0 the raw accessor parses without waiting."""
    made = response.parse()
    return await made if hasattr(made, "__await__") else made


async def _async_raw_parsed(messages: Any) -> None:
    assert (await parsed(await messages.with_raw_response.create(**ASK))).content


async def _async_raw_events(messages: Any) -> None:
    stream = await parsed(await messages.with_raw_response.create(**ASK, stream=True))
    assert [event async for event in stream]


async def _async_streaming_parsed(messages: Any) -> None:
    async with messages.with_streaming_response.create(**ASK) as response:
        assert (await response.parse()).content


async def _async_streaming_json(messages: Any) -> None:
    async with messages.with_streaming_response.create(**ASK) as response:
        assert json.loads(await response.read())["type"] == "message"


async def _async_streaming_events(messages: Any) -> None:
    async with messages.with_streaming_response.create(**ASK, stream=True) as response:
        assert [event async for event in await response.parse()]


async def _async_streaming_lines(messages: Any) -> None:
    async with messages.with_streaming_response.create(**ASK, stream=True) as response:
        assert "event: message_stop" in [line async for line in response.iter_lines()]


ASYNC_WAYS: dict[str, Any] = {
    "create": lambda messages: messages.create(**ASK),
    "create, stream": _async_events,
    "create, stream, with": _async_events_within,
    "stream, events": _async_managed_events,
    "stream, text_stream": _async_managed_text,
    "stream, get_final_message": _async_managed_message,
    "stream, until_done": _async_managed_until_done,
    "raw": lambda messages: messages.with_raw_response.create(**ASK),
    "raw, parse": _async_raw_parsed,
    "raw, stream": _async_raw_events,
    "streaming, parse": _async_streaming_parsed,
    "streaming, read": _async_streaming_json,
    "streaming, stream": _async_streaming_events,
    "streaming, iter_lines": _async_streaming_lines,
}
if hasattr(Messages, "parse"):
    WAYS["parse"] = lambda messages: messages.parse(**ASK)
    ASYNC_WAYS["parse"] = WAYS["parse"]
