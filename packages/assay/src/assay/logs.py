"""Logs: structured, to standard error, and without secrets or content.

Ours and the libraries' go the same way. A field whose name says that it holds a secret is never written.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from assay.settings import Settings

_SECRET = ("key", "token", "authorization", "secret", "password", "cookie")
_CONTENT = ("prompt", "completion", "body", "content", "messages")


def configure_logging(settings: Settings) -> None:
    """Send structlog's and the standard library's records through one chain to standard error.

    Tracebacks are plain: with the values of local variables they would show secrets and content, and take
    seconds to write.
    """
    chain: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_secrets,
    ]
    text = settings.log_format == "text" or (settings.log_format == "auto" and sys.stderr.isatty())
    renderer = (
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
        if text
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *chain,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    last = [] if text else [structlog.processors.format_exc_info]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=chain,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last, renderer],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for chatty in ("uvicorn", "asyncio", "httpx2", "pyrate_limiter"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def hide_secrets(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace the values of fields named after secrets or content."""
    for name in event:
        lower = name.lower()
        if lower != "event" and (any(word in lower for word in _SECRET) or lower in _CONTENT):
            event[name] = "hidden"
    return event
