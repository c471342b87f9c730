"""Faults of ours: one log line, and the application goes on. In our own tests they raise."""

import os
import time

from payi.instrument.settings import LOGGER

STRICT = "PAYI_INSTRUMENT_STRICT"
_QUIET_S = 60.0
_last_reported: dict[str, float] = {}


def absorb(doing: str, fault: BaseException) -> None:
    """Log that `doing` failed, at most once a minute for one kind of fault. Call it in an `except`.

    Raises `fault` where the environment sets PAYI_INSTRUMENT_STRICT.
    """
    if os.environ.get(STRICT):
        raise fault
    kind = f"{doing}: {type(fault).__name__}"
    now = time.monotonic()
    if now - _last_reported.get(kind, -_QUIET_S) < _QUIET_S:
        return
    _last_reported[kind] = now
    LOGGER.error("instrumentation failed while %s; the application is not affected", doing, exc_info=fault)


def forget() -> None:
    """What has been reported: the next fault of each kind is logged again."""
    _last_reported.clear()
