"""Opening the state database: one file, one library, the settings that durability rests on."""

from __future__ import annotations

import re
from pathlib import Path

import apsw

from assay.domain.errors import Unavailable

_PAGE_CACHE_KIB = 16_384
_BUSY_MS = 5_000  # a guard: one process owns the file, so nothing should ever wait
_WAL_KEPT_BYTES = 64 * 2**20


def connect(path: Path, *, read_only: bool = False, synchronous: str = "FULL") -> apsw.Connection:
    """A connection to the state database, which is created when it is not there.

    `synchronous` is lowered by nothing but the power-cut tests, to show that they would notice. Raises
    Unavailable when the SQLite library can lose what it acknowledged, or the file cannot be opened: with the
    code `disk_full` when not even the log's index has room.
    """
    refuse_lossy_library(apsw.sqlite_lib_version())
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    try:
        connection = apsw.Connection(str(path), flags=flags)
    except apsw.Error as fault:
        raise _cannot_open(path, fault) from fault
    try:
        connection.set_busy_timeout(_BUSY_MS)
        connection.pragma("journal_mode", "wal")
        connection.pragma("synchronous", synchronous)
        connection.pragma("secure_delete", 1)
        connection.pragma("cache_size", -_PAGE_CACHE_KIB)
        connection.pragma("journal_size_limit", _WAL_KEPT_BYTES)
        connection.wal_autocheckpoint(0)
        if read_only:
            connection.pragma("query_only", 1)
    except apsw.Error as fault:
        connection.close()
        raise _cannot_open(path, fault) from fault
    return connection


def _cannot_open(path: Path, fault: apsw.Error) -> Unavailable:
    no_room_for_log_index = getattr(fault, "extendedresult", 0) == apsw.SQLITE_IOERR_SHMSIZE
    if isinstance(fault, apsw.FullError) or no_room_for_log_index:
        return Unavailable("disk_full", f"{path} cannot be opened: the disk is full")
    return Unavailable("state_store_unavailable", f"{path} cannot be opened: {fault}")


def refuse_lossy_library(version: str) -> None:
    """Raise Unavailable for SQLite versions in which a checkpoint can lose committed transactions.

    Source: https://sqlite.org/wal.html#walresetbug: 3.7.0 to 3.51.2, but for 3.50.7 and 3.44.6.
    """
    major, minor, patch = (int(part) for part in re.findall(r"\d+", version)[:3])
    repaired = {(3, 50): 7, (3, 44): 6}.get((major, minor))
    if (major, minor, patch) < (3, 51, 3) and (repaired is None or patch < repaired):
        raise Unavailable(
            "sqlite_too_old",
            f"SQLite {version} can lose acknowledged events (the WAL-reset bug): "
            "install apsw 3.51.3 or later",
        )
