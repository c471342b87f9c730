"""What is queued commits together, answers in order, and fails alone."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from assay.domain.errors import Busy, Unavailable
from assay.domain.limits import Limit
from assay.storage.ports import Page

pytestmark = pytest.mark.anyio


class Refused(Exception):  # noqa: N818 - as in the domain
    """What the work of these tests raises."""


def doubled(_tx, numbers):
    return [2 * number for number in numbers]


async def test_each_caller_gets_the_answer_to_its_own_item(state):
    double = state.batched(doubled)

    assert await asyncio.gather(*(double(number) for number in range(500))) == [2 * n for n in range(500)]


async def test_an_exception_among_the_answers_is_raised_to_its_caller_alone(state):
    work = state.batched(lambda _tx, items: [Refused(item) if item == 3 else item for item in items])

    answers = await asyncio.gather(*(work(item) for item in range(5)), return_exceptions=True)

    assert [type(answer) for answer in answers] == [int, int, int, Refused, int]


async def test_what_waits_commits_in_one_group(state, hold_writer, fact):
    started, release = hold_writer(state)
    await started()
    sizes = []

    def record(tx, numbers):
        sizes.append(len(numbers))
        tx.spool.append_facts([fact(number) for number in numbers])
        return numbers

    record_one = state.batched(record)
    answers = [record_one(number) for number in range(100)]
    await release()
    await asyncio.gather(*answers)

    assert sizes == [100]
    assert len((await state.pending()).batches) == 1


async def test_a_group_is_at_most_two_thousand_items(state, hold_writer):
    started, release = hold_writer(state)
    await started()
    sizes = []

    def measured(_tx, items):
        sizes.append(len(items))
        return items

    work = state.batched(measured)
    answers = [work(number) for number in range(2_500)]
    await release()
    await asyncio.gather(*answers)

    assert sizes == [2_000, 500]


async def test_when_batched_work_raises_the_bad_item_fails_and_the_good_ones_are_kept(state, fact):
    await state.transact(lambda tx: tx.limits.put(Limit("app", "team", "team", Decimal(100))))

    def record(tx, numbers):
        for number in numbers:
            limit = tx.limits.get("app", "team")
            limit.totals.cost += number
            tx.limits.put(limit)
            tx.identities.add([(bytes([number]) * 16, fact(number).request_id)])
            tx.spool.append_facts([fact(number)])
            if number == 4:
                raise Refused(number)
        return numbers

    work = state.batched(record)
    answers = await asyncio.gather(*(work(number) for number in range(8)), return_exceptions=True)

    assert [answer for answer in answers if not isinstance(answer, Refused)] == [0, 1, 2, 3, 5, 6, 7]
    limit = await state.transact(lambda tx: tx.limits.get("app", "team"))
    assert limit.totals.cost == 0 + 1 + 2 + 3 + 5 + 6 + 7
    kept = await state.transact(lambda tx: tx.identities.find([bytes([number]) * 16 for number in range(8)]))
    assert [number for number, found in enumerate(kept) if found is None] == [4]
    assert sum(batch.facts.count(b"\n") for batch in (await state.pending()).batches) == 7


async def test_a_closure_that_raises_undoes_only_itself(state):
    def first(tx):
        tx.values.put("first", "kept")

    def second(tx):
        tx.values.put("second", "lost")
        tx.limits.put(Limit("app", "lost", "lost", Decimal(1)))
        assert tx.limits.named("app", "lost") is not None
        raise Refused

    def third(tx):
        return tx.values.get("first"), tx.values.get("second"), tx.limits.get("app", "lost")

    _, refused, seen = await asyncio.gather(
        state.transact(first), state.transact(second), state.transact(third), return_exceptions=True
    )

    assert isinstance(refused, Refused)
    assert seen == ("kept", None, None)


async def test_a_limit_that_was_changed_but_not_put_when_work_raised_is_as_before(state):
    await state.transact(lambda tx: tx.limits.put(Limit("app", "team", "team", Decimal(5))))

    def careless(tx):
        limit = tx.limits.get("app", "team")
        limit.totals.cost += 1
        limit.tags.append("changed")
        raise Refused

    with pytest.raises(Refused):
        await state.transact(careless)

    assert await state.transact(lambda tx: tx.limits.get("app", "team")) == Limit(
        "app", "team", "team", Decimal(5)
    )


async def test_work_that_answers_too_few_items_fails_all_of_them(state):
    work = state.batched(lambda _tx, items: [])

    with pytest.raises(ValueError, match="answered 0 of 1 items"):
        await work(1)


async def test_a_full_queue_refuses_with_the_time_after_which_to_repeat(open_state, hold_writer):
    state = open_state(queue_items=10)
    started, release = hold_writer(state)
    await started()
    double = state.batched(doubled)
    answers = [double(number) for number in range(10)]

    with pytest.raises(Busy) as refusal:
        double(10)

    assert (refusal.value.code, refusal.value.retry_after_s) == ("server_busy", 1.0)
    await release()
    assert await asyncio.gather(*answers) == [2 * number for number in range(10)]
    assert await double(10) == 20


async def test_a_queue_is_bounded_by_bytes_as_well_but_takes_any_single_item(open_state, hold_writer):
    state = open_state(queue_bytes=1_000)
    started, release = hold_writer(state)
    await started()
    weighed = state.batched(doubled, weigh=lambda number: number)
    large = weighed(5_000)

    with pytest.raises(Busy):
        weighed(1)

    await release()
    assert await large == 10_000
    assert await weighed(1) == 2


async def test_what_was_queued_is_done_although_its_caller_has_gone(state):
    def keep(tx, items):
        tx.values.put("kept", items[-1])
        return items

    waiting = state.batched(keep)("yes")
    waiting.cancel()

    assert await state.transact(lambda tx: tx.values.get("kept")) == "yes"


async def test_closing_does_what_is_queued_and_refuses_what_comes_later(open_state):
    state = open_state()
    queued = [state.transact(lambda tx, n=n: tx.values.put(f"name {n}", "there")) for n in range(50)]
    queued = [asyncio.ensure_future(one) for one in queued]
    await asyncio.sleep(0)
    await state.close()
    await asyncio.gather(*queued)

    with pytest.raises(Unavailable):
        await state.transact(lambda _tx: None)
    again = open_state()
    assert await again.read(lambda tx: tx.values.get("name 49")) == "there"


async def test_a_read_sees_what_is_committed_and_cannot_write(state):
    await state.transact(lambda tx: tx.limits.put(Limit("app", "team", "team", Decimal(5))))

    assert await state.read(lambda tx: tx.limits.list("app", Page(10, True))) == [
        Limit("app", "team", "team", Decimal(5))
    ]
    for write in (
        lambda tx: tx.limits.put(Limit("app", "other", "other", Decimal(5))),
        lambda tx: tx.values.put("name", "value"),
        lambda tx: tx.applications.touch_keys({b"digest": 1}),
        lambda tx: tx.spool.append_facts([]),
        lambda tx: tx.identities.find([bytes(16)]),
    ):
        with pytest.raises(TypeError, match="transact"):
            await state.read(write)


async def test_the_mark_grows_with_every_change_and_with_nothing_else(open_state, fact):
    state = open_state()
    start = state.mark()
    await state.transact(lambda tx: tx.values.put("name", "value"))
    changed = state.mark()
    await state.transact(lambda tx: tx.spool.append_facts([fact(1)]))
    spooled = state.mark()
    await state.transact(lambda tx: tx.values.get("name"))
    await asyncio.to_thread(state.drop, spooled)

    assert start < changed < spooled == state.mark()
    await state.close()
    assert open_state().mark() == spooled


async def test_a_second_event_loop_gets_its_answers_too(state):
    async def ask() -> int:
        return await state.batched(doubled)(21)

    assert await asyncio.to_thread(asyncio.run, ask()) == 42


async def test_a_backup_made_while_work_goes_on_is_a_whole_store(state, tmp_path, fact):
    await state.transact(lambda tx: tx.spool.append_facts([fact(1)]))
    record = state.batched(lambda tx, items: [tx.spool.append_facts([fact(one)]) for one in items])
    writing = [record(number) for number in range(2, 500)]

    (tmp_path / "backup").mkdir()
    await asyncio.to_thread(state.backup, tmp_path / "backup" / "state.db")
    await asyncio.gather(*writing)

    copy = type(state)(tmp_path / "backup" / "state.db", now_ms=lambda: 0)
    batches = (await copy.pending()).batches
    assert batches == (await state.pending()).batches[: len(batches)] != []
    await copy.close()


async def test_backups_leave_no_file_open(state, tmp_path):
    """What stays open would keep a deleted backup on the disk, and one backup a day would end the process."""

    def open_files() -> list[str]:
        links = (link.readlink() for link in Path("/proc/self/fd").iterdir() if link.is_symlink())
        return sorted(str(path) for path in links if path.is_relative_to(tmp_path))

    await asyncio.to_thread(state.backup, tmp_path / "copy-0.db")
    before = open_files()
    for number in range(1, 5):
        await asyncio.to_thread(state.backup, tmp_path / f"copy-{number}.db")
    assert open_files() == before != []
    assert "copy" not in "".join(before)
