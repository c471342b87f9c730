"""Streams: usage is asked for where that is safe, nothing of ours shows, and none is lost."""

import asyncio
import gc
from typing import Any

import openai
import pytest
from pydantic import BaseModel

from packages.payi.tests.instrument.conftest import Collecting
from packages.payi.tests.instrument.openai import wire
from packages.payi.tests.instrument.openai.conftest import AsyncClient, Provider, client_at

CHAT: dict[str, Any] = {
    "model": "gpt-4o-mini",
    "messages": [{"role": "user", "content": "What is the capital of France?"}],  # 30 characters
}
ESTIMATED = {"text": {"input": 8, "output": 2}}  # 30 and 6 characters
RESPOND: dict[str, Any] = {"model": "gpt-4o-mini", "input": "What is the capital of France?"}


class Capital(BaseModel):
    name: str


def test_usage_is_asked_for_and_its_chunk_hidden(
    client: openai.OpenAI, provider: Provider, collected: Collecting
) -> None:
    provider.streams(wire.chat_chunks())
    chunks = list(client.chat.completions.create(**CHAT, stream=True))
    assert provider.sent["stream_options"] == {"include_usage": True}
    assert all(chunk.choices for chunk in chunks)
    assert collected.only["units"] == wire.CHAT_UNITS


def test_defect_9_the_callers_other_stream_options_are_kept(
    client: openai.OpenAI, provider: Provider, collected: Collecting
) -> None:
    provider.streams(wire.chat_chunks())
    options: Any = {"include_obfuscation": False}
    list(client.chat.completions.create(**CHAT, stream=True, stream_options=options))
    assert provider.sent["stream_options"] == {"include_obfuscation": False, "include_usage": True}
    assert options == {"include_obfuscation": False}
    assert collected.only["units"] == wire.CHAT_UNITS


def test_usage_the_caller_asked_for_is_shown_with_the_result_on_it(
    client: openai.OpenAI, provider: Provider, collected: Collecting
) -> None:
    provider.streams(wire.chat_chunks())
    asked: Any = {"include_usage": True}
    *_, last = client.chat.completions.create(**CHAT, stream=True, stream_options=asked)
    assert last.usage is not None
    assert last.usage.total_tokens == 2306
    assert vars(last)["xproxy_result"].request_id == wire.CHAT_ID
    assert "xproxy_result" not in last.model_dump()
    assert collected.only["units"] == wire.CHAT_UNITS


@pytest.mark.parametrize("host", ["api.mistral.ai", "127.0.0.1"])
def test_a_host_not_known_to_accept_it_is_asked_nothing_and_the_stream_is_estimated(
    host: str, provider: Provider, collected: Collecting
) -> None:
    provider.streams(wire.chat_chunks(None))
    with client_at(provider.base_url(host)) as client:
        list(client.chat.completions.create(**CHAT, stream=True))
    assert "stream_options" not in provider.sent
    assert collected.only["units"] == ESTIMATED
    assert collected.only["properties"]["system.usage_marks"] == "estimated"


def test_an_old_azure_version_is_asked_nothing(provider: Provider, collected: Collecting) -> None:
    provider.streams(wire.chat_chunks(None))
    with openai.AzureOpenAI(
        azure_endpoint=provider.base_url("acme.openai.azure.com", ""),
        api_version="2024-06-01",
        api_key="none",
        max_retries=0,
    ) as client:
        list(client.chat.completions.create(**CHAT, stream=True))
    assert "stream_options" not in provider.sent
    assert collected.only["units"] == ESTIMATED


def test_stream_options_in_extra_body_have_the_last_word(
    client: openai.OpenAI, provider: Provider, collected: Collecting
) -> None:
    provider.streams(wire.chat_chunks(None))
    body = {"stream_options": {"include_usage": False}}
    list(client.chat.completions.create(**CHAT, stream=True, extra_body=body))
    assert provider.sent["stream_options"] == {"include_usage": False}
    assert collected.only["units"] == ESTIMATED


