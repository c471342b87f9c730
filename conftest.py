"""What every process of tests does once, whichever package it tests."""

import gc


def pytest_collection_finish() -> None:
    """Set aside what lives as long as the process: the libraries, and the tests themselves.

    Many tests collect garbage to see what nobody holds any more. Each time that would look through a million
    objects for a quarter of a second.
    """
    gc.collect()
    gc.freeze()
