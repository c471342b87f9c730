"""People and their roles: who is invited, who may do what, who leaves. Every act leaves an audit entry."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assay.domain.errors import Conflict, Invalid, NotFound
from assay.domain.people import Grant, Person, Role, Scope, check_email, check_person_name
from assay.services.acts import Act
from assay.services.sessions import new_invitation, settle
from assay.storage.ports import Transaction


@dataclass(slots=True, frozen=True)
class Member:
    """A person with the role they were given on something."""

    person: Person
    grant: Grant


def invite(act: Act, name: str, email: str) -> tuple[Person, str]:
    """Let a person in; returns them and the token of the link by which they come.

    Raises Invalid (`invalid_email`, `invalid_person_name`) and Conflict (`person_already_exists`).
    """
    person = Person(act.new_id(), check_person_name(name), check_email(email), created=act.now)
    if act.tx.people.with_email(person.email) is not None:
        raise Conflict("person_already_exists", f"{person.email} belongs to a person already")
    settle(act.tx, person, act.now)
    act.note("person.invite", person.id)
    return person, new_invitation(act.tx, person.id, act.now)


def reached_at(act: Act, email: str, name: str) -> tuple[Person, str | None]:
    """The person of an address; somebody who has none yet is invited, and the token of their link returned.

    Without a name, an invitation has what stands before the @. Raises Invalid (`invalid_email`,
    `invalid_person_name`).
    """
    known = act.tx.people.with_email(check_email(email))
    if known is not None:
        return known, None
    return invite(act, name or email.strip().partition("@")[0], email)


def invite_again(act: Act, person_id: str) -> tuple[Person, str]:
    """The token of a new link for a person: the former one ends. Raises NotFound (`person_not_found`)."""
    person = find(act.tx, person_id)
    act.note("person.invite_again", person.id)
    return person, new_invitation(act.tx, person.id, act.now)


def remove(act: Act, person_id: str) -> None:
    """Forget a person; the applications of their personal group are then in no group.

    Raises NotFound (`person_not_found`) and Invalid (`last_owner`).
    """
    person = find(act.tx, person_id)
    _refuse_last_owner(act.tx, person.id)
    own = {group.id for group in act.tx.groups.list() if group.person == person.id}
    for application in act.tx.applications.list():
        if application.group in own:
            act.tx.applications.put(replace(application, group=""))
    for group in own:
        act.tx.groups.delete(group)
    act.tx.people.delete(person.id)
    act.note("person.remove", person.id)


def find(tx: Transaction, person_id: str) -> Person:
    """A person by id. Raises NotFound (`person_not_found`)."""
    person = tx.people.get(person_id)
    if person is None:
        raise NotFound("person_not_found", f"there is no person with the id {person_id[:64]!r}")
    return person


def find_by_email(tx: Transaction, email: str) -> Person:
    """A person by their address. Raises NotFound (`person_not_found`)."""
    person = tx.people.with_email(email)
    if person is None:
        there = ", ".join(known.email for known in tx.people.list()) or "nobody"
        raise NotFound("person_not_found", f"nobody has the address {email[:80]!r}; there are: {there}")
    return person


def members(tx: Transaction, scope: Scope, target: str) -> list[Member]:
    """Those who were given a role on something, by name."""
    given = [(tx.people.get(grant.person), grant) for grant in tx.grants.on(scope, target)]
    found = [Member(person, grant) for person, grant in given if person is not None]
    return sorted(found, key=lambda member: (member.person.name.casefold(), member.person.id))


def give_role(act: Act, grant: Grant) -> None:
    """Give a person a role on something, in place of the one they had there.

    Raises NotFound (`person_not_found`), Invalid (`last_owner`, `personal_group`).
    """
    find(act.tx, grant.person)
    if grant.scope is Scope.GROUP and (group := act.tx.groups.get(grant.target)) and group.person:
        raise Invalid(
            "personal_group", f"{group.name} is personal: make a shared group for more than one person"
        )
    if grant.scope is Scope.ORGANIZATION and grant.role is not Role.OWNER:
        _refuse_last_owner(act.tx, grant.person)
    former = act.tx.grants.get(grant.person, grant.scope, grant.target)
    if former != grant:
        act.tx.grants.put(grant)
        act.note("role.give", grant.person, before=former, after=grant)


def take_role(act: Act, person_id: str, scope: Scope, target: str) -> None:
    """Take a role away; one that was not given stays so. Raises Invalid (`last_owner`)."""
    former = act.tx.grants.get(person_id, scope, target)
    if former is None:
        return
    if scope is Scope.ORGANIZATION:
        _refuse_last_owner(act.tx, person_id)
    act.tx.grants.delete(person_id, scope, target)
    act.note("role.take", person_id, before=former)


def _refuse_last_owner(tx: Transaction, person_id: str) -> None:
    owners = {grant.person for grant in tx.grants.on(Scope.ORGANIZATION, "") if grant.role is Role.OWNER}
    if owners == {person_id}:
        raise Invalid(
            "last_owner", "this is the organization's only owner: give somebody else that role first"
        )
