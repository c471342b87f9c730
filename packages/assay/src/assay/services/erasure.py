"""Forgetting a person, or content: no copy stays in any store, spool, log or file made afterwards; the cost
stays.

What was about the person stands afterwards under a pseudonym: a random token that is used once and kept only
in the audit entry, which does not know the name.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assay.domain.errors import Invalid
from assay.domain.tenancy import Application
from assay.domain.use_cases import Instance
from assay.services.platform import Platform
from assay.storage.ports import AuditEntry, Page, Transaction
from assay.storage.upkeep import Upkeep

INSTANCES_A_PAGE = 1_000


@dataclass(slots=True, frozen=True)
class Erased:
    """What an erasure touched. `pseudonym` stands where the name stood; '' when only content was erased."""

    pseudonym: str
    events: int
    instances: int
    bodies: int


async def erase_person(
    platform: Platform, upkeep: Upkeep, application: Application, user: str, account: str | None
) -> Erased:
    """Erase a user: one account's user of that name, or, with `account` None, those of every account.

    Raises Invalid (`invalid_erasure`) without a user.
    """
    if not user:
        raise Invalid("invalid_erasure", "an erasure of a person needs the user id")
    pseudonym = f"erased-{secrets.token_hex(8)}"
    instances = await _rename_instances(platform, application.id, user, account, pseudonym)
    await asyncio.to_thread(upkeep.shipping.flush)
    bodies = await asyncio.to_thread(upkeep.events.forget_content, application.id, user, account)
    events = await asyncio.to_thread(upkeep.events.forget_person, application.id, user, account, pseudonym)
    erased = Erased(pseudonym, events, instances, bodies)
    await _finish(platform, upkeep, application, "erase.person", pseudonym)
    return erased


async def erase_content(
    platform: Platform, upkeep: Upkeep, application: Application, user: str, account: str | None
) -> Erased:
    """Erase prompts and completions of a user, or of the whole application when `user` is ''."""
    await asyncio.to_thread(upkeep.shipping.flush)
    bodies = await asyncio.to_thread(upkeep.events.forget_content, application.id, user, account)
    await _finish(platform, upkeep, application, "erase.content", f"{bodies} requests")
    return Erased("", 0, 0, bodies)


async def _finish(
    platform: Platform, upkeep: Upkeep, application: Application, action: str, subject: str
) -> None:
    """Rewrite the files without what was deleted, and note the act: the token, never the name."""
    entry = AuditEntry(platform.now_ms(), application.id, "owner", action, subject)
    await platform.state.transact(lambda tx: tx.audit.append(entry))
    await asyncio.to_thread(upkeep.events.compact)
    await asyncio.to_thread(upkeep.state.leave_no_traces)


async def _rename_instances(
    platform: Platform, app: str, user: str, account: str | None, pseudonym: str
) -> int:
    theirs = await platform.state.read(
        lambda tx: [one.id for one in _instances(tx, app) if _belongs(one, user, account)]
    )
    for start in range(0, len(theirs), INSTANCES_A_PAGE):
        ids = theirs[start : start + INSTANCES_A_PAGE]
        await platform.state.transact(lambda tx, ids=ids: _rename(tx, app, ids, pseudonym))
    return len(theirs)


def _instances(tx: Transaction, app: str) -> Iterator[Instance]:
    page = Page(INSTANCES_A_PAGE, ascending=True)
    while found := tx.instances.list(app, page):
        yield from found
        page = replace(page, after=(found[-1].created, found[-1].id))


def _belongs(instance: Instance, user: str, account: str | None) -> bool:
    return instance.user_id == user and account in (None, instance.account)


def _rename(tx: Transaction, app: str, ids: list[str], pseudonym: str) -> None:
    for instance_id in ids:
        instance = tx.instances.get(app, instance_id)
        if instance is not None:
            tx.instances.put(replace(instance, user_id=pseudonym))
