"""Lists of requests, on every engine: page by page each that stands, once, in its order."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random

from assay.domain.questions import question_of
from assay.storage.ports import Ledger, Search
from hypothesis import given
from hypothesis import strategies as st

from packages.assay.tests.contract.events.histories import APP, anywhere, histories, questions, rows_of

PLACES = {
    Ledger.NEWEST: lambda fact: (-fact.ts, -order_of(fact)),
    Ledger.OLDEST: lambda fact: (fact.ts, order_of(fact)),
    Ledger.COSTLIEST: lambda fact: (-fact.cost, -order_of(fact)),
    Ledger.SLOWEST: lambda fact: (-fact.latency_ms, -order_of(fact)),
}
BY = {Ledger.COSTLIEST: "cost", Ledger.SLOWEST: "latency_ms"}


def order_of(fact):
    return int(fact.request_id.replace("-", ""), 16)


def pages(store, search):
    """All requests of a search, two by two."""
    found = []
    while True:
        page = asyncio.run(store.events.page(search, store.pending))
        found += page
        if len(page) < search.limit:
            return found
        last = page[-1]
        search = replace(search, after=(getattr(last, BY.get(search.order, "ts")), last.request_id))


@anywhere
@given(
    history=histories(),
    asked=questions,
    order=st.sampled_from(Ledger),
    seed=st.integers(0, 99),
    share=st.floats(0, 1),
)
def test_the_pages_hold_every_request_that_stands_once_as_it_stands(
    engine, open_store, oracle, fact, history, asked, order, seed, share
):
    rows = rows_of(history, fact)
    Random(seed).shuffle(rows)
    cut = int(len(rows) * share)
    question = question_of({"from": "2025-03-01", "to": "2025-05-01", **asked, "metrics": ["requests"]})
    search = Search(APP, question.start, question.end, question.filters, order, limit=2, zone=question.zone)
    with tempfile.TemporaryDirectory() as directory, open_store(engine, Path(directory)) as store:
        store.ship(rows[:cut])
        store.spool(rows[cut:])
        found = pages(store, search)
    assert found == sorted(oracle.asked_for(rows, question, [APP]), key=PLACES[order])
