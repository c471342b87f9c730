"""Events on disk: private, bounded, and adopted by the next start."""

import json
import os
import stat
import time
from dataclasses import replace
from pathlib import Path

import pytest
from payi.instrument.delivery.spool import Spool, default_directory

from packages.payi.tests.instrument.delivery.conftest import FAST, KEY, call

DAY_S = 24 * 3600


def lines(*names):
    return [json.dumps({"provider_response_id": name}).encode() for name in names]


@pytest.fixture
def spool(tmp_path):
    """Opens spools of a directory; their descriptors are closed at the end."""
    opened = []

    def make(max_bytes=1_000_000, max_age_s=6 * DAY_S, clock=time.time):
        opened.append(Spool(tmp_path / "spool", max_bytes=max_bytes, max_age_s=max_age_s, clock=clock))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


def keep(spool, *events):
    piece = spool.write(list(events))
    if piece is not None:
        spool.add(piece)
    return piece


def read(spool):
    return [event for piece in spool.pieces for event in spool.read(piece)]


def files(tmp_path):
    return sorted((tmp_path / "spool").glob("*"))


def test_what_is_written_is_read(spool):
    kept = spool()
    keep(kept, *lines("a", "b"))
    keep(kept, *lines("c"))
    assert read(kept) == lines("a", "b", "c")
    assert kept.events == 3


def test_nothing_is_made_before_there_is_something_to_write(spool, tmp_path):
    assert spool().adopt() == 0
    assert not (tmp_path / "spool").exists()


def test_directory_and_files_are_private_whatever_the_umask(spool, tmp_path):
    before = os.umask(0)
    try:
        keep(spool(), *lines("a"))
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "spool").stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in files(tmp_path)] == [0o600]


def test_a_directory_that_others_may_read_is_made_private(spool, tmp_path):
    (tmp_path / "spool").mkdir(mode=0o755)
    keep(spool(), *lines("a"))
    assert stat.S_IMODE((tmp_path / "spool").stat().st_mode) == 0o700


def test_a_file_is_deleted_when_all_of_it_has_arrived(spool, tmp_path):
    kept = spool()
    first, second = kept.write(lines("a")), kept.write(lines("b"))
    kept.done(first)
    assert len(files(tmp_path)) == 1
    kept.done(second)
    assert files(tmp_path) == []


def test_a_fork_while_a_file_is_deleted_closes_no_descriptor_that_is_another_ones_by_then(spool, monkeypatch):
    kept = spool()
    closed = []

    def close(descriptor):
        closed.append(descriptor)
        if len(closed) == 1:
            kept.close()  # what a child does that is made in this moment

    with monkeypatch.context() as patched:
        patched.setattr(os, "close", close)
        kept.done(kept.write(lines("a")))
    [descriptor] = closed
    os.close(descriptor)


def test_the_next_start_adopts_what_was_left(spool, tmp_path):
    before = spool()
    keep(before, *lines("a", "b"))
    before.close()
    after = spool()
    assert after.adopt() == 0
    assert read(after) == lines("a", "b")
    after.done(after.pieces.popleft())
    assert files(tmp_path) == []


def test_files_of_a_process_that_lives_are_left_alone(spool):
    keep(spool(), *lines("a"))
    other = spool()
    other.adopt()
    assert other.events == 0


def test_a_line_torn_by_a_kill_is_no_event(spool, tmp_path):
    before = spool()
    keep(before, *lines("a", "b"))
    before.close()
    [file] = files(tmp_path)
    file.write_bytes(file.read_bytes() + b'{"provider_respo')
    after = spool()
    assert after.adopt() == 1
    assert read(after) == lines("a", "b")


def test_a_file_of_nothing_but_a_torn_line_is_deleted(spool, tmp_path):
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool" / f"events-{int(time.time() * 1000)}-1-abcd.jsonl").write_bytes(b'{"pro')
    assert spool().adopt() == 1
    assert files(tmp_path) == []


def test_files_of_others_are_not_touched(spool, tmp_path):
    (tmp_path / "spool").mkdir()
    for name in ("notes.txt", "events-today.jsonl"):
        (tmp_path / "spool" / name).write_text("{}\n")
    after = spool()
    after.adopt()
    assert after.events == 0
    assert len(files(tmp_path)) == 2


