"""The Pay-i client for Assay: what your AI costs, and what it is worth.

Names are loaded when they are first used, so that importing the package, or one part of it, costs next to
nothing.
"""

import importlib
from typing import TYPE_CHECKING, Any

from payi._environment import configure_logging, refuse_vendor_distribution
from payi._version import __title__ as __title__
from payi._version import __version__ as __version__

if TYPE_CHECKING:
    from payi import errors as errors
    from payi import instrument as instrument
    from payi import lib as lib
    from payi import pagination as pagination
    from payi import resources as resources
    from payi import types as types
    from payi._public import *  # noqa: F403  # pyright: ignore[reportWildcardImportFromLibrary] - one list, and it is ours
    from payi.instrument import get_context as get_context
    from payi.instrument import payi_instrument as payi_instrument
    from payi.instrument import payi_uninstrument as payi_uninstrument
    from payi.instrument import track as track
    from payi.instrument import track_context as track_context

_MODULES = {"errors", "instrument", "lib", "pagination", "resources", "types"}

_INSTRUMENT = {"get_context", "payi_instrument", "payi_uninstrument", "track", "track_context"}

refuse_vendor_distribution()
configure_logging()


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return importlib.import_module(f"payi.{name}")
    if name in _INSTRUMENT:
        return getattr(importlib.import_module("payi.instrument"), name)
    if not name.startswith("_"):
        value = getattr(importlib.import_module("payi._public"), name, None)
        if value is not None:
            globals()[name] = value
            return value
    raise AttributeError(f"module 'payi' has no attribute {name!r}")


def __dir__() -> list[str]:
    public: list[str] = importlib.import_module("payi._public").__all__
    return sorted({*globals(), *_MODULES, *_INSTRUMENT, *public})
