"""The spool: what is acknowledged stays there, in order and whole, until the event store has it."""

from __future__ import annotations

import asyncio
import json
from decimal import Decimal

import pytest
from assay.domain.errors import Busy
from assay.domain.facts import Body, InstanceFact, ScoreFact

pytestmark = pytest.mark.anyio


def numbers(batches) -> list[list[int]]:
    """The numbers of the facts in each batch."""
    lines = [batch.facts.splitlines() for batch in batches]
    return [[int(json.loads(line)["request_id"][-12:], 16) for line in of_batch] for of_batch in lines]


async def spool(state, *facts) -> None:
    await state.transact(lambda tx: tx.spool.append_facts(facts))


async def test_the_rows_of_a_transaction_stay_together_as_lines_of_json(state, fact):
    def write(tx):
        tx.spool.append_facts(
            [fact(1, cost=Decimal("0.10"))], [Body(fact(1).request_id, 5, "app", "question")]
        )
        tx.spool.append_facts([fact(2)])
        tx.spool.append_scores([ScoreFact("app", 5, "chat", 1, "i1", "csat", 0.5, 9)])
        tx.spool.append_instances([InstanceFact("app", 5, "chat", 1, "i1")])

    await state.transact(write)
    (batch,) = state.peek(0, 100)

    assert (numbers([batch]), batch.rows) == ([[1, 2]], 2)
    assert json.loads(batch.facts.splitlines()[0])["cost"] == "0.10"
    assert json.loads(batch.bodies)["request"] == "question"
    assert json.loads(batch.scores)["score"] == 0.5
    assert json.loads(batch.instances)["uc_instance"] == "i1"


async def test_a_fact_is_stored_as_it_was_when_it_was_appended(state, fact):
    def write(tx):
        changing = fact(1, step="before")
        tx.spool.append_facts([changing])
        changing.step = "after"

    await state.transact(write)

    assert json.loads(state.peek(0, 1)[0].facts)["step"] == "before"


async def test_peeking_gives_batches_in_order_up_to_the_asked_number_of_facts_and_always_one(state, fact):
    for number in range(0, 9, 3):
        await spool(state, fact(number), fact(number + 1), fact(number + 2))

    assert numbers(state.peek(0, 6)) == [[0, 1, 2], [3, 4, 5]]
    assert numbers(state.peek(0, 1)) == [[0, 1, 2]]
    assert numbers(state.peek(state.peek(0, 1)[0].n, 100)) == [[3, 4, 5], [6, 7, 8]]


async def test_dropping_forgets_the_batches_up_to_a_number(state, fact):
    for number in range(5):
        await spool(state, fact(number))
    third = state.peek(0, 3)[-1].n

    await asyncio.to_thread(state.drop, third)

    assert numbers(state.peek(0, 100)) == [[3], [4]]
    assert state.unshipped_rows() == 2


async def test_numbers_are_never_used_again_although_the_spool_was_empty(open_state, fact):
    state = open_state()
    await spool(state, fact(1))
    first = state.peek(0, 1)[0].n
    await asyncio.to_thread(state.drop, first)
    await state.close()
    state = open_state()
    await spool(state, fact(2))

    assert state.peek(0, 1)[0].n > first


async def test_pending_is_everything_that_is_not_dropped_without_bodies(state, fact):
    await state.transact(
        lambda tx: tx.spool.append_facts([fact(1)], [Body(fact(1).request_id, 5, "app", "long")])
    )
    await spool(state, fact(2))

    pending = await state.pending()

    assert (numbers(pending.batches), pending.complete) == ([[1], [2]], True)
    assert [batch.bodies for batch in pending.batches] == [b"", b""]


async def test_content_is_found_while_it_waits_wherever_later_rows_restate_its_request(open_state, fact):
    state = open_state()
    kept = Body(fact(1).request_id, 5, "app", 'asked "what?"\n', "told")
    quoting = Body(fact(2).request_id, 5, "app", f'\n{{"request_id":"{fact(3).request_id}"')
    await state.transact(lambda tx: tx.spool.append_facts([fact(1), fact(2)], [quoting, kept]))
    await spool(state, fact(1, rev=1, sign=-1), fact(1, rev=1), fact(3))
    await state.close()
    state = open_state()

    assert await state.body(fact(1).request_id) == kept
    assert await state.body(fact(2).request_id) == quoting
    assert await state.body(fact(3).request_id) is None

    await asyncio.to_thread(state.drop, state.mark())
    assert await state.body(fact(1).request_id) is None


async def test_pending_says_when_there_is_more_than_an_answer_can_carry(state, fact):
    many = [fact(number) for number in range(30_000)]
    await spool(state, *many)
    await spool(state, *many)

    pending = await state.pending()

    assert ([batch.rows for batch in pending.batches], pending.complete) == ([30_000], False)


async def test_a_full_spool_refuses_events_until_the_event_store_took_some(open_state, fact):
    state = open_state(spool_events=3)
    record = state.batched(lambda tx, facts: [tx.spool.append_facts([one]) for one in facts])
    for number in range(3):
        await record(fact(number))

    with pytest.raises(Busy) as refusal:
        await record(fact(3))
    with pytest.raises(Busy):
        await spool(state, fact(3))
    await state.transact(lambda tx: tx.values.put("other work", "goes on"))
    assert refusal.value.code == "spool_full"

    await asyncio.to_thread(state.drop, state.mark())
    await record(fact(3))
    assert numbers(state.peek(0, 10)) == [[3]]


async def test_the_bound_of_the_spool_counts_what_an_earlier_process_left(open_state, fact):
    state = open_state()
    await spool(state, fact(1), fact(2))
    await state.close()
    state = open_state(spool_events=2)

    assert state.unshipped_rows() == 2
    with pytest.raises(Busy):
        await spool(state, fact(3))


async def test_a_fact_that_is_not_shipped_is_found_by_its_request_id_in_its_latest_revision(state, fact):
    await spool(state, fact(1, step="first"), fact(2))
    await spool(state, fact(1, rev=1, sign=-1, step="first"), fact(1, rev=1, step="second"))

    found = await state.facts([fact(1).request_id, fact(2).request_id, fact(3).request_id])

    assert {request_id: one.step for request_id, one in found.items()} == {
        fact(1).request_id: "second",
        fact(2).request_id: "",
    }


async def test_a_fact_is_found_after_a_restart_and_not_after_it_was_dropped(open_state, fact):
    state = open_state()
    await spool(state, fact(1, units={"text.input": 7}))
    await state.close()
    state = open_state()

    assert (await state.facts([fact(1).request_id]))[fact(1).request_id] == fact(1, units={"text.input": 7})
    await asyncio.to_thread(state.drop, state.mark())
    assert await state.facts([fact(1).request_id]) == {}


async def test_a_fact_that_only_quotes_a_request_id_is_not_taken_for_it(state, fact):
    await spool(state, fact(1, properties={"request_id": fact(2).request_id}, step='\n{"request_id":"x"}'))

    assert await state.facts([fact(2).request_id]) == {}
    assert list(await state.facts([fact(1).request_id])) == [fact(1).request_id]
