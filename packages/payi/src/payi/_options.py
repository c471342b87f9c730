"""What a caller may say beside a method's own arguments, and what a client says with every request."""

import functools
import os
import platform
from collections.abc import Mapping
from typing import Protocol, TypeAlias, TypedDict, TypeVar, cast

import httpx2

from payi._constants import DEFAULT_MAX_RETRIES, DEFAULT_TIMEOUT
from payi._encoding import merge_headers
from payi._environment import DEFAULT_BASE_URL
from payi._sentinels import NotGiven, Omit, not_given
from payi._version import __version__
from payi.errors import PayiError

V = TypeVar("V")

_DEFAULT_TIMEOUT_OF_HTTPX_S = 5.0


class TimeoutLike(Protocol):
    """An `httpx2.Timeout`, or the same of the legacy package, which is never imported."""

    @property
    def connect(self) -> float | None: ...
    @property
    def read(self) -> float | None: ...
    @property
    def write(self) -> float | None: ...
    @property
    def pool(self) -> float | None: ...


TimeoutOption: TypeAlias = float | TimeoutLike | None
Phases: TypeAlias = tuple[float | None, float | None, float | None, float | None]
"""Seconds to connect, read, write and wait for a connection; None waits for ever."""

Headers: TypeAlias = Mapping[str, str | Omit]
Query: TypeAlias = Mapping[str, object]


class CallOptions(TypedDict, total=False):
    """Options every method takes. They win over what the method and the client would send."""

    extra_headers: Headers | None
    extra_query: Query | None
    extra_body: object | None
    timeout: TimeoutOption | NotGiven


class ListOptions(CallOptions, total=False):
    """Options every list method takes; None is the same as not given."""

    cursor: str | Omit | None
    limit: int | Omit | None
    sort_ascending: bool | Omit | None


class RequestOptions(TypedDict, total=False):
    """Options of the generic `client.get`, `post`, `put`, `patch` and `delete`."""

    headers: Headers
    params: Query
    extra_json: object
    timeout: TimeoutOption
    max_retries: float


def timeout_phases(timeout: TimeoutOption) -> Phases:
    if timeout is None or isinstance(timeout, int | float):
        return (timeout, timeout, timeout, timeout)
    return (timeout.connect, timeout.read, timeout.write, timeout.pool)


class ClientArguments(TypedDict, total=False):
    """What both clients are made with, the HTTP client apart."""

    api_key: str | None
    base_url: str | httpx2.URL | None
    timeout: TimeoutOption | NotGiven
    max_retries: float
    default_headers: Headers | None
    default_query: Query | None
    _strict_response_validation: bool


class ClientChanges(TypedDict, total=False):
    """What `client.copy` can change. `default_…` adds to the present ones, `set_default_…` replaces them."""

    api_key: str | None
    base_url: str | httpx2.URL | None
    timeout: TimeoutOption | NotGiven
    max_retries: float | NotGiven
    default_headers: Headers | None
    set_default_headers: Headers | None
    default_query: Query | None
    set_default_query: Query | None


