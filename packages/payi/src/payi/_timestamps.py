"""Times as the API sends them: aware, in UTC, and printed the way they came."""

import re
from datetime import UTC, datetime
from typing import Annotated, Self

from pydantic import AfterValidator
from typing_extensions import override

_DATE_AND_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_EPOCH_SECONDS_MAX = 2e10  # in the year 2603; a larger number counts milliseconds


class Timestamp(datetime):
    """An aware datetime whose `str()` is RFC 3339 in UTC: `2025-05-20T16:45:12.345678Z`.

    Arithmetic, comparison, `isoformat()` and explicit format specs are those of `datetime`.
    """

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """`moment` with its own offset; without one it is taken as UTC."""
        zone = moment.tzinfo or UTC
        return cls(
            moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second,
            moment.microsecond, zone, fold=moment.fold,
        )  # fmt: skip

    @override
    def __str__(self) -> str:
        return self.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    @override
    def __format__(self, spec: str) -> str:
        return self.strftime(spec) if spec else str(self)


ApiTime = Annotated[datetime, AfterValidator(Timestamp.of)]
"""The type of a time in a response model: a plain `datetime` to the reader, a `Timestamp` in fact."""


def parse_time(value: object) -> object:
    """`value` as a Timestamp if it is ISO 8601 text or seconds or milliseconds since 1970, else untouched."""
    try:
        if isinstance(value, str) and _DATE_AND_TIME.match(value):
            return Timestamp.of(datetime.fromisoformat(value))
        if isinstance(value, int | float) and not isinstance(value, bool):
            seconds = value if abs(value) <= _EPOCH_SECONDS_MAX else value / 1000
            return Timestamp.of(datetime.fromtimestamp(seconds, UTC))
    except (ValueError, OverflowError, OSError):
        pass
    return value
