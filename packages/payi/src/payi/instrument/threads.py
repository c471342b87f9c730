"""New threads and work given to thread pools start with the context of whoever started them.

Context variables do not pass into threads by themselves before Python 3.14, so two functions of the standard
library are wrapped, and only for our own variable: the application's are none of our business.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

import wrapt

from payi.instrument import current

_wrapped: list[tuple[type, str, Any, Any]] = []


def inherit_context() -> None:
    if not _wrapped:
        _wrap(threading.Thread, "start", _start)
        _wrap(ThreadPoolExecutor, "submit", _submit)


def stop_inheriting_context() -> None:
    """Where somebody has wrapped our wrapper it stays, and without a scope to pass on does nothing."""
    while _wrapped:
        owner, name, original, wrapper = _wrapped.pop()
        if vars(owner)[name] is wrapper:
            setattr(owner, name, original)


def _wrap(owner: type, name: str, wrapper: Callable[..., Any]) -> None:
    original = vars(owner)[name]
    put = wrapt.FunctionWrapper(original, wrapper)
    setattr(owner, name, put)
    _wrapped.append((owner, name, original, put))


def _start(
    start: Callable[..., None], thread: threading.Thread, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    scope = current.snapshot()
    if scope is not None:
        # As an attribute of the object, because subclasses have a `run` of their own.
        attributes = vars(thread)
        attributes["run"] = partial(_run_first, thread, scope, attributes.get("run"))
    start(*args, **kwargs)


def _run_first(thread: threading.Thread, scope: current.Scope, own: Callable[[], None] | None) -> None:
    """`own` is the `run` that the application gave the object itself."""
    if own is None:
        del vars(thread)["run"]
    else:
        vars(thread)["run"] = own
    current.resume(scope)
    thread.run()


def _submit(
    submit: Callable[..., Future[Any]], _executor: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Future[Any]:
    """The work runs with the scope; the pool's thread, should one be started now, does not keep it."""
    scope = current.snapshot()
    if scope is None or not args:
        return submit(*args, **kwargs)
    current.resume(None)
    try:
        return submit(partial(_run_with, scope, args[0]), *args[1:], **kwargs)
    finally:
        current.resume(scope)


def _run_with(scope: current.Scope, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    outer = current.resume(scope)
    try:
        return work(*args, **kwargs)
    finally:
        current.resume(outer)
