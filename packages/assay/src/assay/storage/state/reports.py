"""Saved questions."""

from __future__ import annotations

from assay.storage.ports import Page, SavedReport
from assay.storage.state.session import Session
from assay.storage.state.tables import Table

_REPORTS = Table(
    "reports", SavedReport, ("app", "id", "created"), lambda one: (one.app, one.id, one.created), keys=2
)


class StoredReports:
    """`storage.ports.Reports`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, app: str, report_id: str) -> SavedReport | None:
        return _REPORTS.get(self._session, app, report_id)

    def put(self, report: SavedReport) -> None:
        _REPORTS.put(self._session, [report])

    def delete(self, app: str, report_id: str) -> None:
        _REPORTS.delete(self._session, app, report_id)

    def list(self, app: str, page: Page) -> list[SavedReport]:
        return _REPORTS.page(self._session, page, ("created", "id"), "app = ?", (app,))
