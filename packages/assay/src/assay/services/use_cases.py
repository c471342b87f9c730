"""Use case definitions: what is spent for, in versions, with a limit template for new instances."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assay.domain import attribution
from assay.domain.errors import Busy, Conflict, NotFound
from assay.domain.limits import LimitConfig
from assay.domain.tenancy import Application
from assay.domain.use_cases import AUTOMATIC_DESCRIPTION, UseCase, check_description, check_notes
from assay.services.acts import Act
from assay.services.differences import named_differences
from assay.services.paging import Listing, Query, listing
from assay.storage.ports import Page, Transaction

HOUR_MS = 3_600_000


@dataclass(slots=True, frozen=True)
class NewUseCase:
    """A definition as it is asked for; None means that nothing is said about it."""

    name: str
    description: str
    limit_config: LimitConfig | None = None
    logging_enabled: bool | None = None


def create(act: Act, asked: NewUseCase) -> tuple[UseCase, bool]:
    """Define a use case. One that exists is returned unchanged, with False; another description is no
    conflict.

    A definition that was made automatically takes what is asked for. One that was deleted begins again with
    the next version. Raises Invalid for a name or description that is not valid, Conflict
    (`use_case_already_exists`) when limit template or logging differ.
    """
    attribution.use_case_name(asked.name)
    check_description(asked.description)
    known = act.tx.use_cases.get(act.app, asked.name)
    if known is not None and not known.deleted and not known.auto_created:
        _refuse_difference(known, asked)
        return known, False
    made = UseCase(
        app=act.app,
        name=asked.name,
        description=asked.description,
        logging_enabled=asked.logging_enabled,
        limit_config=asked.limit_config,
        created=act.now,
        updated=act.now,
    )
    if known is not None and not known.deleted:
        made = replace(made, version=known.version, versions=known.versions, created=known.created)
    else:
        made = _begun_after(known, made)
    act.tx.use_cases.put(made)
    act.note("use_case.create", made.name, before=known, after=made)
    return made, True


def get(act: Act, name: str) -> UseCase:
    """The definition in force. Raises NotFound (`use_case_not_found`)."""
    found = act.tx.use_cases.get(act.app, name)
    if found is None or found.deleted:
        raise use_case_not_found(name)
    return found


def find_use_case(tx: Transaction, application: Application, name: str, now: int) -> UseCase:
    """The use case of that name, created if it is unknown and the application's settings let it be.

    Raises Invalid (`invalid_use_case_name`), NotFound (`use_case_not_found`) where unknown names are
    rejected, and Busy (`too_many_new_use_cases`) above the application's cap of new names in an hour.
    """
    attribution.use_case_name(name)
    known = tx.use_cases.get(application.id, name)
    if known is not None and not known.deleted:
        return known
    if application.settings.unknown_use_case == "reject":
        raise use_case_not_found(name)
    cap = application.settings.new_use_cases_per_hour
    if tx.use_cases.created_since(application.id, now - HOUR_MS) >= cap:
        raise Busy(
            "too_many_new_use_cases",
            f"use case {name} is not known, and {cap} names were made within the last hour: create it first",
            retry_after_s=HOUR_MS / 1000,
        )
    made = UseCase(
        app=application.id,
        name=name,
        description=AUTOMATIC_DESCRIPTION,
        auto_created=True,
        created=now,
        updated=now,
    )
    made = _begun_after(known, made)
    tx.use_cases.put(made)
    return made


def _begun_after(deleted: UseCase | None, made: UseCase) -> UseCase:
    """A new definition with its first version: the next one of that which had the name before."""
    if deleted is None:
        return made.begun(1, made.created)
    return replace(made, versions=deleted.versions).begun(deleted.version + 1, made.created)


def use_case_not_found(name: str) -> NotFound:
    """The refusal of an unknown use case."""
    return NotFound(
        "use_case_not_found", f"there is no use case {name!r} in this application: create it first"
    )


def list_use_cases(act: Act, query: Query, name: str | None) -> Listing[UseCase]:
    """The definitions in force, oldest first unless the query says otherwise."""
    rows = act.tx.use_cases.list(act.app, query.page(), name=name)
    return listing(query, rows, lambda use_case: (use_case.created, use_case.name))


def update(act: Act, name: str, description: str | None, logging_enabled: bool | None) -> UseCase:
    """Change description or logging; None leaves it. The version stays."""
    known = get(act, name)
    changed = replace(
        known,
        description=known.description if description is None else description,
        logging_enabled=known.logging_enabled if logging_enabled is None else logging_enabled,
    )
    check_description(changed.description)
    return _put(act, "use_case.update", known, changed)


def increment_version(act: Act, name: str, notes: str) -> UseCase:
    """Begin the next version: new instances get it, and it inherits everything but the notes.

    Raises NotFound (`use_case_not_found`) and Invalid (`invalid_version_notes`).
    """
    known = get(act, name)
    begun = known.begun(known.version + 1, act.now, check_notes(notes))
    return _put(act, "use_case.increment_version", known, begun)


def set_notes(act: Act, name: str, version: int, notes: str) -> UseCase:
    """Note something about a version, in place of what was noted.

    Raises NotFound (`use_case_not_found`, `use_case_version_not_found`), Invalid (`invalid_version_notes`).
    """
    known = get(act, name)
    return _put(act, "use_case.version_notes", known, known.noted(version, check_notes(notes)))


def set_limit_config(act: Act, name: str, config: LimitConfig | None) -> UseCase:
    """Set or take away the template of automatic limits; instances there are keep their limit."""
    known = get(act, name)
    return _put(act, "use_case.limit_config", known, replace(known, limit_config=config))


def delete(act: Act, name: str) -> UseCase:
    """Take the definition and its KPIs out of every list. Its history stays under its name."""
    known = get(act, name)
    for kpi in act.tx.kpis.list(act.app, name, Page(10_000, ascending=True)):
        act.tx.kpis.delete(act.app, name, kpi.name)
    deleted = replace(known, deleted=act.now)
    act.tx.use_cases.put(deleted)
    act.note("use_case.delete", name, before=known)
    return deleted


def _put(act: Act, action: str, known: UseCase, changed: UseCase) -> UseCase:
    if changed == known:
        return known
    changed = replace(changed, updated=act.now, auto_created=False)
    act.tx.use_cases.put(changed)
    act.note(action, known.name, before=known, after=changed)
    return changed


def _refuse_difference(known: UseCase, asked: NewUseCase) -> None:
    spoken = [name for name in ("limit_config", "logging_enabled") if getattr(asked, name) is not None]
    differences = named_differences(known, asked, *spoken)
    if differences:
        raise Conflict(
            "use_case_already_exists",
            f"use case {known.name} exists already, with {differences}: update it instead",
        )
