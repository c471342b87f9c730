"""Each provider's tests pass with the lowest release of its library that is supported.

Each lives in an environment of its own, made once and kept under `.venvs/`. Left out are the files about what only
later releases of a library have.
"""

import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parents[3]
UV = ROOT / ".venv" / "bin" / "uv"
TOOLS = (
    "anyio==4.16.0",
    "hypothesis==6.170.15",
    "pytest==9.2.0",
    "pytest-httpserver==1.2.0",
    "pytest-timeout==2.4.0",
)
WITHOUT_VECTORS = "not vector"  # how usage is read does not depend on the release


class Lowest(NamedTuple):
    """The folder of a provider's tests, the libraries they need, and the files that need later ones."""

    folder: str
    libraries: tuple[str, ...]
    later: tuple[str, ...] = ()


LOWEST = (
    Lowest("anthropic", ("anthropic[bedrock,vertex]==0.50.0",)),
    Lowest("bedrock", ("boto3==1.35.0", "aiobotocore==2.17.0")),
    Lowest(
        "google",
        ("google-genai==1.10.0",),
        ("test_continuation.py", "test_interactions.py", "test_later_releases.py"),
    ),
    Lowest("openai", ("openai==1.99.9",)),
)


def environment_of(lowest: Lowest) -> Path:
    """The interpreter of an environment with these libraries and our client; processes wait for one another."""
    wanted = (*lowest.libraries, *TOOLS)
    digest = hashlib.sha256(" ".join(wanted).encode()).hexdigest()[:8]
    environment = ROOT / ".venvs" / f"lowest-{lowest.folder}-{digest}"
    environment.parent.mkdir(exist_ok=True)
    finished = environment / ".finished"
    python = environment / "bin" / "python"
    with (environment.parent / f"{environment.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not finished.exists():
            client = ROOT / "packages" / "payi"
            for command in (
                ["venv", "--clear", "--python", sys.executable, environment],
                ["pip", "install", "--system-certs", "--python", python, "--editable", client, *wanted],
            ):
                subprocess.run([UV, "--quiet", *command], check=True, capture_output=True)
            finished.touch()
    return python


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("lowest", LOWEST, ids=[lowest.folder for lowest in LOWEST])
def test_a_provider_is_observed_with_the_lowest_release_of_its_library(lowest: Lowest) -> None:
    folder = TESTS / lowest.folder
    left_out = [f"--ignore={folder / name}" for name in lowest.later]
    run = subprocess.run(
        [
            environment_of(lowest),
            *("-m", "pytest", "-p", "no:cacheprovider", "-k", WITHOUT_VECTORS),
            *left_out,
            folder,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-5_000:] + run.stderr
