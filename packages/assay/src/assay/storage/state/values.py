"""Small durable facts of the installation, by name."""

from __future__ import annotations

from assay.storage.state.session import Session


class StoredValues:
    """`storage.ports.Values`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, name: str) -> str | None:
        found = self._session.rows("SELECT value FROM installation WHERE name = ?", (name,))
        return found[0][0] if found else None

    def put(self, name: str, value: str) -> None:
        self._session.write(
            "INSERT INTO installation (name, value) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )
