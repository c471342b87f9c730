"""How every page looks, in both themes: compared with the pictures in `snapshots/`.

`PORTAL_SNAPSHOTS=update pytest packages/assay/tests/portal/test_snapshots.py` takes them anew.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from packages.assay.tests.portal.pages import SIGNED_IN, SIGNED_OUT, address
from packages.assay.tests.portal.pictures import Difference, check, difference, read

ADDRESSES = Path(__file__).parents[3] / "portal/src/addresses.json"
QUARTER = "90d"
WIDTH, HEIGHT = 1280, 800
MOST_LOOKS = 50


def test_every_page_of_the_portal_has_a_picture():
    """Except the first of an application, which is the overview again."""
    routes = {route.removeprefix("/a/$app") or "/" for route in json.loads(ADDRESSES.read_text())}
    pictured = [path.partition("?")[0].removeprefix("~") for path in (SIGNED_IN | SIGNED_OUT).values()]
    assert len(routes) > 20
    unseen = {route for route in routes if not any(_leads_to(route, path) for path in pictured)}
    assert unseen == set()


def _leads_to(route: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\$\w+", "[^/]+", route), path) is not None


@pytest.mark.parametrize("name", SIGNED_IN)
def test_a_page_looks_as_it_did(untouched_portal, name, tmp_path):
    Look(untouched_portal, SIGNED_IN[name]).check_in_both_themes(name, tmp_path)


@pytest.mark.parametrize("name", SIGNED_OUT)
def test_a_page_for_who_is_signed_out_looks_as_it_did(untouched_portal, name, tmp_path):
    Look(untouched_portal, SIGNED_OUT[name], signed_in=False).check_in_both_themes(name, tmp_path)


FAULTS = {
    "a card is missing": "document.querySelector('[data-metric=cost]').closest('.card').remove()",
    "a chart is missing": "document.querySelector('canvas').remove()",
    "a small chart is missing": "document.querySelector('.card svg').remove()",
    "another accent": "document.querySelector('nav a[aria-current]').style.background = '#ffd8e4'",
    "another ground": "document.documentElement.style.setProperty('--ground', '#f0e4e4')",
    "another heading": "document.querySelector('h1').textContent = 'Costs'",
    "an empty page": "document.querySelector('main').style.visibility = 'hidden'",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_seen(overview, fault):
    found = overview.after(FAULTS[fault])
    assert found.is_seen


BUILDS = {
    "letters a little bolder": "document.body.style.webkitTextStroke = '0.1px'",
    "letters a little wider": "document.body.style.letterSpacing = '0.02px'",
    "half a pixel aside and one down": "document.querySelector('main').style.transform = 'translate(0.5px, 1px)'",
}


@pytest.mark.parametrize("build", BUILDS)
def test_how_another_build_of_the_browser_draws_is_not_seen(overview, build):
    found = overview.after(BUILDS[build])
    assert found.worst > 0, "nothing was changed"
    assert not found.is_seen, found.worst


@pytest.fixture
def overview(untouched_portal) -> Look:
    return Look(untouched_portal, SIGNED_IN["overview"])


class Look:
    """A page in a window as high as the page is, so that all of it is seen as on a screen."""

    def __init__(self, portal: Any, path: str, *, signed_in: bool = True) -> None:
        self._portal = portal
        where = address(portal, path, within=QUARTER)
        self._page = portal.open(where, width=WIDTH, height=HEIGHT, signed_in=signed_in)
        expect(self._page.locator("figure .mantine-Skeleton-root")).to_have_count(0)
        height = self._page.evaluate("document.documentElement.scrollHeight")
        self._page.set_viewport_size({"width": WIDTH, "height": max(HEIGHT, height)})

    def check_in_both_themes(self, name: str, tmp_path: Path) -> None:
        for scheme in ("light", "dark"):
            self._page.emulate_media(color_scheme=scheme)
            expect(self._page.locator(f"html[data-mantine-color-scheme={scheme}]")).to_have_count(1)
            check(self._picture(), f"{name}-{scheme}", tmp_path)

    def after(self, script: str) -> Difference:
        """How far the page is from itself once a script has changed it."""
        before = read(self._picture())
        self._page.evaluate(script)
        return difference(before, read(self._picture()))

    def _picture(self) -> bytes:
        """What is seen as PNG, once the page has come to rest: two looks at it are the same."""
        self._portal.settle(self._page)
        expect(self._page.locator("figure .mantine-Skeleton-root")).to_have_count(0)
        before = b""
        for _look in range(MOST_LOOKS):
            now = self._page.screenshot()
            if now == before:
                return now
            before = now
        raise AssertionError(f"{self._page.url} does not come to rest")
