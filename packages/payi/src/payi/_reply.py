"""From a response to the value of a call, or to its error. Pure: the body has been read already."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar, cast

import httpx2
from pydantic import ValidationError

from payi._models import construct, validate
from payi.errors import APIResponseValidationError, APIStatusError, class_of_status

T = TypeVar("T")

_RETRIED_STATUSES = {408, 409, 429}
_LONGEST_OBEYED_WAIT_S = 60.0
_FIRST_WAIT_S = 0.5
_LONGEST_WAIT_S = 8.0


def value_of(response: httpx2.Response, expected: type[T], *, strict: bool) -> T:
    """The body as `expected`.

    Empty bodies are None. Text that is not JSON is returned as it is, unless `strict`: then this, and JSON of
    another shape than promised, raises APIResponseValidationError.
    """
    if expected is type(None) or not response.content:
        return cast("T", None)
    if expected is str:
        return cast("T", response.text)
    if expected is bytes:
        return cast("T", response.content)
    if expected is type(response):  # of whichever httpx
        return cast("T", response)
    data = _json_of(response)
    if data is _NOT_JSON:
        return cast("T", _text_instead(response, strict=strict))
    if not strict:
        return construct(expected, data)
    try:
        return validate(expected, data)
    except ValidationError as error:
        raise APIResponseValidationError(response, data, message=str(error)) from error


_NOT_JSON = object()


def _json_of(response: httpx2.Response) -> object:
    media_type = response.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type != "application/json" and not media_type.endswith("+json"):
        return _NOT_JSON
    try:
        return cast("object", response.json())
    except ValueError:
        return _NOT_JSON


def _text_instead(response: httpx2.Response, *, strict: bool) -> str:
    if strict:
        media_type = response.headers.get("content-type")
        message = f"Expected a JSON body but received {media_type!r} with text {response.text[:200]!r}"
        raise APIResponseValidationError(response, response.text, message=message)
    return response.text


def error_of(response: httpx2.Response) -> APIStatusError:
    """The error for a response that is no success, its body decoded as far as it can be."""
    text = response.text.strip()
    status = response.status_code
    body: object | None
    try:
        body = response.json() if text else None
    except ValueError:
        body = text
    message = text if isinstance(body, str) and text else f"Error code: {status}"
    if body is not None and not isinstance(body, str):
        message = f"{message} - {body}"
    return class_of_status(status)(message, response=response, body=body)


def is_worth_a_retry(response: httpx2.Response) -> bool:
    """By the server's word if it gave one (`x-should-retry`), else by the status."""
    word = response.headers.get("x-should-retry")
    if word in {"true", "false"}:
        return word == "true"
    return response.status_code in _RETRIED_STATUSES or response.status_code >= 500


def wait_before_retry_s(
    headers: Mapping[str, str], *, retries_taken: int, jitter: float, now: datetime
) -> float:
    """Seconds to wait: what the server asks if that is at most a minute, else 0.5 s doubling up to 8 s.

    `jitter` in 0…1 takes up to a quarter off the latter, so that clients do not come back all at once.
    """
    asked = asked_wait_s(headers, now)
    if asked is not None and 0 < asked <= _LONGEST_OBEYED_WAIT_S:
        return asked
    doublings = min(retries_taken, 10)
    return min(_FIRST_WAIT_S * 2.0**doublings, _LONGEST_WAIT_S) * (1 - 0.25 * jitter)


def asked_wait_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds the server asks to wait (`Retry-After`, or its form in milliseconds); None: it asks nothing."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    text = headers.get("retry-after")
    seconds = _number(text)
    if seconds is not None or text is None:
        return seconds
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds()


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None
