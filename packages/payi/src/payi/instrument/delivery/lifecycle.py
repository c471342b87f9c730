"""Deliveries at the turns in the life of a process: it ends, or it is forked.

An ordinary exit runs `atexit` functions after all threads but daemons have ended, so whatever they called is
drained, too. Children of `multiprocessing` (and of billiard, its copy in Celery) end without them, and have
exit functions of their own.
"""

import atexit
import os
import sys
import weakref
from typing import Any, Protocol

EXIT_S = 10.0
"""How long an exit waits for the server; what has not arrived then is left to the spool."""

_FORKING_LIBRARIES = ("multiprocessing.util", "billiard.util")


class Living(Protocol):
    def flush(self, timeout_s: float | None = None) -> bool: ...
    def close(self, timeout_s: float = EXIT_S) -> None: ...
    def start_anew(self) -> None:
        """In a child: nothing of the parent's is sent again, its threads and sockets are not ours."""
        ...


_open: weakref.WeakSet[Any] = weakref.WeakSet()


def opened(delivery: Living) -> None:
    _open.add(delivery)


def closed(delivery: Living) -> None:
    _open.discard(delivery)


def open_deliveries() -> list[Living]:
    return list(_open)


def close_at_exit_of_child() -> None:
    """In a process that a forking library made: have deliveries closed when the library ends the process."""
    for name in _FORKING_LIBRARIES:
        library = sys.modules.get(name)
        if library is not None:
            library.Finalize(None, _close_all, exitpriority=0)


def _close_all() -> None:
    for delivery in open_deliveries():
        delivery.close(EXIT_S)


def _start_all_anew() -> None:
    for delivery in open_deliveries():
        delivery.start_anew()


atexit.register(_close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_all_anew)
