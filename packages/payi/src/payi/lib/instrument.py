"""What examples import from here: `payi_instrument`, `track`, `track_context`, `get_context`."""

import warnings
from collections.abc import Callable
from typing import Any

from typing_extensions import Unpack

from payi.instrument.config import (
    ContextArguments,
    PayiContext,
    PayiInstanceDefaultContext,
    PayiInstrumentAnthropicConfig,
    PayiInstrumentAwsBedrockConfig,
    PayiInstrumentConfig,
    PayiInstrumentGoogleConfig,
    PayiInstrumentHostMappingConfig,
    PayiInstrumentIngestRetryConfig,
    PayiInstrumentModelConfig,
    PayiInstrumentModelMapping,
    PayiInstrumentOfflineInstrumentationConfig,
    PayiInstrumentOpenAiAzureConfig,
    PayiInstrumentOpenAiConfig,
)
from payi.instrument.install import flush, payi_instrument, payi_uninstrument
from payi.instrument.tracking import get_context, track, track_context

__all__ = [
    "PayiContext",
    "PayiInstanceDefaultContext",
    "PayiInstrumentAnthropicConfig",
    "PayiInstrumentAwsBedrockConfig",
    "PayiInstrumentConfig",
    "PayiInstrumentGoogleConfig",
    "PayiInstrumentHostMappingConfig",
    "PayiInstrumentIngestRetryConfig",
    "PayiInstrumentModelConfig",
    "PayiInstrumentModelMapping",
    "PayiInstrumentOfflineInstrumentationConfig",
    "PayiInstrumentOpenAiAzureConfig",
    "PayiInstrumentOpenAiConfig",
    "flush",
    "get_context",
    "ingest",
    "payi_instrument",
    "payi_uninstrument",
    "proxy",
    "track",
    "track_context",
]


def ingest(**arguments: Unpack[ContextArguments]) -> Callable[[Any], Any]:
    """Deprecated: `track(proxy=False)`."""
    warnings.warn("ingest() is deprecated; use track()", DeprecationWarning, stacklevel=2)
    arguments["proxy"] = False
    return track(**arguments)


def proxy(**arguments: Unpack[ContextArguments]) -> Callable[[Any], Any]:
    """Deprecated: `track(proxy=True)`."""
    warnings.warn("proxy() is deprecated; use track(proxy=True)", DeprecationWarning, stacklevel=2)
    arguments["proxy"] = True
    return track(**arguments)
