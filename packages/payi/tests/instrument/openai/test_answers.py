"""What an event tells of an answer beside its units."""

import asyncio
import json
import time
from typing import Any

import openai
import pytest
from pydantic import BaseModel

from packages.payi.tests.instrument.conftest import Collect, Collecting
from packages.payi.tests.instrument.openai import wire
from packages.payi.tests.instrument.openai.conftest import AsyncClient, Provider

CHAT: dict[str, Any] = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Weather in Rome?"}]}
RESPOND: dict[str, Any] = {"model": "gpt-4o-mini", "input": "Weather in Rome?"}
ROME = {"name": "get_weather", "arguments": '{"city": "Rome"}'}
OSLO = {"name": "get_weather", "arguments": '{"city": "Oslo"}'}


class Capital(BaseModel):
    name: str


def tool_call(function: dict[str, str], call_id: str = "call_12xyz") -> dict[str, Any]:
    return {"id": call_id, "type": "function", "function": function}


def pieces(index: int, function: dict[str, str], call_id: str) -> list[dict[str, Any]]:
    """A tool call as it is streamed: its name first, then its arguments in two parts."""
    arguments = function["arguments"]
    opening = {"index": index, "id": call_id, "type": "function"}
    parts = [
        {**opening, "function": {"name": function["name"], "arguments": ""}},
        {"index": index, "function": {"arguments": arguments[:5]}},
        {"index": index, "function": {"arguments": arguments[5:]}},
    ]
    return [{"tool_calls": [part]} for part in parts]


