"""Results of message batches: each line that succeeded is one call, at batch prices."""

import json
from typing import Any

import pytest
from payi.instrument.providers.anthropic import PATCHES
from werkzeug import Request, Response

from packages.payi.tests.instrument.anthropic import wire
from packages.payi.tests.instrument.anthropic.conftest import StandIn
from packages.payi.tests.instrument.conftest import Collect, Collecting

BATCH = "msgbatch_013Zva2CMHLNnjNjJJKqJ2EF"
RESULTS = [
    {
        "custom_id": f"question-{number}",
        "result": {
            "type": "succeeded",
            "message": {
                **wire.message([wire.TEXT_BLOCK], {**wire.USAGE, "service_tier": "batch"}),
                "id": f"msg_{number}",
            },
        },
    }
    for number in range(3)
]
FAILED = [
    {"custom_id": "bad", "result": {"type": "errored", "error": wire.error("invalid_request_error", "No.")}},
    {"custom_id": "late", "result": {"type": "expired"}},
]
UNITS = {
    name if name == "web_search_request" else f"{name}_batch": counts for name, counts in wire.UNITS.items()
}


@pytest.fixture
def batches_api(anthropic_api: StandIn) -> StandIn:
    def respond(request: Request) -> Response:
        if request.path.endswith("/results"):
            lines = [json.dumps(line) + "\n" for line in (*RESULTS, *FAILED)]
            return Response(iter(lines), content_type="application/binary")
        batch = {
            "id": BATCH,
            "type": "message_batch",
            "processing_status": "ended",
            "request_counts": {"processing": 0, "succeeded": 3, "errored": 1, "canceled": 0, "expired": 1},
            "created_at": "2026-11-01T12:00:00Z",
            "expires_at": "2026-11-02T12:00:00Z",
            "ended_at": "2026-11-01T12:30:00Z",
            "results_url": f"{anthropic_api.url}/v1/messages/batches/{BATCH}/results",
        }
        return Response(json.dumps(batch), content_type="application/json")

    anthropic_api.respond = respond
    return anthropic_api


def check(events: Collecting) -> None:
    assert [event["provider_response_id"] for event in events] == ["msg_0", "msg_1", "msg_2"]
    for event in events:
        assert event["category"] == "system.anthropic"
        assert event["resource"] == wire.MODEL
        assert event["units"] == UNITS


@pytest.mark.parametrize("beta", [False, True])
def test_each_line_that_succeeded_is_a_call(
    beta: bool, client: Any, batches_api: StandIn, collected: Collecting
) -> None:
    batches = (client.beta if beta else client).messages.batches
    assert [line.custom_id for line in batches.results(BATCH)] == [
        line["custom_id"] for line in (*RESULTS, *FAILED)
    ]
    check(collected)


@pytest.mark.anyio
@pytest.mark.parametrize("beta", [False, True])
async def test_each_awaited_line_that_succeeded_is_a_call(
    beta: bool, async_client: Any, batches_api: StandIn, collected: Collecting
) -> None:
    async with async_client:
        batches = (async_client.beta if beta else async_client).messages.batches
        assert [line async for line in await batches.results(BATCH)]
    check(collected)


def test_lines_that_are_not_read_are_not_recorded(
    client: Any, batches_api: StandIn, collected: Collecting
) -> None:
    results = client.messages.batches.results(BATCH)
    assert next(results).result.message.xproxy_result.request_id == "msg_0"
    results.http_response.close()
    assert len(collected) == 1


def test_results_fetched_again_have_the_ids_they_had(
    client: Any, batches_api: StandIn, collected: Collecting
) -> None:
    """The server knows a call by its id, so that it is charged once."""
    for _ in range(2):
        list(client.messages.batches.results(BATCH))
    ids = [event["provider_response_id"] for event in collected]
    assert ids == ["msg_0", "msg_1", "msg_2"] * 2


def test_a_limit_holds_back_no_results_that_have_been_spent_for(
    client: Any, batches_api: StandIn, collect: Collect
) -> None:
    events = collect(patches=PATCHES, enforce_limits=True)
    assert len(list(client.messages.batches.results(BATCH))) == len(RESULTS) + len(FAILED)
    assert events.checked == []
    check(events)


def test_sending_and_asking_for_a_batch_are_no_calls(
    client: Any, batches_api: StandIn, collected: Collecting
) -> None:
    client.messages.batches.create(
        requests=[
            {
                "custom_id": "question-0",
                "params": {
                    "model": wire.MODEL,
                    "max_tokens": 10,
                    "messages": [{"role": "user", "content": "Hello"}],
                },
            }
        ]
    )
    client.messages.batches.retrieve(BATCH)
    assert collected == []
