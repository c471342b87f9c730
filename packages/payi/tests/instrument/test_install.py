"""`payi_instrument` and `payi_uninstrument` as an application calls them, with a server at the other end."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import payi
import payi.lib.instrument
import pytest
from payi import AsyncPayi, Payi, PayiError, get_context, payi_instrument, payi_uninstrument, track_context
from payi.instrument import flush, providers
from payi.instrument.install import _name_of
from payi.instrument.patching import Patch
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from packages.payi.tests.instrument.library import PATCHES, Client


@pytest.fixture
def received(httpserver: HTTPServer) -> list[dict[str, Any]]:
    """The events that have reached the server."""
    events: list[dict[str, Any]] = []

    def take(request: Request) -> Response:
        batch = request.get_json()
        events.extend(batch)
        results = [
            {"item_index": at, "xproxy_result": {"request_id": event["provider_response_id"]}}
            for at, event in enumerate(batch)
        ]
        told = {"request_id": "1", "ingest_timestamp": "2026-01-01T00:00:00Z", "ingest_count": len(batch)}
        return Response(json.dumps({**told, "results": results}), content_type="application/json")

    httpserver.expect_request("/api/v1/ingest/bulk").respond_with_handler(take)
    return events


@pytest.fixture(autouse=True)
def _library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The test's own library in place of the providers', and nothing outside of the test's directory."""
    monkeypatch.setattr(providers, "patches_for", lambda _: PATCHES)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    yield
    payi_uninstrument()


@pytest.fixture
def client(httpserver: HTTPServer) -> Iterator[Payi]:
    with Payi(api_key="key", base_url=httpserver.url_for("")) as client:
        yield client


def test_one_line_records_the_calls_of_a_program(client: Payi, received: list[dict[str, Any]]) -> None:
    payi_instrument(payi=client)
    reply: Any = Client().ask()
    assert flush(10)
    (event,) = received
    assert event["units"] == {"text": {"input": 10, "output": 5}}
    assert event["use_case_name"] == "test_install"
    assert event["use_case_id"] == get_context()["use_case_id"]
    assert reply.xproxy_result.request_id == event["provider_response_id"]


