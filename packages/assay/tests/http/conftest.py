"""The control plane as callers meet it: the whole ASGI application on a real state store in a directory of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import anyio
import anyio.from_thread
import httpx2
import pytest
from assay.domain.money import usd
from assay.domain.prices import Alias, Category, Line, PriceBook, ResourceVersion
from assay.domain.tenancy import ApiKey, KeyScope
from assay.http import ingest, ingest_openapi
from assay.http.app import create_app
from assay.http.auth import authenticator
from assay.http.control import ROUTERS
from assay.services import admin
from assay.services.access import KeyRing, key_digest
from assay.services.platform import Platform
from assay.storage.events.duckdb import DuckDBFile
from assay.storage.events.store import DuckDBEvents
from assay.storage.ports import AuditEntry, Page, Transaction
from assay.storage.state.sqlite import SqliteState

NOW = 1_750_000_000_000  # 2025-06-15T15:06:40Z
ORGANIZATION_KEY = "organization-key"
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
    client: httpx2.AsyncClient
    portal: anyio.from_thread.BlockingPortal
    clock: Clock
    ring: KeyRing
    key: str
    second_key: str

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
        self.portal.call(self.ring.load, self.platform.state)
        return done

    def audit(self) -> list[AuditEntry]:
        """Everything that left a trace, oldest first."""
        return self.portal.call(
            self.platform.state.read, lambda tx: tx.audit.list(Page(1000, ascending=True))
        )


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
            ring = KeyRing()
            keys = portal.call(_first_keys, platform, ring)
            app = create_app(
                platform,
                authenticator(platform, ring),
                routers=ROUTERS,
                hot=ingest.routes(platform, ring),
                hot_operations=ingest_openapi.OPERATIONS,
            )
            transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
            client = httpx2.AsyncClient(transport=transport, base_url="http://assay.test")
            yield Api(platform, client, portal, clock, ring, *keys)
            portal.call(client.aclose)
        finally:
            events.close()
            portal.call(state.close)


async def _first_keys(platform: Platform, ring: KeyRing) -> tuple[str, str]:
    made = await platform.state.transact(
        lambda tx: admin.create_application(tx, "checkout", app="app-1", now=platform.now_ms())
    )
    organization = ApiKey(
        key_digest(ORGANIZATION_KEY), "", 1, KeyScope.ORGANIZATION, "-key", platform.now_ms()
    )
    await platform.state.transact(lambda tx: tx.applications.put_key(organization))
    await ring.load(platform.state)
    return made.keys


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    with running_api(tmp_path) as api:
        yield api
