"""How much a browser loads before it shows something."""

from pathlib import Path

import pytest
from assay.portal.files import BUILT

FIRST_LOAD_BYTES = 200 * 1024


@pytest.mark.parametrize("path", ["/", "/sign-in"])
def test_the_first_load_is_at_most_200_kb_of_compressed_scripts(portal, path):
    portal.open(path, signed_in=path != "/sign-in")
    scripts = {asked.lstrip("/") for asked in portal.asked if asked.endswith(".js")}
    sizes = {script: _compressed(BUILT / script) for script in scripts}
    assert 0 < sum(sizes.values()) <= FIRST_LOAD_BYTES, sizes


def _compressed(script: Path) -> int:
    return script.with_name(f"{script.name}.gz").stat().st_size