def test_usage_that_comes_unasked_and_grows_is_counted_once(
    provider: Provider, collected: Collecting
) -> None:
    growing = [
        wire.chat_chunk({"content": "Par"}, usage={**wire.CHAT_USAGE, "completion_tokens": 100}),
        wire.chat_chunk({"content": "is."}, usage=wire.CHAT_USAGE),
    ]
    provider.streams(growing)
    with client_at(provider.base_url("127.0.0.1")) as client:
        assert len(list(client.chat.completions.create(**CHAT, stream=True))) == 2
    assert collected.only["units"] == wire.CHAT_UNITS


def test_groqs_usage_is_found_where_groq_puts_it(provider: Provider, collected: Collecting) -> None:
    last = wire.chat_chunk({}, x_groq={"id": "req_01jbd6g2qdfw2adyrt2az8hz4w", "usage": wire.CHAT_USAGE})
    provider.streams([*wire.chat_chunks(None), last])
    with client_at(provider.base_url("127.0.0.1")) as client:
        list(client.chat.completions.create(**CHAT, stream=True))
    assert collected.only["units"] == wire.CHAT_UNITS


def test_added_usage_shows_in_no_byte_that_the_caller_reads(
    client: openai.OpenAI, provider: Provider, collected: Collecting
) -> None:
    provider.streams(wire.chat_chunks())
    with client.chat.completions.with_streaming_response.create(**CHAT, stream=True) as response:
        lines = [line for line in response.iter_lines() if line]
    expected = [
        line for line in b"".join(wire.server_sent(wire.chat_chunks(None))).decode().split("\n") if line
    ]
    assert lines == expected
    assert collected.only["units"] == wire.CHAT_UNITS


def test_a_parsed_stream_is_followed_when_its_raw_response_is_gone(
    client: openai.OpenAI, provider: Provider, collected: Collecting
) -> None:
    provider.streams(wire.chat_chunks())
    stream = client.chat.completions.with_raw_response.create(**CHAT, stream=True).parse()
    gc.collect()
    assert all(chunk.choices for chunk in stream)
    assert collected.only["units"] == wire.CHAT_UNITS


