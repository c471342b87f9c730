"""Lists of instances, on every engine: each with its requests, all of them adding up."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

from assay.domain.instance_search import InstanceOrder, instance_search_of
from hypothesis import given
from hypothesis import strategies as st

from packages.assay.tests.contract.events.histories import APP, anywhere, histories, questions, rows_of

SPRING = {"from": "2025-03-01", "to": "2025-05-01"}
COSTLY = {"field": "instance_cost", "op": "gte", "values": ["5"]}
FIGURES = ("started", "ended", "requests", "cost", "unpriced", "failures", "latency_ms_total")


def by_hand(oracle, facts):
    """Figures by instance."""
    found = {}
    for fact in facts:
        if fact.uc_instance:
            found.setdefault(fact.uc_instance, []).append(fact)
    return {
        name: (
            min(fact.ts for fact in of_one),
            max(fact.ts + fact.latency_ms for fact in of_one),
            len(of_one),
            sum((fact.cost for fact in of_one), Decimal(0)),
            sum(fact.unpriced > 0 for fact in of_one),
            sum(map(oracle.failed, of_one)),
            sum(fact.latency_ms for fact in of_one),
        )
        for name, of_one in found.items()
    }


def pages(store, search):
    """All instances of a search, two by two, and its total."""
    found, total = [], None
    while True:
        page = store.instances(replace(search, limit=2))
        found += page.items
        total = total or page.total
        assert page.total == total
        if len(page.items) < 2:
            return found, total
        search = replace(search, after=(page.places[-1], page.items[-1].key))


@anywhere
@given(
    history=histories(),
    asked=questions,
    order=st.sampled_from(InstanceOrder),
    costly=st.booleans(),
    seed=st.integers(0, 99),
    share=st.floats(0, 1),
)
def test_the_pages_hold_every_instance_once_with_what_its_requests_add_up_to(
    engine, open_store, oracle, fact, history, asked, order, costly, seed, share
):
    rows = rows_of(history, fact)
    Random(seed).shuffle(rows)
    cut = int(len(rows) * share)
    filters = [*asked["filters"], *([COSTLY] if costly else [])]
    document = {**SPRING, "zone": asked["zone"], "filters": filters, "order": order.value}
    search = instance_search_of(APP, document)
    with tempfile.TemporaryDirectory() as directory, open_store(engine, Path(directory)) as store:
        store.ship(rows[:cut])
        store.spool(rows[cut:])
        found, total = pages(store, search)
    expected = by_hand(oracle, oracle.asked_for(rows, search, [APP]))
    if costly:
        expected = {name: figures for name, figures in expected.items() if figures[3] >= 5}
    assert {one.id: tuple(getattr(one, name) for name in FIGURES) for one in found} == expected
    assert len(found) == len(expected) == total.instances
    assert (total.requests, total.cost, total.unpriced, total.failures) == tuple(
        sum((figures[place] for figures in expected.values()), Decimal(0)) for place in (2, 3, 4, 5)
    )
    places = [getattr(one, order.value.removeprefix("-")) for one in found]
    assert places == sorted(places, reverse=order.value.startswith("-"))
