"""mypy and basedpyright, both strict, see what the client's methods take and return."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

FILES = Path(__file__).parent / "typing"
WRONG = {
    number
    for number, line in enumerate((FILES / "rejected.py").read_text().splitlines(), start=1)
    if line.endswith("# wrong")
}


def mypy(file: Path, cache: Path) -> set[int]:
    """The lines mypy finds fault with."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={cache}", str(file)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in {0, 1}, done.stderr
    return {int(line) for line in re.findall(rf"{file.name}:(\d+): error", done.stdout)}


def basedpyright(file: Path, folder: Path) -> set[int]:
    """The lines basedpyright finds fault with."""
    settings = {"include": [str(file)], "typeCheckingMode": "strict", "pythonVersion": "3.11",
                "reportUnusedExpression": False}  # fmt: skip
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    done = subprocess.run(
        [sys.executable, "-m", "basedpyright", "--outputjson", "--pythonpath", sys.executable,
         "--project", str(folder / "pyrightconfig.json")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = json.loads(done.stdout)["generalDiagnostics"]
    return {fault["range"]["start"]["line"] + 1 for fault in found if fault["severity"] == "error"}


@pytest.mark.slow
@pytest.mark.parametrize("checker", [mypy, basedpyright])
def test_what_is_right_is_accepted(checker, tmp_path):
    assert checker(FILES / "accepted.py", tmp_path) == set()


@pytest.mark.slow
@pytest.mark.parametrize("checker", [mypy, basedpyright])
def test_what_is_wrong_is_rejected_and_nothing_else(checker, tmp_path):
    assert checker(FILES / "rejected.py", tmp_path) == WRONG
