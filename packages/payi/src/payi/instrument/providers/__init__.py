"""One file or package a provider library: which calls it has, and how an answer of each is read."""

import importlib
from collections.abc import Collection, Iterator, Mapping, Sequence

from payi.instrument import faults
from payi.instrument.patching import Patch

# By module of this package, the categories that ask for it.
_CATEGORIES: Mapping[str, frozenset[str]] = {
    "openai": frozenset({"system.openai", "system.azureopenai", "system.azure"}),
    "anthropic": frozenset({"system.anthropic", "system.azure"}),
    "bedrock": frozenset({"system.aws.bedrock"}),
    "google": frozenset({"system.google.vertex"}),
    "databricks": frozenset(
        {
            "system.databricks",
            "system.databricks.aws",
            "system.databricks.azure",
            "system.databricks.google",
        }
    ),
}
CATEGORIES = frozenset[str]().union(*_CATEGORIES.values())


def patches_for(instruments: Collection[str] | None) -> Iterator[Patch]:
    """The patches of the providers with one of these categories; None: of all.

    A provider that cannot be loaded does not keep the others from it.
    """
    for provider, categories in _CATEGORIES.items():
        if instruments is None or not categories.isdisjoint(instruments):
            yield from _patches_of(provider)


def _patches_of(provider: str) -> Sequence[Patch]:
    try:
        patches: Sequence[Patch] = importlib.import_module(f"{__name__}.{provider}").PATCHES
    except Exception as fault:  # noqa: BLE001 - the other providers are instrumented all the same
        faults.absorb(f"loading {provider}", fault)
        return ()
    return patches
