"""Which context is in force here and now: one ContextVar, over a default for the whole process.

Tasks, `asyncio.to_thread` and anyio copy context variables by themselves; `threads.py` does it for plain
threads and executors.
"""

from contextvars import ContextVar
from typing import Protocol

from payi.instrument.context import Context
from payi.instrument.operation import Asked


class CallUnderWay(Protocol):
    """An observed call, so far as what runs inside it looks at it."""

    @property
    def library(self) -> str: ...
    @property
    def asked(self) -> Asked: ...
    @property
    def under_way(self) -> bool: ...


class Scope:
    """What is in force in one thread or task. Never changed: entering and leaving put another in its place.

    context: None stands for the default of the process.
    opener: the block that made this scope; `outer` is what was in force around it.
    call: the observed call this runs inside of.
    last_result: of the latest call here.
    """

    __slots__ = ("call", "context", "last_result", "opener", "outer")

    def __init__(
        self,
        context: Context | None,
        outer: "Scope | None" = None,
        opener: object = None,
        call: CallUnderWay | None = None,
        last_result: object = None,
    ) -> None:
        self.context = context
        self.outer = outer
        self.opener = opener
        self.call = call
        self.last_result = last_result


_scope: ContextVar[Scope | None] = ContextVar("payi_instrument", default=None)
_NO_SCOPE = Scope(None)
_default: Context | None = None
_root: Context | None = None


def set_default(default: Context | None, root: Context | None) -> None:
    """What is in force wherever no block says otherwise; None: nothing is recorded there.

    `root` is what the outermost blocks build on where there is no default; None: blocks have no effect.
    """
    global _default, _root
    _default, _root = default, root
    _scope.set(None)


def base() -> Context | None:
    """What a block opened here builds on; None where nothing is instrumented."""
    return None if _root is None else context() or _root


def context() -> Context | None:
    scope = _scope.get()
    return _default if scope is None or scope.context is None else scope.context


def snapshot() -> Scope | None:
    """The scope to resume elsewhere: in another thread, or when a generator goes on."""
    return _scope.get()


def resume(scope: Scope | None) -> Scope | None:
    """Put `scope` in force and return the one it replaces."""
    replaced = _scope.get()
    _scope.set(scope)
    return replaced


def open_scope(context: Context, opener: object) -> None:
    outer = _scope.get()
    around = outer or _NO_SCOPE
    _scope.set(Scope(context, outer, opener, around.call, around.last_result))


def close_scope(opener: object) -> None:
    """Leave the innermost scope of `opener`, and those left open inside it.

    Where there is none, as in another task than the one it was opened in, nothing changes. The latest result
    stays known outside.
    """
    inner = scope = _scope.get()
    while scope is not None and scope.opener is not opener:
        scope = scope.outer
    if inner is not None and scope is not None:
        _scope.set(with_result(scope.outer, inner.last_result))


def with_result(scope: Scope | None, result: object) -> Scope | None:
    """`scope` with `result` as its latest."""
    around = scope or _NO_SCOPE
    if around.last_result is result:
        return scope
    return Scope(around.context, around.outer, around.opener, around.call, result)


def step_out(outer: Scope | None, entered: Scope | None) -> Scope | None:
    """Put `outer` in force again; returns the scope left, to be resumed later.

    `entered` is what was resumed: a result that came since is known outside too.
    """
    inner = _scope.get()
    if inner is not None and (entered is None or inner.last_result is not entered.last_result):
        outer = with_result(outer, inner.last_result)
    _scope.set(outer)
    return inner


def enter_call(call: CallUnderWay) -> Scope | None:
    """Mark that `call` is being made; returns what `resume` takes to end that."""
    outer = _scope.get()
    if outer is None:
        _scope.set(Scope(None, None, None, call))
    else:
        _scope.set(Scope(outer.context, outer.outer, outer.opener, call, outer.last_result))
    return outer


def call_here() -> CallUnderWay | None:
    """The observed call that this runs inside of."""
    scope = _scope.get()
    return None if scope is None else scope.call


def context_of_call(library: str) -> Context | None:
    """What a call of this library made here and now is for; None where it is not to be recorded.

    So it is inside another call of the library: the outermost one counts. Threads and tasks that outlive the
    call they were started in are no longer inside it. A call of another library, such as from a tool that a
    model's client runs, is a call of its own.
    """
    scope = _scope.get()
    if scope is None:
        return _default
    call = scope.call
    if call is not None and call.library == library and call.under_way:
        return None
    return _default if scope.context is None else scope.context


def remember(result: object) -> None:
    _scope.set(with_result(_scope.get(), result))


def last_result() -> object:
    return (_scope.get() or _NO_SCOPE).last_result
