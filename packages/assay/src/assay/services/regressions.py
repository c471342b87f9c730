"""What got worse from the beginning of a range to its end, with the versions that changed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assay.domain.metrics import metric_named
from assay.domain.money import plain
from assay.domain.questions import MOST_CELLS, Question, instant_text
from assay.domain.regressions import Regression, regression_question, regressions_in
from assay.services import questions
from assay.services.platform import Platform

_REQUESTS = metric_named("requests")
Versions = Mapping[str, int]
"""The highest version by use case."""


async def regressions(platform: Platform, app: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """The series of a document that got worse, the dearest first. Raises Invalid."""
    question = regression_question(document)
    answer = (await questions.ask(platform, [app], question)).answer
    names = [column.name for column in answer.columns]
    rows = [dict(zip(names, row, strict=True)) for row in answer.rows]
    totals = dict(zip(names, answer.totals, strict=True))
    found, unjudged = regressions_in(question.metrics[0], rows, totals, question.by)
    assert question.compare is not None
    first, last = question.compare, (question.start, question.end)
    before, after = [await _versions(platform, app, question, quarter) for quarter in (first, last)]
    return {
        "metric": question.metrics[0].name,
        "unit": question.metrics[0].unit,
        "first": _range(first),
        "last": _range(last),
        "items": [_shown(one, before, after) for one in found],
        "unjudged": unjudged,
    }


async def _versions(platform: Platform, app: str, question: Question, quarter: tuple[int, int]) -> Versions:
    """The highest version of each use case with requests in a quarter; none where series are of others."""
    if "use_case" not in question.by:
        return {}
    start, end = quarter
    asked = Question(
        (_REQUESTS,),
        ("use_case", "version"),
        start,
        end,
        question.zone,
        filters=question.filters,
        top=MOST_CELLS,
        order=_REQUESTS.name,
    )
    found: dict[str, int] = {}
    for use_case, version, _ in (await questions.ask(platform, [app], asked)).answer.rows:
        found[use_case] = max(version, found.get(use_case, 0))
    return found


def _range(ends: tuple[int, int]) -> dict[str, str]:
    return {"from": instant_text(ends[0]), "to": instant_text(ends[1])}


def _shown(one: Regression, before: Versions, after: Versions) -> dict[str, Any]:
    use_case = str(one.group.get("use_case"))
    versions = [before.get(use_case), after[use_case]] if use_case in after else None
    return {
        "group": one.group,
        "before": _told(one.before),
        "after": _told(one.after),
        "difference": _told(one.difference),
        "change": one.change,
        "requests_before": one.requests_before,
        "requests": one.requests,
        "impact": plain(one.impact),
        "contribution": one.contribution,
        "versions": versions,
    }


def _told(value: Any) -> Any:
    return plain(value) if isinstance(value, Decimal) else value
