"""From the method an application calls to the one beneath that sends a request: headers and context go along.

`generate_content` knows no `extra_headers`, and what sends its requests runs later: a stream when it is read,
perhaps by somebody else. The library hands the model's name down as it is, so the name carries both.
"""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any

from payi.instrument import current
from payi.instrument.operation import Keywords, Operation
from payi.instrument.patching import WrapperFactory
from payi.instrument.wrapping import Observer, Wrapper


class CalledModel(str):
    """A model's name, and what its call was made with."""

    __slots__ = ("headers", "scope")

    headers: Mapping[str, str] | None
    scope: current.Scope | None


def carrying(observer: Observer) -> Wrapper:
    """Wraps the method an application calls: sends `extra_headers` and the context down with the model."""

    def carry(wrapped: Callable[..., Any], _instance: Any, args: tuple[Any, ...], kwargs: Keywords) -> Any:
        model = kwargs.get("model")
        if not observer.active or not isinstance(model, str):
            return wrapped(*args, **kwargs)
        called = CalledModel(model)
        called.headers = kwargs.get("extra_headers")
        called.scope = current.snapshot()
        sent = {name: value for name, value in kwargs.items() if name != "extra_headers"}
        sent["model"] = called
        return wrapped(*args, **sent)

    return carry


def observing(operation: Operation) -> WrapperFactory:
    """For the methods that send one request: observed with what came down to them, or was given to them."""

    def factory(observer: Observer) -> Wrapper:
        observed = observer.observe(operation)

        def observe(
            wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: Keywords
        ) -> Any:
            kwargs, called = _unpacked(kwargs)
            with _in_scope(called):
                return observed(_without_headers(wrapped, kwargs), instance, args, kwargs)

        return observe

    return factory


def observing_async(operation: Operation) -> WrapperFactory:
    """The same for methods that return something to await."""

    def factory(observer: Observer) -> Wrapper:
        observed = observer.observe_async(operation)

        async def observe(
            wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: Keywords
        ) -> Any:
            kwargs, called = _unpacked(kwargs)
            with _in_scope(called):
                return await observed(_without_headers(wrapped, kwargs), instance, args, kwargs)

        return observe

    return factory


def _unpacked(kwargs: Keywords) -> tuple[Keywords, CalledModel | None]:
    """The keywords as they were given above."""
    model = kwargs.get("model")
    if not isinstance(model, CalledModel):
        return kwargs, None
    kwargs = {**kwargs, "model": str(model)}
    if model.headers is not None:
        kwargs["extra_headers"] = model.headers
    return kwargs, model


def _without_headers(wrapped: Callable[..., Any], kwargs: Keywords) -> Callable[..., Any]:
    """`wrapped`, which knows no `extra_headers`, for a call that has them, whether it is observed or not."""
    if "extra_headers" not in kwargs:
        return wrapped

    def send(*args: Any, **keywords: Any) -> Any:
        keywords.pop("extra_headers", None)
        return wrapped(*args, **keywords)

    return send


@contextmanager
def _in_scope(called: CalledModel | None) -> Generator[None, None, None]:
    """What was in force where the call was made; the latest result is remembered where it ends."""
    here = current.snapshot()
    if called is None or _context_of(called.scope) is _context_of(here):
        yield
        return
    current.resume(called.scope)
    try:
        yield
    finally:
        current.resume(current.with_result(here, current.last_result()))


def _context_of(scope: current.Scope | None) -> object:
    return None if scope is None else scope.context
