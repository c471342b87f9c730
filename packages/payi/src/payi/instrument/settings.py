"""How an installation behaves: what `config.py` made of the caller's words, checked and frozen."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from payi.instrument.context import NOTHING, Context

LOGGER = logging.getLogger("payi.instrument")
LOGGER.addHandler(logging.NullHandler())  # else Python prints warnings where the application logs nothing

Redact = Callable[[str], str | None]
"""Given a prompt's or an answer's text, what of it may leave; None: nothing. Runs in the delivery thread."""


@dataclass(frozen=True, slots=True)
class ModelMapping:
    """How the calls of one model are priced, optionally only on one host."""

    model: str
    host: str | None = None
    price_as_category: str | None = None
    price_as_resource: str | None = None
    resource_scope: str | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """Of delivery. `queue_max_size` 0 leaves the bound to `Settings.queue_max_events`."""

    max_inline_retries: int = 0
    inline_retry_initial_delay_s: float = 0.5
    queue_enabled: bool = True
    queue_max_size: int = 0
    queue_interval_s: float = 5.0


@dataclass(frozen=True, slots=True)
class Server:
    """Where the installation's client sends, for requests that we turn to the proxy ourselves."""

    base_url: str
    api_key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """`default_context` is None where only tracked code is recorded; `root_context` is what that builds on.

    model_mappings: by section of the configuration: `openai`, `anthropic`, `aws`, `google`.
    host_mappings: category by host, lower-case, with its port where the mapping named one.
    server: of the first client; None without one.
    offline_file: where events are written instead of being sent; empty for a name made of the time.
    spool_max_age_s: below the seven days in which the server recognises a repeat.
    """

    default_context: Context | None = None
    root_context: Context = NOTHING
    instruments: frozenset[str] | None = None
    log_prompt_and_response: bool = True
    instrument_inline_data: bool = False
    stack_trace: bool = False
    redact: Redact | None = None
    prompt_and_response_logger: Callable[[str, dict[str, Any]], object] | None = None
    host_mappings: Mapping[str, str] = field(default_factory=dict[str, str])
    model_mappings: Mapping[str, tuple[ModelMapping, ...]] = field(
        default_factory=dict[str, tuple[ModelMapping, ...]]
    )
    guardrail_trace: bool = True
    add_streaming_xproxy_result: bool = False
    server: Server | None = None
    delivery: Literal["background", "inline"] = "background"
    offline_file: str | None = None
    queue_max_events: int = 10_000
    spool_enabled: bool = True
    spool_directory: Path | None = None
    spool_max_bytes: int = 64 * 1024 * 1024
    spool_max_age_s: float = 6 * 24 * 3600.0
    ingest_retry: Retry = Retry()
    connection_error_logging_window_s: float = 60.0
    on_limit: Callable[..., object] | None = None
    enforce_limits: bool = False
    logger: logging.Logger = LOGGER
