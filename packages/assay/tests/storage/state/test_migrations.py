"""The schema is brought up to date once, in order, whole, and only where it is known to be ours."""

from __future__ import annotations

import apsw
import pytest
from assay.domain.errors import Unavailable
from assay.storage.state.applications import UNDER_ITS_ID
from assay.storage.state.connections import connect, refuse_lossy_library
from assay.storage.state.migrate import Migration, known_migrations, migrate

FIRST = Migration(1, "0001_first.sql", "CREATE TABLE one (a INTEGER); INSERT INTO one VALUES (1);")
SECOND = Migration(2, "0002_second.sql", "ALTER TABLE one ADD COLUMN b INTEGER DEFAULT 7;")


@pytest.fixture
def connection(tmp_path):
    opened = connect(tmp_path / "state.db")
    yield opened
    opened.close()


def test_missing_migrations_are_applied_in_order_and_only_once(connection):
    assert migrate(connection, [FIRST], now=5) == [FIRST]
    assert migrate(connection, [FIRST, SECOND], now=6) == [SECOND]
    assert migrate(connection, [FIRST, SECOND], now=7) == []
    assert connection.execute("SELECT a, b FROM one").fetchall() == [(1, 7)]
    assert connection.execute("SELECT number, applied FROM migrations").fetchall() == [(1, 5), (2, 6)]


def test_a_migration_that_fails_leaves_nothing_of_itself(connection):
    broken = Migration(2, "0002_broken.sql", "CREATE TABLE two (a INTEGER); INSERT INTO nowhere VALUES (1);")

    with pytest.raises(apsw.SQLError, match="nowhere"):
        migrate(connection, [FIRST, broken], now=5)

    assert not connection.table_exists(None, "two")
    assert migrate(connection, [FIRST, SECOND], now=6) == [SECOND]


def test_a_schema_from_a_newer_release_is_refused(connection):
    migrate(connection, [FIRST, SECOND], now=5)

    with pytest.raises(Unavailable, match="schema 2 and this release knows 1") as refusal:
        migrate(connection, [FIRST], now=6)
    assert refusal.value.code == "schema_newer"


def test_a_schema_whose_migration_was_another_one_is_refused(connection):
    migrate(connection, [FIRST], now=5)
    changed = Migration(1, FIRST.name, FIRST.sql + " ")

    with pytest.raises(Unavailable, match="migration 1") as refusal:
        migrate(connection, [changed, SECOND], now=6)
    assert refusal.value.code == "schema_differs"
    assert [name for _, name, *_ in connection.execute("PRAGMA table_info(one)")] == ["a"]


def test_the_migrations_of_this_release_are_numbered_from_one_without_gaps():
    assert [migration.number for migration in known_migrations()] == list(
        range(1, len(known_migrations()) + 1)
    )


@pytest.mark.parametrize("version", ["3.7.0", "3.37.2", "3.44.5", "3.50.6", "3.51.2"])
def test_a_library_that_can_lose_acknowledged_events_is_refused(version):
    with pytest.raises(Unavailable, match=version) as refusal:
        refuse_lossy_library(version)
    assert refusal.value.code == "sqlite_too_old"


@pytest.mark.parametrize("version", ["3.44.6", "3.50.7", "3.51.3", "3.54.1", "4.0.0"])
def test_a_repaired_library_is_accepted(version):
    refuse_lossy_library(version)


def test_what_durability_rests_on_is_switched_on(connection):
    settings = {name: connection.pragma(name) for name in ("journal_mode", "synchronous", "secure_delete")}

    assert settings == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}


def test_a_file_that_is_no_database_is_refused_by_its_name(tmp_path):
    (tmp_path / "state.db").write_bytes(b"something else entirely" * 100)

    with pytest.raises(Unavailable, match=r"state\.db"):
        connect(tmp_path / "state.db")


def test_everything_that_is_an_applications_own_is_forgotten_with_it(connection):
    """A table with a column `app` that nobody empties would keep what was to be forgotten."""
    migrate(connection, known_migrations(), now=0)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    owned = {
        table
        for table in tables
        if any(name == "app" for _, name, *_ in connection.execute(f"PRAGMA table_info({table})"))
    }
    assert owned - {"audit"} == set(UNDER_ITS_ID)
