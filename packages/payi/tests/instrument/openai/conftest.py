"""A stand-in for OpenAI's interfaces on loopback, under whatever name a test gives the host."""

import json
import re
import socket
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import openai
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from packages.payi.tests.instrument.openai import wire

REQUEST_ID = "req_0f2a1b7ce6f34b1f8a2d"
HEADERS = {"x-request-id": REQUEST_ID, "openai-processing-ms": "412"}
HOSTS = ("api.openai.com", "acme.openai.azure.com", "api.mistral.ai", "api.deepseek.com", "api.x.ai")
HOSTS += ("openrouter.ai", "api.perplexity.ai", "bedrock-runtime.us-east-1.amazonaws.com")


class Provider:
    """Answers every call with what the test last told it to, and remembers what it was sent."""

    def __init__(self, server: HTTPServer) -> None:
        self.port = server.port
        self.seen: list[Request] = []
        self._respond: Callable[[], Response] = lambda: Response(status=404)

    def base_url(self, host: str = "api.openai.com", path: str = "/v1") -> str:
        return f"http://{host}:{self.port}{path}"

    def answers(self, body: Any, status: int = 200, content_type: str = "application/json") -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self._respond = lambda: Response(data, status, HEADERS, content_type=content_type)

    def streams(self, events: Iterable[dict[str, Any]], *, breaks_off: bool = False) -> None:
        """With `breaks_off` the connection ends before all that was promised has been sent."""
        body = b"".join(wire.server_sent(events))
        if breaks_off:
            body = body.removesuffix(wire.DONE)
        promised = len(body) + breaks_off
        headers = {**HEADERS, "content-length": str(promised)}
        self._respond = lambda: Response(
            iter([body]), 200, headers, content_type="text/event-stream; charset=utf-8"
        )

    def answer(self, request: Request) -> Response:
        request.get_data()
        self.seen.append(request)
        return self._respond()

    @property
    def sent(self) -> Any:
        """The body of the latest request."""
        return json.loads(self.seen[-1].get_data())


@pytest.fixture(scope="session")
def openai_server() -> Iterator[HTTPServer]:
    """One for all tests: starting and stopping one takes longer than most of them."""
    with HTTPServer(port=0) as server:
        yield server


@pytest.fixture
def provider(openai_server: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    resolve = socket.getaddrinfo

    def resolve_here(host: Any, *args: Any, **kwargs: Any) -> Any:
        return resolve("127.0.0.1" if _name(host) in HOSTS else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve_here)
    stand_in = Provider(openai_server)
    openai_server.expect_request(re.compile(".*")).respond_with_handler(stand_in.answer)
    yield stand_in
    openai_server.clear()


def _name(host: Any) -> str:
    return host.decode() if isinstance(host, bytes) else str(host)


def client_at(base_url: str) -> openai.OpenAI:
    """Without certificates, which take most of the time that making a client takes."""
    http_client = openai.DefaultHttpxClient(verify=False)
    return openai.OpenAI(base_url=base_url, api_key="sk-test-none", max_retries=0, http_client=http_client)


@pytest.fixture
def client(provider: Provider) -> Iterator[openai.OpenAI]:
    with client_at(provider.base_url()) as made:
        yield made


AsyncClient = Callable[[], openai.AsyncOpenAI]


@pytest.fixture
def async_client(provider: Provider) -> AsyncClient:
    """Made and closed in the test's own event loop."""
    return lambda: openai.AsyncOpenAI(
        base_url=provider.base_url(),
        api_key="sk-test-none",
        max_retries=0,
        http_client=openai.DefaultAsyncHttpxClient(verify=False),
    )


@pytest.fixture
def silent_url() -> Iterator[str]:
    """The base URL of a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/v1"


@pytest.fixture
def unused_tcp_port() -> Iterator[int]:
    """Nobody listens there, nor can as long as the test lasts."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]
