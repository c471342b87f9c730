"""Limits as people manage them: created once, raised, reset with their history kept, labelled, deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from assay.domain import attribution
from assay.domain import limits as rules
from assay.domain.errors import Conflict, Invalid, NotFound
from assay.domain.limits import Enforcement, Limit, LimitConfig, LimitPeriod, LimitType
from assay.services.acts import Act
from assay.services.differences import named_differences
from assay.services.paging import Listing, Query, listing
from assay.storage.ports import Page

LONGEST_NAME = 256


@dataclass(slots=True, frozen=True)
class NewLimit:
    """A limit as it is asked for. `max` is USD, `threshold` the fraction of it from which the limit warns."""

    name: str
    max: Decimal
    id: str | None = None
    type: str = LimitType.ALLOW
    enforcement: str = Enforcement.SOFT
    threshold: Decimal | None = None
    properties: Mapping[str, str | None] = field(default_factory=dict[str, str | None])
    tags: Sequence[str] = ()
    charge_past: bool = False


def create(act: Act, asked: NewLimit) -> tuple[Limit, bool]:
    """Make a limit. One that exists by id (or, without an id, by name) and is equal is returned, with False.

    Raises Conflict (`create_limit_validation_failed`, `limit_name_already_exist`) when it differs, Invalid
    for values that are not valid.
    """
    made = _checked(act, asked)
    known = act.tx.limits.get(act.app, made.id) if asked.id is not None else None
    if known is not None:
        _refuse_difference("create_limit_validation_failed", f"limit id {known.id}", known, made)
        return known, False
    namesake = act.tx.limits.named(act.app, made.name)
    if namesake is not None:
        if asked.id is not None:
            raise _name_taken(namesake)
        _refuse_difference("limit_name_already_exist", f"limit name {made.name!r}", namesake, made)
        return namesake, False
    former = act.tx.limits.periods(act.app, made.id, Page(1, ascending=False))
    if former:
        made.period = former[0].period + 1
    act.tx.limits.put(made)
    act.note("limit.create", made.id, after=_audited(made))
    return made, True


def get(act: Act, limit_id: str) -> Limit:
    """The limit, automatic ones included. Raises NotFound (`limit_not_found`)."""
    found = act.tx.limits.get(act.app, limit_id)
    if found is None:
        raise NotFound(
            "limit_not_found", f"there is no limit {limit_id!r} in this application: create it first"
        )
    return found


def list_limits(act: Act, query: Query, name: str | None, *, automatic: bool) -> Listing[Limit]:
    """Limits, oldest first unless the query says otherwise; those made from templates only if `automatic`."""
    rows = act.tx.limits.list(act.app, query.page(), name=name, automatic=automatic)
    return listing(query, rows, lambda limit: (limit.created, limit.id))


def update(act: Act, limit_id: str, name: str | None, maximum: Decimal | None) -> Limit:
    """Rename a limit or change its maximum; None leaves it. The state follows at once.

    Raises Invalid (`invalid_max_limit_update`) for a maximum below what is spent, Conflict
    (`limit_name_already_exist`) for a name in use.
    """
    limit = get(act, limit_id)
    before = _audited(limit)
    if name is not None:
        _check_name("update_limit_validation_failed", name)
        namesake = act.tx.limits.named(act.app, name)
        if namesake is not None and namesake.id != limit.id:
            raise _name_taken(namesake)
    if maximum is not None:
        rules.change_max(limit, maximum)
    if name is not None:
        limit.name = name
    return _put(act, "limit.update", limit, before)


def set_properties(act: Act, limit_id: str, changes: Mapping[str, str | None]) -> Limit:
    """Merge properties into those of the limit; None removes one."""
    limit = get(act, limit_id)
    before = _audited(limit)
    limit.properties = attribution.merged_properties(limit.properties, changes)
    return _put(act, "limit.properties", limit, before)


def add_tags(act: Act, limit_id: str, tags: Sequence[str]) -> Limit:
    """Put more tags on a limit; those it has stay where they are."""
    return set_tags(act, limit_id, [*get(act, limit_id).tags, *tags])


def set_tags(act: Act, limit_id: str, tags: Sequence[str]) -> Limit:
    """Replace the tags of a limit. Raises Invalid (`invalid_tags`)."""
    limit = get(act, limit_id)
    before = _audited(limit)
    limit.tags = _checked_tags(tags)
    return _put(act, "limit.tags", limit, before)


def remove_tags(act: Act, limit_id: str, tags: Sequence[str]) -> Limit:
    """Take tags off a limit; those it does not have are no error."""
    return set_tags(act, limit_id, [tag for tag in get(act, limit_id).tags if tag not in tags])


def reset(act: Act, limit_id: str, asked_ms: int | None) -> LimitPeriod:
    """Begin a new period now; the closed one, with what it had added up. A date asked for is noted."""
    limit = get(act, limit_id)
    closed = rules.reset(limit, act.now, asked_ms)
    limit.updated = act.now
    act.tx.limits.close_period(closed)
    act.tx.limits.put(limit)
    asked = None if asked_ms is None else datetime.fromtimestamp(asked_ms / 1000, UTC).isoformat()
    act.note("limit.reset", limit.id, before=closed, after={"period": limit.period, "reset_date": asked})
    return closed


def history(act: Act, query: Query, limit_id: str) -> Listing[LimitPeriod]:
    """The closed periods of a limit, newest first unless the query says otherwise."""
    limit = get(act, limit_id)
    rows = act.tx.limits.periods(act.app, limit.id, query.page())
    return listing(query, rows, lambda period: (period.end, str(period.period)))


def delete(act: Act, limit_id: str) -> Limit:
    """Delete a limit; what requests were charged stays with them, and the id is free again.

    Its period is closed, so that a limit of the same id counts on and takes no charge for its own.
    """
    limit = get(act, limit_id)
    before = _audited(limit)
    act.tx.limits.close_period(rules.reset(limit, act.now))
    act.tx.limits.delete(act.app, limit_id)
    act.note("limit.delete", limit_id, before=before)
    return limit


def limit_type(text: str) -> LimitType:
    """`allow` or `block`, in any case. Raises Invalid."""
    try:
        return LimitType(text.lower())
    except ValueError:
        raise Invalid(
            "create_limit_validation_failed", f"limit_type is {text!r}: it is allow or block"
        ) from None


def limit_config(
    maximum: Decimal,
    kind: str,
    threshold: Decimal | None,
    properties: Mapping[str, str | None],
    tags: Sequence[str],
) -> LimitConfig:
    """A template of automatic limits, checked as a limit is."""
    rules.check_max(maximum)
    return LimitConfig(
        max=maximum,
        type=limit_type(kind),
        threshold=rules.check_threshold(threshold),
        properties=attribution.merged_properties({}, properties),
        tags=tuple(_checked_tags(tags)),
    )


def _checked(act: Act, asked: NewLimit) -> Limit:
    _check_name("create_limit_validation_failed", asked.name)
    config = limit_config(asked.max, asked.type, asked.threshold, asked.properties, asked.tags)
    return Limit(
        app=act.app,
        id=attribution.limit_id(asked.id) if asked.id is not None else act.new_id(),
        name=asked.name,
        max=config.max,
        type=config.type,
        enforcement=_enforcement(asked.enforcement),
        threshold=config.threshold,
        properties=config.properties,
        tags=list(config.tags),
        charge_past=asked.charge_past,
        created=act.now,
        updated=act.now,
        period_start=act.now,
    )


def _enforcement(text: str) -> Enforcement:
    try:
        return Enforcement(text.lower())
    except ValueError:
        raise Invalid(
            "create_limit_validation_failed", f"enforcement is {text!r}: it is soft or hard"
        ) from None


def _check_name(code: str, name: str) -> None:
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable() or not name.strip():
        raise Invalid(code, f"limit_name is {name[:64]!r}: use 1 to {LONGEST_NAME} printable characters")


def _checked_tags(tags: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(attribution.tag(tag) for tag in tags))


def _refuse_difference(code: str, what: str, known: Limit, asked: Limit) -> None:
    differences = named_differences(known, asked, "max", "threshold", "type", "enforcement")
    if differences:
        raise Conflict(code, f"{what} is in use, with {differences}: choose another, or update that one")


def _name_taken(namesake: Limit) -> Conflict:
    return Conflict(
        "limit_name_already_exist",
        f"limit name {namesake.name!r} is in use by limit {namesake.id}: choose another",
    )


def _put(act: Act, action: str, limit: Limit, before: dict[str, Any]) -> Limit:
    after = _audited(limit)
    if after != before:
        limit.updated = act.now
        act.tx.limits.put(limit)
        act.note(action, limit.id, before=before, after=after)
    return limit


def _audited(limit: Limit) -> dict[str, Any]:
    """What people set of a limit: a copy, since the limit itself changes under our hands."""
    return {
        "name": limit.name,
        "max": limit.max,
        "type": limit.type,
        "threshold": limit.threshold,
        "enforcement": limit.enforcement,
        "properties": dict(limit.properties),
        "tags": list(limit.tags),
    }
