"""Deleted applications: kept for 30 days, then gone with all that was theirs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from assay.domain.facts import Body, Fact
from assay.domain.limits import Limit
from assay.domain.people import Grant, Role, Scope
from assay.domain.prices import PriceBook
from assay.services import admin, retention
from assay.services.platform import Platform
from assay.services.retention import DAY_MS, Dropped
from assay.storage.events.duckdb import DuckDBFile
from assay.storage.events.upkeep import DuckDBUpkeep
from assay.storage.ports import Page, SpoolBatch, Transaction
from assay.storage.state.sqlite import SqliteState
from assay.storage.upkeep import Upkeep

BEGIN = 1_750_000_000_000
lines = msgspec.json.Encoder().encode_lines


def furnish(tx: Transaction) -> None:
    for app in ("gone", "kept"):
        admin.create_application(tx, app, app=app, now=BEGIN)
        tx.limits.put(Limit(app, f"l-{app}", "cap", Decimal(1)))
        tx.grants.put(Grant("ann", Scope.APPLICATION, app, Role.OWNER))
    admin.delete_application(tx, "gone", now=BEGIN)


def events_of_both(file: DuckDBFile) -> None:
    facts = [
        Fact(f"0190a000-0000-7000-8000-{n:012x}", app, BEGIN, BEGIN, "c", "r")
        for n, app in enumerate(("gone", "kept"))
    ]
    bodies = [Body(fact.request_id, fact.ts, fact.app, "said") for fact in facts]
    file.append([SpoolBatch(1, 2, lines(facts), lines(bodies))], made=BEGIN)


def left(tx: Transaction) -> dict[str, Any]:
    keys = tx.applications.keys()
    return {
        "applications": [one.id for one in tx.applications.list()],
        "keys": sorted({key.app for key in keys}),
        "limits": [limit.app for limit in tx.limits.all()],
        "grants": [grant.target for grant in tx.grants.list()],
    }


@pytest.fixture
def round_at(tmp_path: Path) -> Callable[[int], tuple[Dropped, dict[str, Any], list[str]]]:
    """One round of retention at a moment: what it dropped, and what is left in both stores."""

    async def once(now: int) -> tuple[Dropped, dict[str, Any], list[str]]:
        state = SqliteState(tmp_path / "state.db", now_ms=lambda: now)
        file = DuckDBFile(tmp_path / "events.duckdb")
        try:
            if not await state.read(lambda tx: tx.applications.list()):
                await state.transact(furnish)
                events_of_both(file)
            platform = Platform(state, cast("Any", None), PriceBook([]), lambda: now, lambda: "id")
            upkeep = Upkeep(cast("Any", None), DuckDBUpkeep(file), cast("Any", None))
            dropped = await retention.expire(platform, upkeep)
            apps = [
                app for (app,) in file.connection.execute("SELECT app FROM events ORDER BY app").fetchall()
            ]
            newest = await state.read(lambda tx: tx.audit.list(Page(1, ascending=False)))
            assert (newest[0].action == "application.forget") is bool(dropped.applications)
            return dropped, await state.read(left), apps
        finally:
            file.close()
            await state.close()

    return lambda now: asyncio.run(once(now))


def test_a_deleted_application_is_whole_for_30_days(round_at) -> None:
    dropped, kept, events = round_at(BEGIN + 30 * DAY_MS - 1)
    assert dropped.applications == 0
    assert {name: set(found) for name, found in kept.items()} == {
        "applications": {"gone", "kept"},
        "keys": {"gone", "kept"},
        "limits": {"gone", "kept"},
        "grants": {"gone", "kept"},
    }
    assert events == ["gone", "kept"]


def test_after_30_days_it_is_gone_from_both_stores_and_others_stay(round_at) -> None:
    dropped, kept, events = round_at(BEGIN + 30 * DAY_MS)
    assert dropped.applications == 1
    assert kept == {name: ["kept"] for name in ("applications", "keys", "limits", "grants")}
    assert events == ["kept"]
