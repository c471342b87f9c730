"""What a start says when the disk is the reason. Needs root: file systems are mounted."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from assay.exits import Exit

pytestmark = [
    pytest.mark.power,
    pytest.mark.skipif(os.geteuid() != 0, reason="mounting a file system needs root"),
]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 16 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", place], check=True)
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def fill(disk: Path) -> Path:
    """Leave no byte free."""
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        file.write(b"\0" * shutil.disk_usage(disk).free)
    return ballast


def test_a_start_on_a_full_disk_is_refused_and_succeeds_after_space_is_freed(
    small_disk: Path, new_server: Callable
):
    ballast = fill(small_disk)
    server = new_server(small_disk / "data")
    said = server.assay("serve", "--port", "0", code=Exit.DISK_FULL)
    assert "the disk is full" in said
    assert said.count("\n") == 1
    ballast.unlink()
    assert server.start().url
    assert "the file is sound" in server.assay("doctor")


def test_a_start_on_data_that_filled_its_disk_is_refused_the_same_way(small_disk: Path, new_server: Callable):
    server = new_server(small_disk / "data").start()
    server.stop()
    ballast = fill(small_disk)
    said = server.assay("serve", "--port", "0", code=Exit.DISK_FULL)
    assert "the disk is full" in said
    assert said.count("\n") == 1
    ballast.unlink()
    assert server.start().url


def test_a_start_on_a_read_only_disk_is_refused(small_disk: Path, new_server: Callable):
    server = new_server(small_disk / "data").start()
    server.stop()
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    said = server.assay("serve", "--port", "0", code=Exit.READ_ONLY_DISK)
    assert "may not be written: the disk is read-only" in said
    assert said.count("\n") == 1


def test_a_disk_that_fills_up_refuses_events_with_503_and_loses_none_it_took(
    small_disk: Path, new_server: Callable
):
    server = new_server(small_disk / "data").start()
    event = {
        "category": "system.openai",
        "resource": "gpt-4o",
        "units": {"text": {"input": 1000, "output": 500}},
    }
    key = {"xProxy-api-key": server.key}

    def sent() -> int:
        return httpx2.post(f"{server.url}/api/v1/ingest", json=event, headers=key).status_code

    assert sent() == 200
    ballast = fill(small_disk)
    taken = 1
    for _ in range(1_000):
        status = sent()
        if status != 200:
            break
        taken += 1
    assert status == 503
    ballast.unlink()
    assert sent() == 200
    server.stop()
    server.start()
    (row,) = json.loads(server.assay("ask", "--from", "1h", "--json"))["rows"]
    assert row[0] == taken + 1
    server.assay("doctor")
