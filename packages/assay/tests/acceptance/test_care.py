"""Kill it, copy it, bring it back, make it forget: and let doctor look at what is left."""

import json
import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest
from assay.demo.traces import TRACES
from assay.exits import Exit
from payi import APIError, Payi

PERSON = "zaphod.beeblebrox@example.org"
SECRET = "the answer is forty-two and three quarters"
UNITS = {"text": {"input": 1000, "output": 500}}


def events(count: int, **more: object) -> list[dict]:
    common = {"category": "system.openai", "resource": "gpt-4o", "units": UNITS, "limit_ids": ["all"]}
    return [{**common, "provider_response_id": f"r{number}", **more} for number in range(count)]


def asked(server, *flags: str) -> list[str]:
    """The first row of a question."""
    return json.loads(server.assay("ask", *flags, "--from", "1h", "--json"))["rows"][0]


def test_killed_while_it_loads_it_loses_nothing_acknowledged_and_counts_nothing_twice(new_server: Callable):
    server = new_server().start()
    server.assay("limits", "create", "all", "--max", "1000", "--id", "all")
    batches = [events(2_000)[start : start + 100] for start in range(0, 2_000, 100)]
    acknowledged: list[int] = []
    killed_after = random.randrange(2, 15)
    print(f"killed after {killed_after} acknowledged batches")
    killing = threading.Thread(target=server.kill)

    def load(client: Payi) -> None:
        for number, batch in enumerate(batches):
            client.ingest.bulk(events=batch)
            acknowledged.append(number)
            if number == killed_after:
                killing.start()

    with server.client() as client, pytest.raises(APIError):
        load(client.with_options(max_retries=0))
    killing.join()
    server.start()
    requests = int(asked(server, "-m", "requests")[0])
    assert len(acknowledged) * 100 <= requests <= (len(acknowledged) + 1) * 100
    server.assay("doctor")
    with server.client() as client:
        for batch in batches:
            client.ingest.bulk(events=batch)
    assert asked(server, "-m", "requests", "-m", "cost") == [2_000, "15"]
    server.assay("doctor")


def test_the_demo_killed_half_way_and_run_again_ends_with_the_same_sums(
    new_server: Callable, start_assay: Callable
):
    server = new_server()
    demo = start_assay("demo", "--data", server.data, "--port", "0", "--exit", ASSAY_BOOTSTRAP_KEY=server.key)
    ready = demo.stdout.readline()
    server.url = ready.removeprefix("Assay is ready: ").split("/  ")[0]
    while not counted(server)[0]:
        assert demo.poll() is None, demo.stderr.read()
    demo.kill()
    demo.wait(60)

    server.start()
    requests, _ = counted(server)
    assert 0 < requests < sum(trace.requests for trace in TRACES)
    server.assay("doctor")
    printed = server.assay("demo")
    assert "Assay runs already on this directory." in printed
    assert f"{requests:,} known from an earlier run" in printed
    assert f"Look further:  {server.url}/  in a browser" in printed
    assert counted(server) == [28_185, "99.6478587"]
    server.assay("doctor")


def counted(server) -> list[Any]:
    """Requests and cost of all times, as a client is answered."""
    question = {
        "metrics": ["requests", "cost"],
        "from": "2019-01-01T00:00:00Z",
        "to": "2100-01-01T00:00:00Z",
    }
    headers = {"xProxy-api-key": server.key}
    answer = httpx2.post(f"{server.url}/api/v1/questions", json=question, headers=headers)
    return answer.json()["rows"][0]


def test_a_backup_made_while_events_arrive_is_restored_whole(new_server: Callable, tmp_path: Path):
    server = new_server().start()
    server.assay("limits", "create", "all", "--max", "1000", "--id", "all")
    stop = threading.Event()

    def keep_sending() -> None:
        with server.client() as client:
            for number in range(10_000):
                if stop.is_set():
                    return
                client.ingest.bulk(events=events(20, provider_response_id=f"during-{number}")[:1])

    with server.client() as client:
        client.ingest.bulk(events=events(500))
    sending = threading.Thread(target=keep_sending)
    sending.start()
    made = json.loads(server.assay("backup", tmp_path / "backup", "--json"))
    stop.set()
    sending.join()
    server.kill()

    other = new_server()
    assert made["directory"] == str(tmp_path / "backup")
    other.assay("restore", tmp_path / "backup")
    other.start()
    requests, cost = asked(other, "-m", "requests", "-m", "cost")
    assert requests >= 500
    assert Decimal(cost) == requests * Decimal("0.0075")
    with other.client() as client:
        client.ingest.bulk(events=events(500))
    assert asked(other, "-m", "requests")[0] == requests


def test_a_restore_onto_a_directory_in_use_changes_nothing(
    assay_server, new_server: Callable, tmp_path: Path
):
    assay_server.assay("backup", tmp_path / "backup")
    said = assay_server.assay("restore", tmp_path / "backup", code=Exit.LIVE_DIRECTORY)
    assert f"process {assay_server.process.pid} has it open" in said
    assay_server.stop()
    said = assay_server.assay("restore", tmp_path / "backup", code=Exit.LIVE_DIRECTORY)
    assert "it holds an installation already" in said
    said = new_server().assay("restore", tmp_path, code=Exit.FAILED)
    assert "is no finished backup" in said


