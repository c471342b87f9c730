"""The wheel, as somebody gets it who has no repository."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that holds what installing the wheel would put among an environment's packages."""
    directory = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", directory / "dist"]
    subprocess.run(build, cwd=PACKAGE, check=True, capture_output=True)
    (wheel,) = (directory / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(directory / "packages")
    return directory / "packages"


def test_the_demo_needs_nothing_beside_the_wheel(unpacked: Path, tmp_path: Path, command: Callable):
    program = "import assay; print(assay.__file__, flush=True); from assay.cli import app; app()"
    arguments = ["demo", "--data", tmp_path / "data", "--port", "0", "--exit"]
    done = command([sys.executable, "-c", program, *arguments], cwd=tmp_path, PYTHONPATH=str(unpacked))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{unpacked}/assay/__init__.py\n")
    assert "99.6478587" in done.stdout
    assert f"Look further:  assay serve --data {tmp_path / 'data'}\n" in done.stdout


def test_the_wheel_holds_the_package_and_nothing_of_the_repository_beside_it(unpacked: Path):
    assert sorted(entry.name for entry in unpacked.iterdir()) == ["assay", "assay-0.1.0.dist-info"]
    assert sorted(entry.name for entry in (unpacked / "assay/demo/azure-llm-2023").iterdir()) == [
        "README.md",
        "code.csv",
        "conv.csv",
    ]


def test_the_wheel_holds_the_portal_ready_to_be_handed_out(unpacked: Path):
    built = unpacked / "assay/portal/static"
    named = re.findall(r'(?:src|href)="/([^"]+)"', (built / "index.html").read_text())
    assert any(name.startswith("assets/") for name in named)
    assert [name for name in named if not (built / name).is_file()] == []
    assert (built / "index.html.br").is_file()
