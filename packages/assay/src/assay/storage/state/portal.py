"""What the portal orders things by: groups of applications, and saved views of its pages."""

from __future__ import annotations

from assay.domain.people import View
from assay.domain.tenancy import Group
from assay.storage.state.session import Session
from assay.storage.state.tables import Table

_GROUPS = Table(
    "application_groups",
    Group,
    ("id", "person", "created"),
    lambda one: (one.id, one.person, one.created),
    keys=1,
)
_VIEWS = Table(
    "views",
    View,
    ("app", "id", "person", "created"),
    lambda one: (one.app, one.id, one.person, one.created),
    keys=2,
)


class StoredGroups:
    """`storage.people.Groups`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, group: str) -> Group | None:
        return _GROUPS.get(self._session, group)

    def put(self, group: Group) -> None:
        _GROUPS.put(self._session, [group])

    def delete(self, group: str) -> None:
        _GROUPS.delete(self._session, group)

    def list(self) -> list[Group]:
        return _GROUPS.find(self._session, "1 = 1", order="ORDER BY created, id")


class StoredViews:
    """`storage.people.Views`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, app: str, view: str) -> View | None:
        return _VIEWS.get(self._session, app, view)

    def put(self, view: View) -> None:
        _VIEWS.put(self._session, [view])

    def delete(self, app: str, view: str) -> None:
        _VIEWS.delete(self._session, app, view)

    def list(self, app: str) -> list[View]:
        return _VIEWS.find(self._session, "app = ?", (app,), "ORDER BY created, id")
