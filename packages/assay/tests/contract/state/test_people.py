"""What each engine of the state store keeps of people."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assay.domain.people import (
    SESSION_IDLE_MS,
    SESSION_LONGEST_MS,
    Grant,
    Link,
    LinkKind,
    Person,
    Role,
    Scope,
    Session,
    Source,
    View,
)
from assay.domain.tenancy import Group
from assay.storage.ports import AuditEntry, AuditFilter, Page
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.anyio

ANN = Person("p-1", "Ann", "Ann@example.com", Source.OIDC, "hash", "https://id.example|7", created=1)
BOB = Person("p-2", "Bob", "bob@example.com", created=2)


async def keep(state, *works):
    for work in works:
        await state.transact(work)


async def everywhere(state, ask):
    """The answer of a question, which must be the same to the writer and to a reader."""
    written, read = await state.transact(ask), await state.read(ask)
    assert written == read
    return read


async def test_a_person_comes_back_and_is_found_by_address_and_by_the_providers_name(open_state):
    state = open_state()
    await keep(state, lambda tx: tx.people.put(BOB), lambda tx: tx.people.put(ANN))
    await state.close()
    state = open_state()

    assert await everywhere(state, lambda tx: tx.people.list()) == [ANN, BOB]
    assert await everywhere(state, lambda tx: tx.people.get("p-1")) == ANN
    assert await everywhere(state, lambda tx: tx.people.with_email(" ANN@Example.COM")) == ANN
    assert await everywhere(state, lambda tx: tx.people.with_subject("https://id.example|7")) == ANN
    assert await everywhere(state, lambda tx: tx.people.with_subject("")) is None


async def test_an_address_is_never_kept_twice(state):
    await keep(state, lambda tx: tx.people.put(ANN))
    with pytest.raises(Exception, match="email_key"):
        await state.transact(lambda tx: tx.people.put(replace(BOB, email="ann@EXAMPLE.com")))
    assert await everywhere(state, lambda tx: tx.people.list()) == [ANN]


async def test_forgetting_a_person_forgets_all_that_is_theirs_and_nothing_of_others(state):
    def write(tx):
        for person in (ANN, BOB):
            tx.people.put(person)
            tx.sessions.put(Session(person.id.encode(), person.id, 1, 1))
            tx.grants.put(Grant(person.id, Scope.APPLICATION, "app", Role.READER))
            tx.links.put(Link(b"l" + person.id.encode(), LinkKind.INVITATION, person.id, 9))
            tx.views.put(
                View("app", f"v-{person.id}", person.id, "v", "cost", "", shared=True, created=1, updated=1)
            )

    await keep(state, write, lambda tx: tx.people.delete("p-1"))

    def left(tx):
        return (
            [one.id for one in tx.people.list()],
            [one.person for one in tx.sessions.list()],
            [one.person for one in tx.grants.list()],
            [tx.links.get(b"lp-1"), tx.links.get(b"lp-2").person],
            [one.person for one in tx.views.list("app")],
        )

    assert await everywhere(state, left) == (["p-2"], ["p-2"], ["p-2"], [None, "p-2"], ["p-2"])


async def test_sessions_end_one_by_one_or_all_but_one(state):
    sessions = [Session(bytes([n]), "p-1" if n < 3 else "p-2", n, n) for n in range(5)]
    await keep(state, lambda tx: [tx.sessions.put(one) for one in sessions])
    await keep(
        state, lambda tx: tx.sessions.end(b"\x04"), lambda tx: tx.sessions.end_all_of("p-1", but=b"\x01")
    )

    assert await everywhere(state, lambda tx: tx.sessions.list()) == [sessions[1], sessions[3]]


async def test_the_time_of_use_of_a_session_only_grows(state):
    await keep(
        state,
        lambda tx: tx.sessions.put(Session(b"s", "p-1", 1, 5)),
        lambda tx: tx.sessions.touch({b"s": 9, b"unknown": 9}),
        lambda tx: tx.sessions.touch({b"s": 7}),
    )
    assert await everywhere(state, lambda tx: tx.sessions.list()) == [Session(b"s", "p-1", 1, 9)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    created=st.integers(0, 2 * SESSION_LONGEST_MS),
    idle=st.integers(0, 2 * SESSION_LONGEST_MS),
    later=st.integers(0, SESSION_LONGEST_MS) | st.just(SESSION_IDLE_MS),
)
async def test_the_sessions_that_are_dropped_are_those_that_no_longer_hold(state, created, idle, later):
    session = Session(b"s", "p-1", created, created + idle)
    now = session.seen + later
    await keep(state, lambda tx: tx.sessions.put(session), lambda tx: tx.sessions.drop_ended(now))
    assert bool(await everywhere(state, lambda tx: tx.sessions.list())) is session.holds(now)
    await keep(state, lambda tx: tx.sessions.end(b"s"))


async def test_a_person_has_one_role_on_a_thing_and_the_latest_holds(state):
    reader = Grant("p-1", Scope.GROUP, "g", Role.READER, view_prompts=True)
    owner = replace(reader, role=Role.OWNER, view_prompts=None)
    other = Grant("p-2", Scope.GROUP, "g", Role.READER)
    await keep(state, *(lambda tx, one=one: tx.grants.put(one) for one in (reader, owner, other)))

    assert await everywhere(state, lambda tx: tx.grants.on(Scope.GROUP, "g")) == [owner, other]
    assert await everywhere(state, lambda tx: tx.grants.get("p-1", Scope.GROUP, "g")) == owner
    assert await everywhere(state, lambda tx: tx.grants.on(Scope.APPLICATION, "g")) == []
    await keep(state, lambda tx: tx.grants.delete("p-1", Scope.GROUP, "g"))
    assert await everywhere(state, lambda tx: tx.grants.list()) == [other]
    await keep(state, lambda tx: tx.grants.delete_all_on(Scope.GROUP, "g"))
    assert await everywhere(state, lambda tx: tx.grants.list()) == []


async def test_links_are_found_by_their_digest_until_they_are_used_replaced_or_over(state):
    links = [Link(bytes([n]), LinkKind.INVITATION, "p-1", expires=n) for n in range(3)]
    owner = Link(b"o", LinkKind.OWNER, "", expires=5)
    await keep(state, lambda tx: [tx.links.put(one) for one in (*links, owner)])

    def there(tx):
        return [one for one in (*links, owner) if tx.links.get(one.digest) == one]

    assert await everywhere(state, there) == [*links, owner]
    await keep(state, lambda tx: tx.links.delete(b"\x02"), lambda tx: tx.links.drop_expired(0))
    assert await everywhere(state, there) == [links[1], owner]
    await keep(state, lambda tx: tx.links.delete_all_of(LinkKind.INVITATION, "p-1"))
    assert await everywhere(state, there) == [owner]


async def test_groups_and_views_come_in_the_order_they_were_made(state):
    groups = [Group("b", "one", created=1), Group("a", "two", person="p-1", created=2)]
    views = [View("app", n, "p-1", n, "cost", "x=1", shared=False, created=1, updated=2) for n in "ab"]

    def write(tx):
        for one in reversed(groups):
            tx.groups.put(one)
        for one in reversed(views):
            tx.views.put(one)

    await keep(state, write)
    assert await everywhere(state, lambda tx: tx.groups.list()) == groups
    assert await everywhere(state, lambda tx: tx.views.list("app")) == views
    assert await everywhere(state, lambda tx: tx.views.get("other", "a")) is None
    await keep(state, lambda tx: tx.groups.delete("b"), lambda tx: tx.views.delete("app", "a"))
    assert await everywhere(state, lambda tx: tx.groups.list()) == groups[1:]
    assert await everywhere(state, lambda tx: tx.groups.get("a")) == groups[1]
    assert await everywhere(state, lambda tx: tx.views.list("app")) == views[1:]


async def test_audit_entries_are_numbered_in_the_order_they_were_made(state):
    entries = [AuditEntry(7, app, "ann", "act", str(n)) for n, app in enumerate(("a", "b", "a"))]
    await keep(state, *(lambda tx, one=one: tx.audit.append(one) for one in entries))

    newest = Page(10, ascending=False)
    assert await everywhere(state, lambda tx: tx.audit.numbered(newest, AuditFilter("a"))) == [
        (3, entries[2]),
        (1, entries[0]),
    ]
    following = Page(10, ascending=False, after=(7, "3"))
    assert await everywhere(state, lambda tx: tx.audit.numbered(following, AuditFilter())) == [
        (2, entries[1]),
        (1, entries[0]),
    ]


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (AuditFilter(), [5, 4, 3, 2, 1]),
        (AuditFilter(action="limit"), [4, 2, 1]),
        (AuditFilter(action="limit.create"), [2, 1]),
        (AuditFilter(action="li_it"), []),
        (AuditFilter(action="%"), []),
        (AuditFilter(caller="ann"), [5, 4, 1]),
        (AuditFilter("a", caller="ann"), [4, 1]),
        (AuditFilter(start=20, end=40), [3, 2]),
        (AuditFilter(action="limit", caller="ann", start=20), [4]),
    ],
)
async def test_an_audit_filter_keeps_the_entries_for_which_all_of_it_holds(state, wanted, numbers):
    entries = [
        AuditEntry(10, "a", "ann", "limit.create", "x"),
        AuditEntry(20, "a", "bob", "limit.create", "y"),
        AuditEntry(30, "b", "bob", "limits.count", "z"),
        AuditEntry(40, "a", "ann", "limit.delete", "x"),
        AuditEntry(50, "b", "ann", "key.rotate", "1"),
    ]
    await keep(state, *(lambda tx, one=one: tx.audit.append(one) for one in entries))
    found = await everywhere(state, lambda tx: tx.audit.numbered(Page(10, ascending=False), wanted))
    assert [number for number, _ in found] == numbers
    assert await everywhere(state, lambda tx: tx.audit.occurring("b")) == (
        ["key.rotate", "limits.count"],
        ["ann", "bob"],
    )
