"""Resources: groups of methods, each written once and typed for every mode of calling it."""

from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar, cast, overload

from payi._modes import Async, AsyncRaw, AsyncStreaming, Mode, Sync, SyncRaw, SyncStreaming
from payi._request import Call
from payi._response import (
    APIResponse,
    AsyncAPIResponse,
    AsyncResponseContextManager,
    ResponseContextManager,
)
from payi.pagination import AsyncCursorPage, AsyncPaginator, SyncCursorPage

P = ParamSpec("P")
T = TypeVar("T")
M = TypeVar("M")
RS = TypeVar("RS")
RA = TypeVar("RA")


class Resource(Generic[M]):
    """Methods that belong together. `M` is the mode: how calls are made and what they return."""

    def __init__(self, mode: M) -> None:
        self.call_mode = mode


class endpoint(Generic[P, T]):  # noqa: N801 - used as a decorator
    """Makes a method of the description of its call.

    The body says which call the arguments stand for. What a caller gets depends on the mode of the resource:
    the value, a coroutine of it, or the raw response.
    """

    def __init__(self, describe: Callable[Concatenate[Any, P], Call[T]]) -> None:
        self._describe = describe
        self.__doc__ = describe.__doc__

    @overload
    def __get__(self, resource: None, owner: object = None) -> "endpoint[P, T]": ...
    @overload
    def __get__(self, resource: Resource[Sync], owner: object = None) -> Callable[P, T]: ...
    @overload
    def __get__(
        self, resource: Resource[Async], owner: object = None
    ) -> Callable[P, Coroutine[Any, Any, T]]: ...
    @overload
    def __get__(self, resource: Resource[SyncRaw], owner: object = None) -> Callable[P, APIResponse[T]]: ...
    @overload
    def __get__(
        self, resource: Resource[AsyncRaw], owner: object = None
    ) -> Callable[P, Coroutine[Any, Any, AsyncAPIResponse[T]]]: ...
    @overload
    def __get__(
        self, resource: Resource[SyncStreaming], owner: object = None
    ) -> Callable[P, ResponseContextManager[T]]: ...
    @overload
    def __get__(
        self, resource: Resource[AsyncStreaming], owner: object = None
    ) -> Callable[P, AsyncResponseContextManager[T]]: ...
    def __get__(self, resource: Resource[Any] | None, owner: object = None) -> Any:
        if resource is None:
            return self
        return cast("Mode", resource.call_mode).method(self._describe.__get__(resource))


class list_endpoint(Generic[P, T]):  # noqa: N801 - used as a decorator
    """`endpoint` for a call whose answer is a page of `T`."""

    def __init__(self, describe: Callable[Concatenate[Any, P], Call[T]]) -> None:
        self._describe = describe
        self.__doc__ = describe.__doc__

    @overload
    def __get__(self, resource: None, owner: object = None) -> "list_endpoint[P, T]": ...
    @overload
    def __get__(self, resource: Resource[Sync], owner: object = None) -> Callable[P, SyncCursorPage[T]]: ...
    @overload
    def __get__(self, resource: Resource[Async], owner: object = None) -> Callable[P, AsyncPaginator[T]]: ...
    @overload
    def __get__(
        self, resource: Resource[SyncRaw], owner: object = None
    ) -> Callable[P, APIResponse[SyncCursorPage[T]]]: ...
    @overload
    def __get__(
        self, resource: Resource[AsyncRaw], owner: object = None
    ) -> Callable[P, Coroutine[Any, Any, AsyncAPIResponse[AsyncCursorPage[T]]]]: ...
    @overload
    def __get__(
        self, resource: Resource[SyncStreaming], owner: object = None
    ) -> Callable[P, ResponseContextManager[SyncCursorPage[T]]]: ...
    @overload
    def __get__(
        self, resource: Resource[AsyncStreaming], owner: object = None
    ) -> Callable[P, AsyncResponseContextManager[AsyncCursorPage[T]]]: ...
    def __get__(self, resource: Resource[Any] | None, owner: object = None) -> Any:
        if resource is None:
            return self
        return cast("Mode", resource.call_mode).listing(self._describe.__get__(resource))


class RawView(Generic[RS, RA]):
    """`with_raw_response` of a resource: the same resource, whose methods return the HTTP response."""

    @overload
    def __get__(self, resource: None, owner: object = None) -> Self: ...
    @overload
    def __get__(self, resource: Resource[Sync], owner: object = None) -> RS: ...
    @overload
    def __get__(self, resource: Resource[Async], owner: object = None) -> RA: ...
    def __get__(self, resource: Resource[Any] | None, owner: object = None) -> Any:
        if resource is None:
            return self
        return type(resource)(cast("Mode", resource.call_mode).raw())


class StreamingView(Generic[RS, RA]):
    """`with_streaming_response` of a resource: as `with_raw_response`, with the body left to be read."""

    @overload
    def __get__(self, resource: None, owner: object = None) -> Self: ...
    @overload
    def __get__(self, resource: Resource[Sync], owner: object = None) -> RS: ...
    @overload
    def __get__(self, resource: Resource[Async], owner: object = None) -> RA: ...
    def __get__(self, resource: Resource[Any] | None, owner: object = None) -> Any:
        if resource is None:
            return self
        return type(resource)(cast("Mode", resource.call_mode).streaming())
