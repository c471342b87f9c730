"""Passwords: kept as Argon2id hashes, made and compared on threads, two at a time.

One costs a tenth of a second and 64 MB, on purpose; more of them at once would be a way to exhaust a server.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from assay.domain.people import check_password

_AT_ONCE = 2
_NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdCBvZiBub2JvZHk$q5ON8ucH6uRUkXLCZ1Q6hmCHO5Ct4VQ8dvD3sPz3XqY"
"""A hash that no password is known for: comparing with it takes as long as with anybody's."""


@dataclass(slots=True)
class Passwords:
    """Makes and compares hashes, some at a time."""

    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    _turns: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(_AT_ONCE))

    async def hash_of(self, password: str) -> str:
        """What is kept of a password. Raises Invalid (`invalid_password`)."""
        return await run_sync(self.hasher.hash, check_password(password), limiter=self._turns)

    async def matches(self, kept: str, password: str) -> bool:
        """Whether it is the password of a hash. Without one ('') it is not, after the same time."""
        return await run_sync(self._verify, kept or _NOBODYS, password, limiter=self._turns)

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self.hasher.verify(kept, password)
        except VerificationError:
            return False