def test_a_backup_never_goes_over_something_else(module_assay_server, tmp_path: Path):
    (tmp_path / "precious").touch()
    said = module_assay_server.assay("backup", tmp_path, code=Exit.FAILED)
    assert f"{tmp_path} is not empty" in said


def test_an_erased_person_and_their_words_are_in_no_file_and_their_cost_stays(new_server: Callable):
    server = new_server().start()
    server.assay("app", "settings", "default", "content=true")
    with server.client() as client:
        client.use_cases.definitions.create(name="talk", description="Talk.", logging_enabled=True)
        said = events(
            50,
            user_id=PERSON,
            account_name="magrathea",
            use_case_name="talk",
            provider_request_json=json.dumps(SECRET),
            limit_ids=[],
        )
        client.ingest.bulk(events=said)
        client.ingest.bulk(events=events(50, provider_response_id=None, user_id="arthur", limit_ids=[]))
    assert holding(server, PERSON)
    assert holding(server, SECRET)
    before = asked(server, "-m", "cost", "-m", "requests", "-m", "users")
    erased = json.loads(server.assay("erase", PERSON, "--yes", "--json"))
    assert (erased["events"], erased["bodies"]) == (50, 50)
    assert holding(server, PERSON) == []
    assert holding(server, SECRET) == []
    assert asked(server, "-m", "cost", "-m", "requests", "-m", "users") == before
    by_user = json.loads(server.assay("ask", "-m", "requests", "--by", "user", "--from", "1h", "--json"))[
        "rows"
    ]
    assert sorted(by_user) == sorted([["arthur", 50, "(not set)"], [erased["pseudonym"], 50, "magrathea"]])
    server.assay("doctor")
    server.stop()
    assert holding(server, PERSON) == []


def holding(server, text: str) -> list[str]:
    """The files of an installation, its log included, in which a text can be found as it is."""
    files = [path for path in (*server.data.rglob("*"), server.log) if path.is_file()]
    return [str(path) for path in files if text.encode() in path.read_bytes()]


def test_the_audit_of_an_erasure_knows_the_pseudonym_and_not_the_name(assay_server):
    with assay_server.client() as client:
        client.ingest.bulk(events=events(1, user_id=PERSON))
    erased = json.loads(assay_server.assay("erase", PERSON, "--yes", "--json"))
    assert erased["pseudonym"].startswith("erased-")
    assay_server.stop()
    kept = (assay_server.data / "state.db").read_bytes()
    assert erased["pseudonym"].encode() in kept
    assert PERSON.encode() not in kept


def test_an_erasure_without_consent_erases_nothing(module_assay_server):
    module_assay_server.assay("erase", PERSON, code=Exit.FAILED, text="n\n")


def test_events_are_kept_only_for_their_days(new_server: Callable):
    server = new_server(ASSAY_RETENTION_EVERY_S="1").start()
    server.assay("app", "settings", "default", "event_days=5")
    with server.client() as client:
        old = events(3, event_timestamp="2020-01-01T00:00:00Z", limit_ids=[])
        client.ingest.bulk(events=[*old, *events(2, provider_response_id=None, limit_ids=[])])
    wait_until(lambda: counted(server)[0] == 2)
    server.assay("doctor")


def test_content_is_kept_only_for_its_days_and_what_it_cost_for_ever(new_server: Callable):
    server = new_server(ASSAY_RETENTION_EVERY_S="1").start()
    server.assay("app", "settings", "default", "content=true", "content_days=1")
    two_days_ago = (datetime.now(UTC) - timedelta(days=2)).isoformat()
    with server.client() as client:
        client.use_cases.definitions.create(name="talk", description="Talk.", logging_enabled=True)
        for when, text in ((two_days_ago, "said long ago"), (None, "said just now")):
            said = {"provider_request_json": json.dumps(text), "use_case_name": "talk", "limit_ids": []}
            times = {"event_timestamp": when} if when else {}
            client.ingest.bulk(events=events(3, provider_response_id=None, **said, **times))
    assert holding(server, "said just now")
    before = counted(server)
    wait_until(lambda: with_content(server) == ["said just now"] * 3)
    assert counted(server) == before == [6, "0.045"]
    server.assay("compact")
    assert holding(server, "said long ago") == []
    assert holding(server, "said just now")
    server.assay("doctor")


def wait_until(holds: Callable[[], bool]) -> None:
    """Ask again and again for up to 20 seconds."""
    for _ in range(100):
        if holds():
            return
        threading.Event().wait(0.2)
    assert holds()


def with_content(server) -> list[str]:
    """The prompts of all requests that still have one."""
    with server.client() as client:
        ids = [request.request_id for request in client.requests.list()]
    headers = {"xProxy-api-key": server.key}
    told = [httpx2.get(f"{server.url}/api/v1/requests/{one}", headers=headers).json() for one in ids]
    return [request["content"]["request"] for request in told if "request" in request["content"]]


def test_commands_work_on_the_files_when_no_server_runs(new_server: Callable):
    server = new_server().start()
    with server.client() as client:
        client.ingest.bulk(events=events(10))
    server.stop()
    assert "the file is sound" in server.assay("doctor")
    assert "default" in server.assay("app", "list")
    server.assay("compact")
    server.assay("migrate")
    server.start()
    assert asked(server, "-m", "requests") == [10]


def test_where_nothing_is_installed_a_command_says_so(new_server: Callable):
    said = new_server().assay("doctor", code=Exit.FAILED)
    assert "there is no installation in" in said
    assert "`assay serve` makes one" in said
