"""What reaches the log, whichever way it is written."""

import sys
from collections.abc import Callable

import pytest

FAILING = """
import structlog
from assay.logs import configure_logging
from assay.settings import Settings

configure_logging(Settings())
log = structlog.stdlib.get_logger("assay.test")
log.warning("a call", api_key="key-in-a-field", prompt="content-in-a-field", model="gpt-4o")

def answer(prompt):
    raise LookupError("nothing there")

try:
    answer("content-in-" + "a-variable")
except LookupError:
    log.exception("it failed")
"""


@pytest.mark.parametrize("written", ["text", "json"])
def test_neither_fields_nor_tracebacks_show_secrets_or_content(command: Callable, written: str):
    done = command([sys.executable, "-c", FAILING], ASSAY_LOG_FORMAT=written)
    assert "LookupError: nothing there" in done.stderr
    assert "gpt-4o" in done.stderr
    assert "hidden" in done.stderr
    for told in ("key-in-a-field", "content-in-a-field", "content-in-a-variable"):
        assert told not in done.stderr
    assert done.stdout == ""
