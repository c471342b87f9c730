"""The scores behind a question as a Parquet file: a row for each instance, KPI and group that it counts in.

Instances without a score have a row for each KPI of their use case, as they count in its coverage; but not
where scores count at their own time, which such an instance has none of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assay.domain.metrics import NUMBER_DIMENSIONS, Family
from assay.domain.questions import Question
from assay.storage.events.exports import written
from assay.storage.events.snapshots import Snapshot
from assay.storage.ports import Exported, KpiReadings
from assay.storage.questions.dimensions import NOT_SET
from assay.storage.questions.membership import members
from assay.storage.questions.reader import Params
from assay.storage.questions.scope import Scope

_INSTANCE = {"use_case": "use_case", "version": "uc_version", "instance": "uc_instance"}
"""What every row tells of its instance, by the column of the file."""


def export_scores(snapshot: Snapshot, app: str, question: Question, kpis: KpiReadings) -> Path:
    """Write the scores of one application into a new file, those of the earliest time first.

    A range that the question is compared with is in it, and what lies between.
    """
    if question.compare is not None:
        start, end = question.compare
        question = replace(question, start=min(start, question.start), end=max(end, question.end))
    return written("scores", Exported.PARQUET, lambda target: _write(snapshot, app, question, kpis, target))


def _write(snapshot: Snapshot, app: str, question: Question, kpis: KpiReadings, target: str) -> None:
    scope, params = Scope(snapshot, [app], question), Params(snapshot.fragments)
    tables = [f"known AS ({_known(kpis, params)})", f"scored AS ({_scored(scope, params)})"]
    rows = "FROM scored"
    if question.instance_time:
        tables.append(f"instances AS ({_instances(scope, params)})")
        rows = (
            "FROM (FROM scored UNION ALL BY NAME SELECT instances.*, kpi, NULL AS score FROM instances"
            " JOIN (SELECT DISTINCT use_case, kpi FROM known) USING (use_case)"
            " ANTI JOIN scored USING (uc_instance, kpi))"
        )
    of_version = "known.use_case = s.use_case AND known.kpi = s.kpi AND known.since <= s.uc_version"
    listed = [
        "make_timestamp_ms(moment) AS time",
        *(f"{column} AS {name}" for name, column in _INSTANCE.items()),
        *_labels(scope),
        "kpi, type, better",
        f"(SELECT arg_max(goal, since) FROM known WHERE {of_version}) AS goal",
        "score",
    ]
    statement = (
        f"WITH {', '.join(tables)} SELECT {', '.join(listed)} {rows} AS s"
        " LEFT JOIN (SELECT DISTINCT use_case, kpi, type, better FROM known) USING (use_case, kpi)"
        " ORDER BY moment, uc_instance, kpi"
    )
    snapshot.run(f"COPY ({statement}) TO '{target}' (FORMAT parquet)", params.values)


def _known(kpis: KpiReadings, params: Params) -> str:
    """How each KPI is read: a row for each goal it had, and the version of its use case it holds from."""
    rows = [
        f"({params.add(use_case, 'text')}, {params.add(kpi, 'text')}, '{reading.type}',"
        f" nullif('{reading.direction or ''}', ''), {since}, {goal!r}::DOUBLE)"
        for (_, use_case, kpi), reading in kpis.items()
        for since, goal in reading.goals.items()
    ]
    values = ", ".join(rows) or "(NULL, NULL, NULL, NULL, NULL, NULL::DOUBLE)"
    return f"SELECT * FROM (VALUES {values}) AS t(use_case, kpi, type, better, since, goal)"


def _columns(scope: Scope) -> list[str]:
    return [*scope.dimensions(scope.level(bucketed=False)), *_INSTANCE.values()]


def _scored(scope: Scope, params: Params) -> str:
    ts = "ts" if scope.question.instance_time else "scored"
    rows = members(scope, scope.level(bucketed=False), params, "kpi_scores", ts).rows
    kpis = {metric.of for metric in scope.question.metrics if metric.family is Family.KPI}
    named = scope.fragments.one_of("kpi", params.add(sorted(kpis), "texts"))
    listed = ", ".join([*_columns(scope), f"{ts} AS moment", "kpi", "score"])
    return f"SELECT {listed} FROM {rows} WHERE {named} GROUP BY ALL HAVING sum(sign) > 0"


def _instances(scope: Scope, params: Params) -> str:
    rows = members(scope, scope.level(bucketed=False), params, "instances").rows
    listed = ", ".join([*_columns(scope), "ts AS moment"])
    return f"SELECT {listed} FROM {rows} GROUP BY ALL HAVING sum(sign) > 0"


def _labels(scope: Scope) -> Sequence[str]:
    """The group of each row, as the answer calls it; null for instances without requests to tell."""
    named = scope.named(scope.level(bucketed=False))
    return [
        f'{column if name in NUMBER_DIMENSIONS else _label(column)} AS "{_escaped(name)}"'
        for column, name in named
        if name not in _INSTANCE
    ]


def _label(column: str) -> str:
    return f"CASE WHEN {column} = '' THEN '{NOT_SET}' ELSE {column} END"


def _escaped(name: str) -> str:
    return name.replace('"', '""')
