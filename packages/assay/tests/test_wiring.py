"""What an installation does by itself while it is open."""

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from assay import wiring
from assay.datadir import DataDirectory
from assay.domain.limits import Enforcement, Limit
from assay.services.reservations import Ask, Reservations
from assay.settings import Settings


def test_expired_reservations_are_given_back_though_no_call_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(wiring, "RESERVATIONS_EVERY_S", 0.01)
    limit = Limit("app", "team", "team", Decimal(10), enforcement=Enforcement.HARD)

    async def test() -> None:
        async with wiring.open_installation(Settings(data=tmp_path)) as installation:
            platform = installation.platform
            await platform.state.transact(lambda tx: tx.limits.put(limit))
            ends = platform.now_ms() + 200
            admitted = await Reservations(platform).ask(Ask("app", ("team",), Decimal(3), "a call", ends))
            assert admitted.admitted

            async with asyncio.timeout(60):
                while await platform.state.read(lambda tx: tx.limits.get("app", "team").held):
                    pass
            assert platform.now_ms() >= ends
            assert await platform.state.read(lambda tx: tx.holds.open("app", "team")) == []

    with DataDirectory(tmp_path).held():
        asyncio.run(test())
