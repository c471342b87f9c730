"""How much a browser loads before it shows something: the scripts of the entry and of the first page."""

import json
import re
from pathlib import Path

import pytest
from assay.portal.files import BUILT

SOURCES = Path(__file__).parents[3] / "portal"
FIRST_LOAD_BYTES = 180 * 1024
FIRST_LOAD_SCRIPTS = 14
"""A file has its price in the browser and in the server, however small it is."""
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


@pytest.mark.parametrize("page", PAGES)
def test_the_first_load_of_a_page_is_at_most_180_kb_of_compressed_scripts_in_few_files(chunks, page):
    sizes = first_load(chunks, page)
    assert sum(sizes.values()) <= FIRST_LOAD_BYTES, sizes
    assert len(sizes) <= FIRST_LOAD_SCRIPTS, sizes


@pytest.mark.parametrize("page", PAGES)
def test_the_document_of_a_page_names_every_script_and_style_that_the_page_begins_with(chunks, page):
    document = (BUILT / documents()[page]).read_text()
    named = set(re.findall(r'(?:href|src)="/(assets/[^"]+)"', document))
    sources = [chunk for chunk in chunks.values() if chunk["file"] in first_load(chunks, page)]
    styles = {style for chunk in sources for style in chunk.get("css", [])}
    assert named == set(first_load(chunks, page)) | styles


def documents() -> dict[str, str]:
    """The document of each page, by its source."""
    of_address = json.loads((BUILT / "addresses.json").read_text())
    pages = json.loads((SOURCES / "src/addresses.json").read_text())
    return {f"src/pages/{page}.tsx": of_address[address] for address, page in pages.items()}


@pytest.mark.parametrize(
    "later",
    [
        "charts/engine.ts",
        "parts/Calendar.tsx",
        "parts/DrawnTable.tsx",
        "parts/ShareItems.tsx",
        "parts/Select.ts",
    ],
)
def test_what_is_heavy_comes_after_the_first_paint(chunks, later):
    heavy = chunks[f"src/{later}"]["file"]
    assert not any(heavy in first_load(chunks, page) for page in PAGES)


def test_no_page_but_the_first_comes_with_it(chunks):
    first = loaded(chunks, ENTRY)
    pages = {chunk["file"] for source, chunk in chunks.items() if source.startswith("src/pages/")}
    assert len(pages) > 15
    assert not first & pages
