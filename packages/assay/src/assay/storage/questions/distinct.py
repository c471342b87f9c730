"""Distinct counts over signed rows: entities that appear, less those of which every row was taken back.

Entities are told apart by a hash of 64 bits: among a million of them, the chance that any two are taken for
one is 1 in 37 million.
"""

from __future__ import annotations

from collections.abc import Sequence

from assay.domain.periods import Grain, buckets_of, zone_of
from assay.storage.questions.measures import ENTITIES
from assay.storage.questions.reader import Params
from assay.storage.questions.scope import Level, Scope, cell_columns, placed
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
        found = _appearing(scope, levels, entity, chosen)
    for counts, gone in zip(found, _taken_back(scope, levels, entity, chosen), strict=True):
        for cell, number in gone.items():
            counts[cell] -= number
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
    column, exists = scope.entity(entity), ENTITIES[entity]
    fragments, params = scope.fragments, Params(scope.fragments)
    relation = scope.relation(level, params)
    starts = range(keys.start, keys.stop, BITS)
    masks = ", ".join(
        f"{fragments.union_of_bits('bucket', start, BITS)} AS m{number}"
        for number, start in enumerate(starts)
    )
    people = f"SELECT {column} AS e, {masks} FROM {relation} WHERE {exists} GROUP BY ALL"
    bits = ", ".join(
        f"sum({fragments.bit(f'm{(key - keys.start) // BITS}', (key - keys.start) % BITS)})" for key in keys
    )
    [(total, *counts)] = scope.reader.rows(f"SELECT count(e), {bits} FROM ({people})", params.values)
    return {(None, key): int(count or 0) for key, count in zip(keys, counts, strict=True)}, {
        (None, None): total
    }


def _appearing(
    scope: Scope, levels: Sequence[Level], entity: str, chosen: Sequence[int] | None
) -> list[Counts]:
    """Entities with any row, by cell of each level, from one pass over the rows."""
    params = Params(scope.fragments)
    rows = _rows(scope, levels[0], entity, chosen, params)
    finest, *coarser = levels
    h, bucket = cell_columns(finest)
    parts = [f"SELECT 0, {h}, {bucket}, count(e) FROM seen GROUP BY ALL"]
    for number, level in enumerate(coarser, 1):
        h, bucket = cell_columns(level)
        parts.append(f"SELECT {number}, {h}, {bucket}, count(DISTINCT e) FROM seen GROUP BY ALL")
    statement = (
        f"WITH seen AS MATERIALIZED (SELECT DISTINCT h, bucket, e FROM ({rows})) {' UNION ALL '.join(parts)}"
    )
    return _counts(scope, levels, statement, params)


def _taken_back(
    scope: Scope, levels: Sequence[Level], entity: str, chosen: Sequence[int] | None
) -> list[Counts]:
    """Entities of which no row holds any more. Costs next to nothing where corrections leave them in place:
    those with a restated row in the cell are still there, and nobody looks for their other rows.
    """
    params = Params(scope.fragments)
    rows = _rows(scope, levels[0], entity, chosen, params)
    corrections = (
        f"SELECT * FROM ({rows}) WHERE sign < 0 UNION ALL SELECT * FROM ({rows}) WHERE rev > 0 AND sign > 0"
    )
    doubtful = (
        f"SELECT e FROM ({corrections}) GROUP BY h, bucket, e"
        " HAVING sum(CASE WHEN rev > 0 THEN sign ELSE 0 END) <= 0"
    )
    counted = (
        f"SELECT h, bucket, e, sum(sign) AS n FROM ({rows}) WHERE e IN (SELECT e FROM doubtful) GROUP BY ALL"
    )
    parts: list[str] = []
    for number, level in enumerate(levels):
        h, bucket = cell_columns(level)
        gone = f"SELECT {h} AS h, {bucket} AS bucket, e FROM counted GROUP BY ALL HAVING sum(n) <= 0"
        parts.append(f"SELECT {number}, h, bucket, count(e) FROM ({gone}) GROUP BY ALL")
    named = f"WITH doubtful AS MATERIALIZED ({doubtful}), counted AS MATERIALIZED ({counted})"
    statement = f"{named} {' UNION ALL '.join(parts)}"
    return _counts(scope, levels, statement, params)


def _rows(scope: Scope, level: Level, entity: str, chosen: Sequence[int] | None, params: Params) -> str:
    """SQL of (h, bucket, e, sign, rev): the rows with their cell and their entity."""
    column, exists = scope.entity(entity), ENTITIES[entity]
    placing, _ = placed(scope, level, chosen)
    bucket = "bucket" if level.by_bucket else "NULL AS bucket"
    return (
        f"SELECT {placing or 'NULL AS h, '}{bucket}, {column} AS e, sign, rev"
        f" FROM {scope.relation(level, params)} WHERE {exists}"
    )


def _counts(scope: Scope, levels: Sequence[Level], statement: str, params: Params) -> list[Counts]:
    found: list[Counts] = [{} for _ in levels]
    for number, hash_, bucket, count in scope.reader.rows(statement, params.values):
        found[number][hash_, bucket] = count
    return found