def test_a_link_is_not_followed(spool, tmp_path):
    (tmp_path / "secret").write_text("{}\n")
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool" / "events-1-1-abcd.jsonl").symlink_to(tmp_path / "secret")
    after = spool()
    after.adopt()
    assert after.events == 0


def test_large_files_are_adopted_in_pieces_that_a_request_can_hold(spool):
    before = spool(max_bytes=50_000_000)
    written = lines(*(f"id-{number:04}" + "x" * 3000 for number in range(1200)))
    for start in range(0, 1200, 100):
        keep(before, *written[start : start + 100])
    before.close()
    after = spool()
    after.adopt()
    assert read(after) == written
    assert all(piece.count <= 500 for piece in after.pieces)
    assert all(piece.length <= 4 * 2**20 for piece in after.pieces)


def test_a_full_spool_takes_nothing_more_and_the_files_of_others_count(spool, tmp_path):
    first, second = spool(max_bytes=200), spool(max_bytes=200)
    event = lines("x" * 60)
    assert keep(first, *event) is not None
    assert keep(second, *event) is not None
    assert keep(second, *event) is None
    assert sum(file.stat().st_size for file in files(tmp_path)) <= 200


def test_room_comes_back_when_events_arrive(spool):
    kept = spool(max_bytes=200)
    for _ in range(2):
        keep(kept, *lines("x" * 60))
    assert kept.write(lines("x" * 60)) is None
    kept.done(kept.pieces.popleft())
    assert kept.write(lines("x" * 60)) is not None


def test_what_is_too_old_for_the_server_to_know_a_repeat_is_given_up(spool, tmp_path):
    now = time.time()
    young, old = spool(clock=lambda: now), spool(clock=lambda: now - 6 * DAY_S - 1)
    keep(young, *lines("young"))
    keep(old, *lines("old-1", "old-2"))
    young.close()
    old.close()
    after = spool()
    after.adopt()
    assert sum(piece.count for piece in after.expire()) == 2
    assert read(after) == lines("young")
    assert len(files(tmp_path)) == 1


def test_the_spool_of_the_user_stands_where_caches_do(monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert default_directory() == Path("/somewhere/payi/spool")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/me")
    assert default_directory() == Path("/home/me/.cache/payi/spool")


def test_each_key_has_a_directory_of_its_own_that_does_not_tell_the_key(deliver, tmp_path, dead_url):
    delivery = deliver(url=dead_url)
    delivery.submit(call("a"))
    delivery.flush()
    [directory] = (tmp_path / "spool").iterdir()
    assert len(directory.name) == 16
    assert KEY not in str(directory)


def test_the_next_delivery_sends_what_the_last_one_left(deliver, bulk, spooled, dead_url):
    last = deliver(url=dead_url)
    for number in range(10):
        last.submit(call(f"id-{number}"))
    last.close()
    assert len(spooled()) == 10
    deliver()
    deadline = time.monotonic() + 10
    while spooled() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert bulk.ids == {f"id-{number}" for number in range(10)}
    assert (bulk.repeats, spooled()) == (0, [])


def test_an_unusable_directory_is_said_once_and_events_wait_in_memory(deliver, bulk, tmp_path, caplog):
    (tmp_path / "file").write_text("")
    bulk.always = 503
    delivery = deliver(spool_directory=tmp_path / "file")
    for number in range(3):
        delivery.submit(call(f"id-{number}"))
        delivery.flush()
    bulk.always = None
    assert delivery.flush()
    assert len(bulk.ids) == 3
    assert sum("spool" in record.getMessage() for record in caplog.records) == 1


def test_a_bounded_spool_keeps_the_oldest_and_counts_the_rest(deliver, bulk, spooled):
    bulk.always = 503
    delivery = deliver(spool_max_bytes=1000, ingest_retry=replace(FAST, queue_max_size=2))
    for number in range(100):
        delivery.submit(call(f"id-{number:02}"))
    delivery.flush()
    kept = spooled()
    assert 5 < len(kept) < 20
    bulk.always = None
    assert delivery.flush()
    assert bulk.ids >= {f"id-{number:02}" for number in range(5)}
    assert len(bulk.ids) + delivery.tally.dropped.total() == 100
