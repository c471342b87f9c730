"""Categories and resources: the managed price lists, read-only, and the organization's own, in versions.

A version is never edited. A new one takes over at its start; one that is deleted is withdrawn: it prices
nothing more and explains old costs for ever. Changes answer with the versions to put into the book of prices.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assay.domain.errors import Conflict, Forbidden, Invalid, NotFound
from assay.domain.prices import SYSTEM, PriceBook, ResourceVersion
from assay.domain.resources import custom_lines
from assay.domain.units import Side
from assay.services.acts import Act
from assay.services.paging import Listing, Query, listing_of_all, listing_of_ordered

_NAME = re.compile(r"[A-Za-z0-9._:/-]{1,128}")

UnitPrices = Mapping[str, Mapping[Side, Decimal]]
"""US dollars for one unit, by unit and side."""


@dataclass(slots=True, frozen=True)
class NewVersion:
    """A price list as it is asked for. `start` is ms UTC; None means from now on."""

    units: UnitPrices
    start: int | None = None
    max_input_units: int | None = None
    max_output_units: int | None = None
    max_total_units: int | None = None


@dataclass(slots=True, frozen=True)
class Shown:
    """A version as it stands at a moment: whether it is in force, and when it ends (ms), if known."""

    version: ResourceVersion
    active: bool
    ends: int | None


def create(act: Act, category: str, resource: str, asked: NewVersion) -> tuple[ResourceVersion, bool]:
    """Add a version; an equal one is returned, with False.

    Equal means the same prices and sizes as the version that starts then, or, when no start is given, as the
    one in force. Raises Forbidden in a managed category, Invalid for a name or price that is not valid,
    Conflict (`resource_version_conflict`) when another version starts at the same moment.
    """
    _check_writable(category)
    _check_name("invalid_category_name", "category", category)
    _check_name("invalid_resource_name", "resource", resource)
    made = _version(act, category, resource, asked)
    known = _versions_in_store(act, category, resource)
    former = _starting_at(known, asked.start) if asked.start is not None else _in_force(known, act.now)
    if former is not None and _same_prices(former, made):
        return former, False
    if former is not None and former.start == made.start:
        raise Conflict(
            "resource_version_conflict",
            f"{category}/{resource} has other prices from that moment on, as version {former.resource_id}:"
            " choose another start_timestamp, or delete that version first",
        )
    act.tx.resources.add(made, created=act.now)
    act.note("resource.create", f"{category}/{resource}", after=made)
    return made, True


def delete_category(act: Act, category: str) -> list[ResourceVersion]:
    """Withdraw every version in a custom category. Raises Forbidden, NotFound (`category_not_found`)."""
    found = [version for version in _custom(act) if version.category == category]
    return _withdraw(act, category, found, category_not_found(category))


def delete_resource(act: Act, category: str, resource: str) -> list[ResourceVersion]:
    """Withdraw every version of a resource. Raises Forbidden, NotFound (`category_resource_not_found`)."""
    found = _versions_in_store(act, category, resource)
    return _withdraw(act, category, found, resource_not_found(category, resource))


def delete_version(act: Act, category: str, resource: str, resource_id: str) -> ResourceVersion:
    """Withdraw one version: the one before it is in force again. Raises Forbidden, NotFound."""
    found = [v for v in _versions_in_store(act, category, resource) if v.resource_id == resource_id]
    return _withdraw(act, category, found, version_not_found(category, resource, resource_id))[0]


def list_categories(book: PriceBook, query: Query, active: bool | None, now: int) -> Listing[str]:
    """Category names in order; `active` keeps those with (or without) a price in force."""
    names = [name for name in book.categories() if active is None or active is _any_active(book, name, now)]
    return listing_of_all(query, names, lambda name: (name, ""))


def list_resources(
    book: PriceBook, query: Query, category: str, active: bool | None, now: int
) -> Listing[Shown]:
    """What each resource of a category costs now, one entry for each scope, by name.

    Raises NotFound (`category_not_found`).
    """
    if not book.has_category(category):
        raise category_not_found(category)
    current = (
        shown
        for resource in _names_from(book, category, query)
        for shown in sorted(
            _current(book, category, resource, now), key=_name_and_id, reverse=not query.ascending
        )
        if active in (None, shown.active)
    )
    return listing_of_ordered(query, current, _name_and_id)


def list_versions(
    book: PriceBook, query: Query, category: str, resource: str, active: bool | None, now: int
) -> Listing[Shown]:
    """The versions of a resource by their start. Raises NotFound."""
    if not book.has_category(category):
        raise category_not_found(category)
    versions = [show(book, version, now) for version in book.versions(category, resource)]
    if not versions:
        raise resource_not_found(category, resource)
    kept = [shown for shown in versions if active in (None, shown.active)]
    return listing_of_all(query, kept, lambda shown: (shown.version.start, shown.version.resource_id))


def get_version(book: PriceBook, category: str, resource: str, resource_id: str, now: int) -> Shown:
    """One version by its id. Raises NotFound, also for one that was deleted."""
    for version in book.versions(category, resource):
        if version.resource_id == resource_id:
            return show(book, version, now)
    raise version_not_found(category, resource, resource_id)


def show(book: PriceBook, version: ResourceVersion, now: int) -> Shown:
    """The version as it stands now."""
    ends = version.withdrawn if version.withdrawn is not None else book.ends(version)
    return Shown(version, book.active(version, now), ends)


def category_not_found(category: str) -> NotFound:
    """The refusal of an unknown category."""
    return NotFound(
        "category_not_found", f"there is no category {category!r}: it begins with the first resource in it"
    )


def resource_not_found(category: str, resource: str) -> NotFound:
    """The refusal of an unknown resource."""
    return NotFound(
        "category_resource_not_found", f"category {category!r} has no resource {resource!r}: create it first"
    )


def version_not_found(category: str, resource: str, resource_id: str) -> NotFound:
    """The refusal of an unknown version."""
    return NotFound(
        "category_resource_not_found",
        f"{category}/{resource} has no version {resource_id!r}: list its versions to see those there are",
    )


def _check_writable(category: str) -> None:
    if category.startswith(SYSTEM):
        raise Forbidden(
            "system_category_read_only",
            f"category {category} is a managed price list: put your own prices into a category of your own",
        )


def _check_name(code: str, what: str, name: str) -> None:
    if _NAME.fullmatch(name) is None:
        raise Invalid(
            code,
            f"{what} {name[:128]!r} is not valid: use 1 to 128 letters, digits, '.', '_', ':', '/' and '-'",
        )


def _version(act: Act, category: str, resource: str, asked: NewVersion) -> ResourceVersion:
    if not asked.units:
        raise Invalid("invalid_units", "units is empty: give a price for at least one unit, such as text")
    try:
        lines = custom_lines(asked.units)
    except ValueError as error:
        raise Invalid("invalid_units", f"units are not valid: {error}") from error
    return ResourceVersion(
        resource_id=act.new_id(),
        category=category,
        resource=resource,
        start=act.now if asked.start is None else asked.start,
        recorded=act.now,
        lines=lines,
        max_input_units=asked.max_input_units,
        max_output_units=asked.max_output_units,
        max_total_units=asked.max_total_units,
        proxy_allowed=False,
    )


def _custom(act: Act) -> list[ResourceVersion]:
    """Every version of one's own that is not withdrawn."""
    return [version for version in act.tx.resources.all() if version.withdrawn is None]


