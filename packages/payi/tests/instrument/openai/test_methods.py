"""Every method that costs something is counted exactly once, in every way it can be called."""

import asyncio
from typing import Any, NamedTuple

import openai
import pytest

from packages.payi.tests.instrument.conftest import Collecting
from packages.payi.tests.instrument.openai import wire
from packages.payi.tests.instrument.openai.conftest import AsyncClient, Provider
from packages.payi.tests.instrument.openai.ways import WAYS, call, run_async

ASKED = [{"role": "user", "content": "What is the capital of France?"}]
SOUND = ("speech.mp3", b"ID3\x04\x00\x00", "audio/mpeg")
DRAWING = ("drawing.png", b"\x89PNG\r\n", "image/png")


class Method(NamedTuple):
    name: str
    keywords: dict[str, Any]
    answer: Any
    units: dict[str, dict[str, int]]
    id: str | None = None
    events: list[dict[str, Any]] | None = None

    def __str__(self) -> str:
        return self.name


CHAT = {"model": "gpt-4o-mini", "messages": ASKED}
DRAW = {"model": "gpt-image-1", "prompt": "A cat"}
METHODS = [
    Method("chat.completions.create", CHAT, wire.chat(), wire.CHAT_UNITS, wire.CHAT_ID, wire.chat_chunks()),
    Method(
        "completions.create",
        {"model": "gpt-3.5-turbo-instruct", "prompt": "The capital of France is"},
        wire.completion(),
        wire.CHAT_UNITS,
        wire.TEXT_ID,
        wire.completion_chunks(),
    ),
    Method(
        "responses.create",
        {"model": "gpt-4o-mini", "input": ASKED},
        wire.response(),
        wire.CHAT_UNITS,
        wire.RESPONSE_ID,
        wire.response_events(),
    ),
    Method(
        "embeddings.create",
        {"model": "text-embedding-3-small", "input": "France"},
        wire.embeddings(),
        {"text": {"input": 8, "output": 0}},
    ),
    Method("images.generate", DRAW, wire.images(), wire.IMAGE_UNITS),
    Method("images.edit", {**DRAW, "image": DRAWING}, wire.images(), wire.IMAGE_UNITS),
    Method(
        "images.create_variation",
        {"model": "dall-e-2", "image": DRAWING, "n": 2},
        wire.images(None, pictures=2),
        {"picture": {"input": 0, "output": 2}},
    ),
    Method(
        "audio.transcriptions.create",
        {"model": "gpt-4o-transcribe", "file": SOUND},
        wire.transcript(),
        wire.TRANSCRIPT_UNITS,
        None,
        wire.transcript_events(),
    ),
    Method(
        "audio.translations.create",
        {"model": "whisper-1", "file": SOUND},
        wire.transcript({"type": "duration", "seconds": 95}),
        {"audio_second": {"input": 95, "output": 0}},
    ),
    Method(
        "audio.speech.create",
        {"model": "tts-1", "voice": "alloy", "input": "The quick brown fox"},
        b"ID3\x04\x00\x00",
        {"text": {"input": 5, "output": 0}},  # estimated: 19 characters
    ),
]
STREAMED = [method for method in METHODS if method.events is not None]
pytestmark = pytest.mark.filterwarnings("ignore:deprecated:DeprecationWarning")  # of the oldest methods
every_way = pytest.mark.parametrize("way", WAYS)


def check(method: Method, event: dict[str, Any]) -> None:
    assert event["units"] == method.units
    assert event["resource"] == method.keywords["model"]
    assert event["category"] == "system.openai"
    assert event["http_status_code"] == 200
    assert event["provider_response_id"] == (method.id or event["provider_response_id"])
    assert {"name": "openai-processing-ms", "value": "412"} in event["provider_response_headers"]


def answer_with(provider: Provider, method: Method) -> None:
    if isinstance(method.answer, bytes):
        provider.answers(method.answer, content_type="audio/mpeg")
    else:
        provider.answers(method.answer)


@every_way
@pytest.mark.parametrize("method", METHODS, ids=str)
def test_a_call_is_one_event(
    method: Method, way: str, client: openai.OpenAI, provider: Provider, collected: Collecting
) -> None:
    answer_with(provider, method)
    call(client, method.name, way, **method.keywords)
    check(method, collected.only)


@every_way
@pytest.mark.parametrize("method", METHODS, ids=str)
def test_an_awaited_call_is_one_event(
    method: Method, way: str, async_client: AsyncClient, provider: Provider, collected: Collecting
) -> None:
    answer_with(provider, method)
    asyncio.run(run_async(async_client, method.name, way, **method.keywords))
    check(method, collected.only)


@every_way
@pytest.mark.parametrize("method", STREAMED, ids=str)
def test_a_stream_is_one_event(
    method: Method, way: str, client: openai.OpenAI, provider: Provider, collected: Collecting
) -> None:
    provider.streams(method.events or ())
    call(client, method.name, way, **method.keywords, stream=True)
    event = collected.only
    check(method, event)
    assert event["time_to_first_token_ms"] <= event["time_to_first_completion_token_ms"]
    assert event["time_to_first_completion_token_ms"] <= event["end_to_end_latency_ms"]


@every_way
@pytest.mark.parametrize("method", STREAMED, ids=str)
def test_an_awaited_stream_is_one_event(
    method: Method, way: str, async_client: AsyncClient, provider: Provider, collected: Collecting
) -> None:
    provider.streams(method.events or ())
    asyncio.run(run_async(async_client, method.name, way, **method.keywords, stream=True))
    event = collected.only
    check(method, event)
    assert event["time_to_first_token_ms"] <= event["end_to_end_latency_ms"]


def test_what_costs_nothing_is_not_counted(
    client: openai.OpenAI, provider: Provider, collected: Collecting
) -> None:
    provider.answers({"id": "modr-5MWoLO", "model": "omni-moderation-latest", "results": []})
    client.moderations.create(input="Hello")
    provider.answers({"object": "list", "data": []})
    client.models.list()
    assert collected == []
