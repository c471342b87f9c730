"""Batches are counted by the lines of their results, when those are fetched."""

import asyncio
import json

import openai
import pytest
from payi.usage import read_batch_result

from packages.payi.tests.instrument.conftest import Collecting
from packages.payi.tests.instrument.openai import wire
from packages.payi.tests.instrument.openai.conftest import AsyncClient, Provider

IDS = [wire.CHAT_ID, wire.RESPONSE_ID, "batch_req_2"]
DIALECTS = ["openai.chat", "openai.responses", "openai.embeddings"]


def as_read_by_line() -> list[dict[str, dict[str, int]]]:
    lines = map(json.loads, wire.batch_results().splitlines())
    readings = [read_batch_result(dialect, line) for dialect, line in zip(DIALECTS, lines, strict=False)]
    return [reading.nested(tier_suffix=True) for reading in readings]


@pytest.mark.parametrize("way", ["plain", "raw"])
def test_every_answer_of_a_batch_is_an_event_at_the_batch_price(
    way: str, client: openai.OpenAI, provider: Provider, collected: Collecting
) -> None:
    provider.answers(wire.batch_results(), content_type="application/octet-stream")
    files = client.files if way == "plain" else client.files.with_raw_response
    assert files.content("file-abc123").content == wire.batch_results()
    assert [event["provider_response_id"] for event in collected] == IDS
    assert [event["units"] for event in collected] == as_read_by_line()
    assert collected[0]["units"]["text_batch"] == {"input": 86, "output": 236}
    assert collected[0]["resource"] == wire.MODEL


def test_an_awaited_batch_is_counted(
    async_client: AsyncClient, provider: Provider, collected: Collecting
) -> None:
    provider.answers(wire.batch_results(), content_type="application/octet-stream")

    async def run() -> None:
        async with async_client() as client:
            await client.files.content("file-abc123")

    asyncio.run(run())
    assert [event["provider_response_id"] for event in collected] == IDS


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"ID3\x04\x00\x00",
        b'{"custom_id": "request-1", "method": "POST", "url": "/v1/responses", "body": {"input": "Hi"}}\n',
        b'{"custom_id": broken\n[]\n{"custom_id": "1", "response": {"body": null}}\n',
    ],
    ids=["empty", "sound", "a batch's input", "broken"],
)
def test_other_files_cost_nothing(
    content: bytes, client: openai.OpenAI, provider: Provider, collected: Collecting
) -> None:
    provider.answers(content, content_type="application/octet-stream")
    client.files.content("file-abc123")
    assert collected == []


def test_a_file_that_cannot_be_fetched_is_no_failed_call(
    client: openai.OpenAI, provider: Provider, collected: Collecting
) -> None:
    provider.answers(wire.error("No such File object", None), 404)
    with pytest.raises(openai.NotFoundError):
        client.files.content("file-abc123")
    assert collected == []