def _versions_in_store(act: Act, category: str, resource: str) -> list[ResourceVersion]:
    return [v for v in _custom(act) if (v.category, v.resource) == (category, resource)]


def _starting_at(versions: Sequence[ResourceVersion], start: int) -> ResourceVersion | None:
    return next((version for version in versions if version.start == start), None)


def _in_force(versions: Sequence[ResourceVersion], now: int) -> ResourceVersion | None:
    started = [version for version in versions if version.start <= now]
    return max(started, key=lambda version: version.start, default=None)


def _same_prices(one: ResourceVersion, other: ResourceVersion) -> bool:
    sizes = ("max_input_units", "max_output_units", "max_total_units")
    return one.unit_prices() == other.unit_prices() and all(
        getattr(one, size) == getattr(other, size) for size in sizes
    )


def _withdraw(
    act: Act, category: str, versions: Sequence[ResourceVersion], missing: NotFound
) -> list[ResourceVersion]:
    _check_writable(category)
    if not versions:
        raise missing
    for version in versions:
        act.tx.resources.withdraw(version.resource_id, at=act.now)
        subject = f"{category}/{version.resource}/{version.resource_id}"
        act.note("resource.delete", subject, before=version)
    return [replace(version, withdrawn=act.now) for version in versions]


def _any_active(book: PriceBook, category: str, now: int) -> bool:
    return any(
        shown.active
        for resource in book.resources(category)
        for shown in _current(book, category, resource, now)
    )


def _names_from(book: PriceBook, category: str, query: Query) -> list[str]:
    """Resource names in the order of the query, from that of its cursor on: a price list has thousands."""
    after = query.page().after
    names = sorted(book.resources(category), reverse=not query.ascending)
    if after is None:
        return names
    start = str(after[0])
    return [name for name in names if (name >= start if query.ascending else name <= start)]


def _current(book: PriceBook, category: str, resource: str, now: int) -> Iterable[Shown]:
    """The version in force by scope; where none is in force, the last one."""
    by_scope: dict[str, Shown] = {}
    for version in book.versions(category, resource):
        shown = show(book, version, now)
        former = by_scope.get(version.full_scope)
        if shown.active or former is None or not former.active:
            by_scope[version.full_scope] = shown
    return by_scope.values()


def _name_and_id(shown: Shown) -> tuple[str, str]:
    return shown.version.resource, shown.version.resource_id
