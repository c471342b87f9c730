"""What is measured of every request: counted and timed in front of all routes, and told at `/metrics`."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from functools import lru_cache

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assay.storage.ports import StateStore

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_log = structlog.stdlib.get_logger("assay.requests")
_log_level = logging.getLogger("assay.requests")


class Metrics:
    """The registry of one server, and the series that requests add to."""

    def __init__(self, state: StateStore) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "assay_http_requests", "Requests answered.", ("method", "group", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "assay_http_seconds", "Time to answer.", ("group",), buckets=_BUCKETS, registry=self.registry
        )
        self.registry.register(_Ledger(state))
        ProcessCollector(registry=self.registry)
        self._series: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def series(self, method: str, group: str, status: int) -> tuple[Counter, Histogram]:
        """What a request of that kind adds to; looked up once for each kind."""
        key = (method, group, status)
        found = self._series.get(key)
        if found is None:
            found = (self.requests.labels(method, group, str(status)), self.seconds.labels(group))
            self._series[key] = found
        return found


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
    """An ASGI application whose requests are counted, timed and, at debug level, logged."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            self._note(scope, status, time.perf_counter() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        answered, took = self._metrics.series(scope["method"], group_of(scope["path"]), status)
        answered.inc()
        took.observe(seconds)
        if _log_level.isEnabledFor(logging.DEBUG):  # structlog costs more than an event when it logs nothing
            _log.debug(
                "request",
                method=scope["method"],
                path=scope["path"],
                status=status,
                ms=round(seconds * 1000, 2),
            )


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
