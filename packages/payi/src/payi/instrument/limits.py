"""What this process knows of the limits it spends from: learned from results, asked for where it matters.

A result says `ok`, `exceeded`, `overrun` or `blocked` of each limit it was charged to, and not whether the
limit blocks. So when one goes over, the limit itself is asked for, in a thread of its own. A `block` limit
is reached when more than its max is spent, or when its max is 0: the server's own rule. What is known grows
old: a limit that holds calls back is asked for again every 15 s for as long as somebody wants to spend from
it, so that a reset is noticed; when nobody can tell for 5 min, calls are let through again.
"""

import logging
import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from payi.errors import LimitExceededError, NotFoundError, PayiError
from payi.instrument import faults

if TYPE_CHECKING:
    from payi._client import Payi
    from payi.types.limits import Limit

OK = "ok"
RECHECK_S = 15.0
FORGOTTEN_AFTER_S = 300.0
_STATES_MAX = 1_000
_NOT_CHARGED = frozenset({"failed", "blocked_external"})

log = logging.getLogger("payi.instrument")


class LimitChange(NamedTuple):
    """What `on_limit` is called with. `state` is the server's word; `previous` is `ok` at first sight."""

    limit_id: str
    state: str
    previous: str


@dataclass(slots=True)
class _Reached:
    """A `block` limit that has nothing left; `told_at` and `asked_at` are seconds of the monotonic clock."""

    told_at: float
    asked_at: float
    spent: float
    max: float


Ask: TypeAlias = Callable[[], "Payi"]
Task: TypeAlias = Callable[[], object]


class LimitStates:
    """`check` is on the caller's path; everything else happens in threads of ours.

    on_limit: called with a LimitChange, in a thread of its own, when the state of a limit changes.
    client: makes a client to ask the server with.
    """

    def __init__(
        self,
        client: Ask,
        *,
        on_limit: Callable[[LimitChange], object] | None = None,
        enforced: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._on_limit = on_limit
        self._enforced = enforced
        self._clock = clock
        self._begin()

    def _begin(self) -> None:
        self._lock = threading.Lock()
        self._states: OrderedDict[str, str] = OrderedDict()
        self._reached: dict[str, _Reached] = {}
        self._tasks: queue.SimpleQueue[Task] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def renew(self) -> None:
        """After a fork: threads and locks are the parent's; what was learned is learned again."""
        self._begin()

    def check(self, limit_ids: Iterable[str]) -> None:
        """Raises LimitExceededError when a `block` limit among these is known to be reached."""
        if not self._reached:
            return
        for limit_id in limit_ids:
            reached = self._reached.get(limit_id)
            if reached is not None and not self._is_forgotten(limit_id, reached):
                raise LimitExceededError(limit_id, spent=reached.spent, max=reached.max)

    def learn(self, result: Mapping[str, Any]) -> None:
        """Note the states in a result of the server."""
        if self._on_limit is None and not self._enforced:
            return
        limits: Mapping[str, Mapping[str, str]] = result.get("limits") or {}
        for limit_id, told in limits.items():
            state = told.get("state")
            if state is not None and state not in _NOT_CHARGED:
                self._note(limit_id, state)

    # ── noting ──────────────────────────────────────────────────────────────────────────────────────────

    def _note(self, limit_id: str, state: str) -> None:
        """Only limits that are not `ok` are remembered: each instance of a use case may have one."""
        with self._lock:
            previous = self._states.pop(limit_id, OK)
            if state != OK:
                self._states[limit_id] = state
            if len(self._states) > _STATES_MAX:
                self._states.popitem(last=False)
        if state == previous:
            return
        if self._on_limit is not None:
            self._do(lambda: self._tell(LimitChange(limit_id, state, previous)))
        if self._enforced and state != OK:
            self._do(lambda: self._ask(limit_id))

    def _tell(self, change: LimitChange) -> None:
        assert self._on_limit is not None
        try:
            self._on_limit(change)
        except Exception as fault:  # noqa: BLE001 - the application's own
            faults.absorb("calling on_limit", fault)

    # ── asking ──────────────────────────────────────────────────────────────────────────────────────────

    def _is_forgotten(self, limit_id: str, reached: _Reached) -> bool:
        """Whether what is known is too old to hold a call back; has it asked for again when it is old."""
        now = self._clock()
        if now - reached.told_at > FORGOTTEN_AFTER_S:
            self._reached.pop(limit_id, None)
            return True
        if now - reached.asked_at > RECHECK_S:
            reached.asked_at = now
            self._do(lambda: self._ask(limit_id))
        return False

    def _ask(self, limit_id: str) -> None:
        """Ask the server whether the limit holds calls back."""
        try:
            limit = self._client().limits.retrieve(limit_id).limit
        except NotFoundError:
            self._reached.pop(limit_id, None)
        except PayiError as fault:
            log.debug("limit %s could not be asked for: %s", limit_id, fault)
        else:
            self._hear(limit)

    def _hear(self, limit: "Limit") -> None:
        spent = limit.totals.cost.total.base
        if limit.limit_type == "block" and (spent > limit.max or limit.max == 0):
            now = self._clock()
            self._reached[limit.limit_id] = _Reached(now, now, spent, limit.max)
        else:
            self._reached.pop(limit.limit_id, None)
        if spent < limit.max * (limit.threshold or 1.0):
            self._note(limit.limit_id, OK)

    # ── the thread ──────────────────────────────────────────────────────────────────────────────────────

    def _do(self, task: Task) -> None:
        self._tasks.put(task)
        if self._thread is None:
            with self._lock:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._work, name="payi-limits", daemon=True)
                    self._thread.start()

    def _work(self) -> None:
        while True:
            self._tasks.get()()
