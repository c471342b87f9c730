"""What a person decided about the sources, as data: `overlay/rules.yaml` says it, this module reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

import yaml

OVERLAY = Path(__file__).parent / "overlay"


class Problem(Exception):  # noqa: N818 - it stops the build, and is read by a person
    """The sources need a decision: the sentence says where and what."""


class SecondProvider(NamedTuple):
    """Where a provider of the second source is kept, and the path prefixes of its names that are dropped."""

    categories: tuple[str, ...]
    prefixes: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """Mappings and exceptions that are facts about the sources and not prices."""

    pictures: frozenset[str]
    free_suffix: str
    long_cache: tuple[tuple[str, str], ...]
    ignored_conditions: frozenset[str]
    ignored: dict[str, dict[str, str]]
    skipped: tuple[tuple[str, str], ...]
    categories: dict[str, tuple[str, ...]]
    second_source: dict[str, SecondProvider]
    second_source_first: frozenset[str]

    def ignored_fields(self, source: str) -> frozenset[str]:
        """Names of a source's fields that are left out on purpose."""
        return frozenset(self.ignored[source])

    def only_pictures(self, model: str) -> bool:
        """Whether all output of the model is pictures, and its general output price is theirs."""
        return model in self.pictures

    def states_free(self, model: str) -> bool:
        """Whether the name itself states that the model costs nothing."""
        return model.endswith(self.free_suffix)

    def long_cache_factor(self, resource: str) -> str:
        """F6: what an hour of cache costs to write, in multiples of fresh input; "" where nothing is
        published.
        """
        return next((factor for pattern, factor in self.long_cache if re.search(pattern, resource)), "")

    def categories_of(self, provider: str) -> tuple[str, ...]:
        """The categories a provider of the first source is kept in."""
        return self.categories.get(provider, (f"system.{provider}",))

    def skips(self, key: str) -> bool:
        """Whether an entry of the second source is no model of a category we keep."""
        return any(fnmatchcase(key, pattern) for pattern, _ in self.skipped)


def load_rules(path: Path = OVERLAY / "rules.yaml") -> Rules:
    """Read the rules."""
    data: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return Rules(
        pictures=frozenset(data["only_pictures"]),
        free_suffix=data["free_suffix"],
        long_cache=tuple((entry["resource"], str(entry["factor"])) for entry in data["long_cache_writes"]),
        ignored_conditions=frozenset(data["ignored_conditions"]),
        ignored=data["ignored_fields"],
        skipped=tuple(data["skipped_entries"].items()),
        categories={provider: tuple(names) for provider, names in data["categories"].items()},
        second_source={
            provider: SecondProvider(tuple(entry["categories"]), tuple(entry["prefixes"]))
            for provider, entry in data["second_source"].items()
        },
        second_source_first=frozenset(data["second_source_first"]),
    )
