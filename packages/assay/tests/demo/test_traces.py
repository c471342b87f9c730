from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from assay.demo.traces import TRACES, Request, Trace, conversations_of, events_of, last_time, read_trace

FOLDER = Path(__file__).parents[4] / "data" / "azure-llm-2023"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
CHAT = TRACES[0]


@pytest.mark.parametrize("trace", TRACES, ids=lambda trace: trace.use_case)
def test_the_files_hold_the_sums_that_the_demo_promises(trace: Trace):
    requests = read_trace(FOLDER, trace)
    assert len(requests) == trace.requests
    assert sum(request.tokens_in for request in requests) == trace.tokens_in
    assert sum(request.tokens_out for request in requests) == trace.tokens_out


def test_every_event_has_an_id_of_its_own_made_of_file_and_line():
    ids = [
        event["provider_response_id"]
        for trace in TRACES
        for event in events_of(trace, read_trace(FOLDER, trace), timedelta())
    ]
    assert len(set(ids)) == 28_185
    assert ids[0] == "azure-llm-2023/conv.csv:2"


def test_shifted_traces_end_at_the_wanted_moment():
    shift = NOON - last_time(FOLDER)
    times = [
        datetime.fromisoformat(event["event_timestamp"])
        for trace in TRACES
        for event in events_of(trace, read_trace(FOLDER, trace), shift)
    ]
    assert max(times) == NOON


def instances(*requests: tuple[int, int, int]) -> list[str]:
    """The instance of each request, from (second, tokens in, tokens out)."""
    made = [
        Request(line, NOON + timedelta(seconds=second), tokens_in, tokens_out)
        for line, (second, tokens_in, tokens_out) in enumerate(requests, 2)
    ]
    return [event["use_case_id"][-1] for event in events_of(CHAT, made, timedelta())]


def test_a_context_that_holds_an_earlier_turn_and_its_answer_continues_it():
    assert instances((0, 100, 50), (30, 200, 20), (60, 230, 10)) == ["2", "2", "2"]


def test_a_turn_that_comes_too_soon_or_too_late_or_adds_too_much_begins_anew():
    assert instances((0, 100, 50), (4, 200, 20)) == ["2", "3"]
    assert instances((0, 100, 50), (601, 200, 20)) == ["2", "3"]
    assert instances((0, 100, 50), (30, 551, 20)) == ["2", "3"]
    assert instances((0, 100, 50), (30, 149, 20)) == ["2", "3"]


def test_of_several_conversations_the_one_with_the_fewest_new_tokens_goes_on():
    assert instances((0, 100, 50), (1, 150, 50), (30, 210, 5)) == ["2", "3", "3"]


def test_scored_conversations_have_more_than_one_turn():
    requests = read_trace(FOLDER, CHAT)
    turns = Counter(event["use_case_id"] for event in events_of(CHAT, requests, timedelta()))
    assert sorted(conversations_of(CHAT, requests)) == sorted(
        one for one, count in turns.items() if count > 1
    )
