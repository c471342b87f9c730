"""The chain of administrative acts: each entry's hash covers the one before it."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec

from assay.storage.ports import AuditEntry, AuditFilter, Page
from assay.storage.state.session import Session
from assay.storage.state.tables import page_clause

_START = bytes(32)
_ACTION, _CALLER = "document ->> '$.action'", "document ->> '$.caller'"
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
        return [entry for _, entry in self.numbered(page, AuditFilter(app))]

    def numbered(self, page: Page, wanted: AuditFilter) -> list[tuple[int, AuditEntry]]:
        clause, limits = page_clause(page, ("made", "n"))
        where, parameters = _condition(wanted)
        rows = self._session.rows(
            f"SELECT n, document FROM audit WHERE {where}{clause}",
            (*parameters, *limits),
        )
        return [(n, _decode(document)) for n, document in rows]

    def occurring(self, app: str | None = None) -> tuple[list[str], list[str]]:
        where, parameters = _condition(AuditFilter(app))

        def values(of: str) -> list[str]:
            statement = f"SELECT DISTINCT {of} AS value FROM audit WHERE {where} ORDER BY value"
            return [value for (value,) in self._session.rows(statement, parameters)]

        return values(_ACTION), values(_CALLER)

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


def _condition(wanted: AuditFilter) -> tuple[str, tuple[Any, ...]]:
    """A condition for the entries that are wanted, and its parameters."""
    conditions: dict[str, Any] = {
        "app = ?": wanted.app,
        f"instr({_ACTION} || '.', ? || '.') = 1": wanted.action,
        f"{_CALLER} = ?": wanted.caller,
        "made >= ?": wanted.start,
        "made < ?": wanted.end,
    }
    given = {condition: value for condition, value in conditions.items() if value is not None}
    return " AND ".join(given) or "1 = 1", tuple(given.values())


def _chained(before: bytes, document: str) -> bytes:
    return sha256(before + document.encode()).digest()
