"""Every example runs, and runs again, against a real server."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

EXAMPLES = sorted(path for path in Path(__file__).parent.glob("*.py") if path != Path(__file__))
KEY = "examples-key-0123456789"


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ASSAY_", "PAYI_"))}
    return {**kept, **more}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server runs whose data directory is empty at first."""
    data = tmp_path_factory.mktemp("examples")
    command = [sys.executable, "-m", "assay", "serve", "--data", str(data / "data"), "--port", "0"]
    with (
        (data / "log").open("w") as log,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=environment(ASSAY_BOOTSTRAP_KEY=KEY),
        ) as server,
    ):
        assert server.stdout is not None
        found = (re.match(r"export PAYI_BASE_URL=(\S+)", line) for line in server.stdout)
        yield next(match[1] for match in found if match)
        server.terminate()
        server.communicate()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_runs_twice_in_a_row(example: Path, address: str) -> None:
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-W", "error", str(example)],
            capture_output=True,
            text=True,
            check=False,
            env=environment(PAYI_BASE_URL=address, PAYI_API_KEY=KEY),
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout
