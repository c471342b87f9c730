"""Every test here runs on each engine of the state store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from assay.domain.facts import Fact
from assay.storage.ports import StateStore
from assay.storage.state.sqlite import SqliteState, StateBounds

NOW = 1_750_000_000_000


def _sqlite(folder: Path, **bounds: int) -> SqliteState:
    return SqliteState(folder / "state.db", now_ms=lambda: NOW, bounds=StateBounds(**bounds))


_ENGINES = {"sqlite": _sqlite}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=sorted(_ENGINES))
async def open_state(request, tmp_path) -> AsyncIterator[Callable[..., Any]]:
    """Opens the store of this test: again after it was closed, or with other bounds."""
    opened = []

    def opening(**bounds: int) -> StateStore:
        opened.append(_ENGINES[request.param](tmp_path, **bounds))
        return opened[-1]

    yield opening
    for state in opened:
        await state.close()


@pytest.fixture
async def state(open_state) -> StateStore:
    return open_state()


@pytest.fixture
def fact() -> Callable[..., Fact]:
    """`fact(7)`: a fact whose request id tells its number."""

    def make(number: int, **fields: Any) -> Fact:
        return Fact(request_id(number), "app", NOW, NOW, "system.openai", "gpt-4o", **fields)

    return make


def request_id(number: int) -> str:
    return f"0190a000-0000-7000-8000-{number:012x}"


@pytest.fixture
def hold_writer():
    """`started, release = hold_writer(state)`: between awaiting the two, the writer waits and a queue builds
    up.
    """

    def hold(state: StateStore) -> tuple[Callable[[], Any], Callable[[], Any]]:
        held, go_on = Event(), Event()

        def wait(_: object) -> None:
            held.set()
            go_on.wait(30)

        waiting = asyncio.ensure_future(state.transact(wait))

        async def started() -> None:
            await asyncio.to_thread(held.wait)

        async def release() -> None:
            go_on.set()
            await waiting

        return started, release

    return hold
