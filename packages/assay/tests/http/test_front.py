"""The front answers plain requests itself and leaves the rest to uvicorn: nobody can tell which it was."""

import json
import socket
from http.client import HTTPResponse

import httptools
import pytest
from assay.http.front import MOST_BODY_BYTES, recognised
from hypothesis import example, given
from hypothesis import strategies as st

EVENT = {"category": "system.openai", "resource": "gpt-4o", "units": {"text": {"input": 10, "output": 5}}}


def request(
    number: int = 1, *, path: str = "/api/v1/ingest", key: str, more: str = "", body: bytes = b""
) -> bytes:
    body = body or json.dumps({**EVENT, "provider_response_id": f"front-{number}"}).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: assay\r\nxProxy-api-key: {key}\r\n{more}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class Connection:
    """A connection that sends bytes as they are and reads answers one by one."""

    def __init__(self, url: str) -> None:
        host, port = url.removeprefix("http://").split(":")
        self.socket = socket.create_connection((host, int(port)), timeout=20)

    def send(self, *parts: bytes) -> None:
        for part in parts:
            self.socket.sendall(part)

    def answer(self) -> tuple[int, dict]:
        # Unbuffered, so that nothing of the next answer is taken.
        response = HTTPResponse(_Unbuffered(self.socket))
        response.begin()
        self.headers = dict(response.getheaders())
        body = response.read()
        return response.status, json.loads(body) if body else {}

    def closed(self) -> bool:
        return self.socket.recv(1) == b""


class _Unbuffered:
    def __init__(self, plain: socket.socket) -> None:
        self._socket = plain

    def makefile(self, _mode: str) -> object:
        return self._socket.makefile("rb", buffering=0)


@pytest.fixture
def server(shared_assay_server):
    return shared_assay_server


@pytest.fixture
def connection(server):
    connection = Connection(server.url)
    yield connection
    connection.socket.close()


def test_requests_of_one_connection_are_answered_in_order_whatever_they_are(server, connection):
    """Plain ones, then one of the control plane, then plain ones again, all in one write."""
    asked = b"GET /api/v1/limits HTTP/1.1\r\nHost: assay\r\nxProxy-api-key: %b\r\n\r\n" % server.key.encode()
    connection.send(
        request(1, key=server.key) + request(2, key=server.key) + asked + request(1, key=server.key)
    )
    answers = [connection.answer() for _ in range(4)]
    assert [status for status, _ in answers] == [200] * 4
    assert "items" in answers[2][1]
    first, again = answers[0][1]["xproxy_result"], answers[3][1]["xproxy_result"]
    assert again["request_id"] == first["request_id"]
    assert again["duplicate_request"]


@pytest.mark.parametrize("cut", [1, 17, 60, 130, -40, -1])
def test_a_request_may_arrive_in_pieces(server, connection, cut):
    whole = request(100 + cut, key=server.key)
    connection.send(whole[:cut])
    connection.send(whole[cut:])
    status, answer = connection.answer()
    assert status == 200
    assert answer["xproxy_result"]["cost"]["total"]["base"] == pytest.approx(0.000075)


def test_an_answer_says_what_it_is_and_when(server, connection):
    connection.send(request(200, key=server.key))
    connection.answer()
    names = {name.lower() for name in connection.headers}
    assert names == {"content-type", "content-length", "x-request-id", "date"}


@pytest.mark.parametrize(
    "more", ["Transfer-Encoding: gzip, chunked\r\n", "Connection: close\r\n", "Expect: 100-continue\r\n"]
)
def test_what_changes_how_a_request_is_read_is_left_to_uvicorn(more):
    assert recognised(request(300, key="k", more=more).partition(b"\r\n\r\n")[0]) is None


def test_a_connection_that_is_to_be_closed_is_closed_after_its_answer(server, connection):
    connection.send(request(400, key=server.key, more="Connection: close\r\n"))
    assert connection.answer()[0] == 200
    assert connection.closed()


def test_a_chunked_body_is_read(server, connection):
    body = json.dumps(EVENT).encode()
    head = f"POST /api/v1/ingest HTTP/1.1\r\nHost: assay\r\nxProxy-api-key: {server.key}\r\nTransfer-Encoding: chunked\r\n\r\n"
    connection.send(head.encode(), b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))
    assert connection.answer()[0] == 200