class ClientOptions:
    """The options of a client; every request is made from them and from one call.

    Raises PayiError when no API key is given, TypeError for `max_retries=None`.
    """

    _user_agent_name = "Payi"
    _async_header = "false"

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | httpx2.URL | None = None,
        timeout: TimeoutOption | NotGiven = not_given,
        max_retries: float = DEFAULT_MAX_RETRIES,
        default_headers: Headers | None = None,
        default_query: Query | None = None,
        http_client: object | None = None,
        _strict_response_validation: bool = False,
    ) -> None:
        api_key = api_key if api_key is not None else os.environ.get("PAYI_API_KEY")
        if api_key is None:
            raise PayiError(
                "There is no API key: pass api_key to the client or set the PAYI_API_KEY environment variable"
            )
        if cast("object", max_retries) is None:
            raise TypeError("max_retries cannot be None: 0 disables retries, math.inf never gives up")
        self.api_key = api_key
        self.base_url = base_url or os.environ.get("PAYI_BASE_URL") or DEFAULT_BASE_URL
        self.timeout = _chosen_timeout(timeout, http_client)
        self.max_retries = max_retries
        self._custom_headers: Headers = {**headers_of_environment(), **(default_headers or {})}
        self._custom_query: Query = dict(default_query or {})
        self.strict_response_validation = _strict_response_validation

    @property
    def base_url(self) -> httpx2.URL:
        """Where the server is; always with a trailing slash."""
        return self._base_url

    @base_url.setter
    def base_url(self, url: str | httpx2.URL) -> None:
        self._base_url = httpx2.URL(str(url).rstrip("/") + "/")

    @property
    def auth_headers(self) -> dict[str, str]:
        return {"xProxy-api-key": self.api_key}

    @property
    def user_agent(self) -> str:
        return f"{self._user_agent_name}/Python {__version__}"

    @property
    def default_headers(self) -> dict[str, str]:
        """The headers of every request, those given to the constructor included."""
        return merge_headers(
            {
                "Accept": "application/json",
                "Content-Type": "application/json",
                "User-Agent": self.user_agent,
                **platform_headers(),
                "X-Stainless-Async": self._async_header,
            },
            self.auth_headers,
            self._custom_headers,
        )

    @property
    def default_query(self) -> dict[str, object]:
        return dict(self._custom_query)

    def changed(self, changes: ClientChanges) -> ClientArguments:
        """The arguments of a client that differs from this one by `changes`."""
        timeout = changes.get("timeout", not_given)
        max_retries = changes.get("max_retries", not_given)
        return ClientArguments(
            api_key=changes.get("api_key") or self.api_key,
            base_url=changes.get("base_url") or self.base_url,
            timeout=self.timeout if isinstance(timeout, NotGiven) else timeout,
            max_retries=self.max_retries if isinstance(max_retries, NotGiven) else max_retries,
            default_headers=_merged_or_replaced(
                "default_headers",
                self._custom_headers,
                changes.get("default_headers"),
                changes.get("set_default_headers"),
            ),
            default_query=_merged_or_replaced(
                "default_query",
                self._custom_query,
                changes.get("default_query"),
                changes.get("set_default_query"),
            ),
            _strict_response_validation=self.strict_response_validation,
        )


def _merged_or_replaced(
    name: str, present: Mapping[str, V], added: Mapping[str, V] | None, replacing: Mapping[str, V] | None
) -> Mapping[str, V]:
    if added is not None and replacing is not None:
        raise ValueError(f"give `{name}` to add or `set_{name}` to replace, not both")
    return replacing if replacing is not None else {**present, **(added or {})}


def _chosen_timeout(timeout: TimeoutOption | NotGiven, http_client: object | None) -> TimeoutOption:
    """What the caller said, else what their HTTP client was told, else ours."""
    if not isinstance(timeout, NotGiven):
        return timeout
    of_client = cast("TimeoutLike | None", getattr(http_client, "timeout", None))
    if of_client is not None and timeout_phases(of_client) != timeout_phases(_DEFAULT_TIMEOUT_OF_HTTPX_S):
        return of_client
    return DEFAULT_TIMEOUT


def headers_of_environment() -> dict[str, str]:
    """`PAYI_CUSTOM_HEADERS`: one `Name: value` a line; lines without a colon are skipped."""
    lines = os.environ.get("PAYI_CUSTOM_HEADERS", "").splitlines()
    pairs = (line.split(":", 1) for line in lines if ":" in line)
    return {name.strip(): value.strip() for name, value in pairs}


@functools.cache
def platform_headers() -> dict[str, str]:
    return {
        "X-Stainless-Lang": "python",
        "X-Stainless-Package-Version": __version__,
        "X-Stainless-OS": {"Darwin": "MacOS"}.get(platform.system(), platform.system() or "Unknown"),
        "X-Stainless-Arch": {"x86_64": "x64", "AMD64": "x64", "aarch64": "arm64"}.get(
            platform.machine(), platform.machine() or "unknown"
        ),
        "X-Stainless-Runtime": platform.python_implementation(),
        "X-Stainless-Runtime-Version": platform.python_version(),
    }
