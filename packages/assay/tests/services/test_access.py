"""Keys: who they belong to, from when to when, and what happens to those that fail."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from assay.domain.errors import Busy, Forbidden, Unauthenticated
from assay.domain.tenancy import ApiKey, Application, KeyScope
from assay.services.access import FAILED_KEYS_PER_MINUTE, KeyRing, key_digest, require_tracking
from assay.storage.state.sqlite import SqliteState

SHOP = Application("app-1", "shop")


def key(text: str, *, slot: int = 1, scope: KeyScope = KeyScope.APPLICATION, app: str = "app-1") -> ApiKey:
    return ApiKey(key_digest(text), app, slot, scope, text[-4:], created=0)


def ring(*keys: ApiKey) -> KeyRing:
    made = KeyRing()
    made.replace([SHOP], keys)
    return made


def test_both_keys_of_an_application_are_equal() -> None:
    keys = ring(key("first-key"), key("second-key", slot=2))
    assert keys.caller("first-key", 0).app == keys.caller(b"second-key", 0).app == "app-1"


def test_a_replaced_key_fails_at_once_and_the_other_goes_on() -> None:
    keys = ring(key("first-key"), key("second-key", slot=2))
    keys.replace([SHOP], [key("fresh-key"), key("second-key", slot=2)])
    assert keys.caller("second-key", 0).app == "app-1"
    assert keys.caller("fresh-key", 0).app == "app-1"
    with pytest.raises(Unauthenticated, match="wrong, or it was regenerated"):
        keys.caller("first-key", 0)


@pytest.mark.parametrize("missing", [None, "", b""])
def test_a_missing_key_is_told_where_to_go(missing: str | bytes | None) -> None:
    with pytest.raises(Unauthenticated, match="header xProxy-api-key is missing"):
        ring().caller(missing, 0)


def test_keys_of_a_deleted_application_fail() -> None:
    keys = KeyRing()
    keys.replace([Application("app-1", "shop", deleted=5)], [key("first-key")])
    with pytest.raises(Unauthenticated):
        keys.caller("first-key", 0)


def test_an_organization_key_may_not_track() -> None:
    caller = ring(key("org-key", scope=KeyScope.ORGANIZATION, app="")).caller("org-key", 0)
    with pytest.raises(Forbidden, match="key …-key belongs to the organization") as refusal:
        require_tracking(caller)
    assert refusal.value.code == "forbidden_key_scope"


def test_an_application_key_may_track() -> None:
    caller = ring(key("first-key")).caller("first-key", 0)
    assert require_tracking(caller) is caller


def test_keys_that_fail_too_often_are_told_to_wait_and_right_ones_pass() -> None:
    keys = ring(key("first-key"))
    for _ in range(FAILED_KEYS_PER_MINUTE):
        with pytest.raises(Unauthenticated):
            keys.caller("wrong", 0)
    with pytest.raises(Busy) as refusal:
        keys.caller("wrong", 0)
    assert (refusal.value.code, refusal.value.retry_after_s) == ("too_many_failed_keys", 60.0)
    assert keys.caller("first-key", 0).app == "app-1"


def test_use_is_written_down_when_asked_and_only_then(tmp_path: Path) -> None:
    async def test() -> None:
        state = SqliteState(tmp_path / "state.db", now_ms=lambda: 0)

        def set_up(tx: object) -> None:
            tx.applications.put(SHOP)  # type: ignore[attr-defined]
            tx.applications.put_key(key("first-key"))  # type: ignore[attr-defined]

        await state.transact(set_up)
        keys = KeyRing()
        await keys.load(state)
        keys.caller("first-key", 42)
        used = [kept.last_used for kept in await state.read(lambda tx: tx.applications.keys())]
        await keys.note_use(state)
        noted = [kept.last_used for kept in await state.read(lambda tx: tx.applications.keys())]
        await state.close()
        assert (used, noted) == ([0], [42])

    asyncio.run(test())
