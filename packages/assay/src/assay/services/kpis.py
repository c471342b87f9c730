"""KPI definitions: which KPIs a use case has, and their goals by version of the use case."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assay.domain.errors import Conflict, NotFound
from assay.domain.kpis import (
    KpiDefinition,
    KpiType,
    check_goal,
    check_kpi_description,
    check_kpi_name,
    direction,
    kpi_type,
)
from assay.services import use_cases
from assay.services.acts import Act
from assay.services.differences import named_differences
from assay.services.paging import Listing, Query, listing
from assay.storage.ports import Page

EVERY = Page(10_000, ascending=True)
"""A use case has a handful of KPIs: all of them at once."""


@dataclass(slots=True, frozen=True)
class NewKpi:
    """A definition as it is asked for; without a type it is a `number`."""

    name: str
    description: str
    type: str = KpiType.NUMBER
    goal: float | None = None
    direction: str | None = None


@dataclass(slots=True, frozen=True)
class KpiUpdate:
    """What may change of a definition; None leaves it."""

    description: str | None = None
    goal: float | None = None
    direction: str | None = None


@dataclass(slots=True, frozen=True)
class KpiWithGoals:
    """A definition and its goals by the version of the use case each holds from."""

    definition: KpiDefinition
    goals: dict[int, float]


def create(act: Act, use_case_name: str, asked: NewKpi) -> tuple[KpiWithGoals, bool]:
    """Define a KPI; an equal definition that exists is returned, with False.

    Names differ by more than case. Raises Invalid for a name, type, goal or direction that is not valid,
    Conflict (`kpi_already_exists`) for one that exists and differs.
    """
    use_case = use_cases.find_use_case(act.tx, act.caller.application, use_case_name, act.now)
    made = _checked(act, use_case_name, asked)
    known = _namesake(act, made)
    if known is not None:
        _refuse_difference(known, made)
        return _with_goals(act, known), False
    act.tx.kpis.put(made, version=use_case.version)
    act.note("kpi.create", f"{use_case_name}/{made.name}", after=made)
    return _with_goals(act, made), True


def list_kpis(act: Act, query: Query, use_case_name: str, name: str | None) -> Listing[KpiWithGoals]:
    """The KPIs of a use case, in the order they were defined."""
    use_cases.get(act, use_case_name)
    rows = act.tx.kpis.list(act.app, use_case_name, query.page(), name=name)
    found = listing(query, rows, lambda kpi: (kpi.created, kpi.name))
    return Listing([_with_goals(act, kpi) for kpi in found.items], found.cursor)


def get(act: Act, use_case_name: str, name: str) -> KpiDefinition:
    """The definition; names are case-sensitive. Raises NotFound (`kpi_not_found`), listing all."""
    found = act.tx.kpis.get(act.app, use_case_name, name)
    if found is None:
        there = ", ".join(repr(kpi.name) for kpi in act.tx.kpis.list(act.app, use_case_name, EVERY)) or "none"
        raise NotFound(
            "kpi_not_found", f"use case {use_case_name} has no KPI {name!r}: define it first; it has {there}"
        )
    return found


def show(act: Act, use_case_name: str, name: str) -> KpiWithGoals:
    """The definition and its goals by version."""
    use_cases.get(act, use_case_name)
    return _with_goals(act, get(act, use_case_name, name))


def update(act: Act, use_case_name: str, name: str, changes: KpiUpdate) -> KpiWithGoals:
    """Change description, direction or goal; a goal holds from the latest version of the use case on."""
    use_case = use_cases.get(act, use_case_name)
    known = get(act, use_case_name, name)
    changed = replace(
        known,
        description=check_kpi_description(
            known.description if changes.description is None else changes.description
        ),
        goal=known.goal if changes.goal is None else check_goal(known.type, changes.goal),
        direction=known.direction if changes.direction is None else direction(changes.direction),
    )
    if changed != known:
        changed = replace(changed, updated=act.now)
        act.tx.kpis.put(changed, version=use_case.version)
        act.note("kpi.update", f"{use_case_name}/{name}", before=known, after=changed)
    return _with_goals(act, changed)


def delete(act: Act, use_case_name: str, name: str) -> KpiWithGoals:
    """Take the definition away; recorded scores stay with their instances."""
    known = show(act, use_case_name, name)
    act.tx.kpis.delete(act.app, use_case_name, name)
    act.note("kpi.delete", f"{use_case_name}/{name}", before=known)
    return known


def _checked(act: Act, use_case_name: str, asked: NewKpi) -> KpiDefinition:
    kind = kpi_type(asked.type)
    return KpiDefinition(
        app=act.app,
        use_case=use_case_name,
        name=check_kpi_name(asked.name),
        description=check_kpi_description(asked.description),
        type=kind,
        goal=check_goal(kind, asked.goal),
        direction=direction(asked.direction),
        created=act.now,
    )


def _namesake(act: Act, made: KpiDefinition) -> KpiDefinition | None:
    for known in act.tx.kpis.list(act.app, made.use_case, EVERY):
        if known.name.casefold() == made.name.casefold():
            return known
    return None


def _refuse_difference(known: KpiDefinition, made: KpiDefinition) -> None:
    differences = named_differences(
        known, made, "name", "description", "type", "goal", *(("direction",) if made.direction else ())
    )
    if differences:
        raise Conflict(
            "kpi_already_exists",
            f"use case {made.use_case} has a KPI {known.name!r}, with {differences}: update it instead",
        )


def _with_goals(act: Act, definition: KpiDefinition) -> KpiWithGoals:
    return KpiWithGoals(definition, act.tx.kpis.goals(act.app, definition.use_case, definition.name))
