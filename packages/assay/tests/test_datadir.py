import os
import subprocess
import sys
from pathlib import Path

import pytest
from assay.datadir import DataDirectory, Holder, write_secret
from assay.exits import Exit, Stop


def test_one_process_holds_a_directory_at_a_time(tmp_path: Path):
    directory = DataDirectory(tmp_path / "data")
    with directory.held() as lock:
        lock.tell("http://127.0.0.1:1")
        assert directory.holder() == Holder(os.getpid(), "http://127.0.0.1:1")
        with pytest.raises(Stop) as stop, directory.held():
            pass
        assert stop.value.code is Exit.ALREADY_RUNNING
        assert f"process {os.getpid()}" in stop.value.sentence
        assert "http://127.0.0.1:1" in stop.value.sentence
    assert directory.holder() is None
    with directory.held():
        pass


def test_a_dead_process_holds_nothing(tmp_path: Path):
    holding = (
        "import os, sys; from pathlib import Path; from assay.datadir import DataDirectory\n"
        "with DataDirectory(Path(sys.argv[1])).held(): print('held', flush=True); sys.stdin.read()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", holding, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with child:
        assert child.stdout.readline() == "held\n"
        assert DataDirectory(tmp_path).holder() == Holder(child.pid, "")
        child.kill()
        child.wait()
    assert DataDirectory(tmp_path).holder() is None


def test_a_directory_nobody_made_has_no_holder(tmp_path: Path):
    assert DataDirectory(tmp_path / "nothing").holder() is None


def test_the_owner_token_is_made_once_and_readable_by_the_owner_alone(tmp_path: Path):
    directory = DataDirectory(tmp_path)
    token = directory.owner_token()
    assert len(token) >= 43
    assert directory.owner_token() == token
    assert (tmp_path / "owner.token").stat().st_mode & 0o777 == 0o600


def test_a_secret_is_never_readable_by_others_not_even_for_a_moment(tmp_path: Path):
    path = tmp_path / "keys" / "one.key"
    write_secret(path, "secret\n")
    write_secret(path, "newer\n")
    assert path.read_text() == "newer\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == ["one.key"]


def test_a_directory_that_cannot_be_made_is_one_sentence(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(Stop) as stop, DataDirectory(tmp_path / "file" / "data").held():
        pass
    assert stop.value.sentence == f"the data directory {tmp_path}/file/data cannot be used: Not a directory"