def test_a_large_body_is_read_and_a_larger_one_refused(server, connection):
    padded = json.dumps({**EVENT, "provider_request_json": "x" * (MOST_BODY_BYTES + 1)}).encode()
    connection.send(request(500, key=server.key, body=padded))
    assert connection.answer()[0] == 200
    other = Connection(server.url)
    head = f"POST /api/v1/ingest HTTP/1.1\r\nHost: assay\r\nxProxy-api-key: {server.key}\r\nContent-Length: 5000000\r\n\r\n"
    other.send(head.encode())
    status, answer = other.answer()
    other.socket.close()
    assert (status, answer["xproxy_error"]["code"]) == (413, "payload_too_large")


def test_a_wrong_key_is_refused_and_the_connection_goes_on(server, connection):
    connection.send(request(600, key="wrong"))
    assert connection.answer()[0] == 401
    connection.send(request(600, key=server.key))
    assert connection.answer()[0] == 200


def test_a_client_that_leaves_before_its_answer_has_its_event_recorded(server, connection):
    leaving = Connection(server.url)
    leaving.send(request(700, key=server.key))
    leaving.socket.close()
    connection.send(request(701, key=server.key))
    connection.answer()
    connection.send(request(700, key=server.key))
    assert connection.answer()[1]["xproxy_result"]["duplicate_request"]


# ── what is recognised ────────────────────────────────────────────────────────────────────────────────


class Read:
    """What httptools reads of a head."""

    def __init__(self, data: bytes) -> None:
        self.headers: list[tuple[bytes, bytes]] = []
        self.url = b""
        self.complete = False
        self.parser = httptools.HttpRequestParser(self)
        self.parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        self.complete = True


_TEXT = st.text(st.characters(codec="latin-1"), max_size=12)
_NAMES = st.one_of(
    st.sampled_from(
        [
            "Content-Length",
            "content-length",
            "Transfer-Encoding",
            "Connection",
            "xProxy-User-ID",
            "X-A",
            "Expect",
        ]
    ),
    _TEXT,
)
_VALUES = st.one_of(
    st.sampled_from(["0", "12", "+1", "-1", "1_0", "keep-alive", "close", "chunked", "ü"]), _TEXT
)
_LINES = st.builds(
    lambda name, colon, value: f"{name}{colon}{value}",
    _NAMES,
    st.sampled_from([":", ": ", " :", ":\t"]),
    _VALUES,
)


@given(
    first=st.one_of(
        st.sampled_from(
            ["POST /api/v1/ingest HTTP/1.1", "POST /a?b=c HTTP/1.1", "POST /a HTTP/1.0", "GET / HTTP/1.1"]
        ),
        _TEXT.map(lambda text: f"POST {text} HTTP/1.1"),
    ),
    lines=st.lists(_LINES, max_size=5),
)
@example(first="POST /a HTTP/1.1", lines=["Content-Length: 3", "Content-Length: 3"])
@example(first="POST /a HTTP/1.1", lines=["Content-Length: 3", " folded"])
@example(first="POST /a HTTP/1.1", lines=["Content-Length : 3"])
@example(first="POST /a HTTP/1.1", lines=["Content-Length: 3", "Transfer-Encoding: chunked"])
def test_a_head_that_is_recognised_means_to_a_parser_what_it_means_here(first, lines):
    head = "\r\n".join([first, *lines]).encode("latin-1")
    plain = recognised(head)
    if plain is None:
        return
    read = Read(head + b"\r\n\r\n")
    assert read.complete
    assert read.parser.get_method() == b"POST"
    assert read.parser.get_http_version() == "1.1"
    assert read.parser.should_keep_alive()
    target = plain.path + (b"?" + plain.query if plain.query or read.url.endswith(b"?") else b"")
    assert read.url == target
    lengths = [value for name, value in read.headers if name == b"content-length"]
    assert [int(value) for value in lengths] == [plain.head.length]
    assert not any(name == b"transfer-encoding" for name, _ in read.headers)
