"""`assay report`: saved questions, listed and answered."""

import json

import pytest
from assay.exits import Exit


@pytest.fixture(scope="module")
def server(module_assay_server):
    """Three events of one use case, one of them years ago, and the question that counts them, saved."""
    events = [
        {
            "category": "system.openai",
            "resource": "gpt-4o",
            "units": {"text": {"input": 1000, "output": 500}},
            "use_case_name": "chat",
            **more,
        }
        for more in ({}, {}, {"event_timestamp": "2025-01-10T12:00:00Z"})
    ]
    with module_assay_server.client() as client:
        client.ingest.bulk(events=events)
        client.reports.create(
            name="by use case",
            question={"metrics": ["requests", "cost"], "by": ["use_case"]},
            range="last 7 days",
        )
    return module_assay_server


@pytest.fixture
def report_id(server) -> str:
    (report,) = json.loads(server.assay("report", "list", "--json"))
    return report["report_id"]


def test_saved_questions_are_listed_with_their_range(server, report_id: str):
    printed = server.assay("report", "list").splitlines()
    assert printed[0].split() == ["report", "id", "name", "range"]
    assert printed[1].split() == [report_id, "by", "use", "case", "last", "7", "days"]


def test_a_report_is_csv_over_its_saved_range(server, report_id: str):
    assert server.assay("report", "run", report_id).splitlines() == [
        "use_case,requests,cost",
        "chat,2,0.015",
    ]


def test_the_same_as_json(server, report_id: str):
    answer = json.loads(server.assay("report", "run", report_id, "--json"))
    assert answer["rows"] == [["chat", 2, "0.015"]]


def test_another_range_can_be_given(server, report_id: str):
    answered = server.assay("report", "run", report_id, "--from", "2025-01-10", "--to", "2025-01-11")
    assert answered.splitlines()[1:] == ["chat,1,0.0075"]


def test_a_report_that_is_not_there_is_refused_by_its_name(server):
    assert "'nothing'" in server.assay("report", "run", "nothing", code=Exit.FAILED)


def test_a_time_that_is_none_is_refused_before_anything_is_asked(server, report_id: str):
    said = server.assay("report", "run", report_id, "--from", "soon", code=Exit.FAILED)
    assert "'soon' is no time" in said
