"""How long a person waits for the portal: `python -m bench.portal [--rows 10000000] [--cache DIR] [--runs 5]`.

A real browser on the same machine, beside a real server with the ten million requests of `bench.questions`. *First
paint* begins with the press of the address, with an empty cache; *page change* with the press of a link in the
navigation, over a range that the browser has seen no other page of. *Useful*: the page has its name and its first
figures; *whole*: no skeleton is left. The floor is an empty page of the same server. The answers of questions are
forgotten by the server between runs, by an event that moves the ledger's mark.
"""

from __future__ import annotations

import asyncio
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx2
from assay.portal.files import BUILT
from assay.services import admin
from assay.storage.state.sqlite import SqliteState
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from bench.events import END
from bench.questions import DAY, argument_parser, cached_events, iso

KEY = "assay_bench_key_0123456789"
APPLICATIONS = 50
BUSIEST = "app-000"
PAGES = ("Cost Drivers", "Performance", "Failures", "Requests", "Use Cases", "Limits", "Overview")
FIRST = {
    "Home": "/?range=30d",
    "Overview": f"/a/{BUSIEST}/overview?range=30d",
    "Cost Drivers": f"/a/{BUSIEST}/cost-drivers?range=30d",
}
"""Pages that somebody opens first, by their titles."""

GO = "search => history.pushState({}, '', location.pathname + search)"
"""As a link within the portal goes."""

