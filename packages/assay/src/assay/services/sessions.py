"""Coming in and going out: signing in with a password, by a one-time link, and signing out.

A session is a token of 256 random bits in a cookie; kept is its SHA-256. Whoever signs in by a link chooses a
password with it. Attempts are throttled by address and by e-mail, whether the person exists or not, and a
refusal says the same either way.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace

from assay.domain.errors import Busy, Conflict, Invalid, Unauthenticated
from assay.domain.people import (
    DAY_MS,
    Grant,
    Link,
    LinkKind,
    Person,
    Role,
    Scope,
    Session,
    check_email,
    check_password,
    check_person_name,
    email_key,
)
from assay.domain.tenancy import Group
from assay.services.passwords import Passwords
from assay.services.platform import Platform
from assay.services.roster import Entrance, Roster, digest_of
from assay.services.throttle import Throttle
from assay.storage.ports import AuditEntry, Transaction

MINUTE_MS = 60_000
OWNER_LINK_MS = DAY_MS
INVITATION_MS = 7 * DAY_MS
NOBODY = "nobody"


@dataclass(slots=True, frozen=True)
class SignedIn:
    """A session that has just begun. `token` is the only copy of what the cookie carries."""

    person: Person
    token: str


@dataclass(slots=True)
class Authentication:
    """People show who they are here, and how often that may be tried is counted."""

    platform: Platform
    entrance: Entrance
    passwords: Passwords = field(default_factory=Passwords)
    by_address: Throttle = field(default_factory=lambda: Throttle(30, MINUTE_MS))
    by_email: Throttle = field(default_factory=lambda: Throttle(10, 15 * MINUTE_MS))

    async def sign_in(self, email: str, password: str, address: str) -> SignedIn:
        """Begin a session. Raises Unauthenticated (`invalid_login`) and Busy (`too_many_logins`)."""
        await self.count_attempt(email_key(email), address)
        person = await self.platform.state.read(lambda tx: tx.people.with_email(email))
        kept = person.password if person else ""
        if not await self.passwords.matches(kept, password) or person is None:
            raise Unauthenticated(
                "invalid_login", "this e-mail address and this password do not belong together"
            )
        self.by_email.forget(email_key(email))
        return await self.begin(person)

    async def begin(self, person: Person) -> SignedIn:
        """Begin a session of a person who has shown who they are."""
        token, now = new_token(), self.platform.now_ms()
        session = Session(digest_of(token), person.id, now, now)
        await self.platform.state.transact(lambda tx: tx.sessions.put(session))
        await self.entrance.load(self.platform.state)
        return SignedIn(person, token)

    async def sign_out(self, token: str) -> None:
        """End the session of a token; one that has ended already stays so."""
        await self.platform.state.transact(lambda tx: tx.sessions.end(digest_of(token)))
        await self.entrance.load(self.platform.state)

    async def link(self, token: str) -> tuple[Link, Person | None]:
        """A link that still holds, and the person it is for. Raises Invalid (`invalid_link`)."""
        now = self.platform.now_ms()
        return await self.platform.state.read(lambda tx: _link(tx, token, now))

    async def welcome(self, token: str, name: str, email: str, password: str, address: str) -> SignedIn:
        """Use a link: its bearer becomes the person of this name, with this password, and is signed in.

        The address of an invitation is the invited one, whatever `email` says. Raises Invalid
        (`invalid_link`, `invalid_email`, `invalid_person_name`, `invalid_password`) and Conflict
        (`person_already_exists`).
        """
        await self.count_attempt("", address)
        link, invited = await self.link(token)
        asked = Person(
            id=invited.id if invited else self.platform.new_id(),
            name=check_person_name(name),
            email=invited.email if invited else check_email(email),
            created=invited.created if invited else self.platform.now_ms(),
            password=await self.passwords.hash_of(check_password(password)),
        )
        now = self.platform.now_ms()
        await self.platform.state.transact(lambda tx: _welcome(tx, token, link, asked, now))
        return await self.begin(asked)

    async def change_password(self, session: Session, current: str, new: str) -> None:
        """Replace the password of the session's person; their other sessions end.

        Raises Unauthenticated (`invalid_login`), Invalid (`invalid_password`) and Busy (`too_many_logins`).
        """
        person = self.entrance.roster.known.people[session.person]
        await self.count_attempt(email_key(person.email), "")
        if not await self.passwords.matches(person.password, current):
            raise Unauthenticated("invalid_login", "the current password is another one")
        changed = replace(person, password=await self.passwords.hash_of(new))

        def write(tx: Transaction) -> None:
            tx.people.put(changed)
            tx.sessions.end_all_of(person.id, but=session.digest)
            note(tx, self.platform.now_ms(), person.id, "person.password", person.id)

        await self.platform.state.transact(write)
        await self.entrance.load(self.platform.state)

    async def count_attempt(self, email: str, address: str) -> None:
        """Raises Busy (`too_many_logins`); the first refusal in a name is noted in the audit."""
        now = self.platform.now_ms()
        for throttle, name in ((self.by_address, address), (self.by_email, email)):
            if not name or throttle.takes(name, now):
                continue
            if throttle.is_news(name, now):
                await self.platform.state.transact(
                    lambda tx, name=name: note(tx, now, NOBODY, "session.too_many_logins", name)
                )
            raise Busy(
                "too_many_logins",
                f"too many attempts to sign in: wait {throttle.within_ms // MINUTE_MS} min, or have the owner"
                " of this installation run `assay people link`",
                retry_after_s=throttle.within_ms / 1000,
            )


async def first_owner_link(platform: Platform, roster: Roster) -> str | None:
    """The token of an owner link while nobody can sign in yet: what a start hands to whoever started it."""
    if not roster.is_empty:
        return None
    now = platform.now_ms()
    return await platform.state.transact(lambda tx: new_owner_link(tx, now))


def new_token() -> str:
    """256 random bits as text that may stand in a cookie and in a URL."""
    return secrets.token_urlsafe(32)


def new_owner_link(tx: Transaction, now: int) -> str:
    """The token of a link that makes its bearer an Owner of the organization; a former one ends."""
    token = new_token()
    tx.links.delete_all_of(LinkKind.OWNER, "")
    tx.links.put(Link(digest_of(token), LinkKind.OWNER, "", now + OWNER_LINK_MS))
    return token


def new_invitation(tx: Transaction, person: str, now: int) -> str:
    """The token of a link by which a person chooses a password; a former one ends."""
    token = new_token()
    tx.links.delete_all_of(LinkKind.INVITATION, person)
    tx.links.put(Link(digest_of(token), LinkKind.INVITATION, person, now + INVITATION_MS))
    return token


def settle(tx: Transaction, person: Person, now: int) -> None:
    """Keep a person, with the personal group that every person owns."""
    tx.people.put(person)
    if tx.groups.get(personal_group(person.id)) is None:
        tx.groups.put(Group(personal_group(person.id), f"{person.name}'s Applications", person.id, now))


def personal_group(person: str) -> str:
    """The id of a person's own group: the person's."""
    return person


def note(
    tx: Transaction, now: int, who: str, action: str, subject: str, *, app: str = "", after: str = ""
) -> None:
    """Append an audit entry about people. Times are ms; `after` is JSON text."""
    tx.audit.append(AuditEntry(now, app, who, action, subject, after=after))


def _link(tx: Transaction, token: str, now: int) -> tuple[Link, Person | None]:
    link = tx.links.get(digest_of(token))
    person = tx.people.get(link.person) if link else None
    if link is None or now >= link.expires or (link.kind is LinkKind.INVITATION and person is None):
        raise Invalid("invalid_link", "this link was used already, or its time is over: ask for another one")
    return link, person


def _welcome(tx: Transaction, token: str, link: Link, person: Person, now: int) -> None:
    _link(tx, token, now)  # nobody used it meanwhile
    known = tx.people.with_email(person.email)
    if known is not None and known.id != person.id:
        raise Conflict(
            "person_already_exists",
            f"{person.email} belongs to a person already: sign in, or use another address",
        )
    tx.links.delete(link.digest)
    tx.sessions.end_all_of(person.id)
    settle(tx, person, now)
    if link.kind is LinkKind.OWNER:
        tx.grants.put(Grant(person.id, Scope.ORGANIZATION, "", Role.OWNER))
    note(tx, now, person.id, f"person.{link.kind.value}_link", person.id)
