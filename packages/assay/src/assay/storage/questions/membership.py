"""Instances and scores in the groups of a question, and under its filters.

What an instance does not know of itself, its requests tell, whenever they were made: an instance is in a
group when any of its requests is, and is kept when one of them passes all filters. So the figures of days
add up to those of the month, however long an instance lasts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assay.domain.metrics import INSTANCE_FIELDS
from assay.domain.questions import Filter
from assay.storage.questions.dimensions import expression
from assay.storage.questions.filters import condition
from assay.storage.questions.reader import Params
from assay.storage.questions.rows import Rows
from assay.storage.questions.scope import Level, Scope


@dataclass(frozen=True, slots=True)
class Members:
    """SQL of signed rows of `instances` or `kpi_scores` with the columns of `Scope.relation`.

    `repeats`: a row stands once for each group of its instance, and again where groups are taken together.
    """

    rows: str
    repeats: bool

    @property
    def identity(self) -> str:
        """The column, with a comma, to group by for rows to count once in each group."""
        return "uc_instance, " if self.repeats else ""

    @property
    def count(self) -> str:
        """SQL of how many rows stand, of those that are grouped with the `identity`."""
        return "1" if self.repeats else "sum(sign)"


def members(scope: Scope, level: Level, params: Params, table: str, ts: str = "ts") -> Members:
    """The rows of instances in the range. Those without any request have NULL for what requests tell."""
    named, filters = scope.named(level), scope.question.filters
    told = [(column, name) for column, name in named if name not in INSTANCE_FIELDS]
    asked = [one for one in filters if one.field not in INSTANCE_FIELDS]
    own = scope.part_of_relation(
        level,
        params,
        table,
        ts,
        [one for one in named if one not in told],
        [one for one in filters if one not in asked],
    )
    if not told and not asked:
        return Members(own, repeats=False)
    key = scope.fragments.stored_hash(["uc_instance"])
    columns = [column for column, _ in told] + (["user_key"] if told else [])
    statement = (
        f"(WITH r AS MATERIALIZED (SELECT *, {key} AS member FROM {own}),"
        f" m AS ({_told_by_requests(scope, told, asked, params)})"
        f" SELECT r.*{''.join(f', m.{column}' for column in columns)} FROM r"
        f" {'INNER' if asked else 'LEFT'} JOIN m ON r.member = m.instance_key AND r.app = m.app)"
    )
    return Members(statement, repeats=bool(told))


def _told_by_requests(
    scope: Scope, told: Sequence[tuple[str, str]], asked: Sequence[Filter], params: Params
) -> str:
    """SQL of the groups of each instance of `r`, by the requests that hold. None of it depends on a zone."""
    listed = [f"{expression(name, scope.fragments, params, (), 'ts')} AS {column}" for column, name in told]
    kept = ["app", "instance_key", *(["user_key"] if told else [])]
    conditions = [
        *scope.of_applications(params),
        "instance_key IN (SELECT member FROM r)",
        *(condition(one, Rows(scope.reader, scope.apps), params) for one in asked),
    ]
    requests = (
        f"SELECT {', '.join([*listed, *kept])}, sign FROM {scope.reader.source('events')}"
        f" WHERE {' AND '.join(conditions)}"
    )
    names = ", ".join([*(column for column, _ in told), *kept])
    return f"SELECT {names} FROM ({requests}) GROUP BY {names} HAVING sum(sign) > 0"
