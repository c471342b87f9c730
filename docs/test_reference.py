import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def test_the_reference_pages_are_what_the_program_says() -> None:
    check = subprocess.run(
        [sys.executable, HERE / "generate_reference.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert check.returncode == 0, check.stdout + check.stderr


def test_the_documentation_builds_without_a_warning(tmp_path: Path) -> None:
    build = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "-q", "-d", tmp_path / "trees", HERE, tmp_path / "html"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert build.returncode == 0, build.stderr
