"""An installation whose delivery keeps the events instead of sending them."""

from collections.abc import Iterator
from typing import Any

import pytest
from payi.instrument import current
from payi.instrument.context import Context
from payi.instrument.install import Installation
from payi.instrument.patching import Patch
from payi.instrument.providers import patches_for
from payi.instrument.settings import Settings

from packages.payi.tests.instrument.collecting import Collect, Collecting


@pytest.fixture(autouse=True)
def _strict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYI_INSTRUMENT_STRICT", "1")


@pytest.fixture
def collect() -> Iterator[Collect]:
    """Instruments with other settings: `events = collect(stack_trace=True)`; `patches` in place of all."""
    installations: list[Installation] = []

    def install(*, patches: tuple[Patch, ...] | None = None, **settings: Any) -> Collecting:
        chosen = Settings(**{"default_context": Context(), **settings})
        events = Collecting(chosen)
        installation = Installation(chosen, events)
        installations.append(installation)
        installation.start(patches_for(chosen.instruments) if patches is None else patches)
        return events

    yield install
    for installation in reversed(installations):
        installation.stop()
    assert current.context() is None


@pytest.fixture
def collected(collect: Collect) -> Collecting:
    """The events of everything the test does, as the server would get them."""
    return collect()
