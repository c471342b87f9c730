"""What the dimensions and the fields of filters mean in columns of the event store."""

from __future__ import annotations

from collections.abc import Sequence

from assay.domain.metrics import PROPERTY, USE_CASE_PROPERTY, property_key
from assay.domain.periods import Piece
from assay.storage.questions.measures import ESTIMATED, FAILED, SUMS, UNITS_IN, UNITS_OUT, samples
from assay.storage.questions.reader import Fragments, Params
from assay.storage.questions.times import hour_of_day, weekday

NOT_SET = "(not set)"

COLUMNS = {
    "application": "app",
    "category": "category",
    "resource": "resource",
    "scope": "scope",
    "use_case": "use_case",
    "version": "uc_version",
    "step": "step",
    "user": "user_id",
    "account": "account",
    "status": "status",
    "failure": "failure",
    "source": "source",
    "instance": "uc_instance",
    "response_id": "response_id",
}

MANY_VALUES = frozenset({"user", "property", "use_case_property"})
"""Dimensions with so many values that rows are grouped by a hash, and named afterwards."""


def expression(name: str, fragments: Fragments, params: Params, pieces: Sequence[Piece], ts: str) -> str:
    """The column of a dimension; '' or 0 where a request has none."""
    if name in COLUMNS:
        return COLUMNS[name]
    if name == "hour_of_day":
        return hour_of_day(fragments, pieces, ts)
    if name == "weekday":
        return weekday(fragments, pieces, ts)
    if name == "status_class":
        return f"CASE WHEN status = 0 THEN '' ELSE {fragments.text_of('status // 100')} || 'xx' END"
    if name == "limit":
        return fragments.each("limit_ids")
    if name == "request_id":
        return fragments.text_of("request_id")
    if name.startswith((PROPERTY, USE_CASE_PROPERTY)):
        map_ = "uc_properties" if name.startswith(USE_CASE_PROPERTY) else "properties"
        return fragments.map_get(map_, params.add(property_key(name), "text"))
    return _number(name, fragments)


def _number(name: str, fragments: Fragments) -> str:
    """A number of a request as it was stated, whatever the sign of the row."""
    flags = {"failures": FAILED, "unpriced": "unpriced > 0", "estimated": ESTIMATED}
    if name in flags:
        return f"CASE WHEN {flags[name]} THEN 1 ELSE 0 END"
    if name == "wasted":
        return f"CASE WHEN {FAILED} THEN cost * sign ELSE 0 END"
    amounts = {"units.in": UNITS_IN, "units.out": UNITS_OUT}
    if name in SUMS:
        return f"({amounts.get(name, SUMS[name].removeprefix('sum(').removesuffix(')'))} * sign)"
    sample = samples(fragments)[name]
    return sample.x if sample.absent_is_zero else f"CASE WHEN {sample.present} THEN {sample.x} ELSE 0 END"


def has_many_values(by: Sequence[str]) -> bool:
    """Whether these dimensions make so many groups, or such wide keys, that rows are grouped by a hash."""
    return len(by) > 2 or any(name.partition(":")[0] in MANY_VALUES for name in by)
