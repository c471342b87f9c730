"""People from the identity provider: known by its name for them, else by an address it vouches for."""

from __future__ import annotations

from dataclasses import replace

from assay.domain.errors import Conflict, Refusal
from assay.domain.people import Grant, Person, Scope, Source, check_email, check_person_name
from assay.domain.tenancy import KeyScope
from assay.services import people
from assay.services.access import ORGANIZATION
from assay.services.acts import Act
from assay.services.oidc import Identity
from assay.services.platform import Caller
from assay.services.sessions import Authentication, SignedIn, settle

_PROVIDER = Caller(ORGANIZATION, KeyScope.ORGANIZATION, "identity provider")


async def sign_in(authentication: Authentication, identity: Identity, *, maps_roles: bool) -> SignedIn:
    """Begin a session of the person of an identity. Raises as `admit`."""
    platform, now = authentication.platform, authentication.platform.now_ms()
    person = await platform.state.transact(
        lambda tx: admit(Act(tx, _PROVIDER, now, platform.new_id), identity, maps_roles=maps_roles)
    )
    return await authentication.begin(person)


def admit(act: Act, identity: Identity, *, maps_roles: bool) -> Person:
    """The person of an identity, made or brought up to date. With `maps_roles`, their role on the
    organization is what the provider says.

    Raises Invalid (`invalid_email`) for an identity without an address, and Conflict (`email_not_verified`)
    for one whose address belongs to somebody here and is not vouched for.
    """
    person = _known(act, identity) or Person(act.new_id(), "", "", created=act.now)
    admitted = replace(
        person,
        name=check_person_name(identity.name),
        email=check_email(identity.email),
        source=Source.OIDC,
        subject=identity.subject,
    )
    _refuse_anothers_address(act, admitted)
    settle(act.tx, admitted, act.now)
    if not person.subject:
        act.note("person.from_provider", admitted.id)
    if maps_roles:
        _take_over_role(act, admitted, identity)
    return admitted


def _known(act: Act, identity: Identity) -> Person | None:
    known = act.tx.people.with_subject(identity.subject)
    if known is not None or not identity.email:
        return known
    same_address = act.tx.people.with_email(identity.email)
    if same_address is not None and (same_address.subject or not identity.email_verified):
        raise Conflict(
            "email_not_verified",
            f"{identity.email} belongs to a person here already, and the provider does not vouch for it",
        )
    return same_address


def _refuse_anothers_address(act: Act, person: Person) -> None:
    """A person whose address changed at the provider into one that somebody else has here."""
    same_address = act.tx.people.with_email(person.email)
    if same_address is not None and same_address.id != person.id:
        raise Conflict("person_already_exists", f"{person.email} belongs to another person here")


def _take_over_role(act: Act, person: Person, identity: Identity) -> None:
    try:
        if identity.role is None:
            people.take_role(act, person.id, Scope.ORGANIZATION, "")
        else:
            former = act.tx.grants.get(person.id, Scope.ORGANIZATION, "")
            prompts = former.view_prompts if former else None
            people.give_role(act, Grant(person.id, Scope.ORGANIZATION, "", identity.role, prompts))
    except Refusal as refusal:
        if refusal.code != "last_owner":  # somebody must be able to let the others in
            raise
