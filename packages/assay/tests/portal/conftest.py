"""A browser on a real server with the showcase quarter in it: prepared once a run, copied for each worker."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

AXE = Path(__file__).parents[3] / "portal/node_modules/axe-core/axe.min.js"
OWNER = {"name": "Dana Meyer", "email": "dana@example.com", "password": "correct horse battery"}
APP = "default"
COOKIE = "assay_session"
NOW = "2026-11-20T12:00:00+00:00"  # when the quarter ends, and what the browser believes the time to be
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",  # tests run as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
A_MOMENT = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))"
"""In the page's own time: what follows from an answer is asked for by then, however busy the machine is."""
MOST_LOOKS = 1_000
expect.set_options(timeout=20_000)  # a busy machine is slow, and no fault of the page
STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever drives the browser is marked so: `make browser` runs it, `make test` leaves it out."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@dataclass
class Portal:
    """The portal in a browser, and the same server by its API."""

    url: str
    app: str
    key: str
    browser: Browser
    session: str
    contexts: list[BrowserContext] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    awaited: set[Request] = field(default_factory=set)
    """What pages have asked for and not got yet. A stream has no end, and is not among it."""

    def open(
        self,
        path: str,
        *,
        width: int = 1440,
        height: int = 1000,
        scheme: str = "light",
        signed_in: bool = True,
    ) -> Page:
        """A page of the portal, loaded and at rest. `path` begins with `/`; `~` stands for the application.

        The browser's clock stands still at `NOW`.
        """
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            timezone_id="Europe/Berlin",
            reduced_motion="reduce",
            accept_downloads=True,
        )
        self.contexts.append(context)
        if signed_in:
            context.add_cookies([{"name": COOKIE, "value": self.session, "url": self.url}])
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.clock.set_fixed_time(NOW)
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(f"{error}"))
        page.on("request", self._asked)
        page.on("requestfinished", self._got)
        page.on("requestfailed", self._got)
        self.go(page, path)
        return page

    def go(self, page: Page, path: str) -> None:
        """Go to a path and wait until nothing is on its way."""
        page.goto(self.url + path.replace("~", f"/a/{self.app}"))
        self.settle(page)

    def settle(self, page: Page) -> None:
        """Wait until the page is there, no skeleton is left, and nothing is on its way or follows from what came."""
        page.wait_for_load_state()
        expect(page.locator("h1, [role=alert]").first).to_be_attached()
        self._await_answers(page)
        expect(page.locator("[role=status][aria-label=Loading]")).to_have_count(0)
        self._await_answers(page)

    def _await_answers(self, page: Page) -> None:
        for _look in range(MOST_LOOKS):
            came = not self.awaited
            page.evaluate(A_MOMENT)
            if came and not self.awaited:
                return
        raise AssertionError(f"{page.url} still awaits {[request.url for request in self.awaited]}")

    def ask(self, **question: Any) -> dict[str, Any]:
        """The API's own answer to a question."""
        return self.api("POST", "/questions", json=question).json()

    def api(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """The API by an application's key."""
        headers = {"xProxy-api-key": self.key, **options.pop("headers", {})}
        answer = httpx2.request(method, f"{self.url}/api/v1{path}", headers=headers, timeout=60, **options)
        answer.raise_for_status()
        return answer

    def violations(self, page: Page) -> list[str]:
        """What axe finds against WCAG 2.2 AA and good practice."""
        page.evaluate(AXE.read_text())
        found = page.evaluate(f"axe.run(document, {{runOnly: {list(STANDARDS)}}})")
        return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found["violations"]]

    def _heard(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"{message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).scheme in {"data", "blob"}:
            return
        if request.headers.get("accept") != "text/event-stream":
            self.awaited.add(request)
        self.asked.append(urlsplit(request.url).path)
        if not request.url.startswith(self.url):
            self.faults.append(f"asked another host: {request.url}")

    def _got(self, request: Request) -> None:
        self.awaited.discard(request)


@pytest.fixture(scope="session")
def program() -> str:
    """The path of a real browser. Where there is none the tests say so; with CI set, that is a failure."""
    found = os.environ.get("PORTAL_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        missing = "no Chromium on this machine: install the package chromium, or name one in PORTAL_CHROMIUM"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    return found


@pytest.fixture(scope="module")
def chromium(program: str) -> Iterator[Browser]:
    """A real browser, for the tests of a file.

    Not for the whole session: while Playwright is open, a loop runs in this thread, and tests of other files that
    bring a loop of their own could not.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def showcase(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the showcase quarter, loaded through the API once for all workers."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    prepared = shared / "showcase"
    with (shared / "showcase.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not prepared.exists():
            making = shared / "showcase-making"
            making.mkdir()
            (making / "demo.json").write_text(json.dumps({"first_run": NOW}))
            demo = ["demo", "--showcase", "--data", str(making), "--port", "0", "--exit"]
            subprocess.run([sys.executable, "-m", "assay", *demo], check=True, capture_output=True)
            making.rename(prepared)
    return prepared


@dataclass
class Installation:
    """A server and whoever has signed in to it first: its owner."""

    server: Any
    session: str

    def application(self) -> str:
        """The id of the application with the showcase in it."""
        answer = httpx2.get(
            f"{self.server.url}/api/v1/groups", headers={"cookie": f"{COOKIE}={self.session}"}
        )
        groups = answer.raise_for_status().json()["items"]
        return next(one["id"] for group in groups for one in group["applications"] if one["name"] == APP)


@pytest.fixture(scope="session")
def installation(
    showcase: Path, server_on: Callable[[Path], Any], tmp_path_factory: pytest.TempPathFactory
) -> Installation:
    """A server on a copy of the showcase; its owner has come in by the link of the first start."""
    return entered(server_on(_copied(showcase, tmp_path_factory)))


@pytest.fixture(scope="module")
def untouched(
    showcase: Path, server_on: Callable[[Path], Any], tmp_path_factory: pytest.TempPathFactory
) -> Installation:
    """A server like `installation` for the tests of one file, which change nothing in it."""
    return entered(server_on(_copied(showcase, tmp_path_factory)))


def _copied(showcase: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(showcase, tmp_path_factory.mktemp("portal") / "data"))


def entered(server: Any) -> Installation:
    """A server whose owner comes in by the link of the first start."""
    token = (server.data / "owner.link").read_text().strip().partition("token=")[2]
    came_in = httpx2.post(f"{server.url}/api/v1/session/welcome", json={"token": token, **OWNER})
    return Installation(server, came_in.raise_for_status().cookies[COOKIE])


@pytest.fixture
def portal(installation: Installation, chromium: Browser) -> Iterator[Portal]:
    """The portal, its owner signed in. At the end: no fault in the console, and no other host was asked."""
    yield from _portal_of(installation, chromium)


@pytest.fixture
def untouched_portal(untouched: Installation, chromium: Browser) -> Iterator[Portal]:
    """A portal like `portal` in which there is the showcase and nothing else."""
    yield from _portal_of(untouched, chromium)


@pytest.fixture
def own_portal(assay_server: Any, chromium: Browser) -> Iterator[Portal]:
    """A portal like `portal` on an empty installation that a test has to itself."""
    yield from _portal_of(entered(assay_server), chromium)


def _portal_of(installation: Installation, chromium: Browser) -> Iterator[Portal]:
    server = installation.server
    portal = Portal(server.url, installation.application(), server.key, chromium, installation.session)
    yield portal
    for context in portal.contexts:
        context.close()
    assert portal.faults == []
