"""KPI definitions, goals by version, current scores and their history."""

from __future__ import annotations

from assay.domain.kpis import KpiChange, KpiDefinition, KpiScore
from assay.storage.ports import Page
from assay.storage.state.session import Session
from assay.storage.state.tables import Table

_DEFINITIONS = Table(
    "kpi_definitions",
    KpiDefinition,
    ("app", "use_case", "name", "created"),
    lambda kpi: (kpi.app, kpi.use_case, kpi.name, kpi.created),
    keys=3,
)
_SCORES = Table(
    "kpi_scores",
    KpiScore,
    ("app", "instance", "kpi", "created"),
    lambda score: (score.app, score.instance, score.kpi, score.created),
    keys=3,
)
_HISTORY = Table(
    "kpi_history",
    KpiChange,
    ("n", "app", "instance", "kpi"),
    lambda change: (None, change.app, change.instance, change.kpi),
    keys=1,
)


class StoredKpis:
    """`storage.ports.Kpis`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, app: str, use_case: str, name: str) -> KpiDefinition | None:
        return _DEFINITIONS.get(self._session, app, use_case, name)

    def put(self, definition: KpiDefinition, *, version: int) -> None:
        _DEFINITIONS.put(self._session, [definition])
        self._session.write(
            "INSERT INTO kpi_goals (app, use_case, kpi, version, goal) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (app, use_case, kpi, version) DO UPDATE SET goal = excluded.goal",
            (definition.app, definition.use_case, definition.name, version, definition.goal),
        )

    def delete(self, app: str, use_case: str, name: str) -> None:
        _DEFINITIONS.delete(self._session, app, use_case, name)
        self._session.write(
            "DELETE FROM kpi_goals WHERE app = ? AND use_case = ? AND kpi = ?", (app, use_case, name)
        )

    def list(self, app: str, use_case: str, page: Page, *, name: str | None = None) -> list[KpiDefinition]:
        where, parameters = "app = ? AND use_case = ?", [app, use_case]
        if name is not None:
            where, parameters = where + " AND name = ?", [app, use_case, name]
        return _DEFINITIONS.page(self._session, page, ("created", "name"), where, parameters)

    def goals(self, app: str, use_case: str, name: str) -> dict[int, float]:
        return dict(
            self._session.rows(
                "SELECT version, goal FROM kpi_goals WHERE app = ? AND use_case = ? AND kpi = ? "
                "ORDER BY version",
                (app, use_case, name),
            )
        )

    def score(self, app: str, instance: str, kpi: str) -> KpiScore | None:
        return _SCORES.get(self._session, app, instance, kpi)

    def put_score(self, score: KpiScore, change: KpiChange) -> None:
        _SCORES.put(self._session, [score])
        _HISTORY.put(self._session, [change])

    def clear_score(self, change: KpiChange) -> None:
        _SCORES.delete(self._session, change.app, change.instance, change.kpi)
        _HISTORY.put(self._session, [change])

    def scores(self, app: str, instance: str, page: Page, *, kpi: str | None = None) -> list[KpiScore]:
        where, parameters = "app = ? AND instance = ?", [app, instance]
        if kpi is not None:
            where, parameters = where + " AND kpi = ?", [app, instance, kpi]
        return _SCORES.page(self._session, page, ("created", "kpi"), where, parameters)

    def history(self, app: str, instance: str, kpi: str) -> list[KpiChange]:
        return _HISTORY.find(
            self._session, "app = ? AND instance = ? AND kpi = ?", (app, instance, kpi), "ORDER BY n"
        )
