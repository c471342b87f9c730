"""Bringing the schema up to date: numbered files, each applied once, in order and whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import cast

import apsw

from assay.domain.errors import Unavailable

_TABLE = (
    "CREATE TABLE IF NOT EXISTS migrations "
    "(number INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, applied INTEGER NOT NULL)"
)


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file: `0001_first.sql`."""

    number: int
    name: str
    sql: str

    @property
    def hash(self) -> str:
        return sha256(self.sql.encode()).hexdigest()


def known_migrations() -> list[Migration]:
    """The migrations of this release, in order."""
    folder = files("assay.storage.state") / "migrations"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [Migration(int(name.partition("_")[0]), name, (folder / name).read_text()) for name in names]


def migrate(connection: apsw.Connection, migrations: Sequence[Migration], *, now: int) -> list[Migration]:
    """Apply what is missing and return it. Raises Unavailable, and changes nothing, for a schema not made by
    these.

    A crash leaves the schema as it was before or after a whole migration, never between.
    """
    connection.execute(_TABLE)
    missing = missing_migrations(connection, migrations)
    for migration in missing:
        with connection:
            connection.execute(migration.sql)
            connection.execute(
                "INSERT INTO migrations (number, name, hash, applied) VALUES (?, ?, ?, ?)",
                (migration.number, migration.name, migration.hash, now),
            )
    return missing


def missing_migrations(connection: apsw.Connection, migrations: Sequence[Migration]) -> list[Migration]:
    """The migrations that are not applied yet. Raises Unavailable when the applied ones are not ours."""
    rows = connection.execute("SELECT number, hash FROM migrations")
    applied = dict(cast("list[tuple[int, str]]", rows.fetchall()))
    newest = max(applied, default=0)
    ours = {migration.number: migration for migration in migrations}
    if newest > max(ours):
        raise Unavailable(
            "schema_newer",
            f"the state store has schema {newest} and this release knows {max(ours)}: "
            "start a release that knows it, or restore a backup made before the upgrade",
        )
    for number, recorded in sorted(applied.items()):
        if number not in ours or ours[number].hash != recorded:
            raise Unavailable(
                "schema_differs",
                f"migration {number} of the state store is not this release's (its hash is {recorded[:12]}): "
                "it was made by another build; start that build, or restore a backup",
            )
    return [migration for migration in migrations if migration.number > newest]
