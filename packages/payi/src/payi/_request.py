"""From a call to the bytes of a request. Pure: nothing here waits, sends or looks at a clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Self, TypeVar, cast

from payi._encoding import header_bytes, json_bytes, merge_headers, query_string
from payi._options import CallOptions, ClientOptions, ListOptions, Phases, timeout_phases
from payi._sentinels import NotGiven, Omit, is_absent, without_absent

T = TypeVar("T")

NO_BODY = Omit()
_OPTION_NAMES = frozenset(CallOptions.__annotations__) | frozenset(ListOptions.__annotations__)


@dataclass(frozen=True)
class Call(Generic[T]):
    """One operation of the API, described and not yet done; `result` is the type its answer is read as.

    `repeatable` is False where doing it twice is not the same as doing it once, so it is never sent again.
    """

    method: str
    path: str
    result: type[T]
    options: CallOptions = field(default_factory=CallOptions)
    body: object = NO_BODY
    query: Mapping[str, object] = field(default_factory=dict[str, object])
    headers: Mapping[str, str | Omit | None] = field(default_factory=dict[str, str | Omit | None])
    repeatable: bool = True
    max_retries: float | None = None

    def __post_init__(self) -> None:
        for name in self.options:
            if name not in _OPTION_NAMES:
                raise TypeError(f"got an unexpected keyword argument {name!r}")

    def with_headers(self, headers: Mapping[str, str]) -> Self:
        return replace(self, headers={**self.headers, **headers})

    def at_cursor(self, cursor: str) -> Self:
        """The same call for another page; nothing the caller put in `extra_query` or `extra_body` holds it
        back.
        """
        place = "extra_body" if self.method == "POST" else "extra_query"
        extra = cast("Mapping[str, object]", self.options.get(place) or {})
        options = cast("CallOptions", {**self.options, place: {**extra, "cursor": cursor}})
        return replace(self, options=options)


@dataclass(frozen=True)
class PreparedRequest:
    """A request as any HTTP client of the httpx family takes it."""

    method: str
    url: str
    headers: list[tuple[bytes, bytes]]
    content: bytes | None
    timeout: Phases


def listing(path: str, item: type[T], options: ListOptions, **filters: object) -> Call[T]:
    """The call for the first page of a list of `item`."""
    paging = {name: options.get(name) for name in ("cursor", "limit", "sort_ascending")}
    return Call("GET", path, item, options, query={**filters, **paging})


def prepare(client: ClientOptions, call: Call[Any], *, retries_taken: int = 0) -> PreparedRequest:
    """The request for one attempt; `retries_taken` tells the server how many went before."""
    timeout = timeout_of(client, call)
    query = query_string({**client.default_query, **call.query, **(call.options.get("extra_query") or {})})
    url = str(client.base_url).rstrip("/") + call.path
    return PreparedRequest(
        method=call.method,
        url=f"{url}?{query}" if query else url,
        headers=header_bytes(_headers(client, call, timeout, retries_taken)),
        content=_content(call),
        timeout=timeout,
    )


def timeout_of(client: ClientOptions, call: Call[Any]) -> Phases:
    timeout = call.options.get("timeout", NotGiven())
    return timeout_phases(client.timeout if isinstance(timeout, NotGiven) else timeout)


def _headers(client: ClientOptions, call: Call[Any], timeout: Phases, retries_taken: int) -> dict[str, str]:
    read_timeout_s = timeout[1]
    return merge_headers(
        client.default_headers,
        {"Content-Type": Omit()} if call.method == "GET" else {},
        {"x-stainless-retry-count": str(retries_taken)},
        {} if read_timeout_s is None else {"x-stainless-read-timeout": str(read_timeout_s)},
        {name: value for name, value in call.headers.items() if not is_absent(value)},
        call.options.get("extra_headers") or {},
    )


def _content(call: Call[Any]) -> bytes | None:
    body = call.body
    if isinstance(body, dict):
        body = without_absent(cast("dict[str, Any]", body))
    extra = call.options.get("extra_body")
    if extra is not None:
        body = _merged(body, extra)
    if is_absent(body):
        return None
    return json_bytes(body)


def _merged(body: object, extra: object) -> object:
    if is_absent(body):
        return extra
    if isinstance(body, dict) and isinstance(extra, Mapping):
        return {**cast("dict[str, object]", body), **cast("Mapping[str, object]", extra)}
    raise TypeError("extra_body can only be merged into a JSON object, and must be one itself")
