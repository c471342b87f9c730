"""From a refusal to an answer: the one place that knows HTTP statuses, and the body of every error.

    Refusal          status      Refusal          status
    Invalid          400         Conflict         400 (a published client would repeat a 409)
    Unauthenticated  401         TooLarge         413
    Forbidden        403         Busy             429
    NotFound         404         Unavailable      503
    TimedOut         504         AnalyticsUnavailable   424

The body is the published ApiError. KPI scores answer with the keys of an RFC 9457 problem beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, cast

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from assay.domain.errors import (
    AnalyticsUnavailable,
    Busy,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    TimedOut,
    TooLarge,
    Unauthenticated,
    Unavailable,
)
from assay.http.replies import encode, request_id_of
from assay.http.routing import ProblemRoute

STATUS: Mapping[type[Refusal], int] = {
    Invalid: 400,
    Conflict: 400,
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    TooLarge: 413,
    Busy: 429,
    Unavailable: 503,
    AnalyticsUnavailable: 424,
    TimedOut: 504,
}

_log = structlog.stdlib.get_logger(__name__)


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal: that of its class or of the nearest class above."""
    return next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)


def error_body(status: int, code: str, message: str, request_id: str) -> dict[str, Any]:
    """The published ApiError."""
    return {
        "statusCode": status,
        "message": message,
        "xproxy_error": {"code": code, "message": message},
        "request_id": request_id,
    }


def install(app: FastAPI) -> None:
    """Answer everything that can go wrong behind the routes with an ApiError."""
    app.add_exception_handler(Refusal, _refusal)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def was_told(scope: Scope) -> bool:
    """Whether a fault of ours was logged and answered: the framework raises it once more all the same."""
    return scope["state"].get("told", False)


def _refusal(request: Request, error: Exception) -> Response:
    refusal = cast("Refusal", error)
    headers: dict[str, str] = {}
    if isinstance(refusal, Busy):
        headers["retry-after"] = str(refusal.retry_after_s)
    return _answer(request, status_of(refusal), refusal.code, refusal.message, headers)


def _validation(request: Request, error: Exception) -> Response:
    faults = cast("RequestValidationError", error).errors()
    code, message = explain(faults)
    return _answer(request, 400, code, message)


def _http(request: Request, error: Exception) -> Response:
    http = cast("HTTPException", error)
    here = f"{request.method} {request.scope['path']}"
    match http.status_code:
        case 404:
            code, message = (
                "route_not_found",
                f"there is no {here}: the operations are listed at /openapi.json",
            )
        case 405:
            allowed = (http.headers or {}).get("Allow", "another method")
            code, message = "method_not_allowed", f"{here} is not an operation: this path takes {allowed}"
        case 413:
            code, message = "payload_too_large", str(http.detail)
        case _:
            code, message = "request_processing_error", str(http.detail)
    return _answer(request, http.status_code, code, message, http.headers)


def _unexpected(request: Request, error: Exception) -> Response:
    request_id = request_id_of(request)
    _log.error("request failed", path=request.scope["path"], request_id=request_id, exc_info=error)
    message = f"something failed here that is not your fault: the log has it under request id {request_id}"
    request.scope["state"]["told"] = True
    return _answer(request, 500, "unexpected_error", message)


def _answer(
    request: Request, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
) -> Response:
    body = error_body(status, code, message, request_id_of(request))
    if isinstance(request.scope.get("route"), ProblemRoute):
        body |= _problem(status, code, message, request.scope["path"])
    return Response(encode(body), status, headers, media_type="application/json")


def _problem(status: int, code: str, message: str, path: str) -> dict[str, Any]:
    return {
        "type": f"urn:assay:error:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": message,
        "instance": path,
    }


def explain(faults: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """Code and sentence for what a schema found: the first fault by name, value and what was expected."""
    fault = faults[0]
    place = [str(part) for part in fault["loc"]]
    name = ".".join(place[1:]) or place[0]
    if fault["type"] == "json_invalid":
        return "invalid_json", f"the body is not JSON: {fault['ctx']['error']}"
    if fault["type"] == "missing":
        where = "the body is missing" if place == ["body"] else f"{name} is missing from the {place[0]}"
        return "required_field_missing", where
    return "request_processing_error", f"{name} in the {place[0]} is {_shown(fault['input'])}: {fault['msg']}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}…"
