"""`response.xproxy_result`: what the server made of a call, there at once and known when it has answered.

A `Result` stands for the `XproxyResult` or `XproxyError` that it will be. Reading an attribute waits for it:
at most 10 s, and 2 s where an event loop runs in this thread, which stands still meanwhile; there
`await response.xproxy_result` gives the value without holding anything up. `isinstance` waits in the same
way, because it asks which of the two it is. Copying, comparing and printing never wait.
"""

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias, cast

from typing_extensions import override

if TYPE_CHECKING:
    from payi.types.shared import XproxyError, XproxyResult

ATTRIBUTE = "xproxy_result"
PATIENCE_S = 10.0
PATIENCE_IN_A_LOOP_S = 2.0

Value: TypeAlias = "XproxyResult | XproxyError"
Told: TypeAlias = "Value | Mapping[str, Any] | Trouble"
"""What a result is settled with. Threads of ours make no models: pydantic has locks that a fork would leave
taken, and the time is the application's.
"""

Wake: TypeAlias = Callable[[], object]

_lock = threading.RLock()
"""One for all results: it is held for nanoseconds, and a lock for each would be paid with every call. A
destructor may need it in a thread that has it.
"""


def _renew_lock() -> None:
    global _lock  # noqa: PLW0603 - another thread may have held it when this process was forked
    _lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)


class Trouble(NamedTuple):
    """What becomes an XproxyError when somebody reads it."""

    code: str
    message: str


class Carrier(Protocol):
    """Who will settle a result: a delivery, told that somebody is waiting."""

    def hurry(self) -> None: ...


class Result:
    """Settled once, by the delivery. An attribute that the value does not have but the other kind of value
    would have is None: `result.cost` of an error, `result.code` of a result.
    """

    __slots__ = ("__weakref__", "_carrier", "_value", "_wakes")

    def __init__(self, value: "Told | None" = None, carrier: Carrier | None = None) -> None:
        self._value = value
        self._carrier = carrier
        self._wakes: tuple[Wake, ...] = ()

    def expect(self, carrier: Carrier) -> None:
        """`carrier` is on its way with it."""
        self._carrier = carrier

    def settle(self, value: "Told") -> None:
        """Set the value; a second one is ignored. A mapping is the server's JSON of a result."""
        with _lock:
            if self._value is not None:
                return
            self._value = value
            wakes, self._wakes = self._wakes, ()
        self._carrier = None
        for wake in wakes:
            wake()

    def when_settled(self, wake: Wake) -> None:
        """Call `wake` when there is a value, at once if there is; in the thread that settles."""
        with _lock:
            if self._value is None:
                self._wakes += (wake,)
                return
        wake()

    @property
    def settled(self) -> bool:
        return self._value is not None

    def wait(self, timeout_s: float | None = None) -> "Value":
        """The value, or an XproxyError `ingest_pending` when there is none within `timeout_s` seconds."""
        if self._value is None:
            self._wait(_patience_s() if timeout_s is None else timeout_s)
        return self._known()

    def _wait(self, timeout_s: float) -> None:
        arrived = threading.Event()
        self.when_settled(arrived.set)
        self._hurry()
        arrived.wait(timeout_s)

    def _hurry(self) -> None:
        carrier = self._carrier
        if carrier is not None:
            carrier.hurry()

    def _known(self) -> "Value":
        if self._value is None:
            return _model_of(_PENDING)
        value = self._value = _model_of(self._value)
        return value

    def __await__(self) -> Generator[Any, None, "Value"]:
        return self.within(PATIENCE_S).__await__()

    async def within(self, timeout_s: float) -> "Value":
        """`wait` without holding the event loop up."""
        if self._value is None:
            loop = asyncio.get_running_loop()
            arrived = asyncio.Event()
            self.when_settled(lambda: _call_in(loop, arrived.set))
            self._hurry()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(arrived.wait(), timeout_s)
        return self._known()

    @property  # type: ignore[misc]  # nobody sets it
    @override
    def __class__(self) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride] - nobody sets it
        """The class of the value, so that `isinstance(result, XproxyError)` is a question about that."""
        return type(self.wait())

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"xproxy_result has no attribute {name!r}")
        value = self.wait()
        try:
            return getattr(value, name)
        except AttributeError:
            if name in _names():
                return None
            raise

    @override
    def __dir__(self) -> list[str]:
        return sorted({*_names(), "settled", "wait", *object.__dir__(self)})

    @override
    def __repr__(self) -> str:
        return "<xproxy_result: not known yet>" if self._value is None else repr(self._known())

    @override
    def __eq__(self, other: object) -> bool:
        if self._value is None or type(other) is Result:
            return self is other
        return self._known() == other

    __hash__ = object.__hash__

    def __copy__(self) -> "Result":
        return self

    def __deepcopy__(self, memo: object) -> "Result":
        """The same: it is settled once, for whoever holds it."""
        return self

    @override
    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        """Pickled as far as it is known: another process has nobody who would settle it."""
        return (Result, (self._known(),))


def attach(response: Any, result: object) -> None:
    """Put `result` on what a provider's library returned, so that it is no part of its data.

    A dict gets a key. A pydantic object keeps it beside its fields: neither dumped nor compared. An object
    that takes no attribute goes without.
    """
    if isinstance(response, dict):
        cast("dict[str, Any]", response)[ATTRIBUTE] = result
        return
    attributes = getattr(response, "__dict__", None)
    if isinstance(attributes, dict):
        attributes[ATTRIBUTE] = result
        return
    try:
        setattr(response, ATTRIBUTE, result)
    except (AttributeError, TypeError):
        return


_PENDING = Trouble("ingest_pending", "the server has not answered yet; the event is on its way")


def _model_of(told: "Told") -> "Value":
    from payi._models import construct
    from payi.types.shared import XproxyError, XproxyResult

    if isinstance(told, Trouble):
        return XproxyError(code=told.code, message=told.message)
    return construct(XproxyResult, told) if isinstance(told, Mapping) else told


def _names() -> frozenset[str]:
    from payi.types.shared import XproxyError, XproxyResult

    return frozenset(XproxyResult.model_fields) | frozenset(XproxyError.model_fields)


def _patience_s() -> float:
    return PATIENCE_S if asyncio._get_running_loop() is None else PATIENCE_IN_A_LOOP_S  # noqa: SLF001 - asks without raising


def _call_in(loop: asyncio.AbstractEventLoop, callback: Wake) -> None:
    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits there any more
        loop.call_soon_threadsafe(callback)