class TestDefect10:
    """Tool calls are captured, streamed or not."""

    def test_of_chat(self, client: openai.OpenAI, provider: Provider, collected: Collecting) -> None:
        calls = [tool_call(ROME), tool_call(OSLO, "call_13xyz")]
        provider.answers(wire.chat(answer=wire.message(None, tool_calls=calls)))
        client.chat.completions.create(**CHAT)
        assert collected.only["provider_response_function_calls"] == [ROME, OSLO]

    def test_of_chat_of_old(self, client: openai.OpenAI, provider: Provider, collected: Collecting) -> None:
        provider.answers(wire.chat(answer=wire.message(None, function_call=ROME)))
        client.chat.completions.create(**CHAT)
        assert collected.only["provider_response_function_calls"] == [ROME]

    def test_of_a_custom_tool(self, client: openai.OpenAI, provider: Provider, collected: Collecting) -> None:
        called = {"id": "call_1", "type": "custom", "custom": {"name": "sql", "input": "SELECT 1"}}
        provider.answers(wire.chat(answer=wire.message(None, tool_calls=[called])))
        client.chat.completions.create(**CHAT)
        assert collected.only["provider_response_function_calls"] == [
            {"name": "sql", "arguments": "SELECT 1"}
        ]

    @pytest.mark.parametrize("indexes", [(0, 1), (0, 0)], ids=["by index", "by id"])
    def test_streamed_pieces_are_joined(
        self, indexes: tuple[int, int], client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        first, second = pieces(indexes[0], ROME, "call_1"), pieces(indexes[1], OSLO, "call_2")
        provider.streams(wire.chat_chunks(wire.CHAT_USAGE, *first, *second))
        list(client.chat.completions.create(**CHAT, stream=True))
        assert collected.only["provider_response_function_calls"] == [ROME, OSLO]

    def test_streamed_pieces_of_old_are_joined(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        parts = [{"name": "get_weather", "arguments": '{"city"'}, {"arguments": ': "Rome"}'}]
        deltas = [{"function_call": part} for part in parts]
        provider.streams(wire.chat_chunks(wire.CHAT_USAGE, *deltas))
        list(client.chat.completions.create(**CHAT, stream=True))
        assert collected.only["provider_response_function_calls"] == [ROME]

    @pytest.mark.parametrize("stream", [False, True])
    def test_of_responses(
        self, stream: bool, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        item = {"type": "function_call", "id": "fc_1", "call_id": "call_1", "status": "completed", **ROME}
        if stream:
            provider.streams(wire.response_events(output=[item]))
            list(client.responses.create(**RESPOND, stream=True))
        else:
            provider.answers(wire.response(output=[item]))
            client.responses.create(**RESPOND)
        assert collected.only["provider_response_function_calls"] == [ROME]

    def test_of_a_responses_stream_that_is_closed(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        item = {"type": "function_call", "id": "fc_1", "call_id": "call_1", "status": "completed", **ROME}
        done = {"type": "response.output_item.done", "output_index": 0, "item": item, "sequence_number": 1}
        provider.streams([wire.response_events()[0], done])
        with client.responses.create(**RESPOND, stream=True) as stream:
            next(stream)
            next(stream)
        assert collected.only["provider_response_function_calls"] == [ROME]


class TestParse:
    def test_a_parsed_completion_is_one_event(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.answers(wire.chat(answer=wire.message('{"name": "Paris"}')))
        completion = client.beta.chat.completions.parse(**CHAT, response_format=Capital)
        assert completion.choices[0].message.parsed == Capital(name="Paris")
        event = collected.only
        assert event["units"] == wire.CHAT_UNITS
        assert json.loads(event["provider_request_json"])["response_format"]["type"] == "json_schema"
        assert "Paris" in event["provider_response_json"]

    def test_a_refusal_is_an_answer(
        self, async_client: AsyncClient, provider: Provider, collected: Collecting
    ) -> None:
        provider.answers(wire.chat(answer=wire.message(None, refusal="I'm sorry.")))

        async def run() -> None:
            async with async_client() as client:
                await client.beta.chat.completions.parse(**CHAT, response_format=Capital)

        asyncio.run(run())
        assert collected.only["units"] == wire.CHAT_UNITS

    def test_a_parsed_response_is_one_event(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.answers(wire.response(output=[wire.output_message('{"name": "Paris"}')]))
        response = client.responses.parse(**RESPOND, text_format=Capital)
        assert response.output_parsed == Capital(name="Paris")
        assert collected.only["units"] == wire.CHAT_UNITS

    def test_a_response_stream_helper_is_one_event(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.streams(wire.response_events())
        with client.responses.stream(**RESPOND) as stream:
            assert stream.get_final_response().output_text == "Paris."
        assert collected.only["units"] == wire.CHAT_UNITS


class TestContent:
    def test_the_prompt_and_the_answer_are_kept_as_json(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.answers(wire.chat())
        client.chat.completions.create(**CHAT)
        event = collected.only
        assert json.loads(event["provider_request_json"]) == CHAT
        assert json.loads(event["provider_response_json"]) == wire.chat()

    def test_chunks_are_kept_one_by_one(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.streams(wire.chat_chunks())
        list(client.chat.completions.create(**CHAT, stream=True))
        kept = collected.only["provider_response_json"]
        assert [json.loads(text) for text in kept] == wire.chat_chunks()

    def test_nothing_of_it_leaves_when_it_may_not(
        self, client: openai.OpenAI, provider: Provider, collect: Collect
    ) -> None:
        events = collect(log_prompt_and_response=False)
        provider.answers(wire.chat())
        client.chat.completions.create(**CHAT)
        assert not {"provider_request_json", "provider_response_json"} & events.only.keys()

    def test_generated_pictures_are_left_out(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.answers(wire.images())
        client.images.generate(model="gpt-image-1", prompt="A cat")
        assert wire.PICTURE not in collected.only["provider_response_json"]

    def test_headers_of_the_call_are_its_callers(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.answers(wire.chat())
        headers = {"xProxy-User-ID": "ada", "x-trace": "t-1"}
        client.chat.completions.with_raw_response.create(**CHAT, extra_headers=headers)
        event = collected.only
        assert event["user_id"] == "ada"
        assert event["provider_request_headers"] == [{"name": "x-trace", "value": "t-1"}]
        assert "xproxy-user-id" not in provider.seen[-1].headers
        assert provider.seen[-1].headers["x-trace"] == "t-1"


class TestBackground:
    """A response in the background is counted once, when it is fetched with its usage."""

    @pytest.fixture
    def asked(self) -> dict[str, Any]:
        return {"background": True, "created_at": int(time.time())}

    def test_it_is_counted_when_it_is_fetched(
        self, asked: dict[str, Any], client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.answers(wire.response(None, status="queued", output=[], **asked))
        client.responses.create(**RESPOND, background=True)
        client.responses.retrieve(wire.RESPONSE_ID)
        assert collected == []
        provider.answers(wire.response(**asked))
        response = client.responses.retrieve(wire.RESPONSE_ID)
        assert response.status == "completed"
        event = collected.only
        assert event["units"] == wire.CHAT_UNITS
        assert event["resource"] == wire.MODEL
        assert event["provider_response_id"] == wire.RESPONSE_ID

    def test_one_that_was_answered_at_once_is_not_counted_again(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.answers(wire.response())
        client.responses.create(**RESPOND)
        client.responses.retrieve(wire.RESPONSE_ID)
        assert collected.only["provider_response_id"] == wire.RESPONSE_ID

    def test_one_of_last_month_is_not_counted_again(
        self, asked: dict[str, Any], client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.answers(wire.response(**{**asked, "created_at": int(time.time()) - 30 * 86_400}))
        client.responses.retrieve(wire.RESPONSE_ID)
        assert collected == []

    def test_one_that_cannot_be_fetched_is_no_failed_call(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.answers(wire.error("Response not found", None), 404)
        with pytest.raises(openai.NotFoundError):
            client.responses.retrieve(wire.RESPONSE_ID)
        assert collected == []

    def test_a_stream_of_it_left_early_goes_on_without_its_reader(
        self, asked: dict[str, Any], client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.streams(wire.response_events(**asked))
        with client.responses.create(**RESPOND, background=True, stream=True) as stream:
            next(stream)
        assert collected == []
        provider.streams(wire.response_events(**asked))
        list(client.responses.retrieve(wire.RESPONSE_ID, stream=True))
        assert collected.only["units"] == wire.CHAT_UNITS


class TestMedia:
    @pytest.mark.parametrize("method", ["generate", "edit"])
    def test_streamed_pictures_are_one_event(
        self, method: str, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        kind = {"generate": "image_generation", "edit": "image_edit"}[method]
        provider.streams(wire.image_events(kind))
        keywords = {"image": ("cat.png", b"\x89PNG", "image/png")} if method == "edit" else {}
        draw: Any = getattr(client.images, method)
        list(draw(model="gpt-image-1", prompt="A cat", stream=True, **keywords))
        assert collected.only["units"] == wire.IMAGE_UNITS

    @pytest.mark.parametrize("way", ["plain", "with_streaming_response"])
    def test_speech_that_tells_its_usage_is_counted_by_it(
        self, way: str, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.streams(wire.speech_events())
        asked: Any = {"model": "gpt-4o-mini-tts", "voice": "alloy", "input": "Hi", "stream_format": "sse"}
        if way == "plain":
            client.audio.speech.create(**asked)
        else:
            with client.audio.speech.with_streaming_response.create(**asked) as response:
                b"".join(response.iter_bytes())
        assert collected.only["units"] == {
            "text": {"input": 14, "output": 0},
            "audio": {"input": 0, "output": 101},
        }

    def test_a_transcript_asked_for_as_text_is_one_event(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.answers(b"Imagine the wildest idea.", content_type="text/plain")
        client.audio.transcriptions.create(
            model="whisper-1", file=("speech.mp3", b"ID3", "audio/mpeg"), response_format="text"
        )
        assert collected.only["resource"] == "whisper-1"
