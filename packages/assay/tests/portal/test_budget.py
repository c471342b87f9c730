"""How much a browser loads before it shows something: the scripts of the entry and of the first page."""

import json
from pathlib import Path

import pytest
from assay.portal.files import BUILT

FIRST_LOAD_BYTES = 200 * 1024
ENTRY = "index.html"


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


@pytest.mark.parametrize("page", ["home/HomePage", "sign-in/SignInPage"])
def test_the_first_load_is_at_most_200_kb_of_compressed_scripts(chunks, page):
    scripts = loaded(chunks, ENTRY) | loaded(chunks, f"src/pages/{page}.tsx")
    sizes = {script: compressed(script) for script in scripts}
    assert sum(sizes.values()) <= FIRST_LOAD_BYTES, sizes


def test_no_page_but_the_first_comes_with_it(chunks):
    first = loaded(chunks, ENTRY)
    pages = {chunk["file"] for source, chunk in chunks.items() if source.startswith("src/pages/")}
    assert len(pages) > 15
    assert not first & pages
