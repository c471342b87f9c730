"""Frameworks are counted through the provider's library beneath: each call once, with the provider's own counts.

The frameworks live in an environment of their own, made once and kept under `.venvs/`: they would hold back the
versions of the libraries that everything else is tested with.
"""

import fcntl
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from packages.payi.tests.instrument.anthropic import wire as anthropic_wire
from packages.payi.tests.instrument.openai import wire as openai_wire

HERE = Path(__file__).parent
ROOT = HERE.parents[4]
UV = ROOT / ".venv/bin/uv"
REQUIREMENTS = (
    "langchain-openai==1.7.3",
    "langchain-anthropic==1.7.7",
    "pydantic-ai-slim[openai]==2.68.0",
    "openai-agents==0.24.0",
    "llama-index-llms-openai==0.1.27",
)


@pytest.fixture(scope="module")
def python() -> Path:
    """The interpreter of the frameworks' environment; processes wait for one another."""
    environment = ROOT / ".venvs/frameworks"
    environment.parent.mkdir(exist_ok=True)
    finished = environment / ".finished"
    python = environment / "bin/python"
    with environment.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not finished.exists() or finished.read_text() != "\n".join(REQUIREMENTS):
            for command in (
                ["venv", "--clear", "--python", sys.executable, environment],
                [
                    *("pip", "install", "--system-certs", "--python", python),
                    *("-e", ROOT / "packages/payi", *REQUIREMENTS),
                ],
            ):
                subprocess.run([UV, "--quiet", *command], check=True, capture_output=True)
            finished.write_text("\n".join(REQUIREMENTS))
    return python


def _server_sent(events: list[dict[str, Any]]) -> Iterator[bytes]:
    for event in events:
        named = f"event: {event['type']}\n" if "type" in event else ""
        yield f"{named}data: {json.dumps(event)}\n\n".encode()


def answer(request: Request) -> Response:
    """As OpenAI and Anthropic answer; a stream of chat tells its usage at its end."""
    streaming = request.get_json().get("stream") is True
    content = [anthropic_wire.TEXT_BLOCK]
    whole, events = {
        "/v1/chat/completions": (openai_wire.chat(), openai_wire.chat_chunks()),
        "/v1/responses": (openai_wire.response(), openai_wire.response_events()),
        "/v1/messages": (
            anthropic_wire.message(content, anthropic_wire.USAGE),
            list(anthropic_wire.events(content, anthropic_wire.USAGE)),
        ),
    }[request.path]
    if not streaming:
        return Response(json.dumps(whole), content_type="application/json")
    done = [openai_wire.DONE] if request.path == "/v1/chat/completions" else []
    return Response([*_server_sent(events), *done], content_type="text/event-stream")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("framework", "category", "units", "ways"),
    [
        ("langchain_openai", "system.openai", openai_wire.CHAT_UNITS, 8),
        ("langchain_anthropic", "system.anthropic", anthropic_wire.UNITS, 4),
        ("pydantic_ai", "system.openai", openai_wire.CHAT_UNITS, 6),
        ("openai_agents", "system.openai", openai_wire.CHAT_UNITS, 6),
        ("llama_index", "system.openai", openai_wire.CHAT_UNITS, 5),
    ],
)
def test_each_call_of_a_framework_is_counted_once(
    framework: str,
    category: str,
    units: dict[str, Any],
    ways: int,
    python: Path,
    httpserver: HTTPServer,
    tmp_path: Path,
) -> None:
    httpserver.expect_request(re.compile(".*")).respond_with_handler(answer)
    events_file = tmp_path / "events.json"
    run = subprocess.run(
        [python, HERE / "calling.py", framework, httpserver.url_for("").rstrip("/"), events_file],
        env={"PAYI_INSTRUMENT_STRICT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    events = json.loads(events_file.read_text("utf-8"))
    called = run.stdout.splitlines()
    assert len(called) == ways
    assert [event["use_case_name"] for event in events] == called
    for event in events:
        assert (event["category"], event["units"]) == (category, units)
        assert event["http_status_code"] == 200
