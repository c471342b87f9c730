"""Text completions, of releases before 1.0. They tell no usage, so it is estimated: four characters a token."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug import Request, Response

from packages.payi.tests.instrument.anthropic import wire
from packages.payi.tests.instrument.anthropic.conftest import StandIn
from packages.payi.tests.instrument.conftest import Collecting

ASK = {"model": "claude-2.1", "max_tokens_to_sample": 10, "prompt": "\n\nHuman: Hello\n\nAssistant:"}
UNITS = {"text": {"input": 7, "output": 6}}
COMPLETION = {
    "type": "completion",
    "id": "compl_018CKm6gsux7P8yMcwZbeCPw",
    "completion": wire.TEXT,
    "stop_reason": "stop_sequence",
    "model": "claude-2.1",
}


def _streamed() -> Iterator[bytes]:
    for piece, reason in ((wire.TEXT[:9], None), (wire.TEXT[9:], None), ("", "stop_sequence")):
        yield wire.server_sent({**COMPLETION, "completion": piece, "stop_reason": reason})


@pytest.fixture(autouse=True)
def completions_api(anthropic_api: StandIn) -> StandIn:
    def respond(request: Request) -> Response:
        if request.get_json().get("stream"):
            return Response(_streamed(), content_type="text/event-stream")
        return Response(json.dumps(COMPLETION), content_type="application/json")

    anthropic_api.respond = respond
    return anthropic_api


def check(event: dict[str, Any]) -> None:
    assert event["units"] == UNITS
    assert event["resource"] == "claude-2.1"
    assert event["provider_response_id"] == COMPLETION["id"]
    assert event["properties"]["system.usage_marks"] == "estimated"


def test_a_completion_is_counted_once(client: Any, collected: Collecting) -> None:
    assert client.completions.create(**ASK).completion == wire.TEXT
    check(collected.only)


def test_a_streamed_completion_is_counted_once(client: Any, collected: Collecting) -> None:
    assert "".join(chunk.completion for chunk in client.completions.create(**ASK, stream=True)) == wire.TEXT
    check(collected.only)


@pytest.mark.anyio
async def test_an_awaited_completion_is_counted_once(async_client: Any, collected: Collecting) -> None:
    async with async_client:
        await async_client.completions.create(**ASK)
    check(collected.only)


@pytest.mark.anyio
async def test_an_awaited_stream_is_counted_once(async_client: Any, collected: Collecting) -> None:
    async with async_client:
        assert [chunk async for chunk in await async_client.completions.create(**ASK, stream=True)]
    check(collected.only)
