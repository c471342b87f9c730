"""What the owner of an installation may do, each act in one call: applications, keys, care of the stores."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from assay.domain.tenancy import ApiKey, Application, KeyScope
from assay.services import admin, backup, doctor, erasure
from assay.services.access import ORGANIZATION
from assay.services.acts import Act
from assay.services.platform import Caller, Platform
from assay.services.roster import Entrance
from assay.storage.ports import Transaction
from assay.storage.upkeep import Upkeep

T = TypeVar("T")

_OWNER = Caller(ORGANIZATION, KeyScope.ORGANIZATION, admin.OWNER)


@dataclass(slots=True)
class Operator:
    """The owner at work on one installation. Long acts on the stores happen one at a time."""

    platform: Platform
    entrance: Entrance
    upkeep: Upkeep
    data: Path
    owner_token: str
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def applications(self) -> Sequence[Application]:
        return await self.platform.state.read(admin.applications)

    async def create_application(self, name: str) -> admin.NewApplication:
        app, now = self.platform.new_id(), self.platform.now_ms()
        made = await self.platform.state.transact(
            lambda tx: admin.create_application(tx, name, app=app, now=now)
        )
        await self.entrance.load(self.platform.state)
        return made

    async def change_application(
        self, name: str, new_name: str | None, settings: Mapping[str, Any]
    ) -> Application:
        """Change settings, then the name, in one transaction."""
        now = self.platform.now_ms()

        def change(tx: Transaction) -> Application:
            changed = admin.change_settings(tx, name, settings, now=now)
            return admin.rename_application(tx, name, new_name, now=now) if new_name else changed

        changed = await self.platform.state.transact(change)
        await self.entrance.load(self.platform.state)
        return changed

    async def keys_of(self, name: str) -> Sequence[ApiKey]:
        """The keys of an application, with their latest use."""
        await self.entrance.keys.note_use(self.platform.state)
        return await self.platform.state.read(lambda tx: admin.keys_of(tx, name))

    async def rotate_key(self, name: str, slot: int) -> str:
        now = self.platform.now_ms()
        key = await self.platform.state.transact(lambda tx: admin.rotate_key(tx, name, slot, now=now))
        await self.entrance.load(self.platform.state)
        return key

    async def lend_key(self, name: str) -> str:
        """A key for a command on this machine, kept in memory only and valid for some minutes."""
        application = await self.platform.state.read(lambda tx: admin.named(tx, name))
        key = secrets.token_urlsafe(32)
        self.entrance.keys.lend(application, key, self.platform.now_ms())
        return key

    async def act(self, rule: Callable[[Act], T]) -> T:
        """Carry out a rule about people as the owner of the installation; it is in force at once."""
        now = self.platform.now_ms()
        done = await self.platform.state.transact(lambda tx: rule(Act(tx, _OWNER, now, self.platform.new_id)))
        await self.entrance.load(self.platform.state)
        return done

    async def doctor(self) -> list[doctor.Finding]:
        async with self._one_at_a_time:
            return await doctor.examine(self.platform, self.upkeep, self.data)

    async def backup(self, directory: str) -> backup.Backup:
        async with self._one_at_a_time:
            return await backup.back_up(self.platform, self.upkeep, Path(directory))

    async def compact(self) -> None:
        async with self._one_at_a_time:
            await asyncio.to_thread(self.upkeep.events.compact)
            await asyncio.to_thread(self.upkeep.state.leave_no_traces)

    async def erase(self, name: str, user: str, account: str | None, *, content_only: bool) -> erasure.Erased:
        application = await self.platform.state.read(lambda tx: admin.named(tx, name))
        act = erasure.erase_content if content_only else erasure.erase_person
        async with self._one_at_a_time:
            return await act(self.platform, self.upkeep, application, user, account)
