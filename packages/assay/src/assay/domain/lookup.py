"""From a name at a moment to one version of one resource, and how long that answer holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from assay.domain.names import AskedName
from assay.domain.pricing import PriceTable, tables_of
from assay.domain.resources import Alias, Pattern, ResourceVersion

_FOREVER = 2**62


@dataclass(frozen=True, slots=True)
class Match:
    """The version a name meant at a moment, and the interval [`valid_from`, `valid_until`) in which it means
    it.

    `asked` is the name as it came. `matched_by` is `exact`, `case`, `alias`, `prefix` or `regex`.
    """

    asked: str
    version: ResourceVersion
    matched_by: str
    valid_from: int
    valid_until: int
    warnings: tuple[str, ...]
    trace: tuple[str, ...]
    tables: tuple[PriceTable, ...] = field(repr=False)

    @property
    def resource_id(self) -> str:
        """Id of the version."""
        return self.version.resource_id


@dataclass(frozen=True)
class Category:
    """All that is known of one category: versions by resource name, aliases by name (oldest first), patterns.

    `resources` may be lazy: it is asked for one name at a time. Withdrawn versions are in it, and are not
    found. `ids` tells the resource of each version id where that is known without making the versions.
    """

    name: str
    resources: Mapping[str, tuple[ResourceVersion, ...]]
    aliases: Mapping[str, tuple[Alias, ...]]
    patterns: tuple[Pattern, ...] = ()
    ids: Callable[[], Mapping[str, str]] | None = None

    @cached_property
    def lower_names(self) -> dict[str, str]:
        """(Resource or alias name, how it matched), best first; several may have no price at the time."""
        return {name.lower(): name for name in sorted({*self.resources, *self.aliases}, reverse=True)}

    @cached_property
    def prefixes(self) -> list[Pattern]:
        """Prefix patterns, the longest first."""
        found = [pattern for pattern in self.patterns if pattern.kind == "prefix"]
        return sorted(found, key=lambda pattern: (-len(pattern.text), pattern.priority, pattern.text))

    @cached_property
    def expressions(self) -> list[Pattern]:
        """Regular expressions in the order in which they are tried."""
        found = [pattern for pattern in self.patterns if pattern.kind == "regex"]
        return sorted(found, key=lambda pattern: (pattern.priority, pattern.text))

    def resource_by_id(self) -> Mapping[str, str]:
        """Resource name by version id."""
        if self.ids is not None:
            return self.ids()
        return {
            version.resource_id: name for name, versions in self.resources.items() for version in versions
        }

    def names(self, asked: AskedName) -> Iterator[tuple[str, str]]:
        """(resource or alias name, how it matched) for the name, best first; several may have no price at the
        time.
        """
        candidates = tuple(dict.fromkeys((asked.seen, asked.normalised)))
        for name in candidates:
            if name in self.resources or name in self.aliases:
                yield name, "exact"
        for name in candidates:
            lower = self.lower_names.get(name.lower())
            if lower is not None:
                yield lower, "case"
        for pattern in (*self.prefixes, *self.expressions):
            if any(pattern.expression.search(name.lower()) for name in candidates):
                yield pattern.target, pattern.kind


def find_version(
    category: Category, asked: AskedName, name: str, matched_by: str, at_ms: int, known_ms: int | None
) -> Match | None:
    """What `name`, one of the category's own, means for who `asked`; with the records there were at
    `known_ms`, all of them when None.
    """
    target, alias_from, alias_until = _target(category, name, at_ms)
    versions = _known(category.resources.get(target, ()), known_ms)
    scoped, warnings = _in_scope(versions, asked.scope, name)
    version, starts, ends = _version_at(scoped, at_ms)
    if version is None:
        return None
    how = matched_by if target == name else "alias"
    trace = (
        f"name:{asked.seen}",
        f"matched:{how}",
        f"resource:{category.name}/{target}",
        f"scope:{version.full_scope}",
        f"version:{version.resource_id}",
    )
    interval = max(starts, alias_from), min(ends, alias_until)
    return Match(asked.seen, version, how, *interval, warnings, trace, tables_of(version))


def aliased_versions(category: Category, name: str) -> Iterator[ResourceVersion]:
    """The versions of an alias's targets under its name, each from when on it meant that target."""
    aliases = category.aliases[name]
    ends = [alias.start for alias in aliases[1:]] + [_FOREVER]
    for alias, until in zip(aliases, ends, strict=True):
        for version in sorted(category.resources.get(alias.target, ()), key=start_and_record):
            started = max(version.start, alias.start)
            if version.withdrawn is None and started < until:
                yield replace(version, resource=name, aliased_resource=alias.target, start=started)


def _target(category: Category, name: str, at_ms: int) -> tuple[str, int, int]:
    """The resource that `name` means at the moment, and from when until when it does."""
    target, starts, ends = name, -_FOREVER, _FOREVER
    for alias in category.aliases.get(name, ()):
        if alias.start > at_ms:
            ends = alias.start
            break
        target, starts = alias.target, alias.start
    return target, starts, ends


def _known(versions: tuple[ResourceVersion, ...], known_ms: int | None) -> list[ResourceVersion]:
    if known_ms is None:
        return [version for version in versions if version.withdrawn is None]
    return [
        version
        for version in versions
        if version.recorded <= known_ms and (version.withdrawn is None or version.withdrawn > known_ms)
    ]


def _in_scope(
    versions: list[ResourceVersion], asked: str, name: str
) -> tuple[list[ResourceVersion], tuple[str, ...]]:
    """The versions of the asked part of a scope, else of the scope, else global, else of the only scope there
    is.

    Falling back to a broader or another scope carries a warning. The price of a whole scope (every data zone
    alike) is no fallback for a part of it.
    """
    by_scope: dict[str, list[ResourceVersion]] = {}
    for version in versions:
        by_scope.setdefault(version.full_scope, []).append(version)
    for scope in (asked, asked.partition(".")[0]):
        if scope in by_scope:
            return by_scope[scope], ()
    fallback = "global" if "global" in by_scope else next(iter(by_scope), "") if len(by_scope) == 1 else ""
    if not fallback:
        return [], ()
    if not asked:
        return by_scope[fallback], ()
    return by_scope[fallback], (f"{name} has no price for scope {asked}: priced as {fallback}",)


def _version_at(versions: list[ResourceVersion], at_ms: int) -> tuple[ResourceVersion | None, int, int]:
    """The version in force (latest start, then latest record), its start, and the start of the next one."""
    started = [version for version in versions if version.start <= at_ms]
    ends = min((version.start for version in versions if version.start > at_ms), default=_FOREVER)
    if not started:
        return None, -_FOREVER, ends
    version = max(started, key=start_and_record)
    return version, version.start, ends


def start_and_record(version: ResourceVersion) -> tuple[int, int]:
    """The order of versions: of equal starts the younger record comes last."""
    return version.start, version.recorded
