"""Calls by path, for endpoints that have no method of their own."""

from typing import Any, TypeVar

from payi._options import CallOptions, RequestOptions
from payi._request import NO_BODY, Call
from payi._resource import Resource, endpoint

M = TypeVar("M")
T = TypeVar("T")


class GenericCalls(Resource[M]):
    """`cast_to` is the type the answer is read as: a model, `dict[str, Any]`, `str`, `bytes` or
    `httpx2.Response`.
    """

    @endpoint
    def get(self, path: str, *, cast_to: type[T], options: RequestOptions | None = None) -> Call[T]:
        return _call("GET", path, cast_to, NO_BODY, options)

    @endpoint
    def post(
        self, path: str, *, cast_to: type[T], body: object = NO_BODY, options: RequestOptions | None = None
    ) -> Call[T]:
        return _call("POST", path, cast_to, body, options)

    @endpoint
    def put(
        self, path: str, *, cast_to: type[T], body: object = NO_BODY, options: RequestOptions | None = None
    ) -> Call[T]:
        return _call("PUT", path, cast_to, body, options)

    @endpoint
    def patch(
        self, path: str, *, cast_to: type[T], body: object = NO_BODY, options: RequestOptions | None = None
    ) -> Call[T]:
        return _call("PATCH", path, cast_to, body, options)

    @endpoint
    def delete(
        self, path: str, *, cast_to: type[T], body: object = NO_BODY, options: RequestOptions | None = None
    ) -> Call[T]:
        return _call("DELETE", path, cast_to, body, options)


def _call(method: str, path: str, cast_to: type[T], body: Any, options: RequestOptions | None) -> Call[T]:
    given = options or {}
    call_options = CallOptions(
        extra_headers=given.get("headers"),
        extra_query=given.get("params"),
        extra_body=given.get("extra_json"),
    )
    if "timeout" in given:
        call_options["timeout"] = given["timeout"]
    return Call(
        method,
        f"/{path.lstrip('/')}",
        cast_to,
        call_options,
        body=body,
        max_retries=given.get("max_retries"),
    )
