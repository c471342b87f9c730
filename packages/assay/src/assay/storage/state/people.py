"""People, their sessions, roles and links."""

from __future__ import annotations

from collections.abc import Mapping

from assay.domain.people import (
    SESSION_IDLE_MS,
    SESSION_LONGEST_MS,
    Grant,
    Link,
    LinkKind,
    Person,
    Scope,
    Session,
    email_key,
)
from assay.storage.state.session import Session as Connection
from assay.storage.state.tables import Table

_PEOPLE = Table(
    "people",
    Person,
    ("id", "email_key", "subject", "created"),
    lambda one: (one.id, email_key(one.email), one.subject, one.created),
    keys=1,
)
_GRANTS = Table(
    "grants",
    Grant,
    ("person", "scope", "target"),
    lambda one: (one.person, one.scope.value, one.target),
    keys=3,
)


class StoredPeople:
    """`storage.people.People`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, person: str) -> Person | None:
        return _PEOPLE.get(self._connection, person)

    def with_email(self, email: str) -> Person | None:
        found = _PEOPLE.find(self._connection, "email_key = ?", (email_key(email),))
        return found[0] if found else None

    def with_subject(self, subject: str) -> Person | None:
        found = _PEOPLE.find(self._connection, "subject = ? AND subject <> ''", (subject,))
        return found[0] if found else None

    def put(self, person: Person) -> None:
        _PEOPLE.put(self._connection, [person])

    def delete(self, person: str) -> None:
        for table in ("sessions", "grants", "links", "views"):
            self._connection.write(f"DELETE FROM {table} WHERE person = ?", (person,))
        _PEOPLE.delete(self._connection, person)

    def list(self) -> list[Person]:
        return _PEOPLE.find(self._connection, "1 = 1", order="ORDER BY created, id")


class StoredSessions:
    """`storage.people.Sessions`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, session: Session) -> None:
        self._connection.write(
            "INSERT INTO sessions (digest, person, created, seen) VALUES (?, ?, ?, ?)",
            (session.digest, session.person, session.created, session.seen),
        )

    def end(self, digest: bytes) -> None:
        self._connection.write("DELETE FROM sessions WHERE digest = ?", (digest,))

    def end_all_of(self, person: str, *, but: bytes = b"") -> None:
        self._connection.write("DELETE FROM sessions WHERE person = ? AND digest <> ?", (person, but))

    def touch(self, seen: Mapping[bytes, int]) -> None:
        self._connection.write_many(
            "UPDATE sessions SET seen = ? WHERE digest = ? AND seen < ?",
            [(at, digest, at) for digest, at in seen.items()],
        )

    def drop_ended(self, now: int) -> None:
        self._connection.write(
            "DELETE FROM sessions WHERE seen <= ? OR created <= ?",
            (now - SESSION_IDLE_MS, now - SESSION_LONGEST_MS),
        )

    def list(self) -> list[Session]:
        rows = self._connection.rows("SELECT digest, person, created, seen FROM sessions ORDER BY created")
        return [Session(*row) for row in rows]


class StoredGrants:
    """`storage.people.Grants`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, grant: Grant) -> None:
        _GRANTS.put(self._connection, [grant])

    def delete(self, person: str, scope: Scope, target: str) -> None:
        _GRANTS.delete(self._connection, person, scope.value, target)

    def delete_all_on(self, scope: Scope, target: str) -> None:
        self._connection.write("DELETE FROM grants WHERE scope = ? AND target = ?", (scope.value, target))

    def get(self, person: str, scope: Scope, target: str) -> Grant | None:
        return _GRANTS.get(self._connection, person, scope.value, target)

    def on(self, scope: Scope, target: str) -> list[Grant]:
        return _GRANTS.find(
            self._connection, "scope = ? AND target = ?", (scope.value, target), "ORDER BY person"
        )

    def list(self) -> list[Grant]:
        return _GRANTS.find(self._connection, "1 = 1", order="ORDER BY person, scope, target")


class StoredLinks:
    """`storage.people.Links`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, digest: bytes) -> Link | None:
        rows = self._connection.rows("SELECT kind, person, expires FROM links WHERE digest = ?", (digest,))
        return Link(digest, LinkKind(rows[0][0]), rows[0][1], rows[0][2]) if rows else None

    def put(self, link: Link) -> None:
        self._connection.write(
            "INSERT INTO links (digest, kind, person, expires) VALUES (?, ?, ?, ?)",
            (link.digest, link.kind.value, link.person, link.expires),
        )

    def delete(self, digest: bytes) -> None:
        self._connection.write("DELETE FROM links WHERE digest = ?", (digest,))

    def delete_all_of(self, kind: LinkKind, person: str) -> None:
        self._connection.write("DELETE FROM links WHERE kind = ? AND person = ?", (kind.value, person))

    def drop_expired(self, now: int) -> None:
        self._connection.write("DELETE FROM links WHERE expires <= ?", (now,))
