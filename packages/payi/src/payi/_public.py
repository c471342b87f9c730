"""The public names of the package; `payi` itself loads them from here when they are asked for."""

from httpx2 import Timeout

from payi._aiohttp import DefaultAioHttpClient
from payi._client import AsyncClient, AsyncPayi, Client, Payi
from payi._constants import (
    DEFAULT_CONNECTION_LIMITS,
    DEFAULT_MAX_RETRIES,
    DEFAULT_TIMEOUT,
    ProxiesTypes,
    Transport,
)
from payi._files import file_from_path
from payi._models import BaseModel
from payi._options import RequestOptions
from payi._response import APIResponse, AsyncAPIResponse
from payi._sentinels import NOT_GIVEN, NoneType, NotGiven, Omit, not_given, omit
from payi._streaming import AsyncStream, Stream
from payi._transport import DefaultAsyncHttpxClient, DefaultHttpxClient
from payi.errors import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    InternalServerError,
    LimitExceededError,
    NotFoundError,
    PayiError,
    PermissionDeniedError,
    RateLimitError,
    UnprocessableEntityError,
)

__all__ = [
    "DEFAULT_CONNECTION_LIMITS",
    "DEFAULT_MAX_RETRIES",
    "DEFAULT_TIMEOUT",
    "NOT_GIVEN",
    "APIConnectionError",
    "APIError",
    "APIResponse",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncAPIResponse",
    "AsyncClient",
    "AsyncPayi",
    "AsyncStream",
    "AuthenticationError",
    "BadRequestError",
    "BaseModel",
    "Client",
    "ConflictError",
    "DefaultAioHttpClient",
    "DefaultAsyncHttpxClient",
    "DefaultHttpxClient",
    "InternalServerError",
    "LimitExceededError",
    "NoneType",
    "NotFoundError",
    "NotGiven",
    "Omit",
    "Payi",
    "PayiError",
    "PermissionDeniedError",
    "ProxiesTypes",
    "RateLimitError",
    "RequestOptions",
    "Stream",
    "Timeout",
    "Transport",
    "UnprocessableEntityError",
    "file_from_path",
    "not_given",
    "omit",
]
