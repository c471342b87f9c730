"""One process on one directory, as an operator meets it."""

import socket
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest
from assay.exits import Exit

HEAVY = ("numpy", "pyarrow", "pandas", "scipy", "sklearn", "IPython", "matplotlib")


def test_it_says_where_it_is_and_answers_there(module_assay_server):
    assert httpx2.get(f"{module_assay_server.url}/healthz").text == "ok\n"
    assert httpx2.get(f"{module_assay_server.url}/readyz").json()["ready"] is True
    front = httpx2.get(f"{module_assay_server.url}/")
    assert "<title>Assay</title>" in front.text


def test_an_event_is_answered_counted_and_seen_at_once(module_assay_server):
    with module_assay_server.client() as client:
        client.ingest.units(
            category="system.openai",
            resource="gpt-4o",
            units={"text": {"input": 1000, "output": 500}},
            use_case_name="first-steps",
        )
    flags = ["-m", "cost", "-m", "requests", "--from", "1h", "-f", "use_case=first-steps"]
    asked = module_assay_server.assay("ask", *flags)
    assert asked.splitlines()[1].split() == ["0.0075", "1"]


def test_a_first_start_without_a_terminal_leaves_its_keys_in_private_files(new_server: Callable):
    server = new_server()
    server.key = ""
    server.start()
    file = server.data / "keys" / "default-1.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert f'export PAYI_API_KEY="$(cat {file})"\n' in server.printed
    assert file.read_text().strip() not in "".join(server.printed)
    key = file.read_text().strip()
    headers = {"xProxy-api-key": key}
    assert httpx2.get(f"{server.url}/api/v1/limits", headers=headers).status_code == 200
    assert key not in server.log.read_text()
    assert key.encode() not in (server.data / "state.db").read_bytes()


def test_a_bootstrap_key_is_the_first_key_and_another_one_rotates_it(new_server: Callable):
    server = new_server().start()

    def accepted(key: str) -> bool:
        answer = httpx2.get(f"{server.url}/api/v1/limits", headers={"xProxy-api-key": key})
        return answer.status_code == 200

    first = server.key
    assert accepted(first)
    server.stop()
    server.key = "another_key_entirely"
    server.start()
    assert accepted("another_key_entirely")
    assert not accepted(first)


def test_a_second_start_on_the_same_directory_is_refused_in_one_sentence(module_assay_server):
    server = module_assay_server
    said = server.assay("serve", "--port", "0", code=Exit.ALREADY_RUNNING)
    assert said == (
        f"assay: process {server.process.pid} has the data directory {server.data} open "
        f"and answers at {server.url}; stop it, or choose another with --data\n"
    )


def test_a_port_in_use_is_refused_in_one_sentence(new_server: Callable):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = new_server().assay("serve", "--port", port, code=Exit.PORT_IN_USE)
    assert said == f"assay: port {port} on 127.0.0.1 is in use; choose another with --port (0: any)\n"


def test_data_of_a_newer_release_is_left_alone(new_server: Callable, command: Callable):
    server = new_server().start()
    server.stop()
    insert = "INSERT INTO migrations VALUES (9999, 'x', 'x', 0)"
    newer = f"import apsw, sys; apsw.Connection(sys.argv[1]).execute({insert!r})"
    assert command([sys.executable, "-c", newer, str(server.data / "state.db")]).returncode == 0
    said = server.assay("serve", "--port", "0", code=Exit.NEWER_SCHEMA)
    assert "has schema 9999" in said
    assert said.count("\n") == 1


def test_sigterm_drains_and_ends_with_success(new_server: Callable):
    server = new_server().start()
    with server.client() as client:
        client.ingest.units(category="system.openai", resource="gpt-4o", units={"text": {"input": 1}})
    assert server.stop() == 0
    assert server.log.read_text() == ""
    assert not (server.data / "state.db-wal").exists()


def test_listening_beyond_this_machine_is_warned_about(new_server: Callable):
    server = new_server(ASSAY_HOST="0.0.0.0").start()
    assert "keys travel in clear" in server.log.read_text()
    quiet = new_server(ASSAY_HOST="0.0.0.0", ASSAY_TRUSTED_PROXY="true").start()
    assert quiet.log.read_text() == ""


def test_metrics_are_for_this_machine_and_count_requests(assay_server):
    httpx2.get(f"{assay_server.url}/api/v1/limits", headers={"xProxy-api-key": assay_server.key})
    told = httpx2.get(f"{assay_server.url}/metrics").text
    assert 'assay_http_requests_total{group="limits",method="GET",status="200"} 1.0' in told
    assert "assay_unshipped_events 0.0" in told


def test_administration_wants_the_owner_token(module_assay_server):
    url = f"{module_assay_server.url}/internal/v1/applications"
    for headers in ({}, {"x-assay-owner-token": "guess"}, {"xProxy-api-key": module_assay_server.key}):
        answer = httpx2.get(url, headers=headers)
        assert (answer.status_code, answer.json()["xproxy_error"]["code"]) == (403, "owner_only")
    token = (module_assay_server.data / "owner.token").read_text().strip()
    assert httpx2.get(url, headers={"x-assay-owner-token": token}).status_code == 200


def test_serving_imports_nothing_heavy_and_stays_small(assay_server):
    process = Path(f"/proc/{assay_server.process.pid}")
    loaded = (process / "maps").read_text()
    assert not [name for name in HEAVY if f"/{name}/" in loaded]
    resident_kb = next(
        int(line.split()[1])
        for line in (process / "status").read_text().splitlines()
        if line.startswith("VmRSS")
    )
    assert resident_kb < 150 * 1024


@pytest.mark.parametrize("module", ["assay.wiring", "assay.server", "assay.cli"])
def test_no_module_of_the_server_imports_numpy(module: str, command: Callable):
    listing = f"import sys, {module}; print(*sorted(set(sys.modules) & set({HEAVY!r})))"
    done = command([sys.executable, "-c", listing])
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr
