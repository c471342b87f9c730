"""A server on loopback that answers what a test tells it to and remembers every byte it was asked."""

import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from payi import AsyncPayi, Payi

KEY = "payi-test-key-4711"


@dataclass
class Seen:
    """One request as it arrived."""

    method: str
    target: str
    header_lines: list[tuple[str, str]]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    @property
    def headers(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.header_lines}

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Answer:
    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang_up: bool = False
    silent: bool = False


class LocalServer:
    """Gives the answers that were put in line, the last one again and again; without any it answers `{}`."""

    def __init__(self, http: ThreadingHTTPServer) -> None:
        self.url = f"http://127.0.0.1:{http.server_port}"
        self.seen: list[Seen] = []
        self.answers: list[Answer] = []
        self.answer_to: Callable[[Seen], Answer] | None = None
        self.arrived = threading.Event()
        self.end_of_silence = threading.Event()

    def reply(self, value: Any = None, *, status: int = 200, **headers: str) -> None:
        """Put one more answer in line: JSON, or text with a content type of its own."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        if isinstance(value, str | bytes):
            body = value if isinstance(value, bytes) else value.encode()
            self.answers.append(Answer(body, status, {"content-type": "text/plain", **named}))
        else:
            body = b"" if value is None else json.dumps(value).encode()
            self.answers.append(Answer(body, status, {"content-type": "application/json", **named}))

    def hang_up(self) -> None:
        """Put in line: close the connection without a word."""
        self.answers.append(Answer(b"", hang_up=True))

    def stay_silent(self) -> None:
        """Put in line: take the request and say nothing until the test is over."""
        self.answers.append(Answer(b"", hang_up=True, silent=True))

    def next_answer(self, seen: Seen) -> Answer:
        self.seen.append(seen)
        self.arrived.set()
        if self.answer_to is not None:
            return self.answer_to(seen)
        if not self.answers:
            return Answer(b"{}", headers={"content-type": "application/json"})
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    @property
    def last(self) -> Seen:
        return self.seen[-1]


def _handler_of(box: list[LocalServer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except ConnectionError:
                self.close_connection = True

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            answer = box[0].next_answer(Seen(self.command, self.path, list(self.headers.items()), body))
            if answer.silent:
                box[0].end_of_silence.wait()
            if answer.hang_up:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815 - the names it must have

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


@pytest.fixture
def server() -> Iterator[LocalServer]:
    box: list[LocalServer] = []
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(box))
    http.daemon_threads = True
    box.append(LocalServer(http))
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield box[0]
    box[0].end_of_silence.set()
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PAYI_API_KEY", "PAYI_BASE_URL", "PAYI_CUSTOM_HEADERS", "PAYI_LOG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def client(server: LocalServer) -> Iterator[Payi]:
    with Payi(api_key=KEY, base_url=server.url) as client:
        yield client


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def async_client(server: LocalServer, anyio_backend: str) -> AsyncIterator[AsyncPayi]:
    async with AsyncPayi(api_key=KEY, base_url=server.url) as client:
        yield client
