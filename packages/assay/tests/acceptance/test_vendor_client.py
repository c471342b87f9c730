"""The vendor's published clients, unmodified and strict about the types of answers, against a real server.

Each lives in an environment of its own, made once and kept under `.venvs/`: both they and our client are imported
as `payi`.
"""

from __future__ import annotations

import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[3]
UV = ROOT / ".venv/bin/uv"


def environment_of(requirement: str) -> Path:
    """The interpreter of an environment that holds the requirement alone; processes wait for one another."""
    environment = ROOT / ".venvs" / requirement.replace("==", "-")
    environment.parent.mkdir(exist_ok=True)
    finished = environment / ".finished"
    python = environment / "bin/python"
    with (environment.parent / f"{environment.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not finished.exists():
            for command in (
                ["venv", "--clear", "--python", sys.executable, environment],
                ["pip", "install", "--system-certs", "--python", python, requirement],
            ):
                subprocess.run([UV, "--quiet", *command], check=True, capture_output=True)
            finished.touch()
    return python


@pytest.mark.parametrize(
    ("requirement", "program", "operations"),
    [
        ("payi==0.1.0a183", "vendor_current.py", 40),
        ("payi==0.1.0a94", "vendor_guide_era.py", 56),
    ],
)
def test_every_operation_of_a_published_client_works_twice(
    shared_assay_server, requirement, program, operations
):
    server = shared_assay_server
    python = environment_of(requirement)
    for _ in range(2):
        run = subprocess.run(
            [python, HERE / program],
            env={"PAYI_BASE_URL": server.url, "PAYI_API_KEY": server.key},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        assert len(run.stdout.split()) == operations
