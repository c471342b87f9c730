"""mypy and basedpyright, both strict, see what the client's methods take and return."""

import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

FILES = Path(__file__).parent / "typing"
ACCEPTED, REJECTED = FILES / "accepted.py", FILES / "rejected.py"
WRONG = {
    number
    for number, line in enumerate(REJECTED.read_text().splitlines(), start=1)
    if line.endswith("# wrong")
}
Faults = dict[str, set[int]]


def mypy(folder: Path) -> Faults:
    """The lines mypy finds fault with, by the name of their file."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={folder}", ACCEPTED, REJECTED],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    faults: Faults = defaultdict(set)
    for name, line in re.findall(r"(\w+\.py):(\d+): error", done.stdout):
        faults[name].add(int(line))
    return faults


def basedpyright(folder: Path) -> Faults:
    """The lines basedpyright finds fault with, by the name of their file."""
    settings = {"include": [str(ACCEPTED), str(REJECTED)], "typeCheckingMode": "strict", "pythonVersion": "3.11",
                "reportUnusedExpression": False}  # fmt: skip
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    done = subprocess.run(
        [sys.executable, "-m", "basedpyright", "--outputjson", "--pythonpath", sys.executable,
         "--project", str(folder / "pyrightconfig.json")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    faults: Faults = defaultdict(set)
    for fault in json.loads(done.stdout)["generalDiagnostics"]:
        if fault["severity"] == "error":
            faults[Path(fault["file"]).name].add(fault["range"]["start"]["line"] + 1)
    return faults


@pytest.mark.slow
@pytest.mark.parametrize("checker", [mypy, basedpyright])
def test_what_is_right_is_accepted_and_what_is_wrong_is_rejected(checker, tmp_path):
    assert checker(tmp_path) == {REJECTED.name: WRONG}
