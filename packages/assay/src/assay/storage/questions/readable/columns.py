"""The columns of the file of requests, and conditions on them."""

from __future__ import annotations

from collections.abc import Mapping

from assay.domain.metrics import NUMBER_FIELDS, RETRIES, USE_CASE_PROPERTY, property_key
from assay.domain.periods import Grain, from_ms
from assay.domain.questions import Filter, Op
from assay.storage.questions.dimensions import NOT_SET

WIDTHS = {Grain.QUARTER_HOUR: "15 minutes", Grain.HOUR: "1 hour"}
"""Of the buckets that are told in UTC."""
_SIGNS = {Op.GT: ">", Op.GTE: ">=", Op.LT: "<", Op.LTE: "<="}
_COLUMNS: Mapping[str, str] = {"user": '"user"', "limit": "limit_id"}
_NUMBERS: Mapping[str, str] = {
    "failures": "failed::INTEGER",
    "unpriced": "(unpriced > 0)::INTEGER",
    "estimated": "estimated::INTEGER",
    RETRIES: "retry::INTEGER",
    "wasted": "CASE WHEN failed THEN coalesce(cost, 0) ELSE 0 END",
}


def local_time(zone: str) -> str:
    """The column `time` in a zone."""
    return "time" if zone == "UTC" else f"(time AT TIME ZONE 'UTC' AT TIME ZONE '{zone}')"


def _column(field: str) -> str:
    """The column of a text; a property that is empty was not given."""
    key = property_key(field)
    if key:
        map_ = "use_case_properties" if field.startswith(USE_CASE_PROPERTY) else "properties"
        return f"nullif({map_}[{text(key)}], '')"
    if field == "status_class":
        return "(CASE WHEN status > 0 THEN (status // 100) || 'xx' END)"
    return _COLUMNS.get(field, field)


def label(name: str, local: str) -> str:
    """What a row of the answer calls the value of a dimension."""
    if name == "hour_of_day":
        return f"hour({local})"
    if name == "weekday":
        return f"isodow({local})"
    if name in ("version", "status"):
        return name
    return f"coalesce({_column(name)}, '{NOT_SET}')"


def bucket(grain: Grain, local: str) -> str:
    """Days, weeks and months begin at local midnight. Hours are told in UTC, as one comes twice in autumn."""
    if grain not in WIDTHS:
        return f"date_trunc('{grain.value}', {local})"
    begin = f"time_bucket(INTERVAL '{WIDTHS[grain]}', {local})"
    return begin if local == "time" else f"time - ({local} - {begin})"


def condition(one: Filter, local: str) -> str:
    """What a filter keeps."""
    if one.field == "limit":
        return _of_limits(one)
    if one.field in NUMBER_FIELDS:
        return _of_number(one, local)
    column = _column(one.field)
    if one.op in (Op.EXISTS, Op.MISSING):
        return f"{column} IS {'NOT ' if one.op is Op.EXISTS else ''}NULL"
    if one.op is Op.PREFIX:
        return f"starts_with(coalesce({column}, ''), {text(str(one.values[0]))})"
    return f"coalesce({column}, '{NOT_SET}') {_is_in(one)} ({_texts(one)})"


def _of_number(one: Filter, local: str) -> str:
    if one.field in ("hour_of_day", "weekday"):
        column = label(one.field, local)
    else:
        column = _NUMBERS.get(one.field) or f"coalesce({one.field.replace('units.', 'units_')}, 0)"
    if one.op in (Op.EXISTS, Op.MISSING):
        return f"{column} {'<>' if one.op is Op.EXISTS else '='} 0"
    if one.op in _SIGNS:
        return f"{column} {_SIGNS[one.op]} {one.values[0]:f}"
    return f"{column} {_is_in(one)} ({', '.join(f'{value:f}' for value in one.values)})"


def _of_limits(one: Filter) -> str:
    if one.op in (Op.EXISTS, Op.MISSING):
        return f"len(limits) {'>' if one.op is Op.EXISTS else '='} 0"
    if one.op is Op.PREFIX:
        found = f"starts_with(limit_id, {text(str(one.values[0]))})"
        return f"len(list_filter(limits, lambda limit_id: {found})) > 0"
    found = f"list_has_any(limits, [{_texts(one)}])"
    if NOT_SET in one.values:
        found = f"({found} OR len(limits) = 0)"
    return found if one.op is Op.IN else f"NOT {found}"


def _is_in(one: Filter) -> str:
    return "IN" if one.op is Op.IN else "NOT IN"


def _texts(one: Filter) -> str:
    return ", ".join(text(str(value) or NOT_SET) for value in one.values)


def instant(ms: int) -> str:
    """A time, in UTC as those in the files."""
    return f"TIMESTAMP '{from_ms(ms):%Y-%m-%d %H:%M:%S.%f}'"


def text(value: str) -> str:
    """A text in quotes."""
    return "'" + value.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """The name of a column in quotes."""
    return '"' + name.replace('"', '""') + '"'
