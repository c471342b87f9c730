"""The rows a question is about, with the columns it groups by: SQL shared by all statements of one answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assay.domain.metrics import NUMBER_DIMENSIONS, RETRIES
from assay.domain.periods import Grain, pieces_of, zone_of
from assay.domain.questions import Filter, Question
from assay.storage.ports import Apps
from assay.storage.questions.dimensions import expression
from assay.storage.questions.filters import condition
from assay.storage.questions.reader import Fragments, Params, Reader
from assay.storage.questions.retries import is_retry
from assay.storage.questions.rows import Rows
from assay.storage.questions.times import bucket

Group = tuple[str | int, ...]
"""Values of the dimensions, as stored."""
REST = None
"""Stands for all groups that are not shown by themselves."""

_PERSON = {"user", "account"}
"""Dimensions for which one hash is stored beside their texts."""


@dataclass(frozen=True, slots=True)
class Level:
    """How finely figures are wanted."""

    by_group: bool
    by_bucket: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows, which question. `apps` None asks the whole installation."""

    reader: Reader
    apps: Apps
    question: Question

    @property
    def fragments(self) -> Fragments:
        """The words of the engine."""
        return self.reader.fragments

    def within(self, start: int, end: int) -> Scope:
        """The same question about another range."""
        return replace(self, question=replace(self.question, start=start, end=end))

    def level(self, *, grouped: bool = True, bucketed: bool = True) -> Level:
        """The level of the cells of the answer, or a coarser one."""
        question = self.question
        return Level(grouped and bool(question.by), bucketed and question.grain is not Grain.NONE)

    def relation(self, level: Level, params: Params, table: str = "events", ts: str = "ts") -> str:
        """SQL of the rows, with the dimensions as `d0`, `d1`… and the bucket's key as `bucket`."""
        return self.part_of_relation(level, params, table, ts, self.named(level), self.question.filters)

    def part_of_relation(
        self,
        level: Level,
        params: Params,
        table: str,
        ts: str,
        named: Iterable[tuple[str, str]],
        filters: Iterable[Filter],
    ) -> str:
        """SQL of the rows with some of the dimensions, under some of the filters."""
        question, fragments = self.question, self.fragments
        pieces = pieces_of(zone_of(question.zone), question.start, question.end)
        rows = Rows(self.reader, self.apps, question.start, question.end, pieces, ts)
        columns = [f"{expression(name, fragments, params, pieces, ts)} AS {column}" for column, name in named]
        if level.by_bucket:
            columns.append(f"{bucket(fragments, question.grain, pieces, ts)} AS bucket")
        if table == "events" and any(metric.name == RETRIES for metric in question.metrics):
            columns.append(f"CASE WHEN {is_retry(rows, params)} THEN sign ELSE 0 END AS retry_count")
        conditions = [
            *self.of_applications(params),
            f"{ts} >= {params.add(question.start, 'integer')}",
            f"{ts} < {params.add(question.end, 'integer')}",
            *(condition(one, rows, params) for one in filters),
        ]
        listed = ", ".join([*columns, "*"])
        return f"(SELECT {listed} FROM {self.reader.source(table)} WHERE {' AND '.join(conditions)})"

    def of_applications(self, params: Params) -> list[str]:
        """The condition for the rows of the applications that are asked about, if not of all."""
        return Rows(self.reader, self.apps).of_applications(params)

    def named(self, level: Level) -> list[tuple[str, str]]:
        """The dimensions of the level, each after the column it is in."""
        return list(zip(self.dimensions(level), self.question.by, strict=False))

    def dimensions(self, level: Level) -> list[str]:
        """Names of the columns `d0`, `d1`…"""
        return [f"d{index}" for index in range(len(self.question.by) if level.by_group else 0)]

    def group_hash(self, level: Level) -> str:
        """SQL of a whole number that tells the groups of the level apart."""
        columns = dict(zip(self.question.by, self.dimensions(level), strict=False))
        if len(columns) == 1 and columns.keys() <= NUMBER_DIMENSIONS:
            return self.dimensions(level)[0]
        if columns.keys() >= _PERSON:
            others = [column for name, column in columns.items() if name not in _PERSON]
            return self.fragments.row_hash([*others, "user_key"])
        return self.fragments.row_hash(list(columns.values()))

    def instance_key(self) -> str:
        """SQL of a whole number that tells instances apart: their ids are unique in one application only."""
        if self.apps is not None and len(self.apps) == 1:
            return "instance_key"
        return self.fragments.row_hash(["app", "instance_key"])

    def entity(self, name: str) -> str:
        """SQL of what a distinct count tells apart. A user or account of two applications is the same one."""
        return {"instances": self.instance_key(), "users": "user_key", "accounts": "account"}[name]

    def overlaps(self) -> bool:
        """Whether a request may stand in several groups."""
        return "limit" in self.question.by


def scope_of_rows(
    reader: Reader, apps: Apps, start: int, end: int, zone: str, filters: tuple[Filter, ...]
) -> Scope:
    """The rows of a range under filters, neither grouped nor in buckets."""
    return Scope(reader, apps, Question((), (), start, end, zone, filters=filters))


def cell_columns(level: Level) -> tuple[str, str]:
    """The columns that name a cell of the level."""
    return "h" if level.by_group else "NULL", "bucket" if level.by_bucket else "NULL"


def placed(scope: Scope, level: Level, chosen: Sequence[int] | None) -> tuple[str, str]:
    """Columns that name each row's group, and those to group by: the rest has NULL for its hash.

    `chosen` are the hashes of the groups that are shown by themselves; None shows all.
    """
    if not scope.dimensions(level):
        return "", ""
    hash_ = scope.group_hash(level)
    if chosen is None:
        return f"{hash_} AS h, ", "h, "
    known = ", ".join(str(one) for one in chosen) or "NULL"
    return f"CASE WHEN {hash_} IN ({known}) THEN {hash_} END AS h, ", "h, "
