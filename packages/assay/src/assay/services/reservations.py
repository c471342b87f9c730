"""Reservations: before a call is made, all its limits let it pass, or none does.

A hard limit keeps the worst case of the call free from here on, durably, until the call is settled (by the
ledger, which charges the real cost and gives the reservation back in one transaction), released, or
expired.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assay.domain.errors import Invalid
from assay.domain.limits import Enforcement, Hold, Limit, LimitState, admit, release
from assay.services.platform import Platform
from assay.storage.ports import Transaction


@dataclass(slots=True, frozen=True)
class Ask:
    """A call that asks to be made. `worst_case` is USD; `expires` (ms) lies beyond the call's own time
    limit.
    """

    app: str
    limit_ids: tuple[str, ...]
    worst_case: Decimal
    owner: str
    expires: int


@dataclass(slots=True, frozen=True)
class Admission:
    """Whether a call may be made. `hold_ids` go with it to the ledger; `states` say who refused, and who
    did not.
    """

    hold_ids: tuple[str, ...] = ()
    states: tuple[tuple[str, LimitState], ...] = ()

    @property
    def admitted(self) -> bool:
        """Whether no limit refused."""
        return not self.states

    @property
    def blocked_limit_ids(self) -> list[str]:
        """The limits that refused."""
        return [limit_id for limit_id, state in self.states if state is LimitState.BLOCKED]


class Reservations:
    """Admits calls. Many that ask at once share one transaction, in the order in which they asked."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self.ask = platform.state.batched(self._admit_all)
        """Admit a call, durably. Raises Invalid (`invalid_limit_ids`), Busy and Unavailable."""

    async def release(self, hold_ids: Collection[str]) -> None:
        """Give back the reservations of a call that was never made."""
        await self._platform.state.transact(lambda tx: _give_back(tx, tx.holds.take(list(hold_ids))))

    async def expire(self) -> int:
        """Give back what has expired; how many reservations it was. Also done whenever a call asks."""
        return await self._platform.state.transact(self._expire)

    def _admit_all(self, tx: Transaction, asks: Sequence[Ask]) -> list[Admission | Exception]:
        self._expire(tx)
        return [_admit(tx, ask, self._platform.now_ms(), self._platform.new_id) for ask in asks]

    def _expire(self, tx: Transaction) -> int:
        expired = tx.holds.take_expired(self._platform.now_ms())
        _give_back(tx, expired)
        return len(expired)


def _admit(tx: Transaction, ask: Ask, now_ms: int, new_id: Callable[[], str]) -> Admission | Exception:
    limits: list[Limit] = []
    for limit_id in dict.fromkeys(ask.limit_ids):
        limit = tx.limits.get(ask.app, limit_id)
        if limit is None:
            return Invalid("invalid_limit_ids", f"limit {limit_id} does not exist in this application")
        limits.append(limit)
    refusing = admit(limits, ask.worst_case)
    for limit in limits:
        tx.limits.put(limit)
    if refusing:
        refused = {limit.id for limit in refusing}
        return Admission(states=tuple((limit.id, _refusal(limit.id in refused)) for limit in limits))
    holds = [
        Hold(new_id(), ask.app, limit.id, ask.worst_case, ask.owner, ask.expires, now_ms)
        for limit in limits
        if limit.enforcement is Enforcement.HARD
    ]
    if holds:
        tx.holds.add(holds)
    return Admission(tuple(hold.id for hold in holds))


def _refusal(refused_here: bool) -> LimitState:
    return LimitState.BLOCKED if refused_here else LimitState.BLOCKED_EXTERNAL


def _give_back(tx: Transaction, holds: Sequence[Hold]) -> None:
    for hold in holds:
        limit = tx.limits.get(hold.app, hold.limit_id)
        if limit is not None:
            release(limit, hold)
            tx.limits.put(limit)
