"""A stand-in for Google that speaks its wire format, and google-genai's own clients, which talk to it.

Both ways there are to reach Gemini, its own interface and Vertex, and both kinds of client.
"""

import asyncio
import json
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import Any

import certifi
import google.auth.credentials
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from packages.payi.tests.instrument.conftest import Collect, Collecting

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # an escape in a docstring of the library that Python does not know
    from google import genai
    from google.genai import types

Json = dict[str, Any]

# aiohttp's remark on how google-genai uses it.
QUIET = "ignore:Inheritance class AiohttpClientSession"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name == "google":
            item.add_marker(pytest.mark.filterwarnings(QUIET))


@pytest.fixture(scope="session")
def one_authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the certificate of a single authority."""
    certificate, end, _ = Path(certifi.where()).read_text().partition("-----END CERTIFICATE-----\n")
    file = tmp_path_factory.mktemp("authorities") / "one.pem"
    file.write_text(certificate + end)
    return file


@pytest.fixture(autouse=True)
def _few_certificates(monkeypatch: pytest.MonkeyPatch, one_authority: Path) -> None:
    """Every client loads all authorities there are, three times, which takes longer than a test; none is asked."""
    monkeypatch.setenv("SSL_CERT_FILE", str(one_authority))


@pytest.fixture
def collected(collect: Collect) -> Collecting:
    """The events of all calls of google-genai."""
    return collect(instruments=frozenset({"system.google.vertex"}))


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    json: Json


@dataclass
class StandIn:
    """Gives the answers put in line, one a request, the last one again where a request is repeated."""

    url: str
    asked: list[Asked] = field(default_factory=list)
    line: list[Callable[[], Response]] = field(default_factory=list)

    def answers(self, body: Json, status: int = 200, headers: dict[str, str] | None = None) -> None:
        text = json.dumps(body)
        self.line.append(lambda: Response(text, status, headers, content_type="application/json"))

    def streams(self, *chunks: Json, headers: dict[str, str] | None = None, breaks_off: bool = False) -> None:
        """Server-sent events as Gemini sends them; `breaks_off`: the connection ends in the middle of one."""

        def frames() -> Iterator[bytes]:
            for chunk in chunks:
                yield b"data: " + json.dumps(chunk).encode() + b"\r\n\r\n"

        def events() -> Response:
            response = Response(frames(), 200, headers, content_type="text/event-stream")
            if breaks_off:
                # More is announced than will come, so the client sees its connection die.
                response.headers["Content-Length"] = "1000000"
            return response

        self.line.append(events)

    def handle(self, request: Request) -> Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.asked.append(Asked(request.path, headers, request.get_json()))
        return (self.line.pop(0) if len(self.line) > 1 else self.line[0])()


@pytest.fixture
def google_api(httpserver: HTTPServer) -> StandIn:
    stand_in = StandIn(httpserver.url_for(""))
    httpserver.expect_request(re.compile(".*")).respond_with_handler(stand_in.handle)
    return stand_in


class Credentials(google.auth.credentials.Credentials):
    """What Vertex is shown instead of a service account."""

    def __init__(self) -> None:
        super().__init__()
        self.token = "not-a-token"

    def refresh(self, request: object) -> None:
        raise AssertionError("the token does not expire")


# The library waits between its own attempts; one call of it is one call, however many it makes.
ONE_ATTEMPT: dict[str, Any] = (
    {"retry_options": types.HttpRetryOptions(attempts=1)} if hasattr(types, "HttpRetryOptions") else {}
)


@dataclass(frozen=True)
class Caller:
    """Calls google-genai in one of the ways there are to call it; a stream is read to its end."""

    url: str
    vertex: bool
    asynchronous: bool

    def client(self, **options: Any) -> genai.Client:
        http_options = types.HttpOptions(base_url=self.url, **{**ONE_ATTEMPT, **options})
        if self.vertex:
            return genai.Client(
                vertexai=True,
                project="a-project",
                location="us-central1",
                credentials=Credentials(),
                http_options=http_options,
            )
        return genai.Client(api_key="not-a-key", vertexai=False, http_options=http_options)

    def __call__(self, method: str, /, **keywords: Any) -> Any:
        options = keywords.pop("client_options", {})
        return self.run(lambda client: attrgetter(method)(client)(**keywords), **options)

    def run(self, call: Callable[[Any], Any], **options: Any) -> Any:
        """`call` with a client of this kind; what it returns is awaited, and listed where it is a stream."""
        client = self.client(**options)
        try:
            return asyncio.run(self._awaited(client, call)) if self.asynchronous else _listed(call(client))
        finally:
            close(client)

    async def _awaited(self, client: genai.Client, call: Callable[[Any], Any]) -> Any:
        try:
            answer = await call(client.aio)
            return answer if not hasattr(answer, "__anext__") else [chunk async for chunk in answer]
        finally:
            await aclose(client.aio)


def _listed(answer: Any) -> Any:
    return list(answer) if hasattr(answer, "__next__") else answer


def close(client: Any) -> None:
    """Clients of the first releases cannot be closed."""
    if hasattr(client, "close"):
        client.close()


async def aclose(client: Any) -> None:
    if hasattr(client, "aclose"):
        await client.aclose()


@pytest.fixture(params=["sync", "async"])
def asynchronous(request: pytest.FixtureRequest) -> bool:
    return request.param == "async"


@pytest.fixture
def gemini(google_api: StandIn, asynchronous: bool) -> Caller:
    return Caller(google_api.url, vertex=False, asynchronous=asynchronous)


@pytest.fixture(params=["gemini", "vertex"])
def either(request: pytest.FixtureRequest, google_api: StandIn, asynchronous: bool) -> Caller:
    return Caller(google_api.url, vertex=request.param == "vertex", asynchronous=asynchronous)


@pytest.fixture
def vertex(google_api: StandIn, asynchronous: bool) -> Caller:
    return Caller(google_api.url, vertex=True, asynchronous=asynchronous)


def answered(text: str = "Hello", usage: Json | None = None, **fields: Any) -> Json:
    """A response of generateContent, and each chunk of its stream."""
    candidate = {"content": {"parts": [{"text": text}], "role": "model"}, "finishReason": "STOP", "index": 0}
    body: Json = {"candidates": [candidate], "modelVersion": "gemini-2.5-flash", "responseId": "resp-1"}
    if usage is not None:
        body["usageMetadata"] = usage
    return {**body, **fields}


@pytest.fixture(name="answered")
def _answered() -> Callable[..., Json]:
    return answered


@pytest.fixture
def streamed() -> Callable[..., list[Json]]:
    """The chunks of a stream as the Gemini API sends them: with a usage on each, cumulative, and one end."""

    def chunks(*usages: Json, texts: str = "Hello you") -> list[Json]:
        made = [answered(text, usage) for text, usage in zip(texts.split(" "), usages, strict=True)]
        for chunk in made[:-1]:
            del chunk["candidates"][0]["finishReason"]
        return made

    return chunks
