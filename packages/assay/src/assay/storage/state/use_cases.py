"""Use case definitions and their instances."""

from __future__ import annotations

from assay.domain.use_cases import Instance, UseCase
from assay.storage.ports import Page
from assay.storage.state.memory import Rows
from assay.storage.state.session import Session
from assay.storage.state.tables import Table

USE_CASES = Table(
    "use_cases",
    UseCase,
    ("app", "name", "created", "deleted", "auto_created"),
    lambda one: (one.app, one.name, one.created, one.deleted, int(one.auto_created)),
    keys=2,
)
INSTANCES = Table(
    "instances",
    Instance,
    ("app", "id", "use_case", "created"),
    lambda one: (one.app, one.id, one.use_case, one.created),
    keys=2,
)


class StoredUseCases:
    """`storage.ports.UseCases`."""

    def __init__(self, session: Session, rows: Rows[tuple[str, str], UseCase]) -> None:
        self._session = session
        self._rows = rows

    def get(self, app: str, name: str) -> UseCase | None:
        return self._rows.get((app, name))

    def put(self, use_case: UseCase) -> None:
        self._rows.put((use_case.app, use_case.name), use_case)

    def list(self, app: str, page: Page, *, name: str | None = None) -> list[UseCase]:
        self._rows.flush()
        where, parameters = "app = ? AND deleted = 0", [app]
        if name is not None:
            where, parameters = where + " AND name = ?", [app, name]
        return USE_CASES.page(self._session, page, ("created", "name"), where, parameters)

    def created_since(self, app: str, ms: int) -> int:
        self._rows.flush()
        found = self._session.rows(
            "SELECT count(*) FROM use_cases WHERE app = ? AND created >= ? AND auto_created = 1", (app, ms)
        )
        return found[0][0]


class StoredInstances:
    """`storage.ports.Instances`."""

    def __init__(self, session: Session, rows: Rows[tuple[str, str], Instance]) -> None:
        self._session = session
        self._rows = rows

    def get(self, app: str, instance_id: str) -> Instance | None:
        return self._rows.get((app, instance_id))

    def put(self, instance: Instance) -> None:
        self._rows.put((instance.app, instance.id), instance)

    def list(self, app: str, page: Page, *, use_case: str | None = None) -> list[Instance]:
        self._rows.flush()
        where, parameters = "app = ? AND document ->> '$.deleted' = 0", [app]
        if use_case is not None:
            where, parameters = where + " AND use_case = ?", [app, use_case]
        return INSTANCES.page(self._session, page, ("created", "id"), where, parameters)
