"""A server that speaks as Bedrock's runtime does, and keeps what it was asked."""

import json
import re
import threading
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

_OPERATIONS = re.compile(r".*/(converse|converse-stream|invoke|invoke-with-response-stream)$")
_EVENT_STREAM = "application/vnd.amazon.eventstream"


class StandIn:
    """`requests` are those that came, oldest first; `request_id` is that of the next answer."""

    def __init__(self, server: HTTPServer) -> None:
        self._server = server
        self.url = server.url_for("").rstrip("/")
        self.requests: list[Request] = []
        self.end_of_silence = threading.Event()
        self.request_id = str(uuid.uuid4())

    def answers(
        self, body: Mapping[str, Any] | bytes, *, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self._serve(lambda: Response(data, status, self._headers("application/json", headers)))

    def counts(self, body: Mapping[str, Any] | bytes, input_tokens: int, output_tokens: int) -> None:
        """Answer an InvokeModel, with the headers in which Bedrock counts every one."""
        self.answers(
            body,
            headers={
                "X-Amzn-Bedrock-Input-Token-Count": str(input_tokens),
                "X-Amzn-Bedrock-Output-Token-Count": str(output_tokens),
                "X-Amzn-Bedrock-Invocation-Latency": "551",
            },
        )

    def streams(self, frames: Iterable[bytes], headers: Mapping[str, str] | None = None) -> None:
        """Answer with these frames, each sent by itself."""
        sent = list(frames)
        self._serve(lambda: Response(iter(sent), 200, self._headers(_EVENT_STREAM, headers)))

    def refuses(self, status: int, code: str, message: str) -> None:
        self.answers(
            {"message": message},
            status=status,
            headers={"x-amzn-ErrorType": f"{code}:http://internal.amazon.com/"},
        )

    def hangs(self) -> None:
        """Answer when the test is over."""

        def silence() -> Response:
            self.end_of_silence.wait()
            return Response(b"{}", 200, self._headers("application/json"))

        self._serve(silence)

    def breaks_off(self, frames: Iterable[bytes]) -> None:
        """Promise more than comes, and close the connection after these frames."""
        sent = b"".join(frames)

        def cut() -> Iterator[bytes]:
            yield sent

        promised = {"Content-Length": str(len(sent) + 100)}
        self._serve(lambda: Response(cut(), 200, self._headers(_EVENT_STREAM, promised)))

    @property
    def asked(self) -> Any:
        """The body of the last request."""
        return json.loads(self.requests[-1].get_data())

    def _serve(self, make: Any) -> None:
        def handle(request: Request) -> Response:
            request.get_data()
            self.requests.append(request)
            return make()

        self._server.clear()
        self._server.expect_request(_OPERATIONS, method="POST").respond_with_handler(handle)

    def _headers(self, content_type: str, more: Mapping[str, str] | None = None) -> dict[str, str]:
        return {"Content-Type": content_type, "x-amzn-RequestId": self.request_id, **(more or {})}
