"""The chain of administrative acts: each entry's hash covers the one before it."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from assay.storage.ports import AuditEntry, Page
from assay.storage.state.session import Session
from assay.storage.state.tables import page_clause

_START = bytes(32)
_decode = msgspec.json.Decoder(AuditEntry).decode


class StoredAudit:
    """`storage.ports.Audit`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def append(self, entry: AuditEntry) -> None:
        last = self._session.rows("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1")
        n, before = last[0] if last else (0, _START)
        document = msgspec.json.encode(entry).decode()
        self._session.write(
            "INSERT INTO audit (n, app, made, document, hash) VALUES (?, ?, ?, ?, ?)",
            (n + 1, entry.app, entry.made, document, _chained(before, document)),
        )

    def list(self, page: Page, *, app: str | None = None) -> list[AuditEntry]:
        return [entry for _, entry in self.numbered(page, app=app)]

    def numbered(self, page: Page, *, app: str | None = None) -> list[tuple[int, AuditEntry]]:
        clause, limits = page_clause(page, ("made", "n"))
        where, parameters = ("1 = 1", ()) if app is None else ("app = ?", (app,))
        rows = self._session.rows(
            f"SELECT n, document FROM audit WHERE {where}{clause}",
            (*parameters, *limits),
        )
        return [(n, _decode(document)) for n, document in rows]

    def verify(self) -> int:
        before, count = _START, 0
        for n, document, stored in self._session.rows("SELECT n, document, hash FROM audit ORDER BY n"):
            count += 1
            if n != count:
                raise ValueError(f"audit entry {count} is missing: the next one there is number {n}")
            before = _chained(before, document)
            if stored != before:
                raise ValueError(f"audit entry {n} was changed after it was written: {document}")
        return count


def _chained(before: bytes, document: str) -> bytes:
    return sha256(before + document.encode()).digest()
