"""How figures spread between instances, on every engine: the moments that anybody would reckon by hand."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from random import Random

import pytest
from assay.domain.facts import ScoreFact
from assay.domain.questions import question_of
from hypothesis import given
from hypothesis import strategies as st

from packages.assay.tests.contract.events.histories import APP, anywhere, histories, questions, rows_of

SPRING = {"from": "2025-03-01", "to": "2025-05-01"}
RATIOS = {
    "failure_rate": ("failures", "requests"),
    "mean(latency_ms)": ("latency", "measured"),
}


def moments(store, asked):
    work = store.events.moments(APP, asked.start, asked.end, asked.zone, asked.filters, store.pending)
    return asyncio.run(work)


def by_instance(oracle, facts):
    """The sums of each instance."""
    found = {}
    for fact in facts:
        if fact.uc_instance:
            found.setdefault(fact.uc_instance, []).append(fact)
    return [
        {
            "requests": len(of_one),
            "cost": float(sum(fact.cost for fact in of_one)),
            "failures": sum(map(oracle.failed, of_one)),
            "latency": sum(fact.latency_ms for fact in of_one),
            "measured": sum(fact.latency_ms > 0 for fact in of_one),
        }
        for of_one in found.values()
    ]


@anywhere
@given(history=histories(), asked=questions, seed=st.integers(0, 99), share=st.floats(0, 1))
def test_means_and_ratios_have_the_spread_between_the_instances_that_stand(
    engine, open_store, oracle, fact, history, asked, seed, share
):
    rows = rows_of(history, fact)
    Random(seed).shuffle(rows)
    cut = int(len(rows) * share)
    question = question_of({**SPRING, "metrics": ["requests"], **asked, "by": []})
    with tempfile.TemporaryDirectory() as directory, open_store(engine, Path(directory)) as store:
        store.ship(rows[:cut])
        store.spool(rows[cut:])
        found = moments(store, question)
    sums = by_instance(oracle, oracle.asked_for(rows, question, [APP]))
    for name, of in (("requests_per_instance", "requests"), ("cost_per_instance", "cost")):
        values = [one[of] for one in sums]
        assert (name in found) is bool(values)
        if values:
            mean = sum(values) / len(values)
            m2 = sum((value - mean) ** 2 for value in values)
            assert (found[name].n, found[name].mean) == (len(values), pytest.approx(mean))
            assert found[name].m2 == pytest.approx(m2, abs=1e-6 * max(1.0, mean * mean))
    for name, (y, x) in RATIOS.items():
        present = [one for one in sums if one[x]]
        assert (name in found) is bool(present)
        if len(present) > 1:
            whole = sum(one[x] for one in present)
            rate = sum(one[y] for one in present) / whole
            residuals = sum((one[y] - rate * one[x]) ** 2 for one in present)
            n = len(present)
            assert (found[name].n, found[name].mean) == (n, pytest.approx(rate))
            error = n / (n - 1) * residuals / whole**2
            assert found[name].squared_error == pytest.approx(error, abs=1e-9 * max(1.0, rate * rate))


def test_scores_are_those_that_stand_now(store):
    ts = 1_743_465_600_000

    def score(number, value, sign=1):
        return ScoreFact(APP, ts, "chat", 1, f"i{number}", "CSAT", value, ts, sign)

    store.ship(scores=[score(1, 1.0), score(1, 1.0, -1), score(1, 4.0), score(2, 2.0), score(3, 3.0)])
    found = moments(store, question_of({**SPRING, "metrics": ["requests"]}))["kpi:CSAT"]
    assert (found.n, found.mean, found.m2) == (3, 3.0, 2.0)
