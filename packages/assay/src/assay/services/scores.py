"""KPI scores: one number for one KPI on one instance, replaced at will, every change kept with its caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assay.domain.errors import NotFound, Refusal, TooLarge
from assay.domain.kpis import KpiChange, KpiScore, check_score
from assay.services import instances, kpis, score_changes
from assay.services.acts import Act
from assay.services.paging import Listing, Query, listing

MOST_AT_ONCE = 10_000


@dataclass(slots=True, frozen=True)
class Scoring:
    """What to write: a score, an amount to add to the present one, or neither.

    `increment` wins; without it a `score` of None clears what is there.
    """

    kpi: str
    instance_id: str
    use_case: str | None = None
    score: float | None = None
    increment: float | None = None


def record(act: Act, scoring: Scoring) -> None:
    """Write one score. An increment starts from 0.

    Raises NotFound for an instance never seen or a KPI its use case does not have, Invalid
    (`invalid_kpi_score`) for a score off its scale. What it raises comes before the first change.
    """
    instance = instances.get(act, scoring.instance_id, scoring.use_case)
    definition = kpis.get(act, instance.use_case, scoring.kpi)
    former = act.tx.kpis.score(act.app, instance.id, definition.name)
    wanted = scoring.score
    if scoring.increment is not None:
        wanted = (former.score if former else 0.0) + scoring.increment
    if wanted is None:
        score_changes.clear(act, instance, former)
    else:
        score_changes.put(act, instance, definition, former, check_score(definition.type, wanted))


def check_scorable(act: Act, instance_id: str, kpi: str, use_case: str | None) -> None:
    """Nothing, when a score could be written there. Raises NotFound as `record` does."""
    instance = instances.get(act, instance_id, use_case)
    kpis.get(act, instance.use_case, kpi)


def clear(act: Act, instance_id: str, kpi: str, use_case: str | None = None) -> None:
    """Take a score back; nothing happens when there is none."""
    record(act, Scoring(kpi, instance_id, use_case))


def record_all(act: Act, scorings: Sequence[Scoring]) -> list[tuple[int, Refusal]]:
    """Write many scores; the position and the reason of each that was refused. Raises TooLarge
    above 10,000.
    """
    if len(scorings) > MOST_AT_ONCE:
        raise TooLarge(
            "payload_too_large", f"{len(scorings)} scores are too many at once: send up to {MOST_AT_ONCE}"
        )
    refused: list[tuple[int, Refusal]] = []
    for position, scoring in enumerate(scorings):
        try:
            record(act, scoring)
        except Refusal as refusal:
            refused.append((position, refusal))
    return refused


def list_scores(
    act: Act, query: Query, instance_id: str, use_case: str | None, kpi: str | None
) -> Listing[KpiScore]:
    """The scores of an instance, in the order they were first recorded."""
    instance = instances.get(act, instance_id, use_case)
    rows = act.tx.kpis.scores(act.app, instance.id, query.page(), kpi=kpi)
    return listing(query, rows, lambda score: (score.created, score.kpi))


def history(act: Act, instance_id: str, kpi: str, use_case: str | None = None) -> list[KpiChange]:
    """Every change of a score, oldest first. Raises NotFound when it was never written."""
    instance = instances.get(act, instance_id, use_case)
    changes = act.tx.kpis.history(act.app, instance.id, kpi)
    if not changes:
        raise NotFound("kpi_not_found", f"instance {instance.id} was never scored on a KPI named {kpi!r}")
    return changes
