"""`@track`, `track_context` and `get_context`: saying whom and what provider calls are for."""

import functools
import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from types import TracebackType
from typing import Any, Self, TypeVar, cast

import wrapt
from typing_extensions import ParamSpec, Unpack

from payi.instrument import current
from payi.instrument.checking import change_of
from payi.instrument.config import ContextArguments, PayiContext
from payi.instrument.context import Change, Context, changed
from payi.instrument.observation import new_id

P = ParamSpec("P")
R = TypeVar("R")
G = TypeVar("G", Generator[Any, Any, Any], AsyncGenerator[Any, Any])
F = TypeVar("F", bound="Callable[..., Any] | classmethod[Any, Any, Any] | staticmethod[Any, Any]")


class TrackedBlock:
    """A context to enter, with `with` or `async with`, as often as wanted, also within itself."""

    __slots__ = ("_change",)

    def __init__(self, change: Change) -> None:
        self._change = change

    def __enter__(self) -> Self:
        context = self.inside()
        if context is not None:
            current.open_scope(context, self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        current.close_scope(self)

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.__exit__(kind, error, trace)

    def inside(self) -> Context | None:
        """The context it has when entered here and now; None where nothing is instrumented."""
        parent = current.base()
        return None if parent is None else changed(parent, self._change, new_id)


def track_context(**arguments: Unpack[ContextArguments]) -> TrackedBlock:
    """Provider calls inside the block are attributed as the arguments say.

    An argument that is left out or None keeps what is in force around the block; an empty text, list or dict
    takes it away. Limit ids are added and properties merged. Another use case starts a new instance of it,
    unless `use_case_id` names one. Without `payi_instrument()` the block has no effect.

    Raises TypeError and ValueError for arguments of a wrong kind.
    """
    return TrackedBlock(change_of("track_context()", arguments, stacklevel=3))


def track(**arguments: Unpack[ContextArguments]) -> Callable[[F], F]:
    """Decorates functions, coroutine functions, generators of both kinds and methods: provider calls made
    while the function runs, at any depth, are attributed as by `track_context`. Generators keep their context
    while they are suspended, and so does whoever iterates over them.

    Raises TypeError and ValueError for arguments of a wrong kind.
    """
    block = TrackedBlock(change_of("track()", arguments, stacklevel=3))

    def decorate(function: F) -> F:
        return cast("F", _tracked(function, block))

    return decorate


def get_context() -> PayiContext:
    """What is in force here: entries that say something, and `last_result`, of the latest call here.

    Empty where nothing is instrumented. It is a copy.
    """
    context = current.context()
    if context is None:
        return {}
    found: dict[str, Any] = {
        "use_case_name": context.use_case_name,
        "use_case_id": context.use_case_id,
        "use_case_version": context.use_case_version,
        "use_case_step": context.use_case_step,
        "use_case_properties": dict(context.use_case_properties) or None,
        "limit_ids": list(context.limit_ids) or None,
        "user_id": context.user_id,
        "account_name": context.account_name,
        "request_properties": dict(context.request_properties) or None,
        "price_as_category": context.price_as_category,
        "price_as_resource": context.price_as_resource,
        "resource_scope": context.resource_scope,
        "log_prompt_and_response": context.log_prompt_and_response,
        "last_result": current.last_result(),
    }
    return cast("PayiContext", {name: value for name, value in found.items() if value is not None})


def _tracked(function: Any, block: TrackedBlock) -> Any:
    if isinstance(function, classmethod):
        return classmethod(_tracked(cast("Any", function).__func__, block))
    if isinstance(function, staticmethod):
        return staticmethod(_tracked(cast("Any", function).__func__, block))
    if isinstance(function, type) or not callable(function):
        raise TypeError(f"track() decorates functions and methods, not {function!r}")
    if inspect.isgeneratorfunction(function):
        return _tracked_generator(function, block)
    if inspect.isasyncgenfunction(function):
        return _tracked_async_generator(function, block)
    if inspect.iscoroutinefunction(function):
        return _tracked_coroutine(function, block)
    return _tracked_function(function, block)


def _tracked_function(function: Callable[P, R], block: TrackedBlock) -> Callable[P, R]:
    @functools.wraps(function)
    def tracked(*args: P.args, **kwargs: P.kwargs) -> R:
        with block:
            return function(*args, **kwargs)

    return tracked


def _tracked_coroutine(function: Callable[P, Awaitable[R]], block: TrackedBlock) -> Callable[P, Awaitable[R]]:
    @functools.wraps(function)
    async def tracked(*args: P.args, **kwargs: P.kwargs) -> R:
        with block:
            return await function(*args, **kwargs)

    return tracked


# Generators take their context where they are made, and `inspect` must still see generator functions: a
# wrapper that is one itself would not run before the first step.


def _tracked_generator(function: Callable[..., Generator[Any, Any, Any]], block: TrackedBlock) -> Any:
    def tracked(wrapped: Any, _instance: Any, args: Any, kwargs: Any) -> Generator[Any, Any, Any]:
        body: Generator[Any, Any, Any] = wrapped(*args, **kwargs)
        scope = _scope_of(block)
        return body if scope is None else _named(_steps(body, scope), body)

    return wrapt.FunctionWrapper(function, tracked)


def _tracked_async_generator(function: Callable[..., AsyncGenerator[Any, Any]], block: TrackedBlock) -> Any:
    def tracked(wrapped: Any, _instance: Any, args: Any, kwargs: Any) -> AsyncGenerator[Any, Any]:
        body: AsyncGenerator[Any, Any] = wrapped(*args, **kwargs)
        scope = _scope_of(block)
        return body if scope is None else _named(_async_steps(body, scope), body)

    return wrapt.FunctionWrapper(function, tracked)


def _scope_of(block: TrackedBlock) -> current.Scope | None:
    """The scope inside the block, without entering it."""
    with block:
        return None if current.base() is None else current.snapshot()


def _named(steps: G, body: Any) -> G:
    """Under the name of the function, which tracebacks and debuggers show."""
    named: Any = steps
    named.__name__, named.__qualname__ = body.__name__, body.__qualname__
    return steps


class _Steps:
    """A generator whose body runs in its own scope, and leaves the caller's in force between the steps."""

    __slots__ = ("_body", "_scope")

    def __init__(self, body: Generator[Any, Any, Any], scope: current.Scope | None) -> None:
        self._body = body
        self._scope = scope

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        return self._step(self._body.__next__)

    def send(self, value: Any) -> Any:
        return self._step(self._body.send, value)

    def throw(self, *raised: Any) -> Any:
        return self._step(self._body.throw, *raised)

    def close(self) -> None:
        self._step(self._body.close)

    def _step(self, step: Callable[..., Any], *arguments: Any) -> Any:
        outer = current.resume(self._scope)
        try:
            return step(*arguments)
        finally:
            self._scope = current.step_out(outer, self._scope)


def _steps(body: Generator[Any, Any, Any], scope: current.Scope | None) -> Generator[Any, Any, Any]:
    return cast("Any", (yield from _Steps(body, scope)))


async def _async_steps(
    body: AsyncGenerator[Any, Any], scope: current.Scope | None
) -> AsyncGenerator[Any, Any]:
    """The same for a generator of the other kind; there is no `yield from` in it."""
    step: Callable[[], Awaitable[Any]] = body.__anext__
    while True:
        outer = current.resume(scope)
        try:
            item = await step()
        except StopAsyncIteration:
            return
        finally:
            scope = current.step_out(outer, scope)
        try:
            step = functools.partial(body.asend, (yield item))
        except GeneratorExit:
            outer = current.resume(scope)
            try:
                await body.aclose()
            finally:
                current.step_out(outer, scope)
            raise
        except BaseException as error:  # noqa: BLE001 - the body's to deal with
            step = functools.partial(body.athrow, error)
