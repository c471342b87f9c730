"""Everything this package raises about the API.

PayiError                              base; raised itself when there is no API key
├── LimitExceededError                 an instrumented call was not made: code, limit_id, spent, max
└── APIError                           message, request, body
    ├── APIConnectionError             no response
    │   └── APITimeoutError            no response in time
    ├── APIResponseValidationError     a response of another shape than promised (strict validation only)
    └── APIStatusError                 any 4xx or 5xx: response, status_code, code, error_message
        ├── BadRequestError            400
        ├── AuthenticationError        401
        ├── PermissionDeniedError      403
        ├── NotFoundError              404
        ├── ConflictError              409
        ├── UnprocessableEntityError   422
        ├── RateLimitError             429
        └── InternalServerError        500 and above
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import httpx2

    from payi.types.shared import XproxyResult

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "InternalServerError",
    "LimitExceededError",
    "NotFoundError",
    "PayiError",
    "PermissionDeniedError",
    "RateLimitError",
    "UnprocessableEntityError",
]


class PayiError(Exception):
    """Base of everything this package raises on purpose."""


class LimitExceededError(PayiError):
    """A call was not made, because a `block` limit it would be charged to is known to be reached.

    Raised only where the instrumentation's configuration says `enforce_limits`. `spent` and `max` are in
    USD, as the server last told them; None when it has not yet.
    """

    code = "limit_reached"

    def __init__(self, limit_id: str, *, spent: float | None = None, max: float | None = None) -> None:  # noqa: A002 - the limit's own word
        known = "" if spent is None or max is None else f": {spent:.2f} of {max:.2f} USD are spent"
        super().__init__(
            f"limit {limit_id} is reached{known}; raise it with client.limits.update() "
            "or reset it with client.limits.reset()"
        )
        self.limit_id = limit_id
        self.spent = spent
        self.max = max


class APIError(PayiError):
    """Base of the errors of a call. `body` is the decoded JSON, else the text, else None."""

    def __init__(self, message: str, request: "httpx2.Request", *, body: object | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.request = request
        self.body = body


class APIConnectionError(APIError):
    def __init__(self, *, message: str = "Connection error.", request: "httpx2.Request") -> None:
        super().__init__(message, request, body=None)


class APITimeoutError(APIConnectionError):
    def __init__(self, request: "httpx2.Request") -> None:
        super().__init__(message="Request timed out.", request=request)


class APIResponseValidationError(APIError):
    def __init__(
        self, response: "httpx2.Response", body: object | None, *, message: str | None = None
    ) -> None:
        super().__init__(
            message or "Data returned by API invalid for expected schema.", response.request, body=body
        )
        self.response = response
        self.status_code = response.status_code


class APIStatusError(APIError):
    """The server answered with an error status.

    `code` is the stable identifier of the reason, such as `limit_not_found`, and `error_message` its
    sentence; both are None when the body carries no `xproxy_error`.
    """

    def __init__(self, message: str, *, response: "httpx2.Response", body: object | None) -> None:
        super().__init__(message, response.request, body=body)
        self.response = response
        self.status_code = response.status_code
        reason = _object_in(body, "xproxy_error")
        self.code = _text_in(reason, "code")
        self.error_message = _text_in(reason, "message")

    @property
    def xproxy_result(self) -> "XproxyResult | None":
        """States of the limits and the like, where the server sent them along with the error."""
        from payi._models import construct
        from payi.types.shared import XproxyResult

        result = _object_in(self.body, "xproxy_result")
        return construct(XproxyResult, result) if result else None


class BadRequestError(APIStatusError):
    """Status 400."""


class AuthenticationError(APIStatusError):
    """Status 401."""


class PermissionDeniedError(APIStatusError):
    """Status 403."""


class NotFoundError(APIStatusError):
    """Status 404."""


class ConflictError(APIStatusError):
    """Status 409."""


class UnprocessableEntityError(APIStatusError):
    """Status 422."""


class RateLimitError(APIStatusError):
    """Status 429."""


class InternalServerError(APIStatusError):
    """Status 500 and above."""


_CLASS_OF_STATUS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def class_of_status(status: int) -> type[APIStatusError]:
    if status >= 500:
        return InternalServerError
    return _CLASS_OF_STATUS.get(status, APIStatusError)


def _object_in(body: object, key: str) -> Mapping[str, Any]:
    value = cast("Mapping[str, object]", body).get(key) if isinstance(body, Mapping) else None
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _text_in(body: Mapping[str, Any], key: str) -> str | None:
    value = body.get(key)
    return value if isinstance(value, str) else None


for _name in __all__:
    globals()[_name].__module__ = "payi"  # where people import them from, and what tracebacks should say
