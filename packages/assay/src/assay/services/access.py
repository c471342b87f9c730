"""Who may send and ask: API keys, held in memory by their digest, and the throttle on keys that fail.

A key is 256 random bits, so a plain SHA-256 keeps it: there is nothing to guess, and a look-up costs a
microsecond. The throttle spares the log and the processor from a client that keeps trying a wrong key; a
right key always passes, so nobody can lock an application out by failing in its name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

from pyrate_limiter import Duration, Limiter, Rate

from assay.domain.errors import Busy, Forbidden, Unauthenticated
from assay.domain.tenancy import ApiKey, Application, KeyScope
from assay.services.platform import Caller
from assay.storage.ports import StateStore, Transaction

HEADER = "xProxy-api-key"
FAILED_KEYS_PER_MINUTE = 120
THROTTLED_FOR_S = 60.0
LENT_FOR_MS = 15 * 60_000
ORGANIZATION = Application(id="", name="organization")


@lru_cache(maxsize=1024)
def key_digest(key: str | bytes) -> bytes:
    """What is kept of a key: its SHA-256. Those in use are not digested again for every request."""
    return sha256(key if isinstance(key, bytes) else key.encode()).digest()


def _throttle() -> Limiter:
    return Limiter(Rate(FAILED_KEYS_PER_MINUTE, Duration.MINUTE))


@dataclass(slots=True)
class KeyRing:
    """Every valid key, by its digest. `replace` it whole whenever a key or an application changes."""

    _callers: dict[bytes, Caller] = field(default_factory=dict[bytes, Caller])
    _lent: dict[bytes, tuple[Caller, int]] = field(default_factory=dict[bytes, tuple[Caller, int]])
    _used: dict[bytes, int] = field(default_factory=dict[bytes, int])
    _throttle: Limiter = field(default_factory=_throttle)

    def replace(self, applications: Iterable[Application], keys: Iterable[ApiKey]) -> None:
        """Take these keys and no others, at once; keys of deleted or unknown applications are not valid."""
        owners = {application.id: application for application in applications if not application.deleted}
        callers: dict[bytes, Caller] = {}
        for key in keys:
            owner = ORGANIZATION if key.scope is KeyScope.ORGANIZATION else owners.get(key.app)
            if owner is not None:
                callers[key.digest] = Caller(owner, key.scope, key.last_four)
        self._callers = callers

    async def load(self, state: StateStore) -> None:
        """Take the keys that are in force in the store."""
        applications, keys = await state.read(lambda tx: (tx.applications.list(), tx.applications.keys()))
        self.replace(applications, keys)

    def caller(self, key: str | bytes | None, now_ms: int) -> Caller:
        """Who a key belongs to.

        Raises Unauthenticated (`invalid_api_key`) when it is missing, wrong or was replaced, and Busy
        (`too_many_failed_keys`) when too many keys have failed in the last minute.
        """
        if key:
            digest = key_digest(key)
            found = self._callers.get(digest)
            if found is not None:
                self._used[digest] = now_ms
                return found
            borrower, until = self._lent.get(digest, (None, 0))
            if borrower is not None and now_ms < until:
                return borrower
        if not self._throttle.try_acquire("failed key", blocking=False):
            raise Busy(
                "too_many_failed_keys",
                f"{FAILED_KEYS_PER_MINUTE} wrong keys within a minute: check the key, then try again",
                retry_after_s=THROTTLED_FOR_S,
            )
        if not key:
            raise Unauthenticated(
                "invalid_api_key", f"the header {HEADER} is missing: send an application key in it"
            )
        raise Unauthenticated(
            "invalid_api_key", f"the key in {HEADER} is not valid here: it is wrong, or it was regenerated"
        )

    def lend(self, application: Application, key: str, now_ms: int) -> None:
        """Accept a key for a quarter of an hour, in memory only: for a command that the owner runs here."""
        self._lent = {digest: lent for digest, lent in self._lent.items() if now_ms < lent[1]}
        caller = Caller(application, KeyScope.APPLICATION, "lent")
        self._lent[key_digest(key)] = (caller, now_ms + LENT_FOR_MS)

    async def note_use(self, state: StateStore) -> None:
        """Write down when keys were last used. Called now and then, never within a request."""
        used, self._used = self._used, {}
        if used:
            await state.transact(lambda tx: _touch(tx, used))


def _touch(tx: Transaction, used: dict[bytes, int]) -> None:
    tx.applications.touch_keys(used)


def require_tracking(caller: Caller) -> Caller:
    """The caller, if its key may track. Raises Forbidden (`forbidden_key_scope`) for an organization key."""
    if caller.scope is not KeyScope.APPLICATION:
        raise Forbidden(
            "forbidden_key_scope",
            f"key …{caller.who} belongs to the organization and manages settings only:"
            " use one of the application's two keys to track",
        )
    return caller
