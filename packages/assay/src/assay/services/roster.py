"""Who is signed in and what each person may do, held in memory: asking costs no look at the store.

`load` takes everything anew from one snapshot whenever something of it changes; between two loads nothing
here changes but the times of use.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from assay.domain.errors import NotFound, Unauthenticated
from assay.domain.people import (
    Access,
    Grant,
    Person,
    Scope,
    Session,
    access_of,
    access_to_application,
    access_to_group,
)
from assay.domain.tenancy import Application, Group
from assay.services.access import KeyRing
from assay.storage.ports import StateStore, Transaction


def digest_of(token: str) -> bytes:
    """What is kept of a token of 256 random bits: its SHA-256."""
    return sha256(token.encode()).digest()


@dataclass(slots=True, frozen=True)
class Known:
    """Everything that decides what a person may do, as of one moment."""

    people: Mapping[str, Person] = field(default_factory=dict[str, Person])
    sessions: dict[bytes, Session] = field(default_factory=dict[bytes, Session])
    grants: Mapping[str, Sequence[Grant]] = field(default_factory=dict[str, Sequence[Grant]])
    groups: Mapping[str, Group] = field(default_factory=dict[str, Group])
    applications: Mapping[str, Application] = field(default_factory=dict[str, Application])


def known_in(tx: Transaction) -> Known:
    """What the store says."""
    grants: defaultdict[str, list[Grant]] = defaultdict(list)
    for grant in tx.grants.list():
        grants[grant.person].append(grant)
    return Known(
        {person.id: person for person in tx.people.list()},
        {session.digest: session for session in tx.sessions.list()},
        grants,
        {group.id: group for group in tx.groups.list()},
        {application.id: application for application in tx.applications.list()},
    )


@dataclass(slots=True)
class Roster:
    """The people of an installation, their sessions and roles."""

    known: Known = field(default_factory=Known)
    _used: set[bytes] = field(default_factory=set[bytes])

    def replace(self, known: Known) -> None:
        """Take this and nothing else, but for uses of sessions that the store does not know of yet."""
        for digest in self._used & known.sessions.keys():
            known.sessions[digest] = replace(known.sessions[digest], seen=self.known.sessions[digest].seen)
        self.known = known

    @property
    def is_empty(self) -> bool:
        """Whether nobody may sign in yet."""
        return not self.known.people

    def session(self, token: str, now: int) -> Session:
        """The session of a cookie. Raises Unauthenticated (`session_ended`)."""
        digest = digest_of(token)
        session = self.known.sessions.get(digest)
        if session is None or not session.holds(now) or session.person not in self.known.people:
            raise Unauthenticated("session_ended", "you are not signed in here any more: sign in again")
        self._used.add(digest)
        self.known.sessions[digest] = used = replace(session, seen=now)
        return used

    def organization_access(self, person: str) -> Access | None:
        """What a person may do with the organization."""
        return access_of(grant for grant in self._grants(person) if grant.scope is Scope.ORGANIZATION)

    def group_access(self, person: str, group: Group) -> Access | None:
        """What a person may do with a group."""
        return access_to_group(person, self._grants(person), group)

    def application_access(self, person: str, application: Application) -> Access | None:
        """What a person may do with an application, deleted or not."""
        group = self.known.groups.get(application.group)
        return access_to_application(person, self._grants(person), application, group)

    def application(self, person: str, app: str, *, deleted: bool = False) -> tuple[Application, Access]:
        """An application as a person meets it: one they have no role on is not there.

        Raises NotFound (`application_not_found`).
        """
        application = self.known.applications.get(app)
        if application is not None and bool(application.deleted) is deleted:
            access = self.application_access(person, application)
            if access is not None:
                return application, access
        raise NotFound("application_not_found", f"there is no application with the id {app[:64]!r}")

    def group(self, person: str, group: str) -> Group:
        """A group as a person meets it. Raises NotFound (`group_not_found`)."""
        found = self.known.groups.get(group)
        if found is None or self.group_access(person, found) is None:
            raise NotFound("group_not_found", f"there is no group with the id {group[:64]!r}")
        return found

    def last_seen(self, person: str) -> int:
        """When a person was last here, ms; 0 when they are not signed in anywhere."""
        own = (session.seen for session in self.known.sessions.values() if session.person == person)
        return max(own, default=0)

    async def note_use(self, state: StateStore, now: int) -> None:
        """Write down when sessions were last used, and forget those that ended by themselves."""
        used, self._used = self._used, set()
        sessions = self.known.sessions
        seen = {digest: sessions[digest].seen for digest in used & sessions.keys()}

        def write(tx: Transaction) -> None:
            tx.sessions.touch(seen)
            tx.sessions.drop_ended(now)
            tx.links.drop_expired(now)

        if self.known.people:
            await state.transact(write)

    def _grants(self, person: str) -> Sequence[Grant]:
        return self.known.grants.get(person, ())


@dataclass(slots=True)
class Entrance:
    """Everyone who may come in: programs by their key, people by their session."""

    keys: KeyRing = field(default_factory=KeyRing)
    roster: Roster = field(default_factory=Roster)
    _loading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def load(self, state: StateStore) -> None:
        """Take what is in force in the store. Loads happen one after the other: the last one read is the one
        that stays.
        """
        async with self._loading:
            keys, known = await state.read(lambda tx: (tx.applications.keys(), known_in(tx)))
            self.keys.replace(known.applications.values(), keys)
            self.roster.replace(known)

    async def note_use(self, state: StateStore, now: int) -> None:
        """Write down who was here. Called now and then, never within a request."""
        await self.keys.note_use(state)
        await self.roster.note_use(state, now)
