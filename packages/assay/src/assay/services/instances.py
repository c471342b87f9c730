"""Use case instances: one execution each, opened on first sight or explicitly, with a limit of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import uuid4

from assay.domain import attribution
from assay.domain.errors import Invalid, NotFound
from assay.domain.facts import InstanceFact
from assay.domain.use_cases import (
    Instance,
    UseCase,
    automatic_limit,
    check_version,
)
from assay.services import score_changes
from assay.services.acts import Act
from assay.services.paging import Listing, Query, listing
from assay.services.use_cases import find_use_case
from assay.storage.ports import Transaction


@dataclass(slots=True, frozen=True)
class NewInstance:
    """What the caller of an explicit creation may say about the instance."""

    id: str | None = None
    version: int | None = None
    user_id: str | None = None
    account: str | None = None
    properties: Mapping[str, str | None] = field(default_factory=dict[str, str | None])


def open_instance(
    tx: Transaction, use_case: UseCase, instance: NewInstance, *, now: int, limit_id: str
) -> Instance:
    """A new instance with an automatic limit, if its use case has a template; without an id it gets a UUID.

    Raises Invalid for a version, id, person or property that is not valid.
    """
    made = Instance(
        app=use_case.app,
        id=attribution.instance_id(instance.id) if instance.id is not None else str(uuid4()),
        use_case=use_case.name,
        version=check_version(use_case, instance.version),
        user_id=attribution.user_id(instance.user_id or ""),
        account=attribution.account_name(instance.account or ""),
        properties=attribution.merged_properties({}, instance.properties),
        created=now,
    )
    limit = automatic_limit(use_case, made.id, limit_id=limit_id, now=now)
    if limit is not None:
        tx.limits.put(limit)
        made = replace(made, limit_id=limit.id)
    tx.instances.put(made)
    tx.spool.append_instances([fact_of(made)])
    return made


def fact_of(instance: Instance, *, sign: int = 1) -> InstanceFact:
    """The instance as the event store counts it; `sign` -1 takes it back."""
    return InstanceFact(
        instance.app, instance.created, instance.use_case, instance.version, instance.id, sign
    )


def create(act: Act, use_case_name: str, asked: NewInstance) -> tuple[Instance, bool]:
    """Open an instance. An id that exists already gives that instance, and False; that of a deleted one is
    free to be opened again.

    Raises Invalid (`use_case_instance_mismatch`) when the id belongs to another use case.
    """
    known = act.tx.instances.get(act.app, asked.id) if asked.id is not None else None
    if known is not None and not known.deleted:
        return _same_use_case(known, use_case_name), False
    use_case = find_use_case(act.tx, act.caller.application, use_case_name, act.now)
    made = open_instance(act.tx, use_case, asked, now=act.now, limit_id=act.new_id())
    act.note("use_case_instance.create", made.id, after=made)
    return made, True


def get(act: Act, instance_id: str, use_case_name: str | None = None) -> Instance:
    """The instance, of that use case if one is named. Raises NotFound (`use_case_instance_not_found`)."""
    instance = act.tx.instances.get(act.app, instance_id)
    if instance is None or instance.deleted or use_case_name not in (None, instance.use_case):
        of = f" of use case {use_case_name!r}" if use_case_name is not None else ""
        raise NotFound(
            "use_case_instance_not_found",
            f"there is no instance {instance_id!r}{of}: create it, or send a request that names it",
        )
    return instance


def delete(act: Act, instance_id: str, use_case_name: str | None = None) -> Instance:
    """Take an instance and its scores out of every KPI. Its requests and their cost stay, and late ones
    that name it join them without bringing it back.
    """
    instance = get(act, instance_id, use_case_name)
    score_changes.clear_all(act, instance)
    deleted = replace(instance, deleted=act.now)
    act.tx.instances.put(deleted)
    act.tx.spool.append_instances([fact_of(instance, sign=-1)])
    act.note("use_case_instance.delete", instance.id, before=instance)
    return deleted


def set_properties(
    act: Act, instance_id: str, changes: Mapping[str, str | None], use_case_name: str | None = None
) -> Instance:
    """Merge properties into those of the instance; None removes one."""
    instance = get(act, instance_id, use_case_name)
    changed = replace(instance, properties=attribution.merged_properties(instance.properties, changes))
    act.tx.instances.put(changed)
    act.note(
        "use_case_instance.properties", instance.id, before=instance.properties, after=changed.properties
    )
    return changed


def list_instances(act: Act, query: Query, use_case: str | None) -> Listing[Instance]:
    """Instances of the application, or of one use case, newest first unless the query says otherwise."""
    rows = act.tx.instances.list(act.app, query.page(), use_case=use_case)
    return listing(query, rows, lambda instance: (instance.created, instance.id))


def _same_use_case(known: Instance, use_case_name: str) -> Instance:
    if known.use_case != use_case_name:
        raise Invalid(
            "use_case_instance_mismatch",
            f"instance {known.id} belongs to use case {known.use_case}, not {use_case_name}: use another id",
        )
    return known
