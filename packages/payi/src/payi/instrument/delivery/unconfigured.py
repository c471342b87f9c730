"""Delivery where there is nowhere to deliver to."""

from collections.abc import Iterable

from payi.instrument.observation import Ended
from payi.instrument.results import Result, Trouble
from payi.instrument.settings import Settings

_MESSAGE = (
    "there is no Payi client to send events with: pass `payi` to payi_instrument(), or set PAYI_API_KEY"
)


class UnconfiguredDelivery:
    """Says so once in the log, and in every result."""

    def __init__(self, settings: Settings) -> None:
        settings.logger.error("events are not recorded: %s", _MESSAGE)

    def submit(self, record: Ended) -> Result:
        result = record.result if record.result is not None else Result()
        result.settle(Trouble("configuration_error", f"events are not recorded: {_MESSAGE}"))
        return result

    submit_from_destructor = submit

    async def arrived(self, result: Result) -> None:
        """It has."""

    def check_limits(self, limit_ids: Iterable[str]) -> None:
        """Nobody knows of them here."""

    def flush(self, timeout_s: float | None = None) -> bool:  # noqa: ARG002 - nothing is held
        return True

    def close(self, timeout_s: float = 0.0) -> None:
        """Nothing is held."""
