"""The life of an observed call."""

import pytest

from packages.payi.tests.instrument.collecting import Collect, Collecting
from packages.payi.tests.instrument.library import PATCHES, Client, ProviderError


@pytest.fixture
def events(collect: Collect) -> Collecting:
    return collect(patches=PATCHES)


def test_a_call_becomes_one_event(events: Collecting) -> None:
    reply = Client().ask(model="gpt-4o")
    assert reply.text == "Hello"
    assert events.only["units"] == {"text": {"input": 10, "output": 5}}


def test_an_error_is_recorded_and_raised_as_it_was(events: Collecting) -> None:
    error = ProviderError(429)
    with pytest.raises(ProviderError) as raised:
        Client().ask(error=error)
    assert raised.value is error
    assert events.only["http_status_code"] == 429


def test_a_stream_becomes_one_event(events: Collecting) -> None:
    assert list(Client().stream(chunks=["~a", "!b", "c"])) == ["~a", "c"]
    assert events.only["units"] == {"text": {"input": 0, "output": 3}}


@pytest.mark.anyio
async def test_an_async_call_becomes_one_event(events: Collecting) -> None:
    assert (await Client().ask_async()).text == "Hello"
    assert events.only["units"] == {"text": {"input": 10, "output": 5}}
