"""The recipes serve many users at once, and each call is booked to the one it was made for."""

import itertools
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from payi import Payi
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

HERE = Path(__file__).parent
KEY = "recipes-key-0123456789"
USERS = [f"user-{number}" for number in range(8)]
USAGE = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ASSAY_", "PAYI_"))}
    return {**kept, **more}


@contextmanager
def running(command: list[str], log: Path, env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, env=env, cwd=HERE
        ) as process,
    ):
        yield process
        process.terminate()
        process.communicate(timeout=60)


@pytest.fixture
def provider(httpserver: HTTPServer) -> str:
    """Answers each question with itself, at once or word by word."""
    numbers = itertools.count()

    def complete(request: Request) -> Response:
        asked = json.loads(request.data)
        text = asked["messages"][-1]["content"]
        shared = {"id": f"chatcmpl-{next(numbers)}", "created": 1, "model": "gpt-4o-mini-2024-07-18"}
        if not asked.get("stream"):
            message = {"role": "assistant", "content": text}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            body = {**shared, "object": "chat.completion", "choices": [choice], "usage": USAGE}
            return Response(json.dumps(body), content_type="application/json")
        shared["object"] = "chat.completion.chunk"
        chunks = [
            {**shared, "choices": [{"index": 0, "delta": {"content": word}, "finish_reason": None}]}
            for word in re.findall(r"\S+\s*", text)
        ]
        chunks.append({**shared, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        if asked.get("stream_options", {}).get("include_usage"):
            chunks.append({**shared, "choices": [], "usage": USAGE})
        events = (f"data: {json.dumps(chunk)}\n\n" for chunk in chunks)
        return Response(itertools.chain(events, ["data: [DONE]\n\n"]), content_type="text/event-stream")

    httpserver.expect_request("/v1/chat/completions").respond_with_handler(complete)
    return httpserver.url_for("/v1")


@pytest.fixture
def assay(tmp_path: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "assay", "serve", "--data", str(tmp_path / "data"), "--port", "0"]
    with running(command, tmp_path / "assay.log", environment(ASSAY_BOOTSTRAP_KEY=KEY)) as server:
        assert server.stdout is not None
        found = (re.match(r"export PAYI_BASE_URL=(\S+)", line) for line in server.stdout)
        yield next(match[1] for match in found if match)


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def flask_command(port: str) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "flask_chat", "run", "--port", port]


def fastapi_command(port: str) -> list[str]:
    return [sys.executable, "-m", "uvicorn", "fastapi_chat:app", "--port", port, "--log-level", "warning"]


@pytest.mark.parametrize(
    ("command", "paths"),
    [
        (flask_command, ["/chat", "/chat/stream"]),
        (fastapi_command, ["/chat", "/chat/both", "/chat/stream"]),
    ],
    ids=["flask", "fastapi"],
)
def test_concurrent_requests_are_booked_to_their_own_feature_and_user(
    command: Callable[[str], list[str]], paths: list[str], provider: str, assay: str, tmp_path: Path
) -> None:
    port = free_port()
    settings = environment(
        PAYI_BASE_URL=assay, PAYI_API_KEY=KEY, OPENAI_BASE_URL=provider, OPENAI_API_KEY="sk-none"
    )
    with (
        running(command(port), tmp_path / "web.log", settings),
        httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as browser,
    ):
        wait_for(browser)

        def ask(path: str, user: str) -> str:
            question = f"Is it you, {user} ?"
            answer = browser.post(path, json={"question": question}, headers={"X-User": user})
            assert answer.status_code == 200, answer.text
            return answer.text

        asked = [(path, user) for _ in range(3) for path in paths for user in USERS]
        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda pair: ask(*pair), asked))
        assert all(user in answer for (_, user), answer in zip(asked, answers, strict=True))
        time.sleep(2)  # Flask's server knows no orderly end; what is younger than a moment would go with it
    expected: Counter[tuple[str, str]] = Counter()
    for path, user in asked:
        use_case = "chat_stream" if path.endswith("stream") else "chat"
        expected[use_case, user] += 2 if path.endswith("both") else 1
    assert booked(assay) == expected


def wait_for(browser: httpx2.Client) -> None:
    for _ in range(300):
        try:
            browser.get("/")
        except httpx2.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the application does not answer")


def booked(assay: str) -> Counter[tuple[str, str]]:
    """Requests by use case and user. The stand-in is a host that may not know `include_usage`, so its streams
    are estimated; all else is as it was reported.
    """
    with Payi(base_url=assay, api_key=KEY) as client:
        question = {
            "metrics": ["requests", "units.in", "estimated"],
            "by": ["use_case", "user"],
            "from": "2020-01-01",
            "to": "2100-01-01",
        }
        rows = client.post("/api/v1/questions", cast_to=object, body=question)["rows"]
    for use_case, _user, requests, units, estimated, _account in rows:
        assert estimated == (requests if use_case == "chat_stream" else 0)
        assert estimated or units == 10 * requests
    return Counter({(use_case, user): requests for use_case, user, requests, *_ in rows})
