"""Every program in examples/ runs against a fresh server, and runs again: nothing in a guide works only once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[4] / "examples"
PROGRAMS = sorted(EXAMPLES.glob("*.py"))


def test_there_are_examples():
    assert PROGRAMS


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.stem)
def test_an_example_runs_twice(assay_server, program):
    for _ in range(2):
        run = subprocess.run(
            [sys.executable, program],
            env={"PAYI_BASE_URL": assay_server.url, "PAYI_API_KEY": assay_server.key},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
