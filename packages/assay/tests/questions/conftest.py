"""The whole application over a real state store and a real event store, with a shipper that ships when told to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import anyio.from_thread
import httpx2
import pytest
from assay.domain.money import usd
from assay.domain.prices import Category, PriceBook
from assay.domain.resources import Line, ResourceVersion
from assay.http import ingest, ingest_openapi
from assay.http.analytics import ROUTERS as ANALYTICS
from assay.http.app import create_app
from assay.http.auth import Authenticator
from assay.http.control import ROUTERS
from assay.services import admin
from assay.services.access import KeyRing
from assay.services.platform import Platform
from assay.services.roster import Entrance
from assay.storage.events.duckdb import DuckDBFile
from assay.storage.events.shipper import Shipper
from assay.storage.events.store import DuckDBEvents
from assay.storage.events.upkeep import DuckDBUpkeep
from assay.storage.state.sqlite import SqliteState
from assay.storage.state.upkeep import SqliteUpkeep
from assay.storage.upkeep import Upkeep

from packages.assay.tests.routes import SharedRoutes

NOW = 1_750_000_000_000  # 2025-06-15T15:06:40Z
JUNE = {"from": "2025-06-01", "to": "2025-07-01"}
ROUTES = SharedRoutes()


def prices(dollars_in: str, dollars_out: str) -> PriceBook:
    """One model, at so many dollars a token."""
    lines = (Line("text", "input", usd(dollars_in)), Line("text", "output", usd(dollars_out)))
    version = ResourceVersion(f"v-{dollars_in}", "system.openai", "gpt-4o", 0, 0, lines)
    return PriceBook([Category("system.openai", {"gpt-4o": (version,)}, {})])


@dataclass
class Api:
    """The application, its platform and a way to wait for both."""

    platform: Platform
    shipper: Shipper
    upkeep: Upkeep
    ring: KeyRing
    client: httpx2.AsyncClient
    run: Callable[..., Any]
    keys: tuple[str, str]
    other_keys: tuple[str, str]
    app: str

    def send(
        self, method: str, path: str, body: Any = None, *, key: str | None = None, **headers: str
    ) -> httpx2.Response:
        """A request with the application's key."""
        sent = {"xproxy-api-key": key or self.keys[0], **headers}
        return self.run(lambda: self.client.request(method, f"/api/v1{path}", json=body, headers=sent))

    def ok(self, method: str, path: str, body: Any = None) -> Any:
        """The body of an answer that is 2xx."""
        response = self.send(method, path, body)
        assert response.is_success, response.text
        return response.json()

    def ingest(self, *, units: tuple[int, int] = (1_000, 100), **event: Any) -> str:
        """Record one request; its id."""
        counts = {"text": {"input": units[0], "output": units[1]}}
        answer = self.ok(
            "POST", "/ingest", {"category": "system.openai", "resource": "gpt-4o", "units": counts, **event}
        )
        return answer["xproxy_result"]["request_id"]

    def ask(self, **question: Any) -> dict[str, Any]:
        return self.ok("POST", "/questions", {**JUNE, **question})

    def settings(self, **changes: Any) -> None:
        """Change settings of the application."""
        self.run(self.platform.state.transact, lambda tx: admin.change_settings(tx, "shop", changes, now=NOW))
        self.run(self.ring.load, self.platform.state)

    def totals(self, *metrics: str) -> list[Any]:
        return self.ask(metrics=list(metrics))["totals"]


@contextmanager
def running_api(directory: Path) -> Iterator[Api]:
    """The application on files of its own."""
    numbers = count(1)
    with anyio.from_thread.start_blocking_portal() as portal:
        state = SqliteState(directory / "state.db", now_ms=lambda: NOW)
        file = DuckDBFile(directory / "events.duckdb", memory_limit="500MB")
        events = DuckDBEvents(file, askers=1)
        try:
            platform = Platform(
                state,
                events,
                prices("0.000002", "0.00001"),
                lambda: NOW,
                lambda: f"{NOW:012x}"[:8] + f"-{NOW & 0xFFFF:04x}-7000-8000-{next(numbers):012x}",
            )
            ring = KeyRing()
            first = portal.call(
                state.transact, lambda tx: admin.create_application(tx, "shop", app="app-1", now=NOW)
            )
            other = portal.call(
                state.transact, lambda tx: admin.create_application(tx, "other", app="app-2", now=NOW)
            )
            portal.call(ring.load, state)
            app = create_app(
                platform,
                Authenticator(platform, Entrance(ring)),
                routers=[*ROUTERS, *ANALYTICS],
                hot=ingest.routes(platform, ring),
                hot_operations=ingest_openapi.OPERATIONS,
            )
            ROUTES.give(app.api)
            transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
            client = httpx2.AsyncClient(transport=transport, base_url="http://assay.test")
            shipper = Shipper(state, events, state.unshipped_rows)
            upkeep = Upkeep(SqliteUpkeep(state, directory / "state.db"), DuckDBUpkeep(file), shipper)
            yield Api(platform, shipper, upkeep, ring, client, portal.call, first.keys, other.keys, "app-1")
            portal.call(client.aclose)
        finally:
            events.close()
            portal.call(state.close)


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    with running_api(tmp_path) as running:
        yield running


@pytest.fixture(scope="session")
def open_api() -> Callable[[Path], AbstractContextManager[Api]]:
    """For properties, each example of which wants an application of its own."""
    return running_api


@pytest.fixture(scope="session")
def price_book() -> Callable[[str, str], PriceBook]:
    """Prices of the one model, in dollars a token in and out."""
    return prices


@pytest.fixture(params=["in the spool", "shipped"])
def shipped(request: pytest.FixtureRequest, api: Api) -> Callable[[], None]:
    """Every test that calls it between its steps runs twice: with rows waiting, and with rows shipped."""
    return api.shipper.flush if request.param == "shipped" else lambda: None


@pytest.fixture
def cheaper() -> PriceBook:
    """The prices halved."""
    return prices("0.000001", "0.000005")
