"""How much a browser loads before it shows something."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from assay.portal.files import BUILT

FIRST_LOAD_BYTES = 200 * 1024
SCRIPTS = "performance.getEntriesByType('resource').map((one) => one.name).filter((name) => name.endsWith('.js'))"


@pytest.mark.parametrize("path", ["/", "~/limits", "/sign-in"])
def test_the_first_load_is_at_most_200_kb_of_compressed_scripts(portal, path):
    page = portal.open(path, signed_in=path != "/sign-in")
    scripts = [urlsplit(address).path.lstrip("/") for address in page.evaluate(SCRIPTS)]
    assert scripts
    assert sum(_compressed(BUILT / script) for script in scripts) <= FIRST_LOAD_BYTES


def _compressed(script: Path) -> int:
    return script.with_name(f"{script.name}.gz").stat().st_size
