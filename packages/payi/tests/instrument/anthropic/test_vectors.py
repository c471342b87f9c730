"""The golden vectors of Anthropic's dialect, through the real client and a real socket."""

import json
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Response

from packages.payi.tests.instrument.anthropic import wire
from packages.payi.tests.instrument.anthropic.conftest import StandIn
from packages.payi.tests.instrument.anthropic.ways import ASYNC_WAYS, WAYS
from packages.payi.tests.instrument.conftest import Collecting

_FILE = Path(__file__).parents[2] / "usage" / "vectors.json"
VECTORS = [
    vector for vector in json.loads(_FILE.read_text("utf-8")) if vector["dialect"].startswith("anthropic.")
]


def _ids(vectors: list[dict[str, Any]]) -> list[str]:
    return [vector["id"] for vector in vectors]


WHOLE = [vector for vector in VECTORS if isinstance(vector["usage"], dict)]
STREAMED = [vector for vector in VECTORS if isinstance(vector["usage"], list)]


def flattened(event: dict[str, Any]) -> dict[str, int]:
    return {
        f"{unit.removesuffix('_batch')}.{side}": count
        for unit, sides in event["units"].items()
        for side, count in sides.items()
        if count
    }


def serve(api: StandIn, vector: dict[str, Any]) -> None:
    usage = vector["usage"]
    if isinstance(usage, dict):
        api.usage = usage
        return
    api.respond = lambda _request: Response(
        b"".join(wire.server_sent(event) for event in completed(usage)), content_type="text/event-stream"
    )


def completed(usages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events that carry a vector's usage, with the rest of what they are."""
    events = []
    for event in usages:
        if event["type"] == "message_start":
            opening = wire.message([], {}, stop_reason=None)
            events.append({**event, "message": {**opening, **event["message"]}})
        else:
            events.append({"delta": {"stop_reason": "end_turn", "stop_sequence": None}, **event})
    return [*events, {"type": "message_stop"}]


def test_the_dialect_has_vectors_of_both_kinds() -> None:
    assert WHOLE
    assert STREAMED


@pytest.mark.parametrize("way", ["create", "raw", "streaming, read"])
@pytest.mark.parametrize("vector", WHOLE, ids=_ids(WHOLE))
def test_a_vector_is_recorded_as_its_units(
    vector: dict[str, Any], way: str, client: Any, anthropic_api: StandIn, collected: Collecting
) -> None:
    serve(anthropic_api, vector)
    WAYS[way](client.messages)
    assert flattened(collected.only) == vector["units"]


@pytest.mark.parametrize("way", ["create, stream", "stream, events", "streaming, iter_lines"])
@pytest.mark.parametrize("vector", STREAMED, ids=_ids(STREAMED))
def test_a_streamed_vector_is_recorded_as_its_units(
    vector: dict[str, Any], way: str, client: Any, anthropic_api: StandIn, collected: Collecting
) -> None:
    serve(anthropic_api, vector)
    WAYS[way](client.messages)
    assert flattened(collected.only) == vector["units"]


@pytest.mark.anyio
@pytest.mark.parametrize("vector", VECTORS, ids=_ids(VECTORS))
async def test_an_awaited_vector_is_recorded_as_its_units(
    vector: dict[str, Any], async_client: Any, anthropic_api: StandIn, collected: Collecting
) -> None:
    serve(anthropic_api, vector)
    async with async_client:
        await ASYNC_WAYS["create" if vector in WHOLE else "create, stream"](async_client.messages)
    assert flattened(collected.only) == vector["units"]
