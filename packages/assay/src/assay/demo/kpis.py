"""KPIs of the chat bot, as the KPI guide defines them, with scores that are made up and say so."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from payi import Payi
from payi.types.use_cases import KpiScoreParam

SCORES_A_REQUEST = 1_000
SYNTHETIC = "Synthetic demonstration scores, drawn from a fixed seed"


@dataclass(slots=True, frozen=True)
class Kpi:
    """A KPI, and what its made-up scores tend to: a share of true, or a rating of 1…5."""

    name: str
    meaning: str
    kind: Literal["boolean", "likert5"]
    goal: float
    usual: float

    def score(self, luck: random.Random, *, shift: float = 0.0) -> float:
        """One made-up score around the usual one plus `shift`; ratings come in halves."""
        if self.kind == "boolean":
            return float(luck.random() < self.usual + shift)
        return min(5.0, max(1.0, round(luck.gauss(self.usual + shift, 0.8) * 2) / 2))


CHAT_BOT_KPIS = (
    Kpi(
        "Deflection Rate",
        "Measures when AI resolves issues without human intervention",
        "boolean",
        0.25,
        0.31,
    ),
    Kpi("Customer Satisfaction", "User satisfaction rating for AI interaction", "likert5", 4.0, 4.1),
    Kpi("Resolution Accuracy", "Expert assessment of AI response quality", "likert5", 4.2, 3.9),
)


def define_kpis(client: Payi, use_case: str, kpis: Iterable[Kpi]) -> None:
    """Define the KPIs of a use case. Defining them again changes nothing."""
    for kpi in kpis:
        client.use_cases.definitions.kpis.create(
            use_case_name=use_case,
            kpi_name=kpi.name,
            description=f"{kpi.meaning}. {SYNTHETIC}.",
            kpi_type=kpi.kind,
            goal=kpi.goal,
        )


def made_up_scores(use_case: str, instances: Iterable[str], kpis: Sequence[Kpi]) -> Iterator[KpiScoreParam]:
    """A score of each KPI for each instance: the same for the same instance, however often it is asked."""
    for instance in instances:
        luck = random.Random(instance)  # seeded by text: equal in every process
        for kpi in kpis:
            yield {
                "use_case_name": use_case,
                "use_case_id": instance,
                "kpi_name": kpi.name,
                "score": kpi.score(luck),
            }


def send_scores(client: Payi, scores: Iterable[KpiScoreParam]) -> int:
    """Record scores; returns how many. Raises RuntimeError naming the first that was refused."""
    remaining, sent = iter(scores), 0
    while batch := list(itertools.islice(remaining, SCORES_A_REQUEST)):
        for error in client.use_cases.kpis.bulk(scores=batch).errors or []:
            raise RuntimeError(f"the score {batch[error.item_index or 0]} was refused: {error.message}")
        sent += len(batch)
    return sent