def test_a_client_is_made_from_the_environment(
    httpserver: HTTPServer, received: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYI_API_KEY", "key")
    monkeypatch.setenv("PAYI_BASE_URL", httpserver.url_for(""))
    payi_instrument()
    Client().ask()
    assert flush(10)
    assert len(received) == 1


def test_without_a_key_there_is_an_error_and_no_instrumentation() -> None:
    with pytest.raises(PayiError, match="There is no API key"):
        payi_instrument()
    assert get_context() == {}


def test_an_async_client_delivers_as_well(httpserver: HTTPServer, received: list[dict[str, Any]]) -> None:
    payi_instrument(payi=[AsyncPayi(api_key="key", base_url=httpserver.url_for(""))])
    Client().ask()
    assert flush(10)
    assert len(received) == 1


def test_whom_to_send_with_must_be_a_client() -> None:
    with pytest.raises(TypeError, match="payi must be a Payi, an AsyncPayi or a list of them, not 'key'"):
        payi_instrument(payi="key")  # type: ignore[arg-type]


def test_a_second_call_does_nothing(client: Payi, received: list[dict[str, Any]]) -> None:
    payi_instrument(payi=client, config={"user_id": "first"})
    payi_instrument(payi=client, config={"user_id": "second"})
    Client().ask()
    assert flush(10)
    assert [event["user_id"] for event in received] == ["first"]


def test_undoing_delivers_what_is_held_and_can_be_repeated(
    client: Payi, received: list[dict[str, Any]]
) -> None:
    for _ in range(2):
        payi_instrument(payi=client)
        Client().ask()
        payi_uninstrument()
        payi_uninstrument()
        Client().ask()
    assert len(received) == 2
    assert flush() is True


def test_an_error_in_the_config_leaves_the_process_as_it_was(client: Payi) -> None:
    with pytest.raises(TypeError, match="user_id"):
        payi_instrument(payi=client, config={"user_id": 1})
    assert get_context() == {}


def test_offline_events_go_to_a_file_and_no_client_is_made(tmp_path: Path) -> None:
    payi_instrument(config={"offline_instrumentation": {"file_name": str(tmp_path / "events.json")}})
    with track_context(user_id="ada"):
        reply: Any = Client().ask()
    assert reply.xproxy_result.request_id == "local_instrumentation"
    payi_uninstrument()
    (event,) = json.loads((tmp_path / "events.json").read_text())
    assert event["user_id"] == "ada"


def test_prompts_go_to_the_older_logger_instead_of_the_server(
    client: Payi, received: list[dict[str, Any]]
) -> None:
    told: list[tuple[str, dict[str, Any]]] = []
    payi_instrument(
        payi=client, prompt_and_response_logger=lambda request_id, content: told.append((request_id, content))
    )
    Client().ask(messages="Hi")
    assert flush(10)
    assert not [name for name in received[0] if name.endswith("_json")]
    until = time.monotonic() + 10
    while not told and time.monotonic() < until:
        time.sleep(0.01)
    ((request_id, content),) = told
    assert request_id == received[0]["provider_response_id"]
    assert content["provider_response_json"] == '"Hello"'


@pytest.mark.parametrize(
    ("file_name", "use_case"),
    [("/srv/My App.py", "my_app"), ("<stdin>", "stdin"), ("notebook.ipynb", "notebook.ipynb")],
)
def test_a_program_names_its_use_case(file_name: str, use_case: str) -> None:
    assert _name_of(file_name) == use_case


# ── the registry of providers ───────────────────────────────────────────────────────────────────────────────

patches_for = providers.patches_for


def libraries(patches: Iterator[Patch]) -> set[str]:
    return {patch.module.partition(".")[0] for patch in patches}


def test_all_providers_are_there() -> None:
    assert {"openai", "anthropic", "botocore", "google", "databricks"} <= libraries(patches_for(None))


def test_a_category_chooses_its_libraries() -> None:
    assert libraries(patches_for({"system.google.vertex"})) == {"google"}
    assert libraries(patches_for({"system.azure"})) == {"openai", "anthropic"}


def test_a_provider_that_cannot_be_loaded_does_not_keep_the_others_from_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("PAYI_INSTRUMENT_STRICT")
    monkeypatch.setitem(sys.modules, "payi.instrument.providers.openai", None)
    found = libraries(patches_for(None))
    assert "openai" not in found
    assert "anthropic" in found
    assert "loading openai" in caplog.text


# ── the package ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name", ["get_context", "payi_instrument", "payi_uninstrument", "track", "track_context"]
)
def test_one_function_by_all_its_names(name: str) -> None:
    assert getattr(payi, name) is getattr(payi.lib.instrument, name)
    assert name in dir(payi)


def test_configs_have_names() -> None:
    names = [name for name in payi.lib.instrument.__all__ if name.startswith("Payi")]
    assert len(names) == 13
    for name in names:
        assert getattr(payi.instrument, name) is getattr(payi.lib.instrument, name)


@pytest.mark.parametrize(("name", "proxied"), [("ingest", False), ("proxy", True)])
def test_older_decorators_are_understood(name: str, proxied: bool) -> None:
    payi_instrument(config={"offline_instrumentation": {"file_name": "events.json"}, "proxy": not proxied})
    with pytest.warns(DeprecationWarning, match=name):
        decorate = getattr(payi.lib.instrument, name)(user_id="ada")
    client = Client()
    decorate(client.ask)()
    payi_uninstrument()
    assert ("xProxy-User-ID" in (client.sent_headers or {})) is proxied
    recorded = json.loads(Path("events.json").read_text()) if Path("events.json").exists() else []
    assert len(recorded) == (0 if proxied else 1)


def test_importing_and_instrumenting_imports_no_library_of_a_provider() -> None:
    script = """
import sys
from payi.lib.instrument import payi_instrument, track
payi_instrument(config={"offline_instrumentation": {"file_name": "/dev/null"}})
print([name for name in ("openai", "anthropic", "botocore", "google", "databricks") if name in sys.modules])
"""
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=False
    )
    assert (ran.stdout, ran.stderr) == ("[]\n", "")
