"""Distinct counts over signed rows: entities that appear, less those of which every row was taken back.

Entities are told apart by a hash of 64 bits: among a million of them, the chance that any two are taken
for one is
1 in 37 million.
"""

from __future__ import annotations

from collections.abc import Sequence

from assay.domain.periods import Grain, buckets_of, zone_of
from assay.storage.questions.measures import ENTITIES
from assay.storage.questions.reader import Params
from assay.storage.questions.scope import Level, Scope, placed
from assay.storage.questions.sums import Key

BITS = 62
"""Buckets in one mask: a whole number of 64 bits, sign and one bit to spare."""
MOST_MASKS = 3
_NUMBERED = (Grain.DAY, Grain.WEEK, Grain.MONTH)
"""Grains whose buckets have consecutive keys."""

Counts = dict[Key, int]


def distinct(
    scope: Scope, levels: Sequence[Level], entity: str, chosen: Sequence[int] | None
) -> list[Counts]:
    """How many there are, by cell of each level; the finest level comes first."""
    keys = _numbered_buckets(scope, levels[0])
    if keys and len(levels) == 2:
        found = list(_by_mask(scope, levels[0], entity, keys))
    else:
        found = [_appearing(scope, level, entity, chosen) for level in levels]
    for level, counts in zip(levels, found, strict=True):
        for cell, gone in _taken_back(scope, level, entity, chosen).items():
            counts[cell] -= gone
    return found


def _numbered_buckets(scope: Scope, level: Level) -> range | None:
    """Keys of the buckets, where the level is by bucket alone and its buckets fit into a few masks."""
    question = scope.question
    if level.by_group or not level.by_bucket or question.grain not in _NUMBERED:
        return None
    buckets = buckets_of(question.grain, zone_of(question.zone), question.start, question.end)
    return range(buckets[0].key, buckets[-1].key + 1) if len(buckets) <= BITS * MOST_MASKS else None


def _by_mask(scope: Scope, level: Level, entity: str, keys: range) -> tuple[Counts, Counts]:
    """By bucket and in all, from one pass: a bit for each bucket in which an entity appears.

    Grouping by entity and bucket would make a group of nearly each row: three times the work on ninety days.
    """
    columns, exists = ENTITIES[entity]
    fragments, params = scope.fragments, Params(scope.fragments)
    relation = scope.relation(level, params)
    starts = range(keys.start, keys.stop, BITS)
    masks = ", ".join(
        f"{fragments.union_of_bits('bucket', start, BITS)} AS m{number}"
        for number, start in enumerate(starts)
    )
    people = f"SELECT {fragments.row_hash(columns)} AS e, {masks} FROM {relation} WHERE {exists} GROUP BY ALL"
    bits = ", ".join(
        f"sum({fragments.bit(f'm{(key - keys.start) // BITS}', (key - keys.start) % BITS)})" for key in keys
    )
    [(total, *counts)] = scope.reader.rows(f"SELECT count(e), {bits} FROM ({people})", params.values)
    return {(None, key): int(count or 0) for key, count in zip(keys, counts, strict=True)}, {
        (None, None): total
    }


def _appearing(scope: Scope, level: Level, entity: str, chosen: Sequence[int] | None) -> Counts:
    params = Params(scope.fragments)
    rows, by = _rows(scope, level, entity, chosen, params)
    return _by_cell(scope, level, f"SELECT {by}count(DISTINCT e) FROM ({rows})", by, params)


def _taken_back(scope: Scope, level: Level, entity: str, chosen: Sequence[int] | None) -> Counts:
    """Entities of which no row holds any more. Costs next to nothing where there are no corrections."""
    params = Params(scope.fragments)
    rows, by = _rows(scope, level, entity, chosen, params)
    gone = (
        f"SELECT {by}e FROM ({rows}) WHERE e IN (SELECT e FROM ({rows}) WHERE sign < 0)"
        f" GROUP BY {by}e HAVING sum(sign) <= 0"
    )
    return _by_cell(scope, level, f"SELECT {by}count(e) FROM ({gone})", by, params)


def _rows(
    scope: Scope, level: Level, entity: str, chosen: Sequence[int] | None, params: Params
) -> tuple[str, str]:
    """SQL of the rows with their entity `e`, and the columns that name a cell."""
    columns, exists = ENTITIES[entity]
    placing, keys = placed(scope.dimensions(level), chosen, scope.fragments)
    bucket = "bucket, " if level.by_bucket else ""
    entity_hash = scope.fragments.row_hash(columns)
    relation = scope.relation(level, params)
    rows = f"SELECT {placing}{bucket}{entity_hash} AS e, sign FROM {relation} WHERE {exists}"
    return rows, keys + bucket


def _by_cell(scope: Scope, level: Level, select: str, by: str, params: Params) -> Counts:
    statement = f"{select} GROUP BY {by.rstrip(', ')}" if by else select
    found: Counts = {}
    for row in scope.reader.rows(statement, params.values):
        hash_ = row[0] if level.by_group else None
        bucket = row[-2] if level.by_bucket else None
        found[hash_, bucket] = row[-1]
    return found
