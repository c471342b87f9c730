"""What each repository keeps and finds."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from assay.domain.kpis import Direction, KpiChange, KpiDefinition, KpiScore, KpiType
from assay.domain.limits import Enforcement, Hold, Limit, LimitConfig, LimitPeriod, LimitType, Totals
from assay.domain.resources import Line, ResourceVersion, Window
from assay.domain.tenancy import ApiKey, Application, ApplicationSettings, KeyScope
from assay.domain.use_cases import Instance, UseCase
from assay.storage.ports import AuditEntry, Page, SavedReport

pytestmark = pytest.mark.anyio

ALL = Page(100, ascending=True)


def limit(name: str, **fields) -> Limit:
    return Limit("app", f"id-{name}", name, Decimal("10.50"), **fields)


async def everywhere(state, ask):
    """The answer of a question, which must be the same to the writer and to a reader."""
    written, read = await state.transact(ask), await state.read(ask)
    assert written == read
    return read


async def keep(state, *works):
    for work in works:
        await state.transact(work)


async def test_a_limit_comes_back_to_the_last_digit(open_state):
    full = Limit(
        "app",
        "id",
        "team a",
        Decimal("0.000000000001"),
        LimitType.BLOCK,
        Enforcement.HARD,
        Decimal("0.80"),
        {"owner": "ü"},
        ["one", "two"],
        automatic=True,
        charge_past=True,
        created=1,
        updated=2,
        period=3,
        period_start=4,
        totals=Totals(Decimal("1.1"), Decimal("2.2"), Decimal("3.30"), Decimal("0.4"), 1, 2, 3, 4, 5, 6),
        held=Decimal("5E-9"),
    )
    state = open_state()
    await keep(state, lambda tx: tx.limits.put(full))
    await state.close()

    assert await everywhere(open_state(), lambda tx: tx.limits.get("app", "id")) == full


async def test_limits_are_found_by_id_and_by_name_in_their_application_alone(state):
    await keep(state, lambda tx: tx.limits.put(limit("a")))

    assert await everywhere(state, lambda tx: tx.limits.named("app", "a")) == limit("a")
    assert await everywhere(state, lambda tx: tx.limits.named("other", "a")) is None
    assert await everywhere(state, lambda tx: tx.limits.get("other", "id-a")) is None


async def test_limits_are_listed_by_creation_page_by_page_without_automatic_ones(state):
    def write(tx):
        for number, name in enumerate("edcba"):
            tx.limits.put(limit(name, created=number // 2))
        tx.limits.put(limit("automatic", created=9, automatic=True))

    await keep(state, write)

    def names(page, **filters):
        return lambda tx: [one.name for one in tx.limits.list("app", page, **filters)]

    assert await everywhere(state, names(Page(3, ascending=True))) == ["d", "e", "b"]
    assert await everywhere(state, names(Page(3, ascending=True, after=(1, "id-b")))) == ["c", "a"]
    assert await everywhere(state, names(Page(2, ascending=False))) == ["a", "c"]
    assert await everywhere(state, names(ALL, name="c")) == ["c"]
    assert await everywhere(state, names(ALL, automatic=True)) == ["d", "e", "b", "c", "a", "automatic"]


async def test_what_was_put_and_deleted_in_a_transaction_is_seen_by_its_own_lists(state):
    await keep(state, lambda tx: tx.limits.put(limit("old")))

    def change(tx):
        tx.limits.put(limit("new"))
        tx.limits.delete("app", "id-old")
        return [one.name for one in tx.limits.list("app", ALL)], tx.limits.get("app", "id-old")

    assert await state.transact(change) == (["new"], None)
    assert [one.name for one in await everywhere(state, lambda tx: list(tx.limits.all()))] == ["new"]


async def test_closed_periods_are_kept_newest_first_or_oldest_first(state):
    closed = [
        LimitPeriod(
            "app", "id", "team", LimitType.ALLOW, Decimal(5), n, n, 7, Totals(cost=Decimal(n)), ("tag",)
        )
        for n in range(1, 13)
    ]
    await keep(state, lambda tx: [tx.limits.close_period(one) for one in closed])

    newest = await everywhere(state, lambda tx: tx.limits.periods("app", "id", Page(2, ascending=False)))
    following = Page(100, ascending=False, after=(7, "11"))

    assert newest == [closed[11], closed[10]]
    assert await everywhere(state, lambda tx: tx.limits.periods("app", "id", following)) == closed[9::-1]


async def test_holds_are_taken_once(state):
    holds = [Hold(f"h{n}", "app", "id", Decimal(n), "proxy", expires=n * 10, made=0) for n in range(1, 5)]
    await keep(state, lambda tx: tx.holds.add(holds))

    assert await everywhere(state, lambda tx: tx.holds.open("app", "id")) == holds
    assert await state.transact(lambda tx: tx.holds.take(["h3", "h9"])) == [holds[2]]
    assert await state.transact(lambda tx: tx.holds.take(["h3"])) == []
    assert await state.transact(lambda tx: tx.holds.take_expired(20)) == holds[:2]
    assert await everywhere(state, lambda tx: tx.holds.open("app", "id")) == [holds[3]]


async def test_use_cases_are_listed_while_in_force_and_found_for_ever(state):
    chat = UseCase(
        "app",
        "chat",
        "talks",
        3,
        True,
        LimitConfig(Decimal("2.5"), tags=("a",)),
        auto_created=True,
        created=5,
    )
    gone = UseCase("app", "gone", "was", created=4, deleted=6)
    await keep(state, lambda tx: (tx.use_cases.put(chat), tx.use_cases.put(gone)))

    assert await everywhere(state, lambda tx: tx.use_cases.list("app", ALL)) == [chat]
    assert await everywhere(state, lambda tx: tx.use_cases.list("app", ALL, name="cha")) == []
    assert await everywhere(state, lambda tx: tx.use_cases.get("app", "gone")) == gone


async def test_automatic_use_cases_are_counted_from_a_moment_on(state):
    def write(tx):
        tx.use_cases.put(UseCase("app", "by hand", "", created=9))
        for created in (1, 5, 9):
            tx.use_cases.put(UseCase("app", f"auto {created}", "", auto_created=True, created=created))
        return tx.use_cases.created_since("app", 5)

    assert await state.transact(write) == 2


async def test_instances_are_found_by_id_and_listed_by_use_case(state):
    instances = [
        Instance(
            "app",
            f"i{n}",
            "chat" if n % 2 else "search",
            1,
            f"l{n}",
            "user",
            "account",
            {"k": "v"},
            created=n,
        )
        for n in range(5)
    ]
    await keep(state, lambda tx: [tx.instances.put(one) for one in instances])

    assert await everywhere(state, lambda tx: tx.instances.get("app", "i3")) == instances[3]
    assert await everywhere(state, lambda tx: tx.instances.get("app", "i9")) is None
    newest = await everywhere(
        state, lambda tx: tx.instances.list("app", Page(9, ascending=False), use_case="search")
    )
    assert [one.id for one in newest] == ["i4", "i2", "i0"]


async def test_more_rows_than_memory_keeps_are_all_there(state):
    def put(start):
        return lambda tx: [
            tx.instances.put(Instance("app", f"i{n}", "chat", 1, created=n))
            for n in range(start, start + 40_000)
        ]

    await keep(state, put(0), put(40_000))

    assert await state.transact(lambda tx: tx.instances.get("app", "i0").created) == 0
    assert await state.read(lambda tx: len(tx.instances.list("app", Page(100_000, ascending=True)))) == 80_000


async def test_kpi_goals_are_kept_by_the_version_they_hold_from(state):
    kpi = KpiDefinition("app", "chat", "csat", "are they happy", KpiType.LIKERT5, 4.0, Direction.HIGHER, 1, 2)
    await keep(
        state,
        lambda tx: tx.kpis.put(kpi, version=1),
        lambda tx: tx.kpis.put(replace(kpi, goal=4.5), version=3),
        lambda tx: tx.kpis.put(replace(kpi, name="other", created=9), version=1),
    )

    assert await everywhere(state, lambda tx: tx.kpis.goals("app", "chat", "csat")) == {1: 4.0, 3: 4.5}
    assert await everywhere(state, lambda tx: tx.kpis.get("app", "chat", "csat")) == replace(kpi, goal=4.5)
    assert [one.name for one in await everywhere(state, lambda tx: tx.kpis.list("app", "chat", ALL))] == [
        "csat",
        "other",
    ]
    await keep(state, lambda tx: tx.kpis.delete("app", "chat", "csat"))
    assert [one.name for one in await everywhere(state, lambda tx: tx.kpis.list("app", "chat", ALL))] == [
        "other"
    ]
    assert await everywhere(state, lambda tx: tx.kpis.goals("app", "chat", "csat")) == {}


async def test_a_score_is_replaced_and_cleared_and_its_history_stays(state):
    def change(score, made):
        return KpiChange("app", "chat", "i1", "csat", score, made, "1234")

    def score(value, updated):
        return KpiScore("app", "chat", "i1", "csat", KpiType.LIKERT5, value, 1, updated)

    await keep(
        state,
        lambda tx: tx.kpis.put_score(score(3.0, 1), change(3.0, 1)),
        lambda tx: tx.kpis.put_score(score(4.0, 2), change(4.0, 2)),
    )
    assert await everywhere(state, lambda tx: tx.kpis.score("app", "i1", "csat")) == score(4.0, 2)
    assert await everywhere(state, lambda tx: tx.kpis.scores("app", "i1", ALL, kpi="csat")) == [score(4.0, 2)]

    await keep(state, lambda tx: tx.kpis.clear_score(change(None, 3)))
    assert await everywhere(state, lambda tx: tx.kpis.scores("app", "i1", ALL)) == []
    history = await everywhere(state, lambda tx: tx.kpis.history("app", "i1", "csat"))
    assert [(one.score, one.made) for one in history] == [(3.0, 1), (4.0, 2), (None, 3)]


async def test_a_withdrawn_resource_version_stays_to_explain_old_costs(state):
    lines = (Line("text", "input", Decimal("0.15"), 1_000_000),)
    version = ResourceVersion("v1", "cat", "model", 5, 6, lines, windows=(Window(0, 9, lines),))
    await keep(
        state,
        lambda tx: tx.resources.add(version, created=6),
        lambda tx: tx.resources.add(replace(version, resource_id="v0"), created=6),
        lambda tx: tx.resources.withdraw("v1", at=8),
    )

    assert await everywhere(state, lambda tx: tx.resources.all()) == [
        replace(version, withdrawn=8),
        replace(version, resource_id="v0"),
    ]


async def test_applications_are_found_by_id_and_by_name(state):
    settings = ApplicationSettings(content=True, event_days=90)
    shop = Application("a1", "shop", "group", settings, created=2)
    await keep(
        state,
        lambda tx: (tx.applications.put(shop), tx.applications.put(Application("a0", "till", created=3))),
    )

    assert await everywhere(state, lambda tx: tx.applications.get("a1")) == shop
    assert await everywhere(state, lambda tx: tx.applications.named("shop")) == shop
    assert await everywhere(state, lambda tx: tx.applications.named("none")) is None
    assert [one.id for one in await everywhere(state, lambda tx: tx.applications.list())] == ["a1", "a0"]


async def test_the_name_of_a_deleted_application_leads_to_the_one_in_force(state):
    old, new = Application("a1", "shop", created=1, deleted=5), Application("a2", "shop", created=6)
    await keep(state, lambda tx: (tx.applications.put(old), tx.applications.put(new)))

    assert await everywhere(state, lambda tx: tx.applications.named("shop")) == new


async def test_a_key_takes_the_place_of_the_one_in_its_slot(state):
    def key(digest, slot, last_used=0):
        return ApiKey(digest * 32, "a1", slot, KeyScope.APPLICATION, "abcd", 1, last_used)

    await keep(
        state,
        lambda tx: [tx.applications.put_key(one) for one in (key(b"1", 1), key(b"2", 2), key(b"3", 1))],
        lambda tx: tx.applications.touch_keys({b"3" * 32: 9, b"1" * 32: 9}),
        lambda tx: tx.applications.touch_keys({b"3" * 32: 4}),
    )

    assert await everywhere(state, lambda tx: tx.applications.keys()) == [
        key(b"3", 1, last_used=9),
        key(b"2", 2),
    ]


async def test_saved_reports_are_kept_per_application(state):
    reports = [
        SavedReport(f"r{n}", "app", f"name {n}", "{}", "last_7_days", created=n, updated=n) for n in range(3)
    ]
    await keep(
        state,
        lambda tx: [tx.reports.put(one) for one in reports],
        lambda tx: tx.reports.put(replace(reports[1], name="new name")),
        lambda tx: tx.reports.delete("app", "r0"),
    )

    assert await everywhere(state, lambda tx: tx.reports.get("app", "r1")) == replace(
        reports[1], name="new name"
    )
    listed = await everywhere(state, lambda tx: tx.reports.list("app", Page(9, ascending=False)))
    assert [one.id for one in listed] == ["r2", "r1"]
    assert await everywhere(state, lambda tx: tx.reports.list("other", ALL)) == []


async def test_the_audit_lists_what_was_done_and_its_chain_holds(state):
    entries = [
        AuditEntry(n // 2, f"app{n % 2}", "1234", "limit.reset", f"limit {n}", "{}", "{}") for n in range(12)
    ]
    await keep(state, lambda tx: [tx.audit.append(one) for one in entries[:7]])
    await keep(state, lambda tx: [tx.audit.append(one) for one in entries[7:]])

    assert await everywhere(state, lambda tx: tx.audit.verify()) == 12
    assert await everywhere(state, lambda tx: tx.audit.list(Page(5, ascending=False))) == entries[:6:-1]
    assert await everywhere(state, lambda tx: tx.audit.list(ALL, app="app1")) == entries[1::2]


async def test_values_are_kept_by_name(state):
    await keep(state, lambda tx: tx.values.put("a", "1"), lambda tx: tx.values.put("a", "2"))

    assert await everywhere(state, lambda tx: (tx.values.get("a"), tx.values.get("b"))) == ("2", None)
