"""An installation whose delivery keeps the events instead of sending them."""

import gc
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from payi.instrument import current
from payi.instrument.context import Context
from payi.instrument.event import build_event
from payi.instrument.install import Installation
from payi.instrument.observation import Ended
from payi.instrument.patching import Patch
from payi.instrument.providers import patches_for
from payi.instrument.results import Result
from payi.instrument.settings import Settings


class Collecting(list[dict[str, Any]]):
    """The events in the order of their endings; a delivery that settles every result with the event's id."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.closed = False
        self._lock = threading.RLock()

    def submit(self, record: Ended) -> Result:
        event = json.loads(json.dumps(build_event(record, self.settings)))
        with self._lock:
            self.append(event)
        result = record.result or Result()
        result.settle({"request_id": record.event_id})
        return result

    def flush(self, timeout_s: float | None = None) -> bool:
        return True

    def close(self, timeout_s: float = 10.0) -> None:
        self.closed = True

    def hurry(self) -> None:
        pass

    @property
    def only(self) -> dict[str, Any]:
        """The one event there is; streams nobody holds any more are collected before looking."""
        gc.collect()
        assert len(self) == 1, f"{len(self)} events: {list(self)}"
        return self[0]


Collect = Callable[..., Collecting]


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
