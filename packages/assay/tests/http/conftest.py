"""The control plane as callers meet it: the whole ASGI application on a real state store in a directory of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import anyio
import anyio.from_thread
import httpx2
import pytest
from argon2 import PasswordHasher
from assay.domain.money import usd
from assay.domain.prices import Alias, Category, Line, PriceBook, ResourceVersion
from assay.domain.tenancy import ApiKey, KeyScope
from assay.http import analytics, ingest, ingest_openapi, people
from assay.http.app import Dispatcher, create_app
from assay.http.auth import Authenticator
from assay.http.control import ROUTERS
from assay.services import admin
from assay.services.access import key_digest
from assay.services.passwords import Passwords
from assay.services.platform import Platform
from assay.services.roster import Entrance
from assay.services.sessions import Authentication, new_owner_link
from assay.storage.events.duckdb import DuckDBFile
from assay.storage.events.store import DuckDBEvents
from assay.storage.ports import AuditEntry, Page, Transaction
from assay.storage.state.sqlite import SqliteState

from packages.assay.tests.routes import SharedRoutes

NOW = 1_750_000_000_000  # 2025-06-15T15:06:40Z
CHEAP_HASHES = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "correct horse battery"
ORGANIZATION_KEY = "organization-key"
ROUTES = SharedRoutes()
T = TypeVar("T")


def managed_prices() -> PriceBook:
    """Two dated models of one managed category, and an alias that moved from the first to the second."""
    resources = {
        name: (
            ResourceVersion(
                f"{name}-id",
                "system.openai",
                name,
                start,
                start,
                (Line("text", "input", amount), Line("text", "output", amount * 4)),
            ),
        )
        for name, start, amount in (
            ("gpt-4o-2024-05-13", NOW - 1000, usd("0.000005")),
            ("gpt-4o-2024-08-06", NOW - 500, usd("0.0000025")),
        )
    }
    aliases = {
        "gpt-4o": (
            Alias("gpt-4o", "gpt-4o-2024-05-13", NOW - 1000),
            Alias("gpt-4o", "gpt-4o-2024-08-06", NOW - 500),
        )
    }
    return PriceBook([Category("system.openai", resources, aliases)])


class Clock:
    """A clock that tests move; it ticks a millisecond at every look, so that nothing happens at once."""

    def __init__(self) -> None:
        self.ms = NOW
        self.tick = 1

    def __call__(self) -> int:
        self.ms += self.tick
        return self.ms


@dataclass
class Api:
    """One application's view of a server. `key` is sent with every call."""

    platform: Platform
    app: Dispatcher
    client: httpx2.AsyncClient
    portal: anyio.from_thread.BlockingPortal
    clock: Clock
    entrance: Entrance
    key: str
    second_key: str
    organization_key: str = ORGANIZATION_KEY

    def call(
        self, method: str, path: str, body: Any = None, *, key: str | None = None, **query: Any
    ) -> httpx2.Response:
        """One request to a path under /api/v1, spelled as it goes over the wire."""
        request = self.client.build_request(
            method,
            f"/api/v1{path}",
            json=body,
            params=query or None,
            headers={"xProxy-api-key": self.key if key is None else key},
        )
        return self.portal.call(self.client.send, request)

    def ok(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """The decoded answer of a request that must succeed."""
        response = self.call(method, path, body, **query)
        assert response.status_code in (200, 201), response.text
        return response.json() if response.content else None

    def refused(
        self, method: str, path: str, body: Any = None, *, key: str | None = None, **query: Any
    ) -> tuple[int, str]:
        """Status and code of a request that must be refused."""
        response = self.call(method, path, body, key=key, **query)
        error = response.json()
        assert error["statusCode"] == response.status_code
        assert error["message"] == error["xproxy_error"]["message"]
        assert error["request_id"] == response.headers["x-request-id"]
        return response.status_code, error["xproxy_error"]["code"]

    def settings(self, **changes: Any) -> None:
        """Change settings of the application."""
        self._administer(lambda tx: admin.change_settings(tx, "checkout", changes, now=self.clock()))

    def other_application(self, name: str) -> str:
        """A key of another application."""
        return self._administer(
            lambda tx: admin.create_application(tx, name, app=name, now=self.clock())
        ).keys[0]

    def rotate_key(self, slot: int) -> str:
        """The new value of one of the two keys."""
        return self._administer(lambda tx: admin.rotate_key(tx, "checkout", slot, now=self.clock()))

    def _administer(self, act: Callable[[Transaction], T]) -> T:
        done = self.portal.call(self.platform.state.transact, act)
        self.portal.call(self.entrance.load, self.platform.state)
        return done

    def audit(self) -> list[AuditEntry]:
        """Everything that left a trace, oldest first."""
        return self.portal.call(
            self.platform.state.read, lambda tx: tx.audit.list(Page(1000, ascending=True))
        )


@dataclass
class Browser:
    """A person's browser: it keeps cookies, and says with every request which site asked for it."""

    api: Api
    client: httpx2.AsyncClient

    def call(
        self, method: str, path: str, body: Any = None, *, app: str | None = None, **headers: str
    ) -> httpx2.Response:
        """One request to a path under /api/v1; `app` names the application."""
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        named = {} if app is None else {"Assay-Application": app}
        request = self.client.build_request(
            method,
            f"/api/v1{path}",
            json=body,
            headers={"sec-fetch-site": "same-origin", **named, **said},
        )
        return self.api.portal.call(self.client.send, request)

    def ok(self, method: str, path: str, body: Any = None, *, app: str | None = None) -> Any:
        """The decoded answer of a request that must succeed."""
        response = self.call(method, path, body, app=app)
        assert response.is_success, response.text
        return response.json() if response.content else None

    def refused(
        self, method: str, path: str, body: Any = None, *, app: str | None = None, **headers: str
    ) -> tuple[int, str]:
        """Status and code of a request that must be refused."""
        response = self.call(method, path, body, app=app, **headers)
        return response.status_code, response.json()["xproxy_error"]["code"]


@dataclass
class Visitors:
    """Makes browsers; whoever signs in chooses the password `PASSWORD`."""

    api: Api
    opened: list[Browser] = field(default_factory=list)

    def nobody(self, base_url: str = "http://assay.test") -> Browser:
        """A browser in which nobody is signed in."""
        transport = httpx2.ASGITransport(self.api.app, raise_app_exceptions=False)
        browser = Browser(self.api, httpx2.AsyncClient(transport=transport, base_url=base_url))
        self.opened.append(browser)
        return browser

    def owner(self, name: str = "dana") -> Browser:
        """An Owner of the organization, who came by an owner link."""
        link = self.api.portal.call(
            self.api.platform.state.transact, lambda tx: new_owner_link(tx, self.api.clock())
        )
        return self._come(name, link)

    def invited(self, by: Browser, name: str, **roles: tuple[str, str]) -> Browser:
        """Somebody an Owner invited, with roles by scope: `application=("app-1", "reader")`."""
        made = by.ok("POST", "/people", {"name": name, "email": f"{name}@example.com"})
        for scope, (target, role) in roles.items():
            by.ok("PUT", "/roles", {"person": made["id"], "scope": scope, "id": target, "role": role})
        return self._come(name, made["invitation_url"].rpartition("=")[2])

    def _come(self, name: str, token: str) -> Browser:
        browser = self.nobody()
        email = f"{name}@example.com"
        browser.ok(
            "POST", "/session/welcome", {"token": token, "name": name, "email": email, "password": PASSWORD}
        )
        return browser


@contextmanager
def running_api(directory: Path) -> Iterator[Api]:
    clock = Clock()
    with anyio.from_thread.start_blocking_portal() as portal:
        state = SqliteState(directory / "state.sqlite", now_ms=clock)
        events = DuckDBEvents(DuckDBFile(directory / "events.duckdb", memory_limit="200MB"), askers=1)
        try:
            numbers = count(1)
            platform = Platform(
                state,
                events,
                managed_prices(),
                clock,
                lambda: f"00000000-0000-7000-8000-{next(numbers):012}",
            )
            entrance = Entrance()
            keys = portal.call(_first_keys, platform, entrance)
            app = create_app(
                platform,
                Authenticator(platform, entrance),
                routers=[*ROUTERS, *analytics.ROUTERS, *people.ROUTERS],
                hot=ingest.routes(platform, entrance.keys),
                hot_operations=ingest_openapi.OPERATIONS,
            )
            ROUTES.give(app.api)
            people.install(app.api, Authentication(platform, entrance, Passwords(CHEAP_HASHES)))
            transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
            client = httpx2.AsyncClient(transport=transport, base_url="http://assay.test")
            yield Api(platform, app, client, portal, clock, entrance, *keys)
            portal.call(client.aclose)
        finally:
            events.close()
            portal.call(state.close)


async def _first_keys(platform: Platform, entrance: Entrance) -> tuple[str, str]:
    made = await platform.state.transact(
        lambda tx: admin.create_application(tx, "checkout", app="app-1", now=platform.now_ms())
    )
    organization = ApiKey(
        key_digest(ORGANIZATION_KEY), "", 1, KeyScope.ORGANIZATION, "-key", platform.now_ms()
    )
    await platform.state.transact(lambda tx: tx.applications.put_key(organization))
    await entrance.load(platform.state)
    return made.keys


@pytest.fixture(scope="session")
def open_api() -> Callable[[Path], AbstractContextManager[Api]]:
    """Opens a server in a directory, for as long as a test file wants it."""
    return running_api


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    with running_api(tmp_path) as api:
        yield api


@pytest.fixture
def visitors(api: Api) -> Iterator[Visitors]:
    """Browsers on the server of `api`."""
    made = Visitors(api)
    yield made
    for browser in made.opened:
        api.portal.call(browser.client.aclose)
