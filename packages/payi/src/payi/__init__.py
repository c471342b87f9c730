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
    from payi import lib as lib
    from payi import pagination as pagination
    from payi import resources as resources
    from payi import types as types
    from payi._public import *  # noqa: F403  # pyright: ignore[reportWildcardImportFromLibrary] - one list, and it is ours

_MODULES = {"errors", "lib", "pagination", "resources", "types"}

refuse_vendor_distribution()
configure_logging()


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return importlib.import_module(f"payi.{name}")
    if not name.startswith("_"):
        value = getattr(importlib.import_module("payi._public"), name, None)
        if value is not None:
            globals()[name] = value
            return value
    raise AttributeError(f"module 'payi' has no attribute {name!r}")


def __dir__() -> list[str]:
    public: list[str] = importlib.import_module("payi._public").__all__
    return sorted({*globals(), *_MODULES, *public})
