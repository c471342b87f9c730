"""A copy of the whole installation while it runs, and the way back from one.

State and events are copied with the shipper at rest: what the event copy lacks stands in the spool of the
state copy, under numbers above the event copy's mark, so a restored installation ships it exactly once.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from assay.domain.errors import Conflict, Invalid
from assay.services.platform import Platform
from assay.storage.upkeep import Upkeep

STATE, EVENTS, MANIFEST = "state.db", "events.duckdb", "backup.json"


@dataclass(slots=True, frozen=True)
class Backup:
    """A finished backup. `made` is ms UTC; `mark` the ledger's mark that it holds at least."""

    directory: str
    made: int
    mark: int
    assay: str


async def back_up(platform: Platform, upkeep: Upkeep, target: Path) -> Backup:
    """Copy both stores into a new directory. The manifest is written last: without it, a backup is not one.

    Raises Invalid (`invalid_backup_target`) for a relative path, Conflict (`backup_target_not_empty`).
    """
    made = Backup(str(target), platform.now_ms(), platform.state.mark(), version("assay"))
    await asyncio.to_thread(_copy, upkeep, target, made)
    return made


def _copy(upkeep: Upkeep, target: Path, made: Backup) -> None:
    if not target.is_absolute():
        raise Invalid("invalid_backup_target", f"{target} is not an absolute path")
    if target.exists() and any(target.iterdir()):
        raise Conflict(
            "backup_target_not_empty", f"{target} is not empty: name a directory that does not exist"
        )
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    with upkeep.shipping.paused():
        upkeep.state.copy_to(target / STATE)
        upkeep.events.copy_to(target / EVENTS)
    (target / MANIFEST).write_text(json.dumps(asdict(made), indent=2) + "\n", "utf-8")


def read_manifest(source: Path) -> Backup:
    """What a backup says of itself. Raises Invalid (`not_a_backup`)."""
    try:
        return Backup(**json.loads((source / MANIFEST).read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise Invalid(
            "not_a_backup", f"{source} is no finished backup: {MANIFEST} is missing or unreadable"
        ) from error
