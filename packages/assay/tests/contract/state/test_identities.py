"""Identities: what was acknowledged is recognised, and nothing else."""

from __future__ import annotations

import asyncio
import os

import pytest

pytestmark = pytest.mark.anyio

REQUEST = "0190a000-0000-7000-8000-000000000001"


async def test_a_key_leads_to_the_request_it_was_first_stored_with(open_state):
    state = open_state()
    known, unknown = os.urandom(16), os.urandom(16)
    await state.transact(lambda tx: tx.identities.add([(known, REQUEST)]))
    assert await state.transact(lambda tx: tx.identities.find([unknown, known])) == [None, REQUEST]
    await state.close()

    assert await open_state().transact(lambda tx: tx.identities.find([known, unknown])) == [REQUEST, None]


async def test_a_key_is_known_to_the_transaction_that_added_it_and_to_nobody_when_it_failed(state):
    key = os.urandom(16)

    def add_and_fail(tx):
        tx.identities.add([(key, REQUEST)])
        assert tx.identities.find([key]) == [REQUEST]
        raise ValueError("not this time")

    with pytest.raises(ValueError, match="not this time"):
        await state.transact(add_and_fail)

    assert await state.transact(lambda tx: tx.identities.find([key])) == [None]


async def test_thirty_thousand_keys_are_recognised_before_and_after_a_restart(open_state):
    state = open_state()
    keys = [os.urandom(16) for _ in range(30_000)]
    remember = state.batched(lambda tx, some: [tx.identities.add([(key, REQUEST)]) for key in some])
    for start in range(0, len(keys), 2_000):
        await asyncio.gather(*(remember(key) for key in keys[start : start + 2_000]))

    assert await state.transact(lambda tx: tx.identities.find(keys[::10])) == [REQUEST] * 3_000
    await state.close()
    state = open_state()
    assert await state.transact(lambda tx: tx.identities.find(keys)) == [REQUEST] * len(keys)
    assert await state.transact(lambda tx: tx.identities.find([os.urandom(16)])) == [None]
