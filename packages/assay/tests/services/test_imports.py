import json
from pathlib import Path

import pytest
from assay.domain.errors import Invalid
from assay.services.imports import count_events, read_events
from hypothesis import given
from hypothesis import strategies as st

EVENT = {"category": "system.openai", "units": {"text": {"input": 1, "output": 2}}}


def test_lines_and_an_array_are_read_alike(tmp_path: Path):
    lines, array = tmp_path / "a.jsonl", tmp_path / "a.json"
    lines.write_text("".join(json.dumps({**EVENT, "resource": name}) + "\n\n" for name in ("x", "y")))
    array.write_text(json.dumps([{**EVENT, "resource": name} for name in ("x", "y")], indent=2))
    assert count_events(lines) == count_events(array) == 2
    assert [event.body["resource"] for event in read_events(lines)] == ["x", "y"]
    assert [event.body["resource"] for event in read_events(array)] == ["x", "y"]
    assert [event.line for event in read_events(lines)] == [1, 3]
    assert [event.line for event in read_events(array)] == [1, 2]


def test_ids_come_from_file_line_and_content_and_only_where_there_is_none(tmp_path: Path):
    file = tmp_path / "a.jsonl"
    own = {**EVENT, "provider_response_id": "own"}
    file.write_text("\n".join(map(json.dumps, (EVENT, EVENT, own))))
    first, second, third = (event.body["provider_response_id"] for event in read_events(file))
    assert first.startswith("a.jsonl:1:")
    assert second.startswith("a.jsonl:2:")
    assert third == "own"
    assert [first, second] == [event.body["provider_response_id"] for event in read_events(file)][:2]


@given(st.integers(0, 20), st.integers(0, 20))
def test_a_file_that_grew_keeps_the_ids_of_its_beginning(tmp_path_factory, before: int, more: int):
    file = tmp_path_factory.mktemp("grown") / "a.jsonl"
    file.write_text("".join(json.dumps({**EVENT, "n": n}) + "\n" for n in range(before)))
    ids = [event.body["provider_response_id"] for event in read_events(file)]
    with file.open("a") as growing:
        growing.writelines(json.dumps({**EVENT, "n": n}) + "\n" for n in range(before, before + more))
    grown = [event.body["provider_response_id"] for event in read_events(file)]
    assert grown[:before] == ids
    assert len(set(grown)) == before + more


def test_offline_arguments_become_the_fields_of_a_bulk_event(tmp_path: Path):
    file = tmp_path / "offline.json"
    private = {"resource_scope": "global", "log_prompt_and_response": False, "provider_request_json": "hello"}
    file.write_text(json.dumps([{**EVENT, **private}]))
    (event,) = read_events(file)
    assert event.body["scope"] == "global"
    assert not {"resource_scope", "log_prompt_and_response", "provider_request_json"} & event.body.keys()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{}\nnonsense\n", "line 2: not JSON"),
        ("{}\n[1]\n", "line 2: an event is a JSON object"),
        ("[1, 2", "is not a JSON array"),
        ("[{}, 3]", "line 2: an event is a JSON object, not '3'"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(tmp_path: Path, text: str, sentence: str):
    file = tmp_path / "bad"
    file.write_text(text)
    with pytest.raises(Invalid) as refusal:
        list(read_events(file))
    assert refusal.value.code == "invalid_import_file"
    assert sentence in refusal.value.message
    assert str(file) in refusal.value.message


def test_an_empty_file_holds_no_events(tmp_path: Path):
    (tmp_path / "empty").touch()
    assert list(read_events(tmp_path / "empty")) == []
