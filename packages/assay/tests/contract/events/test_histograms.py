"""Laws of histograms, on every engine: nothing is lost between the bins, and a bar is what its rows are."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from assay.domain.facts import InstanceFact, ScoreFact
from assay.domain.histograms import Scale, histogram_question_of
from hypothesis import given
from hypothesis import strategies as st

from packages.assay.tests.contract.events.histories import (
    APP,
    APPLICATIONS,
    anywhere,
    histories,
    questions,
    rows_of,
)

SPRING = {"from": "2025-03-01", "to": "2025-05-01"}
samples = st.sampled_from(["latency_ms", "request_cost", "instance_cost", "units.in", "units.out"])


@anywhere
@given(
    history=histories(),
    asked=questions,
    of=samples,
    bins=st.integers(1, 100),
    apps=st.sampled_from(APPLICATIONS),
    seed=st.integers(0, 99),
    share=st.floats(0, 1),
)
def test_bins_hold_every_value_that_stands_once_and_no_other(
    engine, open_store, oracle, fact, history, asked, of, bins, apps, seed, share
):
    rows = rows_of(history, fact)
    Random(seed).shuffle(rows)
    cut = int(len(rows) * share)
    document = {**SPRING, "of": of, "bins": bins, "zone": asked["zone"], "filters": asked["filters"]}
    facts = oracle.asked_for(rows, histogram_question_of(document), apps or [APP, "other"])
    with tempfile.TemporaryDirectory() as directory, open_store(engine, Path(directory)) as store:
        store.ship(rows[:cut])
        store.spool(rows[cut:])
        found = store.histogram(apps=apps, **document)
    values = oracle.sample(of, facts)
    assert (found.n, sum(found.counts)) == (len(values), len(values))
    assert len(found.counts) <= bins
    assert list(found.counts) == [
        sum(lower <= value < upper for value in values) for lower, upper in pairwise(found.edges)
    ]
    assert found.missing == (0 if of == "instance_cost" else len(facts) - len(values))
    if values:
        assert found.counts[0] > 0 or found.scale is Scale.LINEAR
        assert found.edges[0] <= min(values)


def test_the_dearest_requests_there_can_be_have_a_histogram(store, fact):
    costs = [Decimal("98765432109.000000000001"), Decimal("0.000000000001"), Decimal(0)]
    store.ship([fact(number, cost=cost) for number, cost in enumerate(costs)])
    found = store.histogram(of="request_cost", bins=4)
    assert (found.n, sum(found.counts)) == (3, 3)


def test_a_wide_spread_is_shown_by_ratios(store, fact):
    store.ship([fact(number, latency_ms=latency) for number, latency in enumerate([2, 30, 400, 5_000, 0])])
    found = store.histogram(of="latency_ms", bins=15)
    assert (found.scale, found.n, found.missing) == (Scale.LOG, 4, 1)
    assert [int(edge) for edge in found.edges][:5] == [2, 5, 10, 20, 50]


def test_what_was_taken_back_widens_no_bin(store, fact):
    from assay.domain.corrections import restated, taken_back

    first = fact(1, cost=Decimal(900))
    store.ship([first, taken_back(first), restated(first, cost=Decimal(3)), fact(2, cost=Decimal(4))])
    found = store.histogram(of="request_cost", bins=10)
    assert (found.edges[0], found.edges[-1], found.n) == (3, Decimal("4.2"), 2)


def score(number, value, sign=1, *, kpi="CSAT", use_case="chat"):
    ts = 1_743_465_600_000 + number
    return ScoreFact(APP, ts, use_case, 1, f"i{number}", kpi, value, ts, sign)


@pytest.fixture
def scored(store):
    """Five instances of a use case that has the KPI, three of them scored, one of these anew; one of another."""
    owners = ["chat"] * 5 + ["search"]
    instances = [
        InstanceFact(APP, 1_743_465_600_000 + n, owner, 1, f"i{n}") for n, owner in enumerate(owners)
    ]
    scores = [score(0, 4.5), score(1, 3.0), score(2, 1.0), score(2, 1.0, -1), score(2, 4.0)]
    store.ship(scores=scores, instances=instances)
    return store


def test_scores_are_counted_as_they_are_now_beside_the_instances_without_one(scored):
    found = scored.histogram([(APP, "chat")], of="kpi:CSAT", bins=3)
    assert (found.n, found.missing) == (3, 2)
    assert sum(found.counts) == 3
    assert (found.edges[0], found.edges[-1]) == (3, 5)


def test_a_range_without_values_has_no_bins(store):
    found = store.histogram(of="latency_ms")
    assert (found.edges, found.counts, found.n, found.missing) == ([], [], 0, 0)
