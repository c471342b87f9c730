"""A delivery that keeps the events instead of sending them."""

import gc
import json
import threading
from collections.abc import Callable, Iterable
from typing import Any

from payi.instrument.event import EventBuilder
from payi.instrument.observation import Ended
from payi.instrument.results import Result
from payi.instrument.settings import Settings


class Collecting(list[dict[str, Any]]):
    """The events in the order of their endings; a delivery that settles every result with the event's id."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._build = EventBuilder(settings)
        self.awaited: list[Result] = []
        self.checked: list[tuple[str, ...]] = []
        self.closed = False
        self._lock = threading.RLock()

    def submit(self, record: Ended) -> Result:
        event = json.loads(json.dumps(self._build(record)))
        with self._lock:
            self.append(event)
        result = record.result or Result()
        result.settle({"request_id": record.event_id})
        return result

    submit_from_destructor = submit

    async def arrived(self, result: Result) -> None:
        self.awaited.append(result)

    def check_limits(self, limit_ids: Iterable[str]) -> None:
        self.checked.append(tuple(limit_ids))

    def flush(self, timeout_s: float | None = None) -> bool:
        return True

    def close(self, timeout_s: float = 10.0) -> None:
        self.closed = True

    @property
    def only(self) -> dict[str, Any]:
        """The one event there is; streams nobody holds any more are collected before looking."""
        gc.collect()
        assert len(self) == 1, f"{len(self)} events: {list(self)}"
        return self[0]


Collect = Callable[..., Collecting]
