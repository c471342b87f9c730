"""What every process of tests does, whichever package it tests."""

import gc
import itertools
import os

import pytest
from hypothesis import settings

# An example may take as long as it does on a busy machine; all else stays, as the same examples in CI.
settings.register_profile("patient", settings.default, deadline=None)
settings.load_profile("patient")


@pytest.hookimpl(trylast=True)  # after those are left out that are not to run
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each process begin with its share of the slow tests, so that none ends alone with one.

    Every process is given as many tests as the others, in this order (`--dist worksteal`).
    """
    slow = [item for item in items if item.get_closest_marker("slow")]
    others = iter([item for item in items if not item.get_closest_marker("slow")])
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    ends = [len(items) * number // processes for number in range(1, processes + 1)]
    ordered: list[pytest.Item] = []
    for number, end in enumerate(ends):
        ordered += slow[number::processes]
        ordered += itertools.islice(others, max(0, end - len(ordered)))
    items[:] = ordered


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    _set_aside()


def pytest_runtest_logfinish() -> None:
    """Only now has the test let go of its fixtures."""
    _set_aside()


def _set_aside() -> None:
    """Collect the garbage there is, and look no more at what lives on: libraries, their types, servers.

    Tests collect garbage to see what nobody holds any more, and each time that would look through a
    million objects for a quarter of a second.
    """
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Libraries count what is left of them at the end of the process, and remark on it."""
    gc.unfreeze()