PERSON = {"name": "Bench", "email": "bench@example.com", "password": "correct horse battery"}
COOKIE = "assay_session"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def prepare(data: Path) -> None:
    """The applications that the events name."""

    async def fill() -> None:
        state = SqliteState(data / "state.db", now_ms=lambda: time.time_ns() // 1_000_000)
        for number in range(APPLICATIONS):
            name = f"app-{number:03}"
            await state.transact(lambda tx, name=name: admin.create_application(tx, name, app=name, now=0))
        await state.close()

    asyncio.run(fill())


@contextmanager
def serving(data: Path) -> Generator[str]:
    command = [sys.executable, "-m", "assay", "serve", "--data", str(data), "--port", "0"]
    environment = {"ASSAY_BOOTSTRAP_KEY": KEY, "ASSAY_EVENTS_MEMORY_MB": "4096", "PATH": "/usr/bin:/bin"}
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        url = server.stdout.readline().split()[3].rstrip("/")
        yield url
    finally:
        server.terminate()
        server.communicate()


@dataclass
class Visitor:
    """Somebody with a browser, signed in."""

    url: str
    browser: Browser
    session: str

    @contextmanager
    def arriving(self) -> Generator[BrowserContext]:
        """A browser that has never been here."""
        context = self.browser.new_context(viewport={"width": 1440, "height": 1000}, timezone_id="UTC")
        context.add_cookies([{"name": COOKIE, "value": self.session, "url": self.url}])
        context.clock.set_fixed_time(iso(END))
        yield context
        context.close()

    def moved(self) -> None:
        """One event more: no answer from before counts any longer."""
        event = {
            "category": "system.openai",
            "resource": "gpt-4o",
            "units": {"text": {"input": 1, "output": 1}},
        }
        headers = {"xProxy-api-key": KEY}
        httpx2.post(f"{self.url}/api/v1/ingest", json=event, headers=headers).raise_for_status()


@dataclass
class Waits:
    """How long somebody waited, in ms, again and again."""

    useful: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        return " ".join(f"{value:8.0f}" for took in (self.useful, self.whole)
                        for value in (statistics.median(took), max(took)))  # fmt: skip


def wait(waits: Waits, page: Page, title: str, act: Callable[[], object]) -> None:
    """From an act until the page of this title has figures, and until nothing is awaited."""
    began = time.perf_counter()
    act()
    page.get_by_role("heading", level=1, name=title, exact=True).wait_for(timeout=60_000)
    page.locator("main").locator("[data-amount], [data-metric], td").first.wait_for(timeout=60_000)
    waits.useful.append((time.perf_counter() - began) * 1000)
    expect(page.locator("[role=status][aria-label=Loading]")).to_have_count(0, timeout=60_000)
    waits.whole.append((time.perf_counter() - began) * 1000)


def first_paints(visitor: Visitor, title: str, path: str, runs: int) -> Waits:
    waits = Waits()
    for _ in range(runs):
        visitor.moved()
        with visitor.arriving() as context:
            page = context.new_page()
            address = visitor.url + path
            wait(waits, page, title, partial(page.goto, address, wait_until="commit"))
    return waits


class Rest:
    """Tells when a page has asked for all it asks for, and has it. `networkidle` is told once for a document."""

    QUIET_S = 0.3

    def __init__(self, page: Page) -> None:
        self.page = page
        self.awaited: set[Request] = set()
        page.on("request", self._asked)
        page.on("requestfinished", self._got)
        page.on("requestfailed", self._got)

    def _asked(self, request: Request) -> None:
        self.awaited.add(request)

    def _got(self, request: Request) -> None:
        self.awaited.discard(request)

    def wait(self) -> None:
        quiet_since = time.monotonic()
        while time.monotonic() - quiet_since < self.QUIET_S:
            self.page.wait_for_timeout(20)
            if self.awaited:
                quiet_since = time.monotonic()


def days(end: int, back: int) -> str:
    """Thirty days that ended some days ago, as addresses name them: the browser has no answer about them yet."""
    first, last = (iso(end - (back + far) * DAY)[:10] for far in (31, 1))
    return f"{first}/{last}"


def page_changes(visitor: Visitor, runs: int) -> dict[str, Waits]:
    waits = {name: Waits() for name in PAGES}
    with visitor.arriving() as context:
        page = context.new_page()
        rest = Rest(page)
        page.goto(f"{visitor.url}/a/{BUSIEST}/overview?range=30d")
        for run in range(runs + 1):
            visitor.moved()
            rest.wait()
            page.evaluate(GO, f"?range={days(END, run)}")
            rest.wait()
            for name in PAGES:
                link = page.get_by_role("navigation").get_by_role("link", name=name, exact=True)
                # the first round loads the pages' scripts
                wait(waits[name] if run else Waits(), page, name, link.click)
                rest.wait()
    return waits


def empty_page_ms(visitor: Visitor, runs: int) -> float:
    took = []
    for _ in range(runs):
        with visitor.arriving() as context:
            page = context.new_page()
            began = time.perf_counter()
            page.goto(f"{visitor.url}/mark.svg")
            took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def scripts_kb(visitor: Visitor, path: str) -> float:
    """What the first load of a page brings of scripts, KB, gzipped."""
    asked: list[str] = []
    with visitor.arriving() as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(visitor.url + path)
        page.wait_for_load_state("networkidle")
    names = {url.partition("/assets/")[2] for url in asked if url.endswith(".js") and "/assets/" in url}
    return sum((BUILT / "assets" / f"{name}.gz").stat().st_size for name in names) / 1024


def measure(visitor: Visitor, runs: int) -> None:
    print(f"an empty page: {empty_page_ms(visitor, runs):.0f} ms")
    figures = f"{'useful p50':>10} {'worst':>6} {'whole p50':>9} {'worst':>8}"
    print(f"{'first paint, ms':30} {figures} {'scripts KB':>11}")
    for title, path in FIRST.items():
        print(f"{title:30} {first_paints(visitor, title, path, runs)} {scripts_kb(visitor, path):11.0f}")
    print(f"{'page change, ms':30} {figures}")
    for name, waits in page_changes(visitor, runs).items():
        print(f"{name:30} {waits}")


if __name__ == "__main__":
    given = argument_parser(__doc__).parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("no Chromium on this machine: install the package chromium")
    with tempfile.TemporaryDirectory() as directory:
        data = Path(directory) / "data"
        data.mkdir()
        shutil.copyfile(cached_events(given.rows, given.cache), data / "events.duckdb")
        prepare(data)
        with serving(data) as url, sync_playwright() as playwright:
            token = (data / "owner.link").read_text().strip().partition("token=")[2]
            came_in = httpx2.post(f"{url}/api/v1/session/welcome", json={"token": token, **PERSON})
            session = came_in.raise_for_status().cookies[COOKIE]
            limit = httpx2.post(
                f"{url}/api/v1/limits",
                json={"limit_name": "month", "max": 1_000},
                headers={"assay-application": BUSIEST, "origin": url},
                cookies={COOKIE: session},
            )
            limit.raise_for_status()
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            measure(Visitor(url, browser, session), given.runs)
            browser.close()
