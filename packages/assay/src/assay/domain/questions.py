"""A question: metrics, grouped by dimensions, over a time range, under filters. A value, checked when it
is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, cast

from assay.domain.errors import Invalid
from assay.domain.metrics import (
    NUMBER_FIELDS,
    TEXT_FIELDS,
    Metric,
    dimension_named,
    metric_named,
    property_key,
    unknown,
)
from assay.domain.periods import WIDTH_MS, Grain, earlier_range, fitting_grain, from_ms, to_ms, zone_of

MOST_METRICS, MOST_DIMENSIONS = 12, 3
MOST_CELLS = 5_000
"""Buckets times groups in one answer."""
MOST_FILTERS, MOST_VALUES = 50, 1_000
DEFAULT_TOP = 50

FIELDS = frozenset(
    {"metrics", "by", "from", "to", "zone", "grain", "filters", "top", "order", "compare", "instance_time"}
)


class Op(StrEnum):
    """How a filter compares a field with its values."""

    IN = "in"
    NOT_IN = "not_in"
    EXISTS = "exists"
    MISSING = "missing"
    PREFIX = "prefix"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"


_ALONE = frozenset({Op.EXISTS, Op.MISSING})
_ORDERED = frozenset({Op.GT, Op.GTE, Op.LT, Op.LTE})


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on a field. `values` are texts, or decimals where the field is a number."""

    field: str
    op: Op
    values: tuple[str | Decimal, ...] = ()

    def to_document(self) -> dict[str, Any]:
        """The condition as it is written."""
        return {"field": self.field, "op": self.op.value, "values": [str(value) for value in self.values]}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `start` and `end` are ms UTC, half-open; `compare` is the earlier range, or None.

    `adds_account`: the last of `by` was not asked for. A user is a user id within an account, so where users
    are told apart their accounts are too, in a column after those that were asked for.
    """

    metrics: tuple[Metric, ...]
    by: tuple[str, ...]
    start: int
    end: int
    zone: str = "UTC"
    grain: Grain = Grain.NONE
    filters: tuple[Filter, ...] = ()
    top: int = DEFAULT_TOP
    order: str = ""
    descending: bool = True
    compare: tuple[int, int] | None = None
    instance_time: bool = True
    adds_account: bool = False

    @property
    def ordered_by(self) -> Metric:
        """The metric that groups are ordered by."""
        return next(metric for metric in self.metrics if metric.name == self.order)

    def to_document(self) -> dict[str, Any]:
        """The question as it is written, with its defaults."""
        return {
            "metrics": [metric.name for metric in self.metrics],
            "by": list(self.by[:-1] if self.adds_account else self.by),
            "from": instant_text(self.start),
            "to": instant_text(self.end),
            "zone": self.zone,
            "grain": self.grain.value,
            "filters": [one.to_document() for one in self.filters],
            "top": self.top,
            "order": f"-{self.order}" if self.descending else self.order,
            "compare": self.compare
            and {"from": instant_text(self.compare[0]), "to": instant_text(self.compare[1])},
            "instance_time": self.instance_time,
        }


def question_of(document: Mapping[str, Any]) -> Question:
    """The question that a document asks. Raises Invalid (`invalid_question`, `range_too_large`)."""
    for field in document:
        if field not in FIELDS:
            raise unknown(field, "field", field, FIELDS)
    metrics = tuple(metric_named(name) for name in _texts(document, "metrics", 1, MOST_METRICS))
    by = tuple(dimension_named(name) for name in _texts(document, "by", 0, MOST_DIMENSIONS))
    adds_account = "user" in by and "account" not in by
    zone = zone_of(_text(document, "zone", "UTC"))
    start, end = range_of(document)
    filters = filters_of(document.get("filters"))
    order, descending = _order(document, metrics)
    return Question(
        metrics,
        (*by, "account") if adds_account else by,
        start,
        end,
        zone.key,
        _grain(document, start, end),
        filters,
        _top(document),
        order,
        descending,
        _compare(document, zone.key, start, end),
        _flag(document, "instance_time", default=True),
        adds_account,
    )


def range_of(document: Mapping[str, Any]) -> tuple[int, int]:
    """`from` and `to` of a document, ms UTC. Raises Invalid."""
    start, end = instant_of(document, "from"), instant_of(document, "to")
    if start >= end:
        raise _invalid("to", f"'{document['to']}' is not after 'from': a range is half-open and not empty")
    return start, end


def instant_of(document: Mapping[str, Any], field: str) -> int:
    """An instant of a document, ms UTC; text without an offset is UTC. Raises Invalid."""
    given = document.get(field)
    if given is None:
        raise _invalid(field, "is required: an instant such as '2025-05-20T00:00:00Z'")
    try:
        instant = datetime.fromisoformat(str(given))
    except ValueError:
        raise _invalid(field, f"'{given}' is not an instant such as '2025-05-20T00:00:00Z'") from None
    return to_ms(instant if instant.tzinfo else instant.replace(tzinfo=UTC))


def instant_text(ms: int) -> str:
    """An instant as it is written in questions: RFC 3339, UTC."""
    return from_ms(ms).isoformat(timespec="milliseconds").replace("+00:00", "Z").replace(".000Z", "Z")


def filters_of(
    given: Any, is_number: Callable[[str], bool] = NUMBER_FIELDS.__contains__
) -> tuple[Filter, ...]:
    """The filters of a document; `is_number` knows the fields that are numbers. Raises Invalid."""
    if given is None:
        return ()
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise _invalid("filters", "must be a list of {field, op, values}")
    listed = cast("Sequence[Any]", given)
    if len(listed) > MOST_FILTERS:
        raise _invalid("filters", f"{len(listed)} are too many: at most {MOST_FILTERS}")
    return tuple(_filter(one, is_number) for one in listed)


def _filter(given: Any, is_number: Callable[[str], bool]) -> Filter:
    if not isinstance(given, Mapping) or "field" not in given:
        raise _invalid("filters", f"{given!r} is not of the form {{field, op, values}}")
    document = cast("Mapping[str, Any]", given)
    field = str(document["field"])
    numeric = is_number(field)
    if not numeric and field not in TEXT_FIELDS and not property_key(field):
        raise unknown("filters", "field", field, TEXT_FIELDS | NUMBER_FIELDS)
    try:
        op = Op(document.get("op", "in"))
    except ValueError:
        raise unknown("filters", "op", str(document["op"]), list(Op)) from None
    return Filter(field, op, _values(field, op, document.get("values"), numeric=numeric))


def _values(field: str, op: Op, given: Any, *, numeric: bool) -> tuple[str | Decimal, ...]:
    values: list[Any] = list(cast("Sequence[Any]", given)) if isinstance(given, (list, tuple)) else []
    if given is not None and not isinstance(given, (list, tuple)):
        values = [given]
    wanted = 0 if op in _ALONE else 1
    most = 1 if op is Op.PREFIX or op in _ORDERED else MOST_VALUES
    if len(values) < wanted or (op not in _ALONE and len(values) > most):
        raise _invalid("filters", f"{op.value} on '{field}' takes {'one value' if most == 1 else 'values'}")
    if op in _ALONE:
        return ()
    if not numeric:
        if op in _ORDERED:
            raise _invalid("filters", f"{op.value} does not apply to '{field}', which is text")
        return tuple(str(value) for value in values)
    if op is Op.PREFIX:
        raise _invalid("filters", f"prefix does not apply to '{field}', which is a number")
    return tuple(_number(field, value) for value in values)


def _number(field: str, value: Any) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= Decimal(10) ** 20 or isinstance(value, bool):
        raise _invalid("filters", f"'{field}' is a number, and {value!r} is not")
    return number


def _texts(document: Mapping[str, Any], field: str, least: int, most: int) -> list[str]:
    given = document.get(field, [])
    if not isinstance(given, (list, tuple)):
        raise _invalid(field, "must be a list of names")
    names = [str(name) for name in cast("Sequence[Any]", given)]
    if not least <= len(names) <= most:
        raise _invalid(field, f"{len(names)} names given; a question takes {least} to {most}")
    if len(set(names)) < len(names):
        raise _invalid(field, f"a name is given twice in {', '.join(names)}")
    return names


def _text(document: Mapping[str, Any], field: str, default: str) -> str:
    given = document.get(field, default)
    if not isinstance(given, str):
        raise _invalid(field, f"{given!r} is not text")
    return given


def _flag(document: Mapping[str, Any], field: str, *, default: bool) -> bool:
    given = document.get(field, default)
    if not isinstance(given, bool):
        raise _invalid(field, f"{given!r} is neither true nor false")
    return given


def _top(document: Mapping[str, Any]) -> int:
    given = document.get("top", DEFAULT_TOP)
    if not isinstance(given, int) or isinstance(given, bool) or not 1 <= given <= MOST_CELLS:
        raise _invalid("top", f"{given!r} is not a whole number from 1 to {MOST_CELLS}")
    return given


def _grain(document: Mapping[str, Any], start: int, end: int) -> Grain:
    given = document.get("grain") or Grain.NONE
    try:
        grain = Grain(given)
    except ValueError:
        raise unknown("grain", "grain", str(given), list(Grain)) from None
    if grain is Grain.AUTO:
        grain = fitting_grain(start, end)
    if grain is not Grain.NONE and (end - start) // WIDTH_MS[grain] > MOST_CELLS:
        raise too_large((end - start) // WIDTH_MS[grain], 1)
    return grain


def too_large(buckets: int, groups: int) -> Invalid:
    """The error for an answer that nobody can read."""
    return Invalid(
        "range_too_large",
        f"{buckets:,} buckets x {groups:,} groups are more than {MOST_CELLS:,}:"
        " ask for a shorter range, a coarser grain or a smaller top",
    )


def _order(document: Mapping[str, Any], metrics: Sequence[Metric]) -> tuple[str, bool]:
    given = document.get("order") or f"-{metrics[0].name}"
    name = str(given).removeprefix("-")
    names = [metric.name for metric in metrics]
    if name not in names:
        raise unknown("order", "metric", name, names)
    return name, str(given).startswith("-")


def _compare(document: Mapping[str, Any], zone: str, start: int, end: int) -> tuple[int, int] | None:
    given = document.get("compare")
    if given is None:
        return None
    if given == "previous":
        return earlier_range(zone_of(zone), start, end)
    if isinstance(given, Mapping):
        return range_of(cast("Mapping[str, Any]", given))
    raise _invalid("compare", f"{given!r} is neither 'previous' nor {{from, to}}")


def _invalid(field: str, reason: str) -> Invalid:
    return Invalid("invalid_question", f"{field}: {reason}")
