"""How events reach the server, without the application noticing.

    background   a queue, a thread that makes events, a thread that sends them in batches; a spool on disk
                 for as long as the server is away
    inline       the same, and the call waits for its result
    offline      a file instead of a server

`ingest_retry` of the configuration, as it is understood here:

    queue_enabled               False: what the server does not take at once is dropped; nothing goes to disk
    queue_max_size              bound of events in memory; 0: `queue_max_events`
    queue_interval              longest wait between two attempts, seconds; the first is
    inline_retry_initial_delay  this long, and each next one twice as long
    max_inline_retries          how many retries an inline call waits for before it goes on
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from payi.instrument.settings import Settings

if TYPE_CHECKING:
    from payi._client import AsyncPayi, Payi
    from payi.instrument.delivery.recording import Build
    from payi.instrument.observation import Ended
    from payi.instrument.results import Result


class Delivery(Protocol):
    """Where ended calls go. Nothing here raises but `check_limits`."""

    def submit(self, record: "Ended") -> "Result":
        """On the call path: never waits, except inline."""
        ...

    def submit_from_destructor(self, record: "Ended") -> "Result":
        """The same for a stream that was dropped: the garbage collector may have interrupted anything, so no
        lock is taken, nothing waits and no thread is started.
        """
        ...

    async def arrived(self, result: "Result") -> None:
        """Inline delivery in an event loop: wait for the result of a call that was submitted."""
        ...

    def check_limits(self, limit_ids: Iterable[str]) -> None:
        """Raises LimitExceededError when a `block` limit among them is known to be reached."""
        ...

    def flush(self, timeout_s: float | None = None) -> bool:
        """Wait until everything submitted so far has arrived; False when it has not."""
        ...

    def close(self, timeout_s: float = 10.0) -> None:
        """Flush, then leave what is still held to the spool."""
        ...


def open_delivery(
    settings: Settings, client: "Payi | None", async_client: "AsyncPayi | None", build: "Build"
) -> Delivery:
    """The delivery that `settings` ask for; `build` makes the event of an ended call."""
    from payi.instrument.delivery.connection import Connection

    if settings.offline_file is not None:
        from payi.instrument.delivery.offline import OfflineDelivery

        return OfflineDelivery(settings, build)
    connection = Connection.of(client, async_client)
    if connection is None:
        from payi.instrument.delivery.unconfigured import UnconfiguredDelivery

        return UnconfiguredDelivery(settings)
    from payi.instrument.delivery.background import BackgroundDelivery

    return BackgroundDelivery(settings, connection, build, _spool_directory(settings, connection.api_key))


def _spool_directory(settings: Settings, api_key: str) -> Path | None:
    """One for each key: events must not be sent for another application than they were made in."""
    from payi.instrument.delivery import spool

    if not (settings.spool_enabled and settings.ingest_retry.queue_enabled and spool.is_possible()):
        return None
    try:
        base = settings.spool_directory or spool.default_directory()
    except RuntimeError as fault:
        settings.logger.warning("events are not kept on disk: %s; set spool_directory", fault)
        return None
    return base / hashlib.sha256(api_key.encode()).hexdigest()[:16]
