"""KPI figures by whatever an instance or its requests know, on every engine, against a fold by hand."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from assay.domain.facts import InstanceFact, ScoreFact
from assay.domain.inference import Moments, Share, mean_interval, wilson_interval
from assay.domain.kpis import KpiType
from assay.domain.metrics import INSTANCE_FIELDS
from assay.domain.questions import question_of
from assay.storage.ports import KpiReading
from hypothesis import given
from hypothesis import strategies as st

from packages.assay.tests.contract.events.histories import (
    APP,
    APPLICATIONS,
    MARCH,
    MAY,
    anywhere,
    histories,
    questions,
    rows_of,
)

SPRING = {"from": "2025-03-01", "to": "2025-05-01"}
METRICS = ["requests", "kpi_n:K", "kpi:K", "kpi_low:K", "kpi_high:K", "kpi_coverage:K"]
USE_CASE, OTHER_USE_CASE = "chat", "search"
values = {
    KpiType.BOOLEAN: st.sampled_from([0.0, 1.0]),
    KpiType.NUMBER: st.sampled_from([-2.5, 0.0, 0.1, 7.25, 1e12]),
}


@dataclass
class Scored:
    """An instance with its standing score, if it has one, and the rows that led to it."""

    instance: InstanceFact
    rows: list[ScoreFact]

    @property
    def score(self):
        return self.rows[-1] if self.rows else None


@st.composite
def scored_instances(draw, kind):
    """Instances, most of them with a score, which was replaced as often as not."""
    moments = st.integers(MARCH, MAY - 1)
    names = st.tuples(st.sampled_from([APP, "other"]), st.sampled_from("abcd"))
    found = []
    for app, name in draw(st.lists(names, unique=True, max_size=6)):
        owner = (draw(st.sampled_from([USE_CASE, OTHER_USE_CASE])), draw(st.integers(1, 2)), name)
        began = draw(moments)
        rows = []
        for value in draw(st.lists(values[kind], max_size=2)):
            rows += [replaced(rows[-1])] if rows else []
            rows.append(ScoreFact(app, began, *owner, "K", value, draw(moments)))
        found.append(Scored(InstanceFact(app, began, *owner), rows))
    return found


def replaced(score):
    return ScoreFact(
        score.app,
        score.ts,
        score.use_case,
        score.uc_version,
        score.uc_instance,
        score.kpi,
        score.score,
        score.scored,
        -1,
    )


def groups_of(oracle, fact, row, ts, question, facts):
    """The groups that an instance is in; None where the filters leave it out."""
    itself = fact(0, ts=ts, app=row.app, use_case=row.use_case, uc_version=row.uc_version)
    own = [one for one in question.filters if one.field in INSTANCE_FIELDS]
    asked = [one for one in question.filters if one not in own]
    its = [one for one in facts if (one.app, one.uc_instance) == (row.app, row.uc_instance)]
    kept = [one for one in its if all(oracle.keeps(each, one, question.zone) for each in asked)]
    if not all(oracle.keeps(one, itself, question.zone) for one in own) or (asked and not kept):
        return None
    found = set()
    for one in kept:
        combinations = [()]
        for name in question.by:
            about = itself if name in INSTANCE_FIELDS else one
            told = oracle.dimension(about, name, question.zone)
            combinations = [(*each, value) for each in combinations for value in told]
        found |= set(combinations)
    if set(question.by) <= INSTANCE_FIELDS:
        found = {tuple(oracle.dimension(itself, name, question.zone)[0] for name in question.by)}
    return found


def figures_by_hand(kind, scores, every):
    """What the metrics after the first are of some scores, among so many instances."""
    n = len(scores)
    coverage = n / every if every else None
    if not n:
        return [0, None, None, None, coverage]
    mean = sum(scores) / n
    if kind is KpiType.BOOLEAN:
        interval = wilson_interval(Share(int(sum(scores)), n))
    else:
        interval = mean_interval(Moments(n, mean, sum((score - mean) ** 2 for score in scores)))
    return [n, mean, *(interval or (None, None)), coverage]


def words(answer, row):
    """The group that a row is about."""
    return tuple(cell for column, cell in zip(answer.columns, row, strict=True) if column.kind == "dimension")


def figures(answer, row):
    """What a row says."""
    return [cell for column, cell in zip(answer.columns, row, strict=True) if column.kind == "metric"]


def close(found, expected):
    return all(
        one is None if other is None else one == pytest.approx(other, rel=1e-6, abs=1e-6)
        for one, other in zip(found, expected, strict=True)
    )


@anywhere
@given(
    data=st.data(),
    history=histories(),
    asked=questions,
    apps=st.sampled_from(APPLICATIONS),
    kind=st.sampled_from(list(values)),
    top=st.sampled_from([1, 50]),
    instance_time=st.booleans(),
    own_filter=st.booleans(),
    seed=st.integers(0, 99),
    share=st.floats(0, 1),
)
def test_a_score_is_in_every_group_its_instance_is_in_and_once_in_the_total(
    engine,
    open_store,
    oracle,
    fact,
    data,
    history,
    asked,
    apps,
    kind,
    top,
    instance_time,
    own_filter,
    seed,
    share,
):
    """Whichever requests were corrected, and whichever scores replaced; in `other` it counts once, too."""
    instances = data.draw(scored_instances(kind))
    facts = rows_of(history, fact)
    Random(seed).shuffle(facts)
    cut = int(len(facts) * share)
    filters = [*asked["filters"]]
    if own_filter:
        filters.append({"field": "use_case", "op": "in", "values": [USE_CASE]})
    document = {**SPRING, **asked, "metrics": METRICS, "filters": filters, "top": top}
    document["instance_time"] = instance_time
    question = question_of(document)
    listed = apps or [APP, "other"]
    reading = KpiReading(kind, None, {})
    readings = {(app, name, "K"): reading for app in listed for name in (USE_CASE, OTHER_USE_CASE)}
    with tempfile.TemporaryDirectory() as directory, open_store(engine, Path(directory)) as store:
        half = len(instances) // 2
        for part, take in ((instances[:half], store.ship), (instances[half:], store.spool)):
            take(
                facts[:cut] if take == store.ship else facts[cut:],
                scores=[row for one in part for row in one.rows],
                instances=[one.instance for one in part],
            )
        answer = store.ask(apps, readings, **document)

    standing = oracle.standing(facts)
    shown = {words(answer, row): figures(answer, row) for row in answer.rows if question.by}
    scores, every = {}, {}
    for one in instances:
        if one.instance.app not in listed:
            continue
        for row, ts, into, value in _counted(one, instance_time):
            if not question.start <= ts < question.end:
                continue
            groups = groups_of(oracle, fact, row, ts, question, standing)
            if groups is None:
                continue
            into_cells = {group if group in shown else "other" for group in groups or {"other"}}
            for cell in {*into_cells, "total"}:
                (scores if into == "scores" else every).setdefault(cell, []).append(value)

    def by_hand(cell):
        return figures_by_hand(kind, scores.get(cell, []), len(every.get(cell, [])))

    assert close(figures(answer, answer.totals)[1:], by_hand("total"))
    for group, cells in shown.items():
        assert close(cells[1:], by_hand(group)), group
    if question.by and (scores.get("other") or every.get("other")):
        assert close(figures(answer, answer.other)[1:], by_hand("other"))


def _counted(one, instance_time):
    found = [(one.instance, one.instance.ts, "instances", 1)]
    if one.score is not None:
        moment = one.score.ts if instance_time else one.score.scored
        found.append((one.score, moment, "scores", one.score.score))
    return found
