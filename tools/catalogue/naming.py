"""Which name of one source is which of the other, and which names lead to a resource."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
from assay.catalogue.rows import AliasRow, PatternRow
from assay.domain.names import BEDROCK, normalise

from tools.catalogue import matching
from tools.catalogue.genai import Model
from tools.catalogue.listing import Listing
from tools.catalogue.rules import Rules

Key = tuple[str, str, str]
"""Category, resource, scope."""

Listings = dict[Key, list[Listing]]
Counterparts = dict[Key, Key]

_GEOGRAPHY = re.compile(r"^(\^?)(?:global|us-gov|us|eu|apac|jp|au|regional)\\?\.")
_PROVIDERS = {
    "system.openai": "openai",
    "system.anthropic": "anthropic",
    "system.google.vertex": "google",
    "system.azure": "azure",
    "system.databricks.azure": "databricks",
    "system.databricks.aws": "databricks",
    "system.databricks.google": "databricks",
    BEDROCK: "aws",
}


def first_listings(models: list[Model], rules: Rules) -> Listings:
    """The first source by category, resource and scope."""
    found: Listings = {}
    for model in models:
        for category in rules.categories_of(model.provider):
            for listing in model.listings:
                resource, scope = _first_place(category, listing.resource)
                moved = listing.moved(category=category, resource=resource, scope=scope)
                found.setdefault(moved.key, []).append(moved)
    return found


def second_listings(listings: Iterable[tuple[str, Listing]], rules: Rules) -> Listings:
    """The second source by category, resource and scope; of two entries for one place, the first."""
    found: Listings = {}
    for provider, listing in listings:
        for category in rules.second_source[provider].categories:
            moved = listing.moved(
                category=category, resource=normalise(category, listing.resource).normalised
            )
            found.setdefault(moved.key, [moved])
    return found


def by_counterpart(first: Listings, second: Listings) -> Counterparts:
    """For each place of the second source, the place of the first that its own matcher finds for the name."""
    found: Counterparts = {}
    for key in second:
        place = _counterpart(*key)
        if place is not None and place in first:
            found[key] = place
    return found


def _counterpart(category: str, resource: str, scope: str) -> Key | None:
    """Only global prices have counterparts: of Bedrock the first source has one price for all geographies."""
    provider = _PROVIDERS.get(category)
    if provider is None or scope != "global":
        return None
    name = matching.resolve(provider, f"global.{resource}" if category == BEDROCK else resource)
    if name is None:
        return None
    place = (category, *_first_place(category, name))
    return place if place[2] == scope else None


def first_names(models: list[Model], rules: Rules) -> tuple[list[AliasRow], list[PatternRow]]:
    """Aliases and patterns of the first source by category, as they look after a name is normalised."""
    aliases: list[AliasRow] = []
    patterns: list[PatternRow] = []
    for model in models:
        for category in rules.categories_of(model.provider):
            target = _first_place(category, model.name)[0]
            for row in matching.names(model.provider, model.name):
                placed = msgspec.structs.replace(row, category=category, target=target)
                if isinstance(placed, AliasRow):
                    aliases.append(
                        msgspec.structs.replace(placed, alias=normalise(category, placed.alias).normalised)
                    )
                else:
                    text = _GEOGRAPHY.sub(r"\1", placed.text) if category == BEDROCK else placed.text
                    patterns.append(msgspec.structs.replace(placed, text=text))
    return aliases, patterns


def _first_place(category: str, name: str) -> tuple[str, str]:
    """(Resource, scope): Bedrock ids of the source begin with `global.` or, for all other geographies,
    `regional.`.
    """
    if category != BEDROCK:
        return name, "global"
    prefix, _, model = name.partition(".")
    scopes = {"global": "global", "regional": "datazone"}
    return (model, scopes[prefix]) if prefix in scopes else (name, "region")
