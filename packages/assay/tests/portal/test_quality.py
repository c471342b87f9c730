"""What Lighthouse says of every page: accessibility and best practices, of 100 each."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from packages.assay.tests.portal.pages import SIGNED_IN, SIGNED_OUT, address

ROOT = Path(__file__).parents[4]
LIGHTHOUSE = ROOT / "tools/lighthouse"
QUARTER = "2026-08-22/2026-11-20"
FULL = {"accessibility": 100, "best-practices": 100}

Measure = Callable[[str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def measure(program: str) -> Iterator[Measure]:
    """Lighthouse with a browser of its own; asked for an address and a cookie, it answers what it found."""
    if not (LIGHTHOUSE / "node_modules").is_dir():
        missing = "Lighthouse is not installed: make browser does it"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    command = [ROOT / "tools/node", "--prefix", LIGHTHOUSE, "run", "--silent", "measure"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "CHROMIUM": program},
    ) as lighthouse:

        def ask(url: str, cookie: str) -> dict[str, Any]:
            print(json.dumps({"url": url, "cookie": cookie}), file=lighthouse.stdin, flush=True)
            return json.loads(lighthouse.stdout.readline())

        yield ask
        lighthouse.stdin.close()
        lighthouse.wait(60)


@pytest.mark.parametrize("name", SIGNED_IN)
def test_a_page_has_full_marks(portal, measure, name):
    url = portal.url + address(portal, SIGNED_IN[name], within=QUARTER).replace("~", f"/a/{portal.app}")
    answer = measure(url, f"assay_session={portal.session}")
    assert answer.get("url") == url, answer
    assert answer["scores"] == FULL, answer["found"]


@pytest.mark.parametrize("name", SIGNED_OUT)
def test_a_page_for_who_is_signed_out_has_full_marks(portal, measure, name):
    answer = measure(portal.url + SIGNED_OUT[name], "")
    assert answer["scores"] == FULL, answer["found"]


def test_a_page_that_logs_an_error_has_not(portal, measure):
    answer = measure(f"{portal.url}/a/no-such-application/overview", f"assay_session={portal.session}")
    assert answer["scores"]["best-practices"] < 100
    assert "errors-in-console" in {found["audit"] for found in answer["found"]}
