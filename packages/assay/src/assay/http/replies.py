"""Answers as bytes: money as JSON numbers written from exact decimals, times with six digits and `Z`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_encoder = msgspec.json.Encoder(decimal_format="number")


def encode(value: Any) -> bytes:
    """JSON text; a Decimal is written as a number with all its digits."""
    return _encoder.encode(value)


def reply(body: BaseModel | list[Any], status: int = 200) -> Response:
    """An answer with one object, or with the bare array that two published operations answer with."""
    content = body.model_dump() if isinstance(body, BaseModel) else [entry.model_dump() for entry in body]
    return Response(encode(content), status, media_type="application/json")


def nothing() -> Response:
    """200 without a body: what the writing KPI score operations answer."""
    return Response(status_code=200)


def wire_time(ms: int) -> str:
    """`2025-05-20T16:45:12.345000Z` from ms since the epoch."""
    seconds, rest = divmod(ms, 1000)
    return f"{_to_the_second(seconds)}.{rest:03}000Z"


@lru_cache(maxsize=4096)
def _to_the_second(seconds: int) -> str:
    return (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")


def request_id_of(request: Request) -> str:
    """The trace id of this HTTP request, made where it came in."""
    return request.scope["state"]["request_id"]
