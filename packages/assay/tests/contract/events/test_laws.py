"""Laws of answers, on every engine: what they mean, and what must not change them."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from assay.domain.corrections import restated, taken_back
from assay.domain.questions import question_of
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from packages.assay.tests.contract.events.histories import (
    APP,
    APPLICATIONS,
    ZONES,
    anywhere,
    histories,
    questions,
    rows_of,
)


def halves(metrics):
    return [metrics[:10], metrics[10:]]


def close(found, expected):
    if isinstance(expected, float) and found is not None:
        return found == pytest.approx(expected, rel=1e-12)
    return found == expected


def words(answer, row):
    """What a row is about: its dimensions."""
    return tuple(cell for column, cell in zip(answer.columns, row, strict=True) if column.kind == "dimension")


def figures(answer, row):
    """What a row says: its metrics."""
    return [cell for column, cell in zip(answer.columns, row, strict=True) if column.kind == "metric"]


@anywhere
@given(
    history=histories(),
    asked=questions,
    apps=st.sampled_from(APPLICATIONS),
    seed=st.integers(0, 99),
    share=st.floats(0, 1),
)
def test_an_answer_is_the_fold_of_the_facts_that_hold(
    engine, open_store, oracle, fact, history, asked, apps, seed, share
):
    """Of whichever applications; whatever was corrected, in whatever order rows came, and however many of
    them wait in the spool.
    """
    rows = rows_of(history, fact)
    Random(seed).shuffle(rows)
    cut = int(len(rows) * share)
    with tempfile.TemporaryDirectory() as directory, open_store(engine, Path(directory)) as store:
        store.ship(rows[:cut])
        store.spool(rows[cut:])
        for metrics in halves(oracle.METRICS):
            document = {"metrics": metrics, "from": "2025-03-01", "to": "2025-05-01", **asked}
            question = question_of(document)
            answer = store.ask(apps, **document)
            facts = oracle.asked_for(rows, question, apps or [APP, "other"])
            expected = oracle.groups(facts, question) if question.by else {(): facts}
            found = {words(answer, row): figures(answer, row) for row in answer.rows}
            assert set(found) == set(expected)
            for group, of_group in expected.items():
                for name, value in zip(metrics, found[group], strict=True):
                    assert close(value, oracle.value(name, of_group)), (group, name)
            for name, value in zip(metrics, figures(answer, answer.totals), strict=True):
                assert close(value, oracle.value(name, facts)), ("totals", name)
            assert answer.requests == len(facts)


@anywhere
@given(history=histories(), zone=st.sampled_from(ZONES), grain=st.sampled_from(["day", "week", "month"]))
def test_buckets_split_the_whole_by_local_time(engine, open_store, oracle, fact, history, zone, grain):
    rows = rows_of(history, fact)
    with tempfile.TemporaryDirectory() as directory, open_store(engine, Path(directory)) as store:
        store.ship(rows)
        answer = store.ask(metrics=["requests", "cost", "users"], by=["resource"], grain=grain, zone=zone)
        for name, column in (("requests", 2), ("cost", 3)):
            assert sum(row[column] for row in answer.rows) == answer.totals[column], name
        starts = sorted({row[0] for row in answer.rows})
        for one in oracle.standing(rows):
            if one.app == APP:
                day = oracle.local(one, zone).date().isoformat()
                assert any(start[:10] <= day for start in starts)
        by_hand = {}
        for one in oracle.standing(rows):
            if one.app == APP:
                moment = oracle.local(one, zone)
                start = max(start for start in starts if start[:10] <= moment.date().isoformat())
                by_hand[start, one.resource] = by_hand.get((start, one.resource), 0) + 1
        assert {(row[0], row[1]): row[2] for row in answer.rows if row[2]} == by_hand


@anywhere
@given(
    history=histories(),
    top=st.integers(1, 3),
    order=st.sampled_from(["cost", "-cost", "-users", "p50(latency_ms)"]),
)
def test_rows_and_other_add_up_to_the_totals(engine, open_store, fact, history, top, order):
    rows = rows_of(history, fact)
    metrics = ["cost", "requests", "users", "p50(latency_ms)"]
    with tempfile.TemporaryDirectory() as directory, open_store(engine, Path(directory)) as store:
        store.ship(rows)
        answer = store.ask(metrics=metrics, by=["resource", "use_case"], top=top, order=order)
        assert len(answer.rows) <= top
        shown = [*answer.rows, *([answer.other] if answer.other else [])]
        for column in (2, 3):
            assert sum((row[column] for row in shown), Decimal(0)) == answer.totals[column]
        whole = store.ask(metrics=metrics, by=["resource", "use_case"], order=order)
        assert answer.rows == whole.rows[: len(answer.rows)]
        series = store.ask(metrics=["cost"], by=["resource", "use_case"], top=top, grain="week")
        cells = [*series.rows, *(series.other_rows or [])]
        assert sum((row[-1] for row in cells), Decimal(0)) == series.totals[-1]


@anywhere
@given(history=histories(), top=st.integers(1, 4), heavy=st.integers(1, 6), part_bits=st.integers(2, 14))
def test_the_largest_of_very_many_groups_are_the_same_however_few_parts_of_them_are_looked_into(
    engine, open_store, fact, history, top, heavy, part_bits
):
    rows = rows_of(history, fact)
    asked = {"metrics": ["cost", "requests"], "by": ["resource", "version", "user"]}
    with (
        tempfile.TemporaryDirectory() as directory,
        open_store(engine, Path(directory)) as store,
        pytest.MonkeyPatch.context() as patch,
    ):
        store.ship(rows)
        every = store.ask(**asked)
        patch.setattr("assay.storage.questions.sums.HEAVY_PARTS", heavy)
        patch.setattr("assay.storage.questions.sums.PART_BITS", part_bits)
        answer = store.ask(**asked, top=top)
    assert answer.totals == every.totals
    assert [row[3] for row in answer.rows] == [row[3] for row in every.rows[:top]]
    assert all(row in every.rows for row in answer.rows)
    shown = [*answer.rows, *([answer.other] if answer.other else [])]
    for column in (3, 4):
        assert sum((row[column] for row in shown), Decimal(0)) == answer.totals[column]


def test_equal_groups_are_all_looked_at_before_some_are_called_the_largest(store, fact, monkeypatch):
    """A part that was left out may hold a group as large as those found: then all groups are compared."""
    store.ship([fact(number, cost=Decimal(1), user_id=f"u{number}") for number in range(40)])
    asked = {"metrics": ["cost"], "by": ["resource", "version", "user"], "top": 5}
    before = store.ask(**asked)
    monkeypatch.setattr("assay.storage.questions.sums.HEAVY_PARTS", 10)
    assert store.ask(**asked).rows == before.rows
    assert figures(before, before.other) == [35]


@anywhere
@given(history=histories(), seed=st.integers(0, 99))
def test_delivering_a_batch_again_changes_nothing(engine, open_store, fact, history, seed):
    """Re-delivery of batches, alone or with new ones, and a spool that still holds what was shipped."""
    rows = rows_of(history, fact)
    random = Random(seed)
    document = {"metrics": ["requests", "cost", "p95(latency_ms)"], "by": ["resource", "user"]}
    with tempfile.TemporaryDirectory() as directory, open_store(engine, Path(directory)) as store:
        batches = [store.batch(rows[start : start + 5]) for start in range(0, len(rows), 5)]
        store.events.append(batches)
        once = store.rows(**document)
        for _ in range(3):
            store.events.append(batches[: random.randint(0, len(batches))])
        store.waiting = list(batches)
        assert store.rows(**document) == once
        assert store.events.high_water() == (batches[-1].n if batches else 0)


def test_a_request_may_stand_in_the_rows_of_several_limits_and_counts_once_in_the_totals(store, fact):
    store.ship(
        [fact(1, cost=Decimal(3), limit_ids=["a", "b"], limit_periods=[1, 1], limit_states=["ok", "ok"])]
    )
    answer = store.ask(metrics=["cost"], by=["limit"])
    assert answer.rows == [["a", Decimal(3)], ["b", Decimal(3)]]
    assert answer.totals == ["", Decimal(3)]
    assert answer.rows_overlap


def test_more_than_a_hundred_thousand_requests_are_answered_from_a_histogram(store, fact, monkeypatch):
    monkeypatch.setattr("assay.storage.questions.figures.MOST_EXACT_ROWS", 100)
    store.ship([fact(number, latency_ms=number + 1) for number in range(1_000)])
    answer = store.ask(metrics=["p50(latency_ms)", "p99(latency_ms)", "max(latency_ms)"])
    assert answer.methods == {"p50(latency_ms)": "histogram", "p99(latency_ms)": "histogram"}
    assert answer.rows[0][:2] == [pytest.approx(500, rel=0.011), pytest.approx(990, rel=0.011)]
    assert answer.rows[0][2] == 1_000


def test_what_is_no_correction_of_a_fact_leaves_other_applications_alone(store, fact):
    store.ship([fact(1, cost=Decimal(1)), fact(2, app="other", cost=Decimal(2))])
    assert store.rows(metrics=["cost"]) == [[Decimal(1)]]
    assert store.ask(apps=None, metrics=["cost"]).rows == [[Decimal(3)]]


def test_a_user_is_a_user_id_within_an_account(store, fact):
    """The same id under two accounts is two people; under none it is a third."""
    people = [("u1", "A"), ("u1", "B"), ("u1", ""), ("u1", "A")]
    store.ship([fact(number, user_id=user, account=account) for number, (user, account) in enumerate(people)])
    assert store.rows(metrics=["users", "requests"]) == [[3, 4]]
    assert store.rows(metrics=["requests"], by=["user"]) == [
        ["u1", 2, "A"],
        ["u1", 1, "(not set)"],
        ["u1", 1, "B"],
    ]


def test_compare_puts_the_earlier_range_beside_each_metric(store, fact):
    day = 86_400_000
    store.ship([fact(1, cost=Decimal(2)), fact(2, ts=fact(1).ts - day, cost=Decimal(5), resource="old")])
    answer = store.ask(
        metrics=["cost"], by=["resource"], compare="previous", **{"from": "2025-04-01", "to": "2025-04-02"}
    )
    assert [column.name for column in answer.columns][1:] == [
        "cost",
        "cost.previous",
        "cost.difference",
        "cost.change",
    ]
    assert answer.rows == [["gpt-4o", 2, 0, 2, None]]
    assert answer.other == ["other", 0, 5, -5, -1.0]
    assert answer.totals == ["", 2, 5, -3, -0.6]


@anywhere
@given(history=histories(), by=st.sampled_from([[], ["resource"], ["user"]]), share=st.floats(0, 1))
def test_a_retry_follows_a_failure_of_its_instance_and_step_within_a_minute(
    engine, open_store, oracle, fact, history, by, share
):
    """Whatever the filters keep: what failed on one model is often tried again on another."""
    _, stated, corrections = history
    close_by = [(n, {**columns, "ts": 1_743_465_600_000 + columns["ts"] % 120_000}) for n, columns in stated]
    rows = rows_of(([], close_by, corrections), fact)
    cut = int(len(rows) * share)
    kept = {"field": "resource", "op": "in", "values": ["gpt-4o", "claude"]}
    document = {"metrics": ["retries"], "by": by, "filters": [kept]}
    with tempfile.TemporaryDirectory() as directory, open_store(engine, Path(directory)) as store:
        store.ship(rows[:cut])
        store.spool(rows[cut:])
        answer = store.ask(**document)
        retried = {"field": "retries", "op": "gt", "values": [0]}
        behind = store.ask(metrics=["requests", "retries"], by=by, filters=[kept, retried])
        others = store.ask(metrics=["requests"], filters=[kept, {"field": "retries", "op": "missing"}])
    again = oracle.retries([one for one in rows if one.app == APP])
    question = question_of({**document, "from": "2025-03-01", "to": "2025-05-01"})
    facts = oracle.asked_for(rows, question, [APP])
    count = sum(one.request_id in again for one in facts)
    assert figures(answer, answer.totals) == [count]
    assert (figures(behind, behind.totals), figures(others, others.totals)) == (
        [count, count],
        [len(facts) - count],
    )
    expected = {
        group: sum(one.request_id in again for one in of_group)
        for group, of_group in (oracle.groups(facts, question) if by else {(): facts}).items()
    }
    assert {words(answer, row): figures(answer, row)[0] for row in answer.rows} == expected
    assert {words(behind, row): figures(behind, row)[0] for row in behind.rows if by} == {
        group: number for group, number in expected.items() if number and by
    }


def test_requests_per_minute_are_those_of_the_minutes_a_bucket_has_in_the_range(store, fact):
    """The last of March has 23 hours in Berlin; of the first day half is asked for."""
    store.ship([fact(number, ts=1_743_202_800_000 + number * 3_600_000) for number in range(24 + 23)])
    days = {"from": "2025-03-29T12:00:00+01:00", "to": "2025-03-31T00:00:00+02:00", "zone": "Europe/Berlin"}
    asked = {"metrics": ["requests", "requests_per_minute"], **days}
    answer = store.ask(**asked, grain="day")
    assert [row[1:] for row in answer.rows] == [[12, 12 / 720], [23, 23 / 1380]]
    assert answer.totals[1:] == [35, 35 / 2100]
    [row] = store.ask(**asked, by=["resource"]).rows
    assert row == ["gpt-4o", 35, 35 / 2100]


@pytest.mark.parametrize(("day", "hours"), [("2025-03-30", 23), ("2025-10-26", 25), ("2025-06-01", 24)])
def test_a_day_has_as_many_hours_as_its_clocks_show(store, fact, day, hours):
    """Summer time begins with a day of 23 hours and ends with one of 25 in Berlin."""
    answer = store.ask(
        metrics=["requests"],
        grain="hour",
        zone="Europe/Berlin",
        **{
            "from": f"{day}T00:00:00+0{2 if hours != 23 else 1}:00",
            "to": f"{day}T23:59:59+0{1 if hours == 25 else 2}:00",
        },
    )
    assert len(answer.rows) == hours


def test_unshipped_rows_that_are_too_many_are_left_out_and_the_answer_says_until_when_it_goes(store, fact):
    from assay.storage.ports import Pending

    store.ship([fact(1)])
    store.spool([fact(2)])
    complete = store.ask(metrics=["requests"])
    pending = Pending(tuple(store.waiting), complete=False)
    import asyncio

    question = question_of({"metrics": ["requests"], "from": "2025-03-01", "to": "2025-05-01"})
    partial = asyncio.run(store.events.ask(question, [APP], pending, {}))
    assert (complete.rows, complete.shipped) == ([[2]], None)
    assert partial.rows == [[1]]
    assert partial.shipped > 0


def test_a_correction_of_the_time_moves_a_request_to_its_new_bucket(store, fact):
    old = fact(1, cost=Decimal(1))
    new = replace(restated(old), ts=old.ts + 86_400_000)
    store.ship([old, taken_back(old), new])
    answer = store.ask(metrics=["requests"], grain="day", **{"from": "2025-04-01", "to": "2025-04-03"})
    assert [row[1] for row in answer.rows] == [0, 1]


@anywhere
@given(history=histories(), zone=st.sampled_from(ZONES), share=st.floats(0, 1))
def test_users_of_a_day_are_the_same_in_a_series_and_asked_for_alone(
    engine, open_store, oracle, fact, history, zone, share
):
    rows = rows_of(history, fact)
    cut = int(len(rows) * share)
    with tempfile.TemporaryDirectory() as directory, open_store(engine, Path(directory)) as store:
        store.ship(rows[:cut])
        store.spool(rows[cut:])
        answer = store.ask(metrics=["users", "instances"], grain="day", zone=zone)
        by_day = {}
        for one in oracle.standing(rows):
            if one.app == APP:
                by_day.setdefault(oracle.local(one, zone).date().isoformat(), []).append(one)
        for time, users, instances in answer.rows:
            facts = by_day.get(time[:10], [])
            assert (users, instances) == (oracle.value("users", facts), oracle.value("instances", facts))
        every = [one for facts in by_day.values() for one in facts]
        assert answer.totals[1:] == [oracle.value("users", every), oracle.value("instances", every)]
