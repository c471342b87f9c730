"""Additive measures of all cells in one statement: the largest groups by themselves, the others as the
rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from assay.storage.questions.dimensions import has_many_values
from assay.storage.questions.measures import sum_sql
from assay.storage.questions.reader import Params
from assay.storage.questions.scope import Group, Level, Scope

Key = tuple[int | None, int | None]
"""Hash of a group (None: the rest, or not grouped) and key of a bucket (None: the whole range)."""
Values = dict[str, Any]

PART_BITS = 14
"""Groups whose hashes begin alike make a part: few enough parts for their sums to stay in the cache."""
HEAVY_PARTS = 1_024
"""So many parts are looked into for the largest groups."""


@dataclass(slots=True)
class Sums:
    """Values of the measures by cell; the shown groups by hash, in order of rank."""

    cells: dict[Key, Values] = field(default_factory=dict[Key, Values])
    groups: dict[int, Group] = field(default_factory=dict[int, Group])
    has_rest: bool = False


def ungrouped(scope: Scope, level: Level, measures: Sequence[str]) -> dict[Key, Values]:
    """The measures by bucket, or of the whole range."""
    params = Params(scope.fragments)
    aggregates = _aggregates(scope, measures, params)
    bucket = "bucket" if level.by_bucket else "NULL"
    grouping = " GROUP BY bucket" if level.by_bucket else ""
    statement = f"SELECT {bucket}, {aggregates} FROM {scope.relation(level, params)}{grouping}"
    return {(None, row[0]): _values(measures, row[1:]) for row in scope.reader.rows(statement, params.values)}


def grouped(
    scope: Scope, level: Level, measures: Sequence[str], *, weight: str, chosen: Sequence[int] | None = None
) -> Sums:
    """The measures by group (and bucket). Shown are the `chosen` groups, else the largest by the sum
    `weight`.
    """
    hashed = level.by_bucket or has_many_values(scope.question.by)
    if _worth_narrowing(scope, level, chosen):
        narrowed = _among_the_heaviest(scope, level, measures, weight)
        if narrowed is not None:
            return narrowed
    params = Params(scope.fragments)
    dims = scope.dimensions(level)
    statement = _statement(scope, level, measures, params, weight=weight, chosen=chosen, hashed=hashed)
    found = Sums()
    places: dict[int, int] = {}
    weights: dict[int, Any] = {}
    for h, place, heaviness, bucket, *rest in scope.reader.rows(statement, params.values):
        group, numbers = rest[: len(dims)], rest[len(dims) :]
        found.cells[h, bucket] = _values(measures, numbers)
        if h is None:
            found.has_rest = True
        else:
            found.groups[h] = tuple(group)
            weights[h] = heaviness
            places[h] = place
    if hashed and found.groups:
        found.groups = _named(scope, level, places)
    found.groups = _ranked(scope, found.groups, weights)
    return found


def _worth_narrowing(scope: Scope, level: Level, chosen: Sequence[int] | None) -> bool:
    """Whether there may be millions of groups of which only the largest are wanted."""
    return len(scope.question.by) > 2 and not level.by_bucket and chosen is None and scope.question.descending


def _among_the_heaviest(scope: Scope, level: Level, measures: Sequence[str], weight: str) -> Sums | None:
    """The largest groups and the rest, from a first pass over parts of all groups and a second one over the
    heaviest parts. None where a group outside of them might belong to the largest.

    No group weighs more than its part, because what holds is never negative. So the groups found are the
    largest when the least of them outweighs every part that was left out.
    """
    params = Params(scope.fragments)
    heaviness, top = f"s{measures.index(weight)}", scope.question.top
    hash_, aggregates = scope.group_hash(level), _aggregates(scope, measures, params)
    part = scope.fragments.leading_bits(hash_, PART_BITS)
    relation = scope.relation(level, params)
    sums = [f"s{index}" for index in range(len(measures))]
    largest = (
        f"SELECT {hash_} AS h, {scope.fragments.some('ts')} AS place, {aggregates} FROM {relation}"
        f" WHERE {part} IN (SELECT part FROM parts ORDER BY {heaviness} DESC, part LIMIT {HEAVY_PARTS})"
        f" GROUP BY h HAVING sum(sign) <> 0 ORDER BY {heaviness} DESC, h LIMIT {top}"
    )
    left_out = f"(SELECT {heaviness} FROM parts ORDER BY {heaviness} DESC, part LIMIT 1 OFFSET {HEAVY_PARTS})"
    statement = (
        f"WITH parts AS MATERIALIZED (SELECT {part} AS part, {aggregates} FROM {relation} GROUP BY part)"
        f" SELECT h, place, NULL AS bound, {', '.join(sums)} FROM ({largest})"
        f" UNION ALL SELECT NULL, NULL, {left_out}, {', '.join(f'sum({one})' for one in sums)} FROM parts"
    )
    found, places, bound, whole = Sums(), dict[int, int](), None, Values()
    for h, place, outside, *numbers in scope.reader.rows(statement, params.values):
        if h is None:
            bound, whole = outside, _values(measures, numbers)
        else:
            found.cells[h, None] = _values(measures, numbers)
            places[h] = place
    weights = {h: found.cells[h, None][weight] for h in places}
    if bound is not None and (len(weights) < top or min(weights.values()) <= bound):
        return None
    shown = list(found.cells.values())
    rest = {name: value - sum(one[name] for one in shown) for name, value in whole.items()}
    if rest["requests"]:
        found.has_rest = True
        found.cells[None, None] = rest
    if places:
        found.groups = _ranked(scope, _named(scope, level, places), weights)
    return found


def _statement(
    scope: Scope,
    level: Level,
    measures: Sequence[str],
    params: Params,
    *,
    weight: str,
    chosen: Sequence[int] | None,
    hashed: bool,
) -> str:
    fragments = scope.fragments
    dims = scope.dimensions(level)
    hash_ = scope.group_hash(level)
    keys = [] if hashed else dims
    by = [*(["h"] if hashed else keys), *(["bucket"] if level.by_bucket else [])]
    bucket = "bucket" if level.by_bucket else "NULL AS bucket"
    aggregates = _aggregates(scope, measures, params)
    place = fragments.some("ts") if hashed else "0"
    listed = ", ".join([f"{hash_} AS h", *keys, bucket, f"{place} AS place", aggregates])
    relation = scope.relation(level, params)
    cells = f"SELECT {listed} FROM {relation} GROUP BY {', '.join(by)} HAVING sum(sign) <> 0"
    shown = _shown(scope, keys, measures.index(weight), chosen)
    names = [fragments.some(f"g.{key}") for key in keys] or ["NULL" for _ in dims]
    sums = [f"sum(s{index})" for index in range(len(measures))]
    columns = ", ".join(
        ["t.h", fragments.some("place"), fragments.some("heaviness"), "bucket", *names, *sums]
    )
    return (
        f"WITH g AS MATERIALIZED ({cells}), t AS ({shown})"
        f" SELECT {columns} FROM g LEFT JOIN t ON g.h = t.h GROUP BY t.h, bucket"
    )


def _shown(scope: Scope, keys: Sequence[str], weight: int, chosen: Sequence[int] | None) -> str:
    """SQL of the groups that are shown by themselves."""
    by = ", ".join(["h", *keys])
    heaviness = f"sum(s{weight}) AS heaviness"
    if chosen is not None:
        known = ", ".join(str(one) for one in chosen) or "NULL"
        return f"SELECT h, {heaviness} FROM g WHERE h IN ({known}) GROUP BY h"
    direction = "DESC" if scope.question.descending else "ASC"
    ties = ", ".join(keys) or "h"
    return (
        f"SELECT {by}, {heaviness} FROM g GROUP BY {by}"
        f" ORDER BY heaviness {direction}, {ties} LIMIT {scope.question.top}"
    )


def _named(scope: Scope, level: Level, places: dict[int, int]) -> dict[int, Group]:
    """The values behind the hashes, found at instants where each group is known to have a row."""
    first, last = min(places.values()), max(places.values())
    near = scope.within(first, last + 1)
    params = Params(scope.fragments)
    hash_ = scope.group_hash(level)
    relation = near.relation(level, params)
    statement = (
        f"SELECT DISTINCT {hash_} AS h, {', '.join(scope.dimensions(level))} FROM {relation}"
        f" WHERE ts IN ({_listed(places.values())}) AND {hash_} IN ({_listed(places)})"
    )
    return {row[0]: row[1:] for row in scope.reader.rows(statement, params.values)}


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(set(numbers))))


def _ranked(scope: Scope, groups: dict[int, Group], weights: dict[int, Any]) -> dict[int, Group]:
    """Groups by weight; among equals by name."""
    by_name = sorted(groups, key=lambda h: groups[h])
    order = sorted(by_name, key=lambda h: weights[h], reverse=scope.question.descending)
    return {h: groups[h] for h in order}


def _aggregates(scope: Scope, measures: Sequence[str], params: Params) -> str:
    return ", ".join(
        f"{sum_sql(name, scope.fragments, params)} AS s{index}" for index, name in enumerate(measures)
    )


def _values(measures: Sequence[str], numbers: Sequence[Any]) -> Values:
    return {name: 0 if number is None else number for name, number in zip(measures, numbers, strict=True)}
