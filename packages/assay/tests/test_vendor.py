"""The vendor's distribution `payi` beside ours: noticed before anything is done."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from assay.exits import Exit

SENTENCE = (
    "assay: the distributions payi 0.1.0a183 and assay-payi are both installed and overwrite each other; "
    "run `pip uninstall -y payi` and then `pip install --force-reinstall assay-payi`\n"
)


@pytest.fixture
def beside_the_vendor(tmp_path: Path, command: Callable) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs Python with a path on which the vendor's distribution is installed too."""
    metadata = tmp_path / "site" / "payi-0.1.0a183.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text("Metadata-Version: 2.1\nName: payi\nVersion: 0.1.0a183\n")
    return lambda *arguments: command([sys.executable, *arguments], PYTHONPATH=str(tmp_path / "site"))


@pytest.mark.parametrize("arguments", [("serve", "--port", "0"), ("demo", "--port", "0"), ("doctor",)])
def test_every_command_stops_with_one_sentence_and_touches_nothing(
    beside_the_vendor: Callable, tmp_path: Path, arguments: tuple[str, ...]
):
    """Even where its files have taken the place of ours."""
    (tmp_path / "site" / "payi").mkdir()
    (tmp_path / "site" / "payi" / "__init__.py").write_text("raise ImportError('not the client of Assay')")
    done = beside_the_vendor("-m", "assay", *arguments, "--data", str(tmp_path / "data"))
    assert (done.returncode, done.stdout, done.stderr) == (Exit.VENDOR_CLIENT, "", SENTENCE)
    assert not (tmp_path / "data").exists()


def test_importing_the_client_fails_and_names_the_way_out(beside_the_vendor: Callable):
    done = beside_the_vendor("-c", "from payi import Payi")
    assert done.returncode == 1
    assert "The distributions `payi` (in " in done.stderr
    assert "run `pip uninstall payi assay-payi`, then `pip install assay-payi`" in done.stderr
