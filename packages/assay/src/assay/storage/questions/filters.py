"""Filters as conditions: every value is a parameter."""

from __future__ import annotations

from assay.domain.metrics import NUMBER_FIELDS, RETRIES
from assay.domain.questions import Filter, Op
from assay.storage.questions.dimensions import NOT_SET, expression
from assay.storage.questions.reader import Fragments, Params
from assay.storage.questions.retries import is_retry
from assay.storage.questions.rows import Rows

_SIGNS = {Op.GT: ">", Op.GTE: ">=", Op.LT: "<", Op.LTE: "<="}


def condition(one: Filter, rows: Rows, params: Params) -> str:
    """SQL that holds for those of the rows that the filter keeps."""
    fragments = rows.fragments
    if one.field == "limit":
        return _of_limits(one, fragments, params)
    if one.field == RETRIES:
        return of_number(one, f"CASE WHEN {is_retry(rows, params)} THEN 1 ELSE 0 END", params)
    column = expression(one.field, fragments, params, rows.pieces, rows.ts)
    if one.field in NUMBER_FIELDS:
        return of_number(one, column, params)
    return _of_text(one, column, fragments, params)


def of_number(one: Filter, column: str, params: Params) -> str:
    """SQL that holds where a number is as the filter wants it."""
    if one.op in (Op.EXISTS, Op.MISSING):
        return f"({column}) {'<>' if one.op is Op.EXISTS else '='} 0"
    values = [params.add(value, "number") for value in one.values]
    if one.op in _SIGNS:
        return f"({column}) {_SIGNS[one.op]} {values[0]}"
    return f"({column}) {'IN' if one.op is Op.IN else 'NOT IN'} ({', '.join(values)})"


def _of_text(one: Filter, column: str, fragments: Fragments, params: Params) -> str:
    if one.op in (Op.EXISTS, Op.MISSING):
        return f"{column} {'<>' if one.op is Op.EXISTS else '='} ''"
    if one.op is Op.PREFIX:
        return fragments.starts_with(column, params.add(one.values[0], "text"))
    if len(one.values) == 1:
        return f"{column} {'=' if one.op is Op.IN else '<>'} {params.add(_stored(one)[0], 'text')}"
    found = fragments.one_of(column, params.add(_stored(one), "texts"))
    return found if one.op is Op.IN else f"NOT {found}"


def _of_limits(one: Filter, fragments: Fragments, params: Params) -> str:
    """A request has a list of limits: `in` asks for any of them, `not_in` for none of them."""
    if one.op in (Op.EXISTS, Op.MISSING):
        return f"{fragments.length('limit_ids')} {'>' if one.op is Op.EXISTS else '='} 0"
    if one.op is Op.PREFIX:
        return fragments.any_starts_with("limit_ids", params.add(one.values[0], "text"))
    stored = _stored(one)
    if len(stored) == 1:  # a third of the work of looking for any of several
        found = fragments.has("limit_ids", params.add(stored[0], "text"))
    else:
        found = fragments.has_any("limit_ids", params.add(stored, "texts"))
    if NOT_SET in one.values:
        found = f"({found} OR {fragments.length('limit_ids')} = 0)"
    return found if one.op is Op.IN else f"NOT {found}"


def _stored(one: Filter) -> list[str]:
    """The values as they are stored: `(not set)`, as answers write it, is the empty text."""
    return ["" if value == NOT_SET else str(value) for value in one.values]
