"""A store that cannot grow refuses, keeps what it acknowledged, and goes on by itself when there is room."""

from __future__ import annotations

from decimal import Decimal

import pytest
from assay.domain.errors import Unavailable
from assay.domain.facts import Fact
from assay.domain.limits import Limit
from assay.storage.state.sqlite import SqliteState

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
async def state(tmp_path):
    opened = SqliteState(tmp_path / "state.db", now_ms=lambda: 0)
    yield opened
    await opened.close()


def let_grow_to(state, pages=None):
    """SQLite's own bound of the file, which fails like a full disk does, in the middle of a statement: no
    growth at all unless `pages` are given.
    """

    def bound(_):
        connection = state._connection
        connection.pragma("max_page_count", pages or connection.pragma("page_count"))

    return state.transact(bound)


def spend(number):
    def work(tx):
        limit = tx.limits.get("app", "team") or Limit("app", "team", "team", Decimal(9))
        limit.totals.cost += 1
        tx.limits.put(limit)
        tx.identities.add([(bytes([number]) * 16, f"0190a000-0000-7000-8000-{number:012x}")])
        tx.spool.append_facts([Fact(f"{number}", "app", 0, 0, "c", "r", step="x" * 50_000)])

    return work


async def test_nothing_half_done_remains_of_what_was_refused(state):
    await state.transact(spend(1))
    await let_grow_to(state)

    for number in (2, 3):
        with pytest.raises(Unavailable) as refusal:
            await state.transact(spend(number))
        assert refusal.value.code == "disk_full"
    assert (await state.transact(lambda tx: tx.limits.get("app", "team"))).totals.cost == 1
    assert (state.unshipped_rows(), len((await state.pending()).batches)) == (1, 1)

    await let_grow_to(state, 2**30)
    await state.transact(spend(4))
    found = await state.transact(lambda tx: tx.identities.find([bytes([n]) * 16 for n in (1, 2, 3, 4)]))
    assert [one is not None for one in found] == [True, False, False, True]
    assert (await state.read(lambda tx: tx.limits.get("app", "team"))).totals.cost == 2
    assert [batch.rows for batch in (await state.pending()).batches] == [1, 1]


async def test_reading_goes_on_while_nothing_can_be_written(state):
    await state.transact(spend(1))
    await let_grow_to(state)
    with pytest.raises(Unavailable):
        await state.transact(spend(2))

    assert (await state.read(lambda tx: tx.limits.get("app", "team"))).totals.cost == 1
    assert len(await state.facts(["1", "2"])) == 1
