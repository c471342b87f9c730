"""How much a browser loads before it shows something: the scripts of the entry and of the first page."""

import json
from pathlib import Path

import pytest
from assay.portal.files import BUILT

SOURCES = Path(__file__).parents[3] / "portal"
FIRST_LOAD_BYTES = 200 * 1024
"""Of whoever comes in: the way in, and the page that it leads to."""
PAGE_BYTES = 255 * 1024
"""Of any page that is opened first."""
ENTRY = "index.html"
PAGES = [path.relative_to(SOURCES).as_posix() for path in SOURCES.glob("src/pages/*/*Page.tsx")]


@pytest.fixture
def chunks() -> dict[str, dict]:
    """What each source became, and what comes with it."""
    manifest = BUILT / "manifest.json"
    if not manifest.is_file():
        pytest.skip("this server was built without the portal")
    return json.loads(manifest.read_text())


def loaded(chunks: dict[str, dict], source: str) -> set[str]:
    """The scripts of a source and of all it imports at once."""
    found, waiting = set(), [source]
    while waiting:
        chunk = chunks[waiting.pop()]
        if chunk["file"] not in found:
            found.add(chunk["file"])
            waiting.extend(chunk.get("imports", []))
    return found


def compressed(script: str) -> int:
    return Path(BUILT / f"{script}.gz").stat().st_size


def first_load(chunks: dict[str, dict], page: str) -> dict[str, int]:
    """The bytes of each script that a page needs when it is the first."""
    return {script: compressed(script) for script in loaded(chunks, ENTRY) | loaded(chunks, page)}


@pytest.mark.parametrize("page", ["home/HomePage", "sign-in/SignInPage", "sign-in/WelcomePage"])
def test_the_first_load_is_at_most_200_kb_of_compressed_scripts(chunks, page):
    sizes = first_load(chunks, f"src/pages/{page}.tsx")
    assert sum(sizes.values()) <= FIRST_LOAD_BYTES, sizes


def test_no_page_needs_much_more(chunks):
    sizes = {page: sum(first_load(chunks, page).values()) for page in PAGES}
    assert len(sizes) > 20
    assert {page: size for page, size in sizes.items() if size > PAGE_BYTES} == {}


@pytest.mark.parametrize("later", ["charts/engine.ts", "parts/Calendar.tsx", "parts/DrawnTable.tsx"])
def test_what_is_heavy_comes_after_the_first_paint(chunks, later):
    heavy = chunks[f"src/{later}"]["file"]
    assert not any(heavy in first_load(chunks, page) for page in PAGES)


def test_no_page_but_the_first_comes_with_it(chunks):
    first = loaded(chunks, ENTRY)
    pages = {chunk["file"] for source, chunk in chunks.items() if source.startswith("src/pages/")}
    assert len(pages) > 15
    assert not first & pages
