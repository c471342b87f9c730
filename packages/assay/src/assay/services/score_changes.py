"""A KPI score that changes: the value in force, its history, the event store's copy and the audit."""

from __future__ import annotations

from assay.domain.facts import ScoreFact
from assay.domain.kpis import KpiChange, KpiDefinition, KpiScore
from assay.domain.use_cases import Instance
from assay.services.acts import Act
from assay.services.paging import LARGEST_SIZE
from assay.storage.ports import Page


def clear_all(act: Act, instance: Instance) -> None:
    """Take back every score of an instance that is being deleted."""
    page = Page(LARGEST_SIZE, ascending=True)
    while rows := act.tx.kpis.scores(act.app, instance.id, page):
        for score in rows:
            clear(act, instance, score)


def put(
    act: Act, instance: Instance, definition: KpiDefinition, former: KpiScore | None, score: float
) -> None:
    """Write a checked score in the place of the former one, which keeps its time of creation."""
    made = KpiScore(
        app=act.app,
        use_case=instance.use_case,
        instance=instance.id,
        kpi=definition.name,
        type=definition.type,
        score=score,
        created=former.created if former else act.now,
        updated=act.now,
    )
    act.tx.kpis.put_score(made, _change(act, instance, made.kpi, score))
    taken_back = [_fact(instance, former, sign=-1)] if former else []
    act.tx.spool.append_scores([*taken_back, _fact(instance, made)])
    act.note("kpi_score.put", f"{instance.id}/{made.kpi}", before=former and former.score, after=score)


def clear(act: Act, instance: Instance, former: KpiScore | None) -> None:
    """Take a score back; nothing happens when there is none."""
    if former is None:
        return
    act.tx.kpis.clear_score(_change(act, instance, former.kpi, None))
    act.tx.spool.append_scores([_fact(instance, former, sign=-1)])
    act.note("kpi_score.clear", f"{instance.id}/{former.kpi}", before=former.score)


def _change(act: Act, instance: Instance, kpi: str, score: float | None) -> KpiChange:
    return KpiChange(act.app, instance.use_case, instance.id, kpi, score, act.now, act.caller.who)


def _fact(instance: Instance, score: KpiScore, *, sign: int = 1) -> ScoreFact:
    """The score as the event store counts it: by the start of its instance; `sign` -1 takes it back."""
    return ScoreFact(
        app=score.app,
        ts=instance.created,
        use_case=instance.use_case,
        uc_version=instance.version,
        uc_instance=instance.id,
        kpi=score.kpi,
        score=score.score,
        scored=score.updated,
        sign=sign,
    )
