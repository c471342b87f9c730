"""What is made at its first use, and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

Value = TypeVar("Value")


class cached_property(Generic[Value]):  # noqa: N801 - used and known by the name of the standard library's
    """`functools.cached_property` as it is from Python 3.12 on: without a lock.

    Before, one lock stood for all instances: held by a thread while the process forks, it stayed locked in
    the child for ever. Of two threads that come first at once both make a value, and both get the one kept.
    """

    def __init__(self, make: Callable[[Any], Value]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> cached_property[Value]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> Value: ...
    def __get__(self, instance: object | None, owner: type) -> cached_property[Value] | Value:
        if instance is None:
            return self
        kept: dict[str, Value] = instance.__dict__
        if self._name not in kept:
            kept.setdefault(self._name, self._make(instance))
        return kept[self._name]
