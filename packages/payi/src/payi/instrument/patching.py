"""Wrappers around functions of provider libraries: put there when one is imported, and taken away again."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import wrapt

from payi.instrument import faults
from payi.instrument.operation import Operation
from payi.instrument.settings import LOGGER
from payi.instrument.wrapping import Observer, Wrapper

WrapperFactory = Callable[[Observer], Wrapper]


@dataclass(frozen=True, slots=True)
class Patch:
    """One function to observe: `name` in `module`, such as `Completions.create`.

    asynchronous: it returns something to await. wrapper: makes a wrapper of its own kind instead.
    What is not there, because the library is of another version, is left out.
    """

    module: str
    name: str
    operation: Operation | None = None
    asynchronous: bool = False
    wrapper: WrapperFactory | None = None


class Patches:
    """The patches of one installation."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self._applied: list[tuple[Any, str, Any, Any]] = []  # where, what, as it was, as we left it

    def apply(self, patches: Iterable[Patch]) -> None:
        """Patch what is imported, at once, and the rest when it is."""
        for patch in patches:
            if patch.module in sys.modules:
                self._apply(patch, sys.modules[patch.module])
            else:
                wrapt.register_post_import_hook(self._hook(patch), patch.module)

    def undo(self) -> None:
        """Take away every wrapper that nobody has wrapped again; those left over let calls pass untouched."""
        while self._applied:
            parent, attribute, original, wrapper = self._applied.pop()
            if vars(parent).get(attribute) is wrapper:
                _restore(parent, attribute, original)

    def _hook(self, patch: Patch) -> Callable[[ModuleType], None]:
        def when_imported(module: ModuleType) -> None:
            if self._observer.active:
                self._apply(patch, module)

        return when_imported

    def _apply(self, patch: Patch, module: ModuleType) -> None:
        try:
            parent, attribute, original = wrapt.resolve_path(module, patch.name)
        except AttributeError:
            LOGGER.debug("%s has no %s; not instrumented", patch.module, patch.name)
            return
        try:
            wrapper = wrapt.FunctionWrapper(original, self._wrapper(patch))
            before = vars(parent).get(attribute, _ABSENT)
            setattr(parent, attribute, wrapper)
            self._applied.append((parent, attribute, before, wrapper))
        except Exception as fault:  # noqa: BLE001 - an import of the application must not fail over us
            faults.absorb(f"patching {patch.module}.{patch.name}", fault)

    def _wrapper(self, patch: Patch) -> Wrapper:
        if patch.wrapper is not None:
            return patch.wrapper(self._observer)
        if patch.operation is None:
            raise ValueError(f"the patch of {patch.module}.{patch.name} names neither operation nor wrapper")
        if patch.asynchronous:
            return self._observer.observe_async(patch.operation)
        return self._observer.observe(patch.operation)


_ABSENT = object()


def _restore(parent: Any, attribute: str, original: Any) -> None:
    if original is _ABSENT:
        delattr(parent, attribute)  # it was inherited
    else:
        setattr(parent, attribute, original)
