"""What is kept of a call between its end and the moment when its event is made, a fraction of a second later."""

import gc
import json
import weakref
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai.types.chat import ChatCompletion
from payi.instrument.context import Context
from payi.instrument.install import Installation
from payi.instrument.observation import Ended
from payi.instrument.providers import patches_for
from payi.instrument.results import Result
from payi.instrument.settings import Settings

from packages.payi.tests.instrument.collecting import Collecting
from packages.payi.tests.instrument.openai import wire
from packages.payi.tests.instrument.openai.conftest import Provider

CHAT: dict[str, Any] = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Weather in Rome?"}]}


class Busy(Collecting):
    """A delivery that gets round to the calls it was given when it is told to."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.waiting: list[Ended] = []

    def submit(self, record: Ended) -> Result:
        self.waiting.append(record)
        return record.result or Result()

    def catch_up(self) -> None:
        for record in self.waiting:
            super().submit(record)
        self.waiting.clear()


@pytest.fixture
def busy() -> Iterator[Busy]:
    settings = Settings(default_context=Context())
    delivery = Busy(settings)
    installation = Installation(settings, delivery)
    installation.start(patches_for({"system.openai"}))
    yield delivery
    installation.stop()


def test_the_http_response_is_let_go_when_the_call_ends(provider: Provider, busy: Busy) -> None:
    responses: list[weakref.ref[Any]] = []
    http_client = openai.DefaultHttpxClient(
        verify=False, event_hooks={"response": [lambda response: responses.append(weakref.ref(response))]}
    )
    provider.answers(wire.chat())
    with openai.OpenAI(base_url=provider.base_url(), api_key="none", http_client=http_client) as client:
        client.chat.completions.create(**CHAT)
    gc.collect()
    assert [response() for response in responses] == [None]
    assert busy.waiting[0].call.asked.options is None  # type: ignore[attr-defined]  # of OpenAI's calls
    busy.catch_up()
    assert {"name": "openai-processing-ms", "value": "412"} in busy.only["provider_response_headers"]


def test_an_answer_is_read_later_as_it_was_given(
    client: openai.OpenAI, provider: Provider, busy: Busy
) -> None:
    provider.answers(wire.chat())
    answer = client.chat.completions.create(**CHAT)
    busy.catch_up()
    event = busy.only
    assert event["provider_response_id"] == answer.id
    assert answer.usage is not None
    assert event["units"]["text"]["output"] <= answer.usage.completion_tokens
    assert json.loads(event["provider_response_json"])["id"] == answer.id


def test_an_estimate_is_of_the_prompt_that_was_sent(
    client: openai.OpenAI, provider: Provider, busy: Busy
) -> None:
    """The caller goes on with the same list of messages before the event is made."""
    body: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "x" * 400}]}
    provider.answers({**wire.chat(), "usage": None})
    client.post("/chat/completions", body=body, cast_to=ChatCompletion)
    body["messages"].append({"role": "user", "content": "y" * 40_000})
    busy.catch_up()
    assert busy.only["units"]["text"]["input"] == 100
