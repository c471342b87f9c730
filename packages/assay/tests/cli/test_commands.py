"""The commands as their users run them, on servers that tests share."""

import json
import sys
from pathlib import Path

import pytest
from assay.cli.ask import moment, read_filter
from assay.exits import Exit, Stop
from payi import AuthenticationError, Payi

EVENT = {"category": "system.openai", "resource": "gpt-4o", "units": {"text": {"input": 1000, "output": 500}}}


def test_an_application_is_made_listed_renamed_and_set(shared_assay_server):
    assay = shared_assay_server.assay
    assert "key 1 of web: in " in assay("app", "create", "web")
    assert "exists already" in assay("app", "create", "WEB", code=Exit.FAILED)
    assay("app", "rename", "web", "site")
    names = [application["name"] for application in json.loads(assay("app", "list", "--json"))]
    assert "site" in names
    assert "web" not in names
    assay("app", "settings", "site", "content_days=7")
    settings = json.loads(assay("app", "settings", "site", "--json"))
    assert {"setting": "content_days", "value": 7} in settings


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("contents=true", "'contents' is not a setting of an application; there are: content, "),
        ("content=maybe", "content is 'maybe'; it must be true or false"),
        ("content_days=-1", "content_days is -1; it must be a whole number from 0"),
        ("unknown_use_case=drop", "unknown_use_case is 'drop'; it may be 'create' or 'reject'"),
        ("content", "'content' is not SETTING=VALUE"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(shared_assay_server, change: str, sentence: str):
    said = shared_assay_server.assay("app", "settings", "default", change, code=Exit.FAILED)
    assert sentence in said


def test_a_rotated_key_is_refused_at_once_and_the_other_goes_on(assay_server):
    assay_server.assay("key", "rotate", "2")
    second = (assay_server.data / "keys" / "default-2.key").read_text().strip()
    kept = json.loads(assay_server.assay("key", "list", "--json"))
    assert [key["slot"] for key in kept] == [1, 2]
    assert kept[1]["last_four"] == second[-4:]
    with assay_server.client() as first, Payi(base_url=assay_server.url, api_key=second) as other:
        assert first.limits.list().items == []
        assay_server.assay("key", "rotate", "1")
        with pytest.raises(AuthenticationError):
            first.limits.list()
        assert other.limits.list().items == []


def test_a_limit_is_made_charged_listed_reset_and_deleted(module_assay_server, tmp_path: Path):
    assay = module_assay_server.assay
    assay("limits", "create", "Team A", "--max", "0.01", "--id", "team-a")
    file = tmp_path / "events.jsonl"
    file.write_text(json.dumps({**EVENT, "limit_ids": ["team-a"]}))
    assay("ingest", file)

    def listed() -> list[tuple[float, float]]:
        limits = json.loads(assay("limits", "list", "--json"))
        return [(limit["max"], limit["spent"]) for limit in limits if limit["limit_id"] == "team-a"]

    assert listed() == [(0.01, 0.0075)]
    assay("limits", "reset", "team-a")
    assert listed() == [(0.01, 0)]
    assay("doctor")
    assay("limits", "delete", "team-a")
    assert listed() == []


def test_a_file_is_imported_once_however_often_it_is_sent(module_assay_server, tmp_path: Path):
    file = tmp_path / "events.jsonl"
    event = {**EVENT, "use_case_name": "imported"}
    unknown = {**event, "resource": "nobody-knows-it"}
    ahead = {**event, "event_timestamp": "2999-01-01T00:00:00Z"}
    file.write_text("\n".join(map(json.dumps, [event, event, unknown, ahead])))
    first = json.loads(module_assay_server.assay("ingest", file, "--json", code=Exit.FAILED))
    assert (first["stored"], first["duplicates"], first["unpriced"]) == (3, 0, 1)
    assert first["refused"][0]["event"] == 4
    again = json.loads(module_assay_server.assay("ingest", file, "--json", code=Exit.FAILED))
    assert (again["stored"], again["duplicates"]) == (0, 3)
    flags = ["--from", "1h", "-f", "use_case=imported", "--json"]
    (row,) = json.loads(module_assay_server.assay("ask", *flags))["rows"]
    assert row == [3, "0.015"]


def test_the_same_question_as_table_json_and_csv(module_assay_server, tmp_path: Path):
    file = tmp_path / "events.jsonl"
    file.write_text(json.dumps({**EVENT, "use_case_name": "asked"}))
    module_assay_server.assay("ingest", file)
    narrowed = ["--from", "1h", "-f", "use_case=asked"]
    flags = ["ask", "-m", "cost", "-m", "requests", "--by", "use_case", *narrowed]
    assert json.loads(module_assay_server.assay(*flags, "--json"))["rows"] == [["asked", "0.0075", 1]]
    assert module_assay_server.assay(*flags, "--csv").splitlines()[1] == "asked,0.0075,1"
    assert module_assay_server.assay(*flags).splitlines()[1].split() == ["asked", "0.0075", "1"]


def test_a_misspelt_metric_comes_with_a_suggestion(shared_assay_server):
    assert "did you mean 'cost'" in shared_assay_server.assay("ask", "-m", "cots", code=Exit.FAILED)


def test_kpis_are_defined_and_listed(module_assay_server):
    assay = module_assay_server.assay
    assay("kpis", "define", "defined", "Deflection Rate", "--type", "boolean", "--goal", "0.25")
    (kpi,) = json.loads(assay("kpis", "list", "defined", "--json"))
    assert (kpi["name"], kpi["kpi_type"], kpi["goal"]) == ("Deflection Rate", "boolean", 0.25)


def test_settings_are_shown_with_their_source_and_without_secrets(command, tmp_path: Path):
    show = [sys.executable, "-m", "assay", "config", "show", "--json"]
    done = command(show, cwd=tmp_path, ASSAY_BOOTSTRAP_KEY="very secret indeed", ASSAY_PORT="1234")
    shown = {row["setting"]: row for row in json.loads(done.stdout)}
    assert (shown["port"]["value"], shown["port"]["from"]) == (1234, "ASSAY_PORT")
    assert shown["bootstrap_key"]["value"] == "set, not shown"
    assert "very secret" not in done.stdout


def test_a_wrong_setting_ends_every_command_with_its_own_code(command, tmp_path: Path):
    done = command([sys.executable, "-m", "assay", "config", "show"], cwd=tmp_path, ASSAY_PROT="1")
    assert done.returncode == Exit.SETTINGS
    assert done.stderr == (
        "assay: the environment variable ASSAY_PROT is not a setting; did you mean ASSAY_PORT?\n"
    )


@pytest.mark.parametrize(
    ("text", "field", "op", "values"),
    [
        ("use_case=chat,search", "use_case", "in", ["chat", "search"]),
        ("use_case!=chat", "use_case", "not_in", ["chat"]),
        ("status>=400", "status", "gte", ["400"]),
        ("status<400", "status", "lt", ["400"]),
        ("resource^=gpt-4", "resource", "prefix", ["gpt-4"]),
        ("user=", "user", "missing", []),
        ("user!=", "user", "exists", []),
        ("property:a=b=c", "property:a", "in", ["b=c"]),
    ],
)
def test_filters_are_read_from_flags(text: str, field: str, op: str, values: list[str]):
    assert read_filter(text) == {"field": field, "op": op, "values": values}


def test_times_are_read_from_flags():
    now = moment("2026-01-02T00:00:00", moment("2026-01-01", moment("2026-01-01T00:00:00Z", None)))
    assert moment("now", now) == now
    assert moment("36h", now).isoformat() == "2025-12-31T12:00:00+00:00"
    assert moment("2025-05-20", now).isoformat() == "2025-05-20T00:00:00+00:00"
    assert moment("2025-05-20T10:00:00+02:00", now).isoformat() == "2025-05-20T10:00:00+02:00"
    with pytest.raises(Stop, match="'soon' is no time"):
        moment("soon", now)


def test_repricing_shows_first_restates_when_asked_and_finds_nothing_the_second_time(
    assay_server, tmp_path: Path
):
    file = tmp_path / "events.jsonl"
    file.write_text(json.dumps({**EVENT, "category": "mine", "resource": "model", "limit_ids": ["all"]}))
    assay = assay_server.assay
    assay("limits", "create", "all", "--max", "1", "--id", "all")
    assay("ingest", file)
    with assay_server.client() as client:
        client.categories.resources.create(
            category="mine",
            resource="model",
            units={"text": {"input_price": 0.001, "output_price": 0.002}},
            start_timestamp="2020-01-01T00:00:00Z",
        )
    shown = json.loads(assay("reprice", "--from", "1h", "--json"))
    assert (shown["applied"], shown["changed"], shown["change"]) == (False, 1, "2")
    assert json.loads(assay("reprice", "--from", "1h", "--apply", "--json"))["changed"] == 1
    assert json.loads(assay("reprice", "--from", "1h", "--apply", "--json"))["changed"] == 0
    assert json.loads(assay("ask", "-m", "cost", "--from", "1h", "--json"))["rows"] == [["2"]]
    assert "1 have requests restated since" in assay("doctor")
