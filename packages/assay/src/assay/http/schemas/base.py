"""What all wire types share: unknown keys are ignored coming in, and money and times have one spelling."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, WithJsonSchema

from assay.http.replies import wire_time


class Body(BaseModel):
    """What a caller sends. Keys of older and newer clients are ignored."""

    model_config = ConfigDict(extra="ignore")


class Answer(BaseModel):
    """What the server sends."""


class Traced(Answer):
    """An answer that carries the trace id of its request."""

    request_id: str


_times: TypeAdapter[datetime] = TypeAdapter(datetime)


def _moment(value: object) -> int:
    time = _times.validate_python(value)
    aware = time if time.tzinfo is not None else time.replace(tzinfo=UTC)
    try:
        return round(aware.astimezone(UTC).timestamp() * 1000)
    except (OverflowError, ValueError) as error:
        raise ValueError("give a time between the years 1 and 9999") from error


Usd = Annotated[Decimal, Field(max_digits=38, decimal_places=12), WithJsonSchema({"type": "number"})]
"""US dollars, exact."""

Number = Annotated[Decimal, WithJsonSchema({"type": "number"})]
"""A number with a fraction, as it was written."""

Moment = Annotated[int, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})]
"""A time as ms UTC, from any ISO 8601 text; without an offset it is UTC."""

Timestamp = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
"""A time in UTC with six digits and `Z`."""

Count = Annotated[int, Field(ge=0, le=2_147_483_647)]
"""A whole number that published clients can hold."""

Properties = dict[str, str | None]
"""Properties to merge: null removes a key."""


class PropertiesBody(Body):
    """Properties to merge into those there are; null removes a key."""

    properties: Properties


def wire_time_or_none(ms: int | None) -> str | None:
    """The time, or None for none (0 included: it means "never")."""
    return wire_time(ms) if ms else None
