"""Care of the file: laws, copies, retention and erasure leave what they should and nothing else."""

from __future__ import annotations

import asyncio
import threading
from decimal import Decimal

import msgspec
import pytest
from assay.domain.corrections import restated, taken_back
from assay.domain.errors import TimedOut
from assay.domain.facts import Body, Fact
from assay.storage.events.columns import EVENTS, with_derived
from assay.storage.events.duckdb import DuckDBFile
from assay.storage.events.snapshots import Stop, snapshot
from assay.storage.events.store import DuckDBEvents
from assay.storage.events.upkeep import DuckDBUpkeep
from assay.storage.ports import Pending, SpoolBatch
from duckdb import InterruptException
from msgspec.structs import replace

SECRET = "ann@example.org"
lines = msgspec.json.Encoder().encode_lines


def fact(number: int, **columns) -> Fact:
    plain = Fact(
        f"0190a000-0000-7000-8000-{number:012x}",
        "app",
        1_750_000_000_000 + number,
        number,
        "c",
        "r",
        cost=Decimal(number),
        cost_in=Decimal(number),
        unit_costs={"text.input": Decimal(number)},
        units={"text.input": number},
        u_in=number,
    )
    return replace(plain, **columns)


@pytest.fixture
def file(tmp_path):
    opened = DuckDBFile(tmp_path / "events.duckdb")
    yield opened
    opened.close()


def store(file: DuckDBFile, facts, bodies=()) -> None:
    file.append([SpoolBatch(file.high_water() + 1, len(facts), lines(facts), lines(bodies))], made=1)


def rows(file: DuckDBFile, statement: str):
    return file.connection.execute(statement).fetchall()


def test_sound_facts_and_their_corrections_break_no_law(file):
    old = fact(2)
    store(file, [fact(1), old, taken_back(old), restated(old, resource="other")])
    assert DuckDBUpkeep(file).faults() == []


@pytest.mark.parametrize(
    ("law", "bad"),
    [
        ("cost", [fact(1, cost=Decimal(9))]),
        ("units", [fact(1, units={"text.input": -1})]),
        ("once", [fact(1), fact(1)]),
        ("corrections", [fact(1), taken_back(fact(1)), taken_back(fact(1))]),
        ("corrections", [fact(1), replace(taken_back(fact(1)), u_in=0)]),
    ],
)
def test_a_broken_law_is_named_with_an_example(file, law, bad):
    store(file, [fact(7), *bad])
    found = {fault.law: fault for fault in DuckDBUpkeep(file).faults()}
    assert found[law].example == fact(1).request_id


def test_charges_are_the_fold_of_the_facts_that_hold(file):
    """By what each limit was charged: of two limits, a correction to 5 moved the first alone."""
    charged = {"limit_ids": ["a", "b"], "limit_periods": [1, 3], "limit_states": ["ok", "exceeded"]}
    old = fact(2, **charged, limit_amounts=[Decimal(2), Decimal(2)])
    new = restated(old, cost=Decimal(5), cost_in=Decimal(5), limit_amounts=[Decimal(5), Decimal(2)])
    store(file, [fact(1, **charged, limit_amounts=[Decimal(1)] * 2), old, taken_back(old), new])
    assert [
        (one.limit_id, one.period, one.cost, one.states, one.corrected)
        for one in DuckDBUpkeep(file).charges()
    ] == [("a", 1, Decimal(6), {"ok": 2}, True), ("b", 3, Decimal(3), {"exceeded": 2}, True)]


def test_forgetting_a_person_keeps_the_cost_and_leaves_no_copy_of_the_name(file):
    body = Body(fact(1).request_id, 1, "app", f"I am {SECRET}")
    store(file, [fact(1, user_id=SECRET), fact(2, user_id="bob")], [body])
    care = DuckDBUpkeep(file)
    assert care.forget_content("app", SECRET, None) == 1
    assert care.forget_person("app", SECRET, None, "erased-1") == 1
    care.compact()
    assert rows(file, "SELECT user_id, cost FROM events ORDER BY cost") == [("erased-1", 1), ("bob", 2)]
    derived = with_derived("events", f"SELECT {', '.join(EVENTS)}, n FROM events")
    assert rows(file, f"SELECT user_key FROM ({derived}) EXCEPT SELECT user_key FROM events") == []
    assert file.high_water() == 1
    raw = b"".join(path.read_bytes() for path in file.path.parent.iterdir())
    assert SECRET.encode() not in raw


def test_old_events_and_old_content_go_and_the_others_stay(file):
    bodies = [Body(fact(number).request_id, fact(number).ts, "app", "hi") for number in (1, 2)]
    store(file, [fact(1), fact(2)], bodies)
    care = DuckDBUpkeep(file)
    assert care.drop_bodies("app", fact(2).ts) == 1
    assert care.drop_events("app", fact(2).ts) == 1
    assert rows(file, "SELECT cost FROM events") == [(2,)]
    assert rows(file, "SELECT count(request) FROM bodies") == [(1,)]


def test_a_copy_holds_the_same_rows_and_its_mark(file, tmp_path):
    store(file, [fact(1), fact(2)])
    DuckDBUpkeep(file).copy_to(tmp_path / "copy.duckdb")
    copied = DuckDBFile(tmp_path / "copy.duckdb")
    assert rows(copied, "SELECT * FROM events") == rows(file, "SELECT * FROM events")
    assert copied.high_water() == file.high_water()
    copied.close()


def test_a_question_past_its_time_is_really_stopped(file):
    with pytest.raises(TimedOut, match=r"stopped after 0\.2 s") as late:
        with snapshot(file.connection, Pending(()), Stop(), timeout_s=0.2) as reader:
            reader.rows(ENDLESS, {})
    assert late.value.code == "question_timeout"
    assert rows(file, "SELECT 1") == [(1,)]


ENDLESS = "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b"


def test_a_reading_that_nobody_waits_for_any_more_is_stopped(file):
    """There is one thread: without that, the next reading would wait for ever."""

    async def leave_and_ask_again() -> int:
        store(file, [fact(1)])
        events = DuckDBEvents(file, askers=1, timeout_s=3600)
        begun = threading.Event()

        def endless(reader):
            begun.set()
            return reader.rows(ENDLESS, {})

        left = asyncio.ensure_future(events._read(endless, Pending(())))
        await asyncio.to_thread(begun.wait)
        left.cancel()
        with pytest.raises(asyncio.CancelledError):
            await left
        return len(await events.find("app", [fact(1).request_id], Pending(())))

    assert asyncio.run(leave_and_ask_again()) == 1


def test_no_statement_is_begun_by_a_reading_that_was_stopped(file):
    stop = Stop()
    stop.now()
    with (
        pytest.raises(InterruptException),
        snapshot(file.connection, Pending(()), stop, timeout_s=60) as reader,
    ):
        reader.rows("SELECT 1", {})
