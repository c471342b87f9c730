"""Errors reach the caller as they were, and are recorded."""

import asyncio
from typing import Any

import openai
import pytest
from pydantic import BaseModel, ValidationError

from packages.payi.tests.instrument.conftest import Collecting
from packages.payi.tests.instrument.openai import wire
from packages.payi.tests.instrument.openai.conftest import REQUEST_ID, AsyncClient, Provider
from packages.payi.tests.instrument.openai.ways import run_async

CHAT: dict[str, Any] = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello"}]}
REFUSALS = [
    (400, openai.BadRequestError, "context_length_exceeded"),
    (401, openai.AuthenticationError, "invalid_api_key"),
    (429, openai.RateLimitError, "rate_limit_exceeded"),
    (500, openai.InternalServerError, None),
]


class Capital(BaseModel):
    name: str


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("status", "kind", "code"), REFUSALS)
def test_a_refusal_is_recorded_with_its_status_and_body(
    status: int,
    kind: type[openai.APIStatusError],
    code: str | None,
    stream: bool,
    client: openai.OpenAI,
    provider: Provider,
    collected: Collecting,
) -> None:
    provider.answers(wire.error("It cannot be done", code), status)
    with pytest.raises(kind, match="It cannot be done") as raised:
        client.chat.completions.create(**CHAT, stream=stream)
    assert raised.value.status_code == status
    event = collected.only
    assert event["http_status_code"] == status
    assert event["provider_response_id"] == REQUEST_ID
    assert event["units"] == {}
    assert "It cannot be done" in event["provider_response_json"]


@pytest.mark.parametrize(("status", "kind", "code"), REFUSALS)
def test_an_awaited_refusal_is_recorded(
    status: int,
    kind: type[openai.APIStatusError],
    code: str | None,
    async_client: AsyncClient,
    provider: Provider,
    collected: Collecting,
) -> None:
    provider.answers(wire.error("It cannot be done", code), status)
    with pytest.raises(kind):
        asyncio.run(run_async(async_client, "responses.create", "plain", model="gpt-4o-mini", input="Hello"))
    assert collected.only["http_status_code"] == status


def test_a_refused_connection_is_recorded_without_status(
    client: openai.OpenAI, unused_tcp_port: int, collected: Collecting
) -> None:
    nowhere = client.with_options(base_url=f"http://127.0.0.1:{unused_tcp_port}/v1")
    with pytest.raises(openai.APIConnectionError):
        nowhere.chat.completions.create(**CHAT)
    event = collected.only
    assert event["http_status_code"] == 299
    assert event["properties"]["system.failure"] == "APIConnectionError"


def test_a_time_out_is_recorded_without_status(
    client: openai.OpenAI, silent_url: str, collected: Collecting
) -> None:
    with pytest.raises(openai.APITimeoutError):
        client.with_options(base_url=silent_url, timeout=0.05).chat.completions.create(**CHAT)
    assert collected.only["properties"]["system.failure"] == "APITimeoutError"


def test_retries_of_the_library_are_one_call(
    client: openai.OpenAI, provider: Provider, collected: Collecting
) -> None:
    provider.answers(wire.error("Try again", None), 500)
    with pytest.raises(openai.InternalServerError):
        client.with_options(max_retries=1).chat.completions.create(**CHAT)
    assert len(provider.seen) == 2
    assert collected.only["http_status_code"] == 500


class TestAnswersTheLibraryRaisesOver:
    """They are paid for: their units are recorded beside the error."""

    def test_an_output_that_was_cut_short(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        answer = wire.chat(answer=wire.message('{"name": "Par'))
        answer["choices"][0]["finish_reason"] = "length"
        provider.answers(answer)
        with pytest.raises(openai.LengthFinishReasonError):
            client.beta.chat.completions.parse(**CHAT, response_format=Capital)
        assert collected.only["units"] == wire.CHAT_UNITS
        assert collected.only["properties"]["system.failure"] == "LengthFinishReasonError"

    def test_an_output_of_another_shape(
        self, async_client: AsyncClient, provider: Provider, collected: Collecting
    ) -> None:
        provider.answers(wire.chat(answer=wire.message('{"city": "Paris"}')))
        with pytest.raises(ValidationError):
            asyncio.run(
                run_async(
                    async_client, "beta.chat.completions.parse", "plain", **CHAT, response_format=Capital
                )
            )
        assert collected.only["units"] == wire.CHAT_UNITS

    def test_one_that_a_raw_response_would_parse_later(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.answers(wire.chat(answer=wire.message("no JSON")))
        response = client.chat.completions.with_raw_response.create(**CHAT)
        assert response.parse().choices[0].message.content == "no JSON"
        assert collected.only["units"] == wire.CHAT_UNITS


class TestOddAnswers:
    """Nothing a provider answers makes an error of ours."""

    @pytest.mark.parametrize(
        "body",
        [
            {},
            wire.chat(None),
            {**wire.chat(), "usage": {"prompt_tokens": None, "completion_tokens": None}},
            {**wire.chat(), "choices": None},
            {**wire.chat(), "choices": [{"index": 0, "message": None}]},
            {**wire.chat(), "id": None, "model": None},
        ],
        ids=["empty", "usage null", "counters null", "choices null", "message null", "no id"],
    )
    @pytest.mark.parametrize("raw", [False, True])
    def test_of_chat(
        self, body: Any, raw: bool, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.answers(body)
        if raw:
            client.chat.completions.with_raw_response.create(**CHAT).parse()
        else:
            client.chat.completions.create(**CHAT)
        assert collected.only["http_status_code"] == 200

    @pytest.mark.parametrize(
        "body",
        [
            {},
            wire.response(None),
            {**wire.response(), "output": None},
            {**wire.response(), "output": [{"type": "news_from_the_future", "id": "nf_1"}]},
            {**wire.response(), "usage": {**wire.RESPONSE_USAGE, "input_tokens_details": None}},
        ],
        ids=["empty", "usage null", "output null", "unknown item", "details null"],
    )
    def test_of_responses(
        self, body: Any, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.answers(body)
        client.responses.create(model="gpt-4o-mini", input="Hello")
        assert collected.only["http_status_code"] == 200

    def test_of_a_gateway_that_answers_text(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        provider.answers(b"<html>busy</html>", content_type="text/html")
        assert client.chat.completions.create(**CHAT) == "<html>busy</html>"  # type: ignore[comparison-overlap]
        assert collected.only["resource"] == "gpt-4o-mini"

    def test_of_a_stream(self, client: openai.OpenAI, provider: Provider, collected: Collecting) -> None:
        odd = [
            {},
            {"choices": None},
            {"choices": [{"index": 0, "delta": None}]},
            {"choices": [{"index": 0, "delta": {"content": None, "tool_calls": None}}]},
            {"id": None, "usage": None, "choices": []},
            wire.chat_chunk(usage=wire.CHAT_USAGE),
        ]
        provider.streams(odd)
        assert len(list(client.chat.completions.create(**CHAT, stream=True))) == 5
        assert collected.only["units"] == wire.CHAT_UNITS

    def test_of_a_responses_stream(
        self, client: openai.OpenAI, provider: Provider, collected: Collecting
    ) -> None:
        unknown = {"type": "response.dream.delta", "delta": {"seen": 1}, "sequence_number": 1}
        provider.streams([unknown, *wire.response_events()])
        list(client.responses.create(model="gpt-4o-mini", input="Hello", stream=True))
        assert collected.only["units"] == wire.CHAT_UNITS
