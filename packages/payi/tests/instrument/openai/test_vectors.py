"""The golden vectors once more, through the real client over a real socket, host by host."""

import copy
import json
from pathlib import Path
from typing import Any

import openai
import pytest
from payi.usage import read

from packages.payi.tests.instrument.conftest import Collecting
from packages.payi.tests.instrument.openai import wire
from packages.payi.tests.instrument.openai.conftest import Provider, client_at
from packages.payi.tests.usage import test_vectors

VECTORS_FILE = Path(test_vectors.__file__).with_name("vectors.json")
HOSTS = {
    "openai": "api.openai.com",
    "azure": "acme.openai.azure.com",
    "openrouter": "openrouter.ai",
    "xai": "api.x.ai",
    "deepseek": "api.deepseek.com",
    "perplexity": "api.perplexity.ai",
}


def through_a_client(vector: dict[str, Any]) -> bool:
    """LiteLLM is read by the name of an adapter, and realtime needs a web socket: neither comes this way."""
    family, _, interface = vector["dialect"].partition(".")
    return family in HOSTS and interface != "realtime"


VECTORS: list[dict[str, Any]] = [
    vector for vector in json.loads(VECTORS_FILE.read_text("utf-8")) if through_a_client(vector)
]
CHAT = [vector for vector in VECTORS if vector["dialect"].endswith(".chat")]
RESPONSES = [vector for vector in VECTORS if vector["dialect"].endswith(".responses")]


def nested(vector: dict[str, Any]) -> dict[str, dict[str, int]]:
    """The vector's units as an event has them, named after the tier the response tells."""
    reading = read(vector["dialect"], vector["usage"], vector.get("response_fields"))
    assert reading.units == vector["units"]
    return reading.nested(tier_suffix=True)


def client_for(vector: dict[str, Any], provider: Provider) -> openai.OpenAI:
    return client_at(provider.base_url(HOSTS[vector["dialect"].partition(".")[0]]))


def ask(client: openai.OpenAI, vector: dict[str, Any], **keywords: Any) -> Any:
    asked: Any = [{"role": "user", "content": "What is the capital of France?"}]
    if vector in RESPONSES:
        return client.responses.create(model=vector["model"], input=asked, **keywords)
    return client.chat.completions.create(model=vector["model"], messages=asked, **keywords)


def test_most_vectors_come_through_the_client() -> None:
    assert len(VECTORS) == 43


@pytest.mark.parametrize("vector", CHAT + RESPONSES, ids=lambda vector: vector["id"])
def test_a_vector_is_counted_exactly(
    vector: dict[str, Any], provider: Provider, collected: Collecting
) -> None:
    fields = vector.get("response_fields") or {}
    whole = wire.response if vector in RESPONSES else wire.chat
    provider.answers(whole(vector["usage"], **fields))
    with client_for(vector, provider) as client:
        ask(client, vector)
    assert collected.only["units"] == nested(vector)


@pytest.mark.parametrize("vector", CHAT + RESPONSES, ids=lambda vector: vector["id"])
def test_a_streamed_vector_is_counted_exactly(
    vector: dict[str, Any], provider: Provider, collected: Collecting
) -> None:
    fields = vector.get("response_fields") or {}
    if vector in RESPONSES:
        provider.streams(wire.response_events(vector["usage"], **fields))
    else:
        provider.streams(wire.chat_chunks(vector["usage"]))
    with client_for(vector, provider) as client:
        list(ask(client, vector, stream=True))
    assert collected.only["units"] == nested(vector)


@pytest.mark.parametrize(
    "vector",
    [vector for vector in VECTORS if vector not in CHAT and vector not in RESPONSES],
    ids=lambda vector: vector["id"],
)
def test_a_vector_of_another_interface_is_counted_exactly(
    vector: dict[str, Any], client: openai.OpenAI, provider: Provider, collected: Collecting
) -> None:
    model, usage = vector["model"], vector["usage"]
    if vector["dialect"] == "openai.images":
        pictures = len((vector.get("response_fields") or {}).get("data", [1]))
        provider.answers(wire.images(usage, pictures))
        client.images.generate(model=model, prompt="A cat")
    elif vector["dialect"] == "openai.embeddings":
        provider.answers({**wire.embeddings(), "usage": usage})
        client.embeddings.create(model=model, input="France")
    elif vector["dialect"] == "openai.transcription":
        provider.answers(wire.transcript(usage))
        client.audio.transcriptions.create(model=model, file=("speech.mp3", b"ID3", "audio/mpeg"))
    else:
        fields = vector.get("response_fields") or {}
        chunks = copy.deepcopy(usage)
        chunks[0]["choices"][0]["delta"]["content"] = "x" * fields.get("streamed_text_characters", 2)
        provider.streams(chunks)
        prompt: Any = [{"role": "user", "content": "x" * fields.get("request_text_characters", 1)}]
        list(client.chat.completions.create(model=model, messages=prompt, stream=True))
    assert collected.only["resource"] == model
    assert collected.only["units"] == nested(vector)
