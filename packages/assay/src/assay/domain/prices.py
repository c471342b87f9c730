"""The price book: from (category, name, scope, moment) to one version of one resource, and from units to
cost.

A book is a value: adding or withdrawing a version makes a new book that shares nearly everything with the old
one, so readers on any thread take the book once per use and never wait. Source: docs/explanation/prices.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from assay.domain.lookup import Category, Match, aliased_versions, find_version, start_and_record
from assay.domain.names import names_no_model, normalise
from assay.domain.pricing import CostLine, PricedUsage, Units, price_units, tables_of, unpriced
from assay.domain.resources import Alias, Line, Pattern, ResourceVersion, Window

__all__ = [
    "Alias",
    "Category",
    "CostLine",
    "Line",
    "Match",
    "Pattern",
    "PriceBook",
    "PricedUsage",
    "ResourceVersion",
    "Window",
]

SYSTEM = "system."
_CACHED_NAMES_MAX = 20_000  # names come from outside: the memory they may take is bounded


class PriceBook:
    """All prices in force, managed and custom, as one immutable index."""

    def __init__(self, categories: Iterable[Category] = (), custom: Iterable[ResourceVersion] = ()) -> None:
        self._managed = {category.name: category for category in categories}
        self._custom = {version.resource_id: version for version in custom}
        self._categories = self._managed | _custom_categories(self._custom.values())
        self._found: dict[tuple[str, str, str], Match] = {}

    # Changing: a new book

    def with_custom(self, versions: Iterable[ResourceVersion]) -> PriceBook:
        """The book with more custom versions, or with newer states of them (same `resource_id`)."""
        return PriceBook(
            self._managed.values(), (self._custom | {v.resource_id: v for v in versions}).values()
        )

    def withdraw(self, resource_id: str, at_ms: int) -> PriceBook:
        """The book without the custom version in force: it prices nothing more, and still explains old costs.

        Raises KeyError when no custom version has that id.
        """
        return self.with_custom([replace(self._custom[resource_id], withdrawn=at_ms)])

    def with_managed(self, categories: Iterable[Category]) -> PriceBook:
        """The custom versions of the book beside another managed list."""
        return PriceBook(categories, self._custom.values())

    # Pricing

    def find(self, category: str, resource: str, scope: str = "", at_ms: int = 0) -> Match | None:
        """The version that prices `resource` at `at_ms`; None when there is none (`why_unknown` says why).

        `scope` is `global`, `datazone`, `region`, one of these with a part (`datazone.eu`), or '' for the
        usual one. A bare category name means the managed one unless a custom category has it.
        """
        key = (category, resource, scope)
        match = self._found.get(key)
        if match is not None and match.valid_from <= at_ms < match.valid_until:
            return match
        match = self._find(category, resource, scope, at_ms, None)
        if match is not None:
            if len(self._found) >= _CACHED_NAMES_MAX:
                self._found.clear()
            self._found[key] = match
        return match

    def find_as_known(
        self, category: str, resource: str, scope: str, at_ms: int, *, known_ms: int
    ) -> Match | None:
        """What `find` would have answered with the records there were at `known_ms`."""
        return self._find(category, resource, scope, at_ms, known_ms)

    def price(self, match: Match | None, units: Units, at_ms: int) -> PricedUsage:
        """The cost of `units` (unit → (input, output) counts) at `at_ms` by the version that `find` gave.

        Without a match every unit is unknown, and nothing costs 0 by guess.
        """
        if match is None:
            return unpriced(units, (), ("unknown",))
        return price_units(
            match.version, match.tables, units, at_ms, warnings=match.warnings, trace=match.trace
        )

    def explain(self, resource_id: str, units: Units, at_ms: int) -> PricedUsage | None:
        """The lines of a stored cost again, from the version that priced it; None for an unknown id."""
        version = self.version(resource_id)
        return None if version is None else price_units(version, tables_of(version), units, at_ms)

    def why_unknown(self, category: str, resource: str) -> str:
        """One sentence for the warning of an event that `find` gave no version for."""
        found = self._category(category)
        if names_no_model(resource):
            return f"{resource} names no model: the event is unpriced; map it to a resource to price it"
        if found is None:
            return f"category {category} is not known: the event is unpriced; create a resource in it"
        if any(found.names(normalise(found.name, resource))):
            return f"{found.name}/{resource} had no price at the time of the event: it is unpriced"
        return f"{found.name} has no resource {resource}: the event is unpriced; create a price or a mapping"

    # Looking around

    def categories(self) -> list[str]:
        """Names of all categories that hold a resource, in order."""
        return sorted(name for name, category in self._categories.items() if category.resources)

    def has_category(self, category: str) -> bool:
        """Whether a category of exactly this name holds a resource."""
        return category in self._categories

    def resources(self, category: str) -> list[str]:
        """Resource and alias names of exactly this category, in order; none when it does not exist."""
        found = self._categories.get(category)
        return [] if found is None else sorted({*found.resources, *found.aliases})

    def versions(self, category: str, resource: str) -> list[ResourceVersion]:
        """Every version of the resource that was not withdrawn, by start, all scopes.

        An alias has the versions of its targets, each from the moment on at which it meant that target.
        """
        found = self._categories.get(category)
        if found is None:
            return []
        if resource in found.aliases:
            return list(aliased_versions(found, resource))
        versions = found.resources.get(resource, ())
        return sorted((v for v in versions if v.withdrawn is None), key=start_and_record)

    def history(self, category: str, resource: str) -> list[ResourceVersion]:
        """Every record of the resource by start and record, withdrawn ones included; none for an alias."""
        found = self._categories.get(category)
        return [] if found is None else sorted(found.resources.get(resource, ()), key=start_and_record)

    def aliases(self, category: str) -> Mapping[str, tuple[Alias, ...]]:
        """Aliases of the category by name, each oldest first."""
        found = self._categories.get(category)
        return {} if found is None else found.aliases

    def active(self, version: ResourceVersion, at_ms: int) -> bool:
        """Whether the version is the one in force at that moment, in its scope."""
        ends = self.ends(version)
        return version.in_force(at_ms) and (ends is None or at_ms < ends)

    def ends(self, version: ResourceVersion) -> int | None:
        """When the next version starts in its scope, or its alias means another resource; None if never."""
        found = self._categories.get(version.category)
        if found is None:
            return None
        siblings = found.resources.get(version.aliased_resource or version.resource, ())
        later = [v for v in siblings if v.withdrawn is None and v.full_scope == version.full_scope]
        ends = [v.start for v in later if start_and_record(v) > start_and_record(version)]
        if version.aliased_resource:
            ends += [alias.start for alias in found.aliases[version.resource] if alias.start > version.start]
        return min(ends, default=None)

    def version(self, resource_id: str) -> ResourceVersion | None:
        """The version with that id, withdrawn ones included."""
        if resource_id in self._custom:
            return self._custom[resource_id]
        if resource_id not in self._managed_ids:
            return None
        category, resource = self._managed_ids[resource_id]
        return next(v for v in category.resources[resource] if v.resource_id == resource_id)

    # How it is found

    @cached_property
    def _managed_ids(self) -> dict[str, tuple[Category, str]]:
        """Category and resource name by version id."""
        return {
            resource_id: (category, resource)
            for category in self._managed.values()
            for resource_id, resource in category.resource_by_id().items()
        }

    def _category(self, name: str) -> Category | None:
        return self._categories.get(name) or self._categories.get(SYSTEM + name)

    def _find(
        self, category: str, resource: str, scope: str, at_ms: int, known_ms: int | None
    ) -> Match | None:
        found = self._category(category)
        if found is None:
            return None
        asked = normalise(found.name, resource, scope)
        matches = (find_version(found, asked, name, how, at_ms, known_ms) for name, how in found.names(asked))
        return next((match for match in matches if match is not None), None)


def _custom_categories(versions: Iterable[ResourceVersion]) -> dict[str, Category]:
    grouped: dict[str, dict[str, list[ResourceVersion]]] = {}
    for version in versions:
        if version.withdrawn is None:
            grouped.setdefault(version.category, {}).setdefault(version.resource, []).append(version)
    return {
        name: Category(name, {resource: tuple(group) for resource, group in resources.items()}, {})
        for name, resources in grouped.items()
    }
