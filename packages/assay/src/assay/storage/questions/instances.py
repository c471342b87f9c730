"""Instances as a list: the keys of a page and the totals from one statement, then the few instances whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from assay.domain.instance_search import (
    INSTANCE_COST,
    KPI,
    FoundInstance,
    FoundInstances,
    InstanceOrder,
    InstanceSearch,
    InstanceTotal,
)
from assay.domain.questions import Filter, Op
from assay.storage.questions.filters import of_number
from assay.storage.questions.measures import FAILED, SUMS
from assay.storage.questions.membership import members
from assay.storage.questions.reader import Params, Reader
from assay.storage.questions.scope import Level, Scope, scope_of_rows

_ROWS = Level(by_group=False, by_bucket=False)
_PLACES = {
    InstanceOrder.LATEST: ("started", "DESC"),
    InstanceOrder.EARLIEST: ("started", "ASC"),
    InstanceOrder.COSTLIEST: ("cost", "DESC"),
    InstanceOrder.BUSIEST: ("requests", "DESC"),
    InstanceOrder.MOST_FAILED: ("failures", "DESC"),
    InstanceOrder.SLOWEST: ("latency", "DESC"),
}
_FIGURES = ("requests", "cost", "unpriced", "failures", "latency")


def instances(reader: Reader, search: InstanceSearch) -> FoundInstances:
    """A page of the instances of a search, and what all of them add up to."""
    params = Params(reader.fragments)
    column, direction = _PLACES[search.order]
    totals = "SELECT 0, 0, 0, count(i), sum(requests), sum(cost), sum(unpriced), sum(failures) FROM found"
    statement = (
        f"WITH found AS MATERIALIZED ({_found(reader, search, params)}) {totals}"
        f" UNION ALL (SELECT 1, i, {column}, 0, 0, 0, 0, 0 FROM found WHERE {_after(search, params)}"
        f" ORDER BY {column} {direction}, i {direction} LIMIT {search.limit})"
    )
    total, entries = InstanceTotal(), list[tuple[Decimal, int]]()
    for is_entry, key, place, *sums in reader.rows(statement, params.values):
        if is_entry:
            entries.append((Decimal(place), int(key)))
        elif sums[0]:
            count, requests, cost, unpriced, failures = sums
            total = InstanceTotal(int(count), int(requests), Decimal(cost), int(unpriced), int(failures))
    entries.sort(reverse=direction == "DESC")
    whole = _whole(reader, search, [key for _, key in entries])
    return FoundInstances([whole[key] for _, key in entries], [place for place, _ in entries], total)


def _after(search: InstanceSearch, params: Params) -> str:
    if search.after is None:
        return "true"
    column, direction = _PLACES[search.order]
    place, key = search.after
    sign = "<" if direction == "DESC" else ">"
    return f"({column}, i) {sign} ({params.add(place, 'number')}, {key})"


def _scope(reader: Reader, search: InstanceSearch, filters: Sequence[Filter]) -> Scope:
    return scope_of_rows(reader, [search.app], search.start, search.end, search.zone, tuple(filters))


def _found(reader: Reader, search: InstanceSearch, params: Params) -> str:
    """SQL of all instances of the search: their key, when they started, and figures of their requests."""
    relation = _scope(reader, search, search.filters).relation(_ROWS, params)
    spent = (
        f"SELECT instance_key AS i, min(ts) AS started, {SUMS['requests']} AS requests, sum(cost) AS cost,"
        f" {SUMS['unpriced']} AS unpriced, {SUMS['failures']} AS failures, sum(latency_ms * sign) AS latency"
        f" FROM {relation} WHERE instance_key <> 0 GROUP BY i HAVING sum(sign) > 0"
    )
    own = [of_number(one, "cost", params) for one in search.own if one.field == INSTANCE_COST]
    if search.by_score:
        spent = _with_scores(reader, search, spent, params)
        own += [_of_score(index, one, params) for index, one in _about_scores(search)]
    return f"SELECT * FROM ({spent}) WHERE {' AND '.join(own) or 'true'}"


def _with_scores(reader: Reader, search: InstanceSearch, spent: str, params: Params) -> str:
    """SQL of the instances that started in the range, with their scores (`x0`, `x1`…) and their requests."""
    scope = _scope(reader, search, search.filters)
    key = reader.fragments.stored_hash(["uc_instance"])
    started = (
        f"SELECT {key} AS i, min(ts) AS began FROM {members(scope, _ROWS, params, 'instances').rows}"
        " GROUP BY uc_instance HAVING sum(sign) > 0"
    )
    joins = [
        f"LEFT JOIN ({_scores(reader, search, one, index, params)}) USING (i)"
        for index, one in _about_scores(search)
    ]
    columns = ", ".join(f"coalesce({name}, 0) AS {name}" for name in _FIGURES)
    scores = ", ".join(f"x{index}" for index, _ in _about_scores(search))
    return (
        f"SELECT i, coalesce(started, began) AS started, {columns}, {scores} FROM ({started})"
        f" LEFT JOIN ({spent}) USING (i) {' '.join(joins)}"
    )


def _about_scores(search: InstanceSearch) -> list[tuple[int, Filter]]:
    return [(index, one) for index, one in enumerate(search.own) if one.field != INSTANCE_COST]


def _scores(reader: Reader, search: InstanceSearch, one: Filter, index: int, params: Params) -> str:
    scope = _scope(reader, search, search.of_definitions)
    key, kpi = scope.fragments.stored_hash(["uc_instance"]), params.add(one.field.removeprefix(KPI), "text")
    return (
        f"SELECT {key} AS i, score AS x{index} FROM {scope.relation(_ROWS, params, 'kpi_scores')}"
        f" WHERE kpi = {kpi} GROUP BY uc_instance, score HAVING sum(sign) > 0"
    )


def _of_score(index: int, one: Filter, params: Params) -> str:
    if one.op in (Op.EXISTS, Op.MISSING):
        return f"x{index} IS {'NOT ' if one.op is Op.EXISTS else ''}NULL"
    return of_number(one, f"x{index}", params)


def _whole(reader: Reader, search: InstanceSearch, keys: Sequence[int]) -> Mapping[int, FoundInstance]:
    """The instances of these keys."""
    if not keys:
        return {}
    found = _requests_of(reader, search, keys)
    missing = [key for key in keys if key not in found]
    if missing:
        found |= _without_requests(reader, search, missing)
    _add_scores(reader, search, found)
    return found


def _requests_of(reader: Reader, search: InstanceSearch, keys: Sequence[int]) -> dict[int, FoundInstance]:
    """Those with requests: added up in the engine by person, put together here."""
    params = Params(reader.fragments)
    relation = _scope(reader, search, search.filters).relation(_ROWS, params)
    standing = (
        f"SELECT * FROM {relation} WHERE instance_key IN ({_listed(keys)})"
        " QUALIFY sum(sign) OVER (PARTITION BY request_id, rev) > 0 AND sign > 0"
    )
    figures = (
        "min(ts) AS began, max(ts + latency_ms), count(sign), sum(cost),"
        f" sum(CASE WHEN unpriced > 0 THEN 1 ELSE 0 END), sum(CASE WHEN {FAILED} THEN 1 ELSE 0 END),"
        " sum(latency_ms)"
    )
    person = "instance_key, uc_instance, use_case, uc_version, user_id, account"
    statement = f"SELECT {person}, {figures} FROM ({standing}) GROUP BY ALL ORDER BY began, {person}"
    found: dict[int, FoundInstance] = {}
    for key, id_, use_case, version, user, account, *sums in reader.rows(statement, params.values):
        one = found.setdefault(key, FoundInstance(key, id_, use_case, version, sums[0], sums[1]))
        one.user, one.account = one.user or user, one.account or account
        _add(one, sums)
    return found


def _add(one: FoundInstance, sums: Sequence[Any]) -> None:
    _, ended, requests, cost, unpriced, failures, latency = sums
    one.ended = max(one.ended, ended)
    one.requests += int(requests)
    one.cost += cost
    one.unpriced += int(unpriced)
    one.failures += int(failures)
    one.latency_ms_total += int(latency)


def _without_requests(
    reader: Reader, search: InstanceSearch, keys: Sequence[int]
) -> dict[int, FoundInstance]:
    params = Params(reader.fragments)
    relation = _scope(reader, search, search.of_definitions).relation(_ROWS, params, "instances")
    key = reader.fragments.stored_hash(["uc_instance"])
    statement = (
        f"SELECT {key} AS i, uc_instance, use_case, uc_version, ts FROM {relation}"
        f" WHERE i IN ({_listed(keys)}) GROUP BY ALL HAVING sum(sign) > 0"
    )
    return {row[0]: FoundInstance(*row, ended=row[4]) for row in reader.rows(statement, params.values)}


def _add_scores(reader: Reader, search: InstanceSearch, found: Mapping[int, FoundInstance]) -> None:
    params = Params(reader.fragments)
    by_id = {one.id: one for one in found.values()}
    chosen = reader.fragments.one_of("uc_instance", params.add(list(by_id), "texts"))
    statement = (
        f"SELECT uc_instance, kpi, score FROM {reader.source('kpi_scores')}"
        f" WHERE app = {params.add(search.app, 'text')} AND {chosen}"
        " GROUP BY ALL HAVING sum(sign) > 0 ORDER BY kpi"
    )
    for id_, kpi, score in reader.rows(statement, params.values):
        by_id[id_].scores[kpi] = score


def _listed(keys: Sequence[int]) -> str:
    return ", ".join(map(str, keys))
