"""What is measured of every request: counted and timed in front of all routes, and told at `/metrics`."""

from __future__ import annotations

import logging
import time
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

import structlog
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from starlette.types import Receive, Scope, Send

from assay.http.app import Answering
from assay.storage.ports import StateStore

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_BOUNDS = (*map(str, _BUCKETS), "+Inf")
_log = structlog.stdlib.get_logger("assay.requests")
_log_level = logging.getLogger("assay.requests")


@dataclass(slots=True)
class _Series:
    """Requests of one kind: how many fall into each bucket, and the seconds of all of them."""

    buckets: list[int] = field(default_factory=lambda: [0] * len(_BOUNDS))
    seconds: float = 0.0


class Metrics(Collector):
    """The registry of one server, and what its requests add to.

    Requests add to plain numbers, on the event loop alone; series are made of them when they are asked for. A
    locked counter for each would cost a request more than being counted is worth.
    """

    def __init__(self, state: StateStore) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(_Ledger(state))
        self.registry.register(self)
        ProcessCollector(registry=self.registry)
        self._series: dict[tuple[str, str, int], _Series] = {}

    def note(self, method: str, group: str, status: int, seconds: float) -> None:
        """Count one request that was answered."""
        key = (method, group, status)
        series = self._series.get(key)
        if series is None:
            series = self._series[key] = _Series()
        series.buckets[bisect_left(_BUCKETS, seconds)] += 1
        series.seconds += seconds

    def collect(self) -> Iterable[CounterMetricFamily | HistogramMetricFamily]:
        requests = CounterMetricFamily(
            "assay_http_requests", "Requests answered.", labels=("method", "group", "status")
        )
        groups: dict[str, _Series] = {}
        for (method, group, status), series in sorted(self._series.items()):
            requests.add_metric((method, group, str(status)), sum(series.buckets))
            whole = groups.setdefault(group, _Series())
            whole.seconds += series.seconds
            whole.buckets = [sum(pair) for pair in zip(whole.buckets, series.buckets, strict=True)]
        yield requests
        took = HistogramMetricFamily("assay_http_seconds", "Time to answer.", labels=("group",))
        for group, whole in groups.items():
            cumulated = list(zip(_BOUNDS, accumulate(whole.buckets), strict=True))
            took.add_metric((group,), cumulated, whole.seconds)
        yield took


class _Ledger(Collector):
    """Figures of the ledger, read when they are asked for."""

    def __init__(self, state: StateStore) -> None:
        self._state = state

    def collect(self) -> Iterable[GaugeMetricFamily]:
        yield GaugeMetricFamily(
            "assay_unshipped_events",
            "Events acknowledged and not yet in the event store; answers contain them all the same.",
            self._state.unshipped_rows(),
        )
        yield GaugeMetricFamily(
            "assay_ledger_mark", "Grows with every acknowledged change.", self._state.mark()
        )


class Observed:
    """An application whose requests are counted, timed and, at debug level, logged.

    The application returns the status it answered with, so that nothing has to listen to what it sends.
    """

    def __init__(self, app: Answering, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 500
        try:
            status = await self._app(scope, receive, send)
        finally:
            self.note(scope["method"], scope["path"], status, time.perf_counter() - began)

    def note(self, method: str, path: str, status: int, seconds: float) -> None:
        """Count one request that was answered, here or before it came here."""
        self._metrics.note(method, group_of(path), status, seconds)
        if _log_level.isEnabledFor(logging.DEBUG):  # structlog costs more than an event when it logs nothing
            _log.debug("request", method=method, path=path, status=status, ms=round(seconds * 1000, 2))


@lru_cache(maxsize=1024)
def group_of(path: str) -> str:
    """The collection a path belongs to: `/api/v1/limits/team-a` is of `limits`. Few values, whatever is
    asked.
    """
    match path.split("/"):
        case ["", "api", "v1", "ingest", "bulk" | "bulk-upsert" as kind]:
            return f"ingest/{kind}"
        case ["", "api", "v1", collection, *_] if (
            collection.replace("_", "").isalpha() and len(collection) < 20
        ):
            return collection
        case ["", "internal", *_]:
            return "internal"
        case _:
            return "other"
