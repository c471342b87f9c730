"""A stand-in for Anthropic's interface on every platform, and the real clients speaking to it."""

import json
import re
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import anthropic
import pytest
from payi.instrument.providers.anthropic import PATCHES
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from packages.payi.tests.instrument.anthropic import wire
from packages.payi.tests.instrument.conftest import Collect, Collecting

# The library has had no text completions since 1.0.
collect_ignore = [] if find_spec("anthropic.resources.completions") else ["test_completions.py"]

ASK: dict[str, Any] = {
    "model": wire.MODEL,
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "What is the capital of France?"}],
}


class StandIn:
    """Answers every call, on every platform's path. Its attributes are what the next answer is made of."""

    def __init__(self, server: HTTPServer) -> None:
        self.url = server.url_for("").rstrip("/")
        self.content: list[dict[str, Any]] = [wire.TEXT_BLOCK]
        self.usage: Any = wire.USAGE
        self.changes: dict[str, Any] = {}
        self.events: list[dict[str, Any]] | None = None
        self.respond: Callable[[Request], Response] | None = None
        self.broken_off = b""
        self.requests: list[Request] = []

    def answer(self, request: Request) -> Response:
        self.requests.append(request)
        if self.respond is not None:
            return self.respond(request)
        body = request.get_json()
        if request.path.endswith("/invoke-with-response-stream"):
            return self._stream(wire.framed, "application/vnd.amazon.eventstream")
        if body.get("stream") or request.path.endswith(":streamRawPredict"):
            return self._stream(wire.server_sent, "text/event-stream; charset=utf-8")
        return Response(
            json.dumps(wire.message(self.content, self.usage, **self.changes)),
            content_type="application/json",
            headers={"request-id": wire.REQUEST_ID},
        )

    def _stream(self, encode: Callable[[dict[str, Any]], bytes], content_type: str) -> Response:
        events = self.events
        if events is None:
            events = list(wire.events(self.content, self.usage, **self.changes))
        pieces = [*map(encode, events), self.broken_off]
        return Response(iter(pieces), content_type=content_type, headers={"request-id": wire.REQUEST_ID})


@pytest.fixture
def collected(collect: Collect) -> Collecting:
    return collect(patches=PATCHES)


@pytest.fixture
def anthropic_api(httpserver: HTTPServer) -> StandIn:
    stand_in = StandIn(httpserver)
    httpserver.expect_request(re.compile(".*")).respond_with_handler(stand_in.answer)
    return stand_in


@pytest.fixture
def client(anthropic_api: StandIn) -> Iterator[Any]:
    """`verify` is for speed alone: no certificates are loaded for every test."""
    with anthropic.Anthropic(
        base_url=anthropic_api.url,
        api_key="sk-ant-none",
        max_retries=0,
        http_client=anthropic.DefaultHttpxClient(verify=False),
    ) as made:
        yield made


@pytest.fixture
def async_client(anthropic_api: StandIn) -> Any:
    """Closed by the tests, in their own event loop."""
    return anthropic.AsyncAnthropic(
        base_url=anthropic_api.url,
        api_key="sk-ant-none",
        max_retries=0,
        http_client=anthropic.DefaultAsyncHttpxClient(verify=False),
    )