class TestHelpers:
    """`chat.completions.stream` and `responses.stream`, whose events are made of the same chunks."""

    def test_a_chat_stream_is_one_event(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.streams(wire.chat_chunks(wire.CHAT_USAGE, {"content": '{"name":'}, {"content": '"Paris"}'}))
        with client.beta.chat.completions.stream(**CHAT, response_format=Capital) as stream:
            kinds = {event.type for event in stream}
            final = stream.get_final_completion()
        assert {"chunk", "content.delta"} <= kinds
        assert final.choices[0].message.parsed == Capital(name="Paris")
        assert final.usage is None  # as it is without us: only we asked for it
        assert collected.only["units"] == wire.CHAT_UNITS

    def test_an_awaited_chat_stream_is_one_event(
        self, async_client: AsyncClient, provider: Provider, collected: Collecting
    ) -> None:
        provider.streams(wire.chat_chunks())

        async def run() -> None:
            async with async_client() as client, client.beta.chat.completions.stream(**CHAT) as stream:
                await stream.get_final_completion()

        asyncio.run(run())
        assert collected.only["units"] == wire.CHAT_UNITS

    def test_a_chat_stream_left_early_is_recorded_as_closed(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.streams(wire.chat_chunks())
        with client.beta.chat.completions.stream(**CHAT) as stream:
            for event in stream:
                if event.type == "content.delta":
                    break
        assert len(collected) == 1
        assert collected.only["properties"]["system.failure"] == "stream_closed"


class TestDefect8:
    """Streams aborted or failing midway are reported."""

    def test_a_closed_stream_is_recorded_with_what_was_seen(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.streams(wire.chat_chunks())
        with client.chat.completions.create(**CHAT, stream=True) as stream:
            for chunk in stream:
                if chunk.choices[0].delta.content:
                    break
        event = collected.only
        assert event["properties"]["system.failure"] == "stream_closed"
        assert event["units"] == {"text": {"input": 8, "output": 1}}
        assert event["http_status_code"] == 200
        assert event["provider_response_id"] == wire.CHAT_ID

    def test_an_awaited_stream_that_is_closed_is_recorded(
        self, async_client: AsyncClient, provider: Provider, collected: Collecting
    ) -> None:
        provider.streams(wire.chat_chunks())

        async def run() -> None:
            async with async_client() as client:
                stream = await client.chat.completions.create(**CHAT, stream=True)
                await anext(aiter(stream))
                await stream.close()

        asyncio.run(run())
        assert collected.only["properties"]["system.failure"] == "stream_closed"

    def test_a_stream_nobody_holds_any_more_is_recorded(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.streams(wire.chat_chunks())
        stream = client.chat.completions.create(**CHAT, stream=True)
        next(stream)
        response = stream.response
        del stream
        assert collected.only["properties"]["system.failure"] == "stream_closed"
        response.close()

    @pytest.mark.parametrize("way", ["with_raw_response", "with_streaming_response"])
    def test_an_accessors_stream_that_is_not_read_is_recorded(
        self, way: str, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.streams(wire.chat_chunks())
        if way == "with_raw_response":
            client.chat.completions.with_raw_response.create(**CHAT, stream=True).http_response.close()
        else:
            with client.chat.completions.with_streaming_response.create(**CHAT, stream=True):
                pass
        assert collected.only["properties"]["system.failure"] == "stream_closed"

    def test_an_error_in_the_stream_is_raised_as_it_was_and_recorded(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        failed = wire.error("The server had an error", "server_error", "server_error")
        provider.streams([*wire.chat_chunks(None), failed])
        with pytest.raises(openai.APIError, match="The server had an error"):
            list(client.chat.completions.create(**CHAT, stream=True))
        event = collected.only
        assert event["properties"]["system.failure"] == "APIError"
        assert event["units"] == ESTIMATED

    def test_a_connection_that_breaks_is_recorded(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.streams(wire.chat_chunks(None), breaks_off=True)
        with pytest.raises(
            Exception, match=r"Connection error|peer closed connection"
        ):  # of httpx in older ones
            list(client.chat.completions.create(**CHAT, stream=True))
        assert collected.only["units"] == ESTIMATED
        assert collected.only["http_status_code"] == 299


def test_streams_stay_the_librarys_own(
    client: openai.OpenAI, provider: Provider, collected: Collecting
) -> None:
    provider.streams(wire.chat_chunks())
    stream = client.chat.completions.create(**CHAT, stream=True)
    assert isinstance(stream, openai.Stream)
    assert stream.response.status_code == 200
    list(stream)
    assert collected.only["units"] == wire.CHAT_UNITS


class TestResponses:
    def test_the_last_event_carries_the_result(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.streams(wire.response_events())
        *_, last = client.responses.create(**RESPOND, stream=True)
        assert vars(last)["xproxy_result"].request_id == wire.RESPONSE_ID
        assert collected.only["units"] == wire.CHAT_UNITS

    def test_one_that_is_closed_is_estimated(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.streams(wire.response_events())
        with client.responses.create(**RESPOND, stream=True) as stream:
            for event in stream:
                if event.type == "response.output_text.done":
                    break
        assert collected.only["units"] == ESTIMATED
        assert collected.only["provider_response_id"] == wire.RESPONSE_ID

    def test_one_that_fails_says_why(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        why = {"code": "server_error", "message": "The model failed to generate a response."}
        *events, last = wire.response_events(None)
        failed = {
            **last,
            "type": "response.failed",
            "response": wire.response(None, status="failed", error=why),
        }
        provider.streams([*events, failed])
        list(client.responses.create(**RESPOND, stream=True))
        properties = collected.only["properties"]
        assert properties["system.failure"] == "server_error"
        assert properties["system.failure.description"] == "The model failed to generate a response."
