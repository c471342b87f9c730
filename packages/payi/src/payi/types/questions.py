"""Questions: metrics, grouped by dimensions, over a time range, under filters."""

from datetime import datetime
from typing import Any, Literal, Required, TypeAlias

from typing_extensions import TypedDict

from payi._models import BaseModel
from payi._timestamps import ApiTime

Grain = Literal["none", "15m", "hour", "day", "week", "month", "auto"]


class FilterParam(TypedDict, total=False):
    """A condition on a dimension or on a metric column of the event."""

    field: Required[str]
    op: Required[Literal["in", "not_in", "exists", "missing", "prefix", "gt", "gte", "lt", "lte"]]
    values: list[Any]


CompareRangeParam = TypedDict("CompareRangeParam", {"from": str | datetime, "to": str | datetime})

QuestionParam = TypedDict(
    "QuestionParam",
    {
        "metrics": Required[list[str]],
        "by": list[str],
        "from": str | datetime,
        "to": str | datetime,
        "zone": str,
        "grain": Grain,
        "filters": list[FilterParam],
        "top": int,
        "order": str,
        "compare": Literal["previous"] | CompareRangeParam | None,
        "instance_time": bool,
    },
    total=False,
)
"""A question as it is saved; `client.questions.ask` takes the same as arguments."""

Row: TypeAlias = list[Any]


class Column(BaseModel):
    name: str
    kind: str | None = None
    unit: str | None = None


class AnswerMeta(BaseModel):
    """What stands behind the numbers: how many requests, how many of them without a price, up to when."""

    requests: int | None = None
    unpriced: int | None = None
    estimated: int | None = None
    data_until: ApiTime | None = None
    methods: dict[str, str] | None = None
    took_ms: float | None = None
    mark: int | None = None


class Answer(BaseModel):
    """Rows in the order of `columns`. Money is decimal text, counts are integers, estimates floats.

    `rows`, with `other` for the groups beyond `top`, add up to `totals`, unless `rows_overlap`.
    """

    columns: list[Column]
    rows: list[Row]
    other: Row | None = None
    totals: Row | None = None
    compare: Any | None = None
    rows_overlap: bool | None = None
    question: dict[str, Any] | None = None
    meta: AnswerMeta | None = None
