"""What every process of tests does, whichever package it tests."""

import gc

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    _set_aside()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    _set_aside()


def _set_aside() -> None:
    """Collect the garbage there is, and look no more at what lives on: libraries, their types, servers.

    Tests collect garbage to see what nobody holds any more, and each time that would look through a
    million objects for a quarter of a second. Garbage with something left open fails the test that made
    it, not one that comes later.
    """
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Libraries count what is left of them at the end of the process, and remark on it."""
    gc.unfreeze()
