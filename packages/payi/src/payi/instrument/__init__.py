"""Instrumentation: provider calls are seen, counted, attributed and delivered, unnoticed by the program.

Names are loaded when they are first used, as those of `payi` are.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from payi.instrument.config import PayiContext as PayiContext
    from payi.instrument.config import PayiInstanceDefaultContext as PayiInstanceDefaultContext
    from payi.instrument.config import PayiInstrumentAnthropicConfig as PayiInstrumentAnthropicConfig
    from payi.instrument.config import PayiInstrumentAwsBedrockConfig as PayiInstrumentAwsBedrockConfig
    from payi.instrument.config import PayiInstrumentConfig as PayiInstrumentConfig
    from payi.instrument.config import PayiInstrumentGoogleConfig as PayiInstrumentGoogleConfig
    from payi.instrument.config import PayiInstrumentHostMappingConfig as PayiInstrumentHostMappingConfig
    from payi.instrument.config import PayiInstrumentIngestRetryConfig as PayiInstrumentIngestRetryConfig
    from payi.instrument.config import PayiInstrumentModelConfig as PayiInstrumentModelConfig
    from payi.instrument.config import PayiInstrumentModelMapping as PayiInstrumentModelMapping
    from payi.instrument.config import (
        PayiInstrumentOfflineInstrumentationConfig as PayiInstrumentOfflineInstrumentationConfig,
    )
    from payi.instrument.config import PayiInstrumentOpenAiAzureConfig as PayiInstrumentOpenAiAzureConfig
    from payi.instrument.config import PayiInstrumentOpenAiConfig as PayiInstrumentOpenAiConfig
    from payi.instrument.install import flush as flush
    from payi.instrument.install import payi_instrument as payi_instrument
    from payi.instrument.install import payi_uninstrument as payi_uninstrument
    from payi.instrument.tracking import get_context as get_context
    from payi.instrument.tracking import track as track
    from payi.instrument.tracking import track_context as track_context

_MODULES = {
    "flush": "install",
    "payi_instrument": "install",
    "payi_uninstrument": "install",
    "get_context": "tracking",
    "track": "tracking",
    "track_context": "tracking",
}


def __getattr__(name: str) -> Any:
    module = _MODULES.get(name) or ("config" if name.startswith("Payi") else None)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{module}"), name)
