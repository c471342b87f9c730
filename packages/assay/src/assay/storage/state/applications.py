"""Applications and their keys."""

from __future__ import annotations

from collections.abc import Mapping

from assay.domain.tenancy import ApiKey, Application, KeyScope
from assay.storage.state.session import Session
from assay.storage.state.tables import Table

_APPLICATIONS = Table(
    "applications",
    Application,
    ("id", "name", "created", "deleted"),
    lambda one: (one.id, one.name, one.created, one.deleted),
    keys=1,
)


UNDER_ITS_ID = (
    "limits",
    "limit_periods",
    "holds",
    "use_cases",
    "instances",
    "kpi_definitions",
    "kpi_goals",
    "kpi_scores",
    "kpi_history",
    "api_keys",
    "reports",
    "views",
)


class StoredApplications:
    """`storage.ports.Applications`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, app: str) -> Application | None:
        return _APPLICATIONS.get(self._session, app)

    def named(self, name: str) -> Application | None:
        found = _APPLICATIONS.find(self._session, "name = ?", (name,), "ORDER BY deleted, created LIMIT 1")
        return found[0] if found else None

    def put(self, application: Application) -> None:
        _APPLICATIONS.put(self._session, [application])

    def list(self) -> list[Application]:
        return _APPLICATIONS.find(self._session, "1 = 1", order="ORDER BY created, id")

    def forget(self, app: str) -> None:
        for table in UNDER_ITS_ID:
            self._session.write(f"DELETE FROM {table} WHERE app = ?", (app,))
        self._session.write("DELETE FROM grants WHERE scope = 'application' AND target = ?", (app,))
        _APPLICATIONS.delete(self._session, app)

    def put_key(self, key: ApiKey) -> None:
        self._session.write(
            "INSERT INTO api_keys (app, slot, digest, scope, last_four, created, last_used) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (app, slot) DO UPDATE SET digest = excluded.digest, "
            "scope = excluded.scope, last_four = excluded.last_four, created = excluded.created, "
            "last_used = excluded.last_used",
            (key.app, key.slot, key.digest, key.scope.value, key.last_four, key.created, key.last_used),
        )

    def keys(self) -> list[ApiKey]:
        rows = self._session.rows(
            "SELECT digest, app, slot, scope, last_four, created, last_used FROM api_keys ORDER BY app, slot"
        )
        return [
            ApiKey(digest, app, slot, KeyScope(scope), last_four, created, last_used)
            for digest, app, slot, scope, last_four, created, last_used in rows
        ]

    def touch_keys(self, used: Mapping[bytes, int]) -> None:
        self._session.write_many(
            "UPDATE api_keys SET last_used = ? WHERE digest = ? AND last_used < ?",
            [(at, digest, at) for digest, at in used.items()],
        )
