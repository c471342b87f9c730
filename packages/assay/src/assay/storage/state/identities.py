"""Which events were acknowledged: an index from 16-byte keys to request ids."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from assay.storage.state.session import WriteSession

_ENTRY = 32  # a 16-byte key and a 16-byte request id


class StoredIdentities:
    """`storage.ports.Identities` on the writer's connection."""

    def __init__(self, session: WriteSession) -> None:
        self._session = session
        self._recent: dict[bytes, bytes] = {}
        self._unwritten: list[tuple[bytes, bytes]] = []
        for (entries,) in session.rows("SELECT entries FROM identity_tail ORDER BY n"):
            self._recent.update(_pairs(entries))
        session.before_commit.append(self._flush)

    def find(self, keys: Sequence[bytes]) -> list[str | None]:
        return [None if (found := self._recent.get(key)) is None else str(UUID(bytes=found)) for key in keys]

    def add(self, entries: Sequence[tuple[bytes, str]]) -> None:
        added = [(key, bytes.fromhex(request_id.replace("-", ""))) for key, request_id in entries]
        self._session.journal.note(self._undo, added)
        self._recent.update(added)
        self._unwritten += added

    def _undo(self, added: list[tuple[bytes, bytes]]) -> None:
        for key, _ in added:
            self._recent.pop(key, None)
        del self._unwritten[len(self._unwritten) - len(added) :]

    def _flush(self) -> None:
        if self._unwritten:
            entries = b"".join(part for entry in self._unwritten for part in entry)
            self._session.write("INSERT INTO identity_tail (entries) VALUES (?)", (entries,))
            self._session.journal.note(self._unwritten.extend, list(self._unwritten))
            self._unwritten.clear()


def _pairs(entries: bytes) -> list[tuple[bytes, bytes]]:
    return [(entries[at : at + 16], entries[at + 16 : at + _ENTRY]) for at in range(0, len(entries), _ENTRY)]
