"""Distinct counts over signed rows: entities that appear, less those of which every row was taken back."""

from __future__ import annotations

from collections.abc import Sequence

from assay.storage.questions.measures import ENTITIES
from assay.storage.questions.reader import Params
from assay.storage.questions.scope import Level, Scope, placed
from assay.storage.questions.sums import Key


def distinct(scope: Scope, level: Level, entity: str, chosen: Sequence[int] | None) -> dict[Key, int]:
    """How many there are, by cell of the level.

    Entities are told apart by a hash of 64 bits: among a million of them, the chance that two are taken
    for one is
    1 in 37 million.
    """
    columns, exists = ENTITIES[entity]
    params = Params(scope.fragments)
    entity_hash = scope.fragments.row_hash(columns)
    placing, keys = placed(scope.dimensions(level), chosen, scope.fragments)
    bucket = "bucket, " if level.by_bucket else ""
    relation = scope.relation(level, params)
    rows = f"SELECT {placing}{bucket}{entity_hash} AS e, sign FROM {relation} WHERE {exists}"
    by = keys + bucket
    found = _by_cell(scope, level, f"SELECT {by}count(DISTINCT e) FROM ({rows})", by, params)
    taken_back = (
        f"SELECT {by}e FROM ({rows}) WHERE e IN (SELECT e FROM ({rows}) WHERE sign < 0)"
        f" GROUP BY {by}e HAVING sum(sign) <= 0"
    )
    for cell, count in _by_cell(scope, level, f"SELECT {by}count(e) FROM ({taken_back})", by, params).items():
        found[cell] -= count
    return found


def _by_cell(scope: Scope, level: Level, select: str, by: str, params: Params) -> dict[Key, int]:
    statement = f"{select} GROUP BY {by.rstrip(', ')}" if by else select
    found: dict[Key, int] = {}
    for row in scope.reader.rows(statement, params.values):
        hash_ = row[0] if level.by_group else None
        bucket = row[-2] if level.by_bucket else None
        found[hash_, bucket] = row[-1]
    return found
