"""Groups of applications: made, renamed, deleted when empty; and the tree of everything a person may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assay.domain.errors import Conflict, Invalid, NotFound
from assay.domain.people import Access, Grant, Role, Scope
from assay.domain.tenancy import Application, Group
from assay.services.acts import Act
from assay.services.roster import Roster

LONGEST_NAME = 64
UNGROUPED = Group("", "Applications")


@dataclass(slots=True, frozen=True)
class Branch:
    """A group as a person meets it. `access` None: only some of its applications are theirs to see."""

    group: Group
    access: Access | None
    applications: list[tuple[Application, Access]]


def tree(roster: Roster, person: str) -> list[Branch]:
    """Everything a person may see, the shared groups first, by name; those in no group last."""
    seen = list(visible(roster, person))
    branches: list[Branch] = []
    for group in [*sorted(roster.known.groups.values(), key=_order), UNGROUPED]:
        inside = [(one, access) for one, access in seen if _group_of(roster, one) == group.id]
        access = roster.group_access(person, group) if group.id else roster.organization_access(person)
        if inside or (access is not None and group.id):
            branches.append(Branch(group, access, inside))
    return branches


def visible(roster: Roster, person: str, *, deleted: bool = False) -> Iterator[tuple[Application, Access]]:
    """The applications a person has a role on, by name."""
    for application in sorted(roster.known.applications.values(), key=lambda one: one.name.casefold()):
        access = roster.application_access(person, application)
        if access is not None and bool(application.deleted) is deleted:
            yield application, access


def create(act: Act, name: str) -> Group:
    """Make a shared group; whoever makes it becomes its Owner.

    Raises Invalid (`invalid_group_name`) and Conflict (`group_already_exists`).
    """
    _check_name(act, name)
    group = Group(act.new_id(), name, created=act.now)
    act.tx.groups.put(group)
    assert act.caller.person is not None
    act.tx.grants.put(Grant(act.caller.person.id, Scope.GROUP, group.id, Role.OWNER))
    act.note("group.create", group.id, after=group)
    return group


def rename(act: Act, group_id: str, name: str) -> Group:
    """Call a group by another name. Raises as `create`, and NotFound (`group_not_found`)."""
    group = find(act, group_id)
    if name == group.name:
        return group
    _check_name(act, name, but=group.id)
    renamed = replace(group, name=name)
    act.tx.groups.put(renamed)
    act.note("group.rename", group.id, before=group.name, after=name)
    return renamed


def delete(act: Act, group_id: str) -> None:
    """Delete an empty group. Raises NotFound (`group_not_found`), Invalid (`group_not_empty`,
    `personal_group`).
    """
    group = find(act, group_id)
    if group.person:
        raise Invalid("personal_group", f"{group.name} is a personal group: it stays as long as its person")
    inside = [one.name for one in act.tx.applications.list() if one.group == group.id and not one.deleted]
    if inside:
        raise Invalid(
            "group_not_empty", f"group {group.name} holds {', '.join(inside)}: move them elsewhere first"
        )
    act.tx.grants.delete_all_on(Scope.GROUP, group.id)
    act.tx.groups.delete(group.id)
    act.note("group.delete", group.id, before=group)


def find(act: Act, group_id: str) -> Group:
    """A group by id. Raises NotFound (`group_not_found`)."""
    group = act.tx.groups.get(group_id)
    if group is None:
        raise NotFound("group_not_found", f"there is no group with the id {group_id[:64]!r}")
    return group


def _check_name(act: Act, name: str, *, but: str = "") -> None:
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable() or name != name.strip():
        raise Invalid(
            "invalid_group_name",
            f"{name[:80]!r} is no name for a group: use 1 to {LONGEST_NAME} printable characters",
        )
    shared = (group for group in act.tx.groups.list() if not group.person and group.id != but)
    if name.casefold() in {group.name.casefold() for group in shared}:
        raise Conflict("group_already_exists", f"a group named {name!r} exists already")


def _order(group: Group) -> tuple[bool, str, str]:
    return bool(group.person), group.name.casefold(), group.id


def _group_of(roster: Roster, application: Application) -> str:
    """The group an application is in; '' when that group was deleted."""
    return application.group if application.group in roster.known.groups else ""
