"""Identity of an event: by what a repeated delivery is recognised."""

from __future__ import annotations

from hashlib import blake2b

WINDOW_MS = 7 * 86_400_000
"""A repeated delivery is recognised for at least seven days."""


def identity_key(app: str, category: str, given_id: str) -> bytes:
    """16 bytes that stand for (application, category, id of the provider's response or of the sender).

    The parts are joined by a byte that UTF-8 text cannot contain, so no two triples meet.
    """
    return blake2b(
        b"\xff".join((app.encode(), category.encode(), given_id.encode())), digest_size=16
    ).digest()
