"""The ledger and reservations on a real state store: what is charged, what is refused, what is never passed."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest
import uuid_utils
from assay.domain.errors import Invalid, NotFound
from assay.domain.facts import Fact, Quality
from assay.domain.limits import Enforcement, Limit, LimitType
from assay.domain.prices import PriceBook
from assay.domain.resources import ResourceVersion, custom_lines
from assay.domain.tenancy import Application, ApplicationSettings, KeyScope
from assay.domain.use_cases import UseCase
from assay.services.event import NOBODY, Attribution, Event, checked
from assay.services.ingest import Arrival, Entry, prepare
from assay.services.ledger import Ledger
from assay.services.platform import Caller, Platform
from assay.services.reservations import Ask, Reservations
from assay.storage.ports import Transaction
from assay.storage.state.sqlite import SqliteState

T = TypeVar("T")
NOW = 1_790_000_000_000
DAY = 86_400_000
PRICED = ResourceVersion("v1", "acme", "thing", 0, 0, custom_lines({"call": {"input": "0.01"}}))


@dataclass
class Desk:
    """A platform on a state file of its own, with a clock that the test moves."""

    directory: Path
    settings: ApplicationSettings
    now: int = NOW
    ledger: Ledger = field(init=False)
    reservations: Reservations = field(init=False)

    def open(self) -> Desk:
        self.state = SqliteState(self.directory / "state.db", now_ms=lambda: self.now)
        self.platform = Platform(
            self.state,
            None,  # type: ignore[arg-type] # nothing here asks the event store
            PriceBook(custom=[PRICED]),
            lambda: self.now,
            lambda: str(uuid_utils.uuid7()),
        )
        self.ledger, self.reservations = Ledger(self.platform), Reservations(self.platform)
        return self

    @property
    def caller(self) -> Caller:
        return Caller(Application("app", "app", settings=self.settings), KeyScope.APPLICATION, "1234")

    def entry(self, calls: int = 1, said: Attribution = NOBODY, **event: Any) -> Entry:
        sent = Event(category="acme", resource="thing", units={"call": calls}, **event)
        arrival = Arrival(self.caller, self.platform.prices, "ingest", self.now, self.platform.new_id())
        return prepare(sent, said, arrival)

    async def record(self, calls: int = 1, said: Attribution = NOBODY, **event: Any) -> Fact:
        return (await self.ledger.record(self.entry(calls, said, **event))).fact

    async def limit(self, limit_id: str = "team", maximum: str = "1", **how: Any) -> None:
        made = Limit("app", limit_id, limit_id, Decimal(maximum), created=self.now, **how)
        await self.change(lambda tx: tx.limits.put(made))

    async def totals(self, limit_id: str = "team") -> Limit:
        found = await self.state.read(lambda tx: tx.limits.get("app", limit_id))
        assert found is not None
        return found

    async def change(self, work: Callable[[Transaction], T]) -> T:
        return await self.state.transact(work)


@contextlib.asynccontextmanager
async def opened(directory: Path, **settings: Any) -> AsyncIterator[Desk]:
    desk = Desk(directory, ApplicationSettings(**settings)).open()
    try:
        yield desk
    finally:
        await desk.state.close()


def on(*limit_ids: str, **more: Any) -> Attribution:
    return checked(Attribution(limit_ids=limit_ids, **more))


def run(test: Callable[[Desk], Any], directory: Path, **settings: Any) -> None:
    async def whole() -> None:
        async with opened(directory, **settings) as desk:
            await test(desk)

    asyncio.run(whole())


class TestWhatIsRefused:
    def test_a_block_limit_where_the_application_rejects_them(self, tmp_path: Path) -> None:
        """Nothing is stored: neither a charge, nor the use case, nor the identity."""

        async def test(desk: Desk) -> None:
            await desk.limit(type=LimitType.BLOCK)
            said = on("team", use_case="chat")
            with pytest.raises(Invalid) as refusal:
                await desk.record(1, said, provider_response_id="r1")
            assert refusal.value.code == "blocking_limit_not_allowed"
            assert (await desk.totals()).totals.requests == 0
            assert await desk.state.read(lambda tx: tx.use_cases.get("app", "chat")) is None
            assert (await desk.ledger.record(desk.entry(provider_response_id="r1"))).repeated is False

        run(test, tmp_path, block_limits_on_ingest="reject")

    def test_an_unknown_use_case_where_the_application_rejects_them(self, tmp_path: Path) -> None:
        async def test(desk: Desk) -> None:
            with pytest.raises(NotFound) as refusal:
                await desk.record(1, on(use_case="chat"))
            assert refusal.value.code == "use_case_not_found"
            assert desk.state.unshipped_rows() == 0

        run(test, tmp_path, unknown_use_case="reject")

    def test_one_refused_entry_sinks_no_other_of_its_chunk(self, tmp_path: Path) -> None:
        async def test(desk: Desk) -> None:
            entries = [desk.entry(), desk.entry(1, on(use_case="chat")), desk.entry()]
            outcomes = await desk.ledger.record_all(entries)
            assert [isinstance(outcome, NotFound) for outcome in outcomes] == [False, True, False]
            assert desk.state.unshipped_rows() == 2

        run(test, tmp_path, unknown_use_case="reject")

    def test_an_entry_that_breaks_the_transaction_sinks_no_other_either(self, tmp_path: Path) -> None:
        """And what is tried again is charged once: the first attempt left no trace in the facts."""

        async def test(desk: Desk) -> None:
            await desk.limit()
            broken = desk.entry()
            broken.fact.properties = {"key": object()}  # type: ignore[dict-item] # nothing can encode it
            outcomes = await desk.ledger.record_all(
                [desk.entry(1, on("team")), broken, desk.entry(1, on("team"))]
            )
            assert [isinstance(outcome, Exception) for outcome in outcomes] == [False, True, False]
            assert (await desk.totals()).totals.requests == 2
            assert [outcome.fact.limit_ids for outcome in (outcomes[0], outcomes[2])] == [["team"], ["team"]]

        run(test, tmp_path)


class TestUseCases:
    def test_a_new_name_is_created_and_flagged(self, tmp_path: Path) -> None:
        async def test(desk: Desk) -> None:
            fact = await desk.record(1, on(use_case="chat", user_id="u1", account="A"))
            made = await desk.state.read(lambda tx: tx.use_cases.get("app", "chat"))
            instance = await desk.state.read(lambda tx: tx.instances.get("app", fact.uc_instance))
            assert made.auto_created
            assert (instance.use_case, instance.version, instance.user_id, instance.account) == (
                "chat",
                1,
                "u1",
                "A",
            )

        run(test, tmp_path)

    def test_beyond_the_cap_of_new_names_events_go_without_a_use_case(self, tmp_path: Path) -> None:
        async def test(desk: Desk) -> None:
            facts = [await desk.record(1, on(use_case=f"name-{n}")) for n in range(3)]
            assert [fact.use_case for fact in facts] == ["name-0", "name-1", ""]
            assert "recorded without its use case" in facts[2].warnings[0]
            desk.now += 3_600_001
            assert (await desk.record(1, on(use_case="name-2"))).use_case == "name-2"

        run(test, tmp_path, new_use_cases_per_hour=2)

    def test_instance_properties_merge_and_none_removes(self, tmp_path: Path) -> None:
        async def test(desk: Desk) -> None:
            said = on(use_case="chat", instance="i1")
            await desk.record(1, said, use_case_properties={"a": "1", "b": "2"})
            await desk.record(1, said, use_case_properties={"a": "3", "b": None})
            instance = await desk.state.read(lambda tx: tx.instances.get("app", "i1"))
            assert instance.properties == {"a": "3"}

        run(test, tmp_path)

    def test_content_is_kept_unless_the_use_case_closes_its_gate(self, tmp_path: Path) -> None:
        async def test(desk: Desk) -> None:
            closed = UseCase("app", "quiet", "d", logging_enabled=False, created=desk.now)
            await desk.change(lambda tx: tx.use_cases.put(closed))
            calls = [{"name": "look_up", "arguments": "{}"}]
            content = {"provider_request_json": b'"hello"', "provider_response_function_calls": _json(calls)}
            for name in ("quiet", "loud"):
                await desk.record(1, on(use_case=name), **_raw(content))
            batches = desk.state.peek(0, 100)
            assert [batch.bodies.count(b"hello") for batch in batches] == [0, 1]
            facts = await desk.state.facts(_request_ids(batches))
            assert sorted(fact.calls for fact in facts.values()) == [
                '[{"name":"look_up","arguments":"{}"}]',
                '[{"name":"look_up"}]',
            ]

        run(test, tmp_path, content=True)

    def test_no_content_is_kept_until_the_application_opens_its_gate(self, tmp_path: Path) -> None:
        async def test(desk: Desk) -> None:
            await desk.record(1, **_raw({"provider_request_json": b'"hello"'}))
            assert b"hello" not in desk.state.peek(0, 100)[0].bodies

        run(test, tmp_path)


class TestCharging:
    def test_a_past_event_is_recorded_and_charged_only_where_that_is_asked(self, tmp_path: Path) -> None:
        async def test(desk: Desk) -> None:
            await desk.limit("new")
            past = (NOW - 8 * DAY) // 1000
            fact = await desk.record(5, on("new"), event_timestamp=past)
            assert (fact.limit_ids, fact.quality & Quality.PAST_WINDOW) == ([], Quality.PAST_WINDOW)
            assert "limit new is not charged by so old an event" in fact.warnings[0]
            assert (await desk.record(5, on("new"), event_timestamp=past, charge_past=True)).limit_ids == [
                "new"
            ]

        run(test, tmp_path)

    def test_the_largest_overrun_of_several_limits_is_the_requests(self, tmp_path: Path) -> None:
        async def test(desk: Desk) -> None:
            await desk.limit("small", "0.10")
            await desk.limit("large", "0.90")
            fact = await desk.record(100, on("small", "large"))
            assert (fact.overrun, fact.limit_states) == (Decimal("0.90"), ["overrun", "overrun"])

        run(test, tmp_path)

    def test_a_charge_carries_the_period_it_went_to(self, tmp_path: Path) -> None:
        async def test(desk: Desk) -> None:
            await desk.limit(period=7)
            assert (await desk.record(1, on("team"))).limit_periods == [7]

        run(test, tmp_path)

    def test_charges_in_one_chunk_get_the_states_they_would_have_got_alone(self, tmp_path: Path) -> None:
        async def test(desk: Desk) -> None:
            await desk.limit("team", "0.03", threshold=Decimal("0.9"))
            outcomes = await desk.ledger.record_all([desk.entry(1, on("team")) for _ in range(4)])
            assert [outcome.fact.limit_states for outcome in outcomes] == [
                ["ok"],
                ["ok"],
                ["exceeded"],
                ["overrun"],
            ]

        run(test, tmp_path)

    def test_another_applications_limit_and_identity_are_not_met(self, tmp_path: Path) -> None:
        async def test(desk: Desk) -> None:
            await desk.limit()
            await desk.record(1, provider_response_id="r1")
            stranger = desk.entry(1, on("team"), provider_response_id="r1")
            other = replace(desk.caller, application=Application("other", "other"))
            theirs = prepare(
                Event(category="acme", units={"call": 1}, provider_response_id="r1"),
                on("team"),
                Arrival(other, desk.platform.prices, "ingest", desk.now, desk.platform.new_id()),
            )
            recorded = await desk.ledger.record(theirs)
            assert (recorded.repeated, recorded.fact.limit_ids) == (False, [])
            assert stranger.identity != theirs.identity

        run(test, tmp_path)


class TestReservations:
    def test_concurrent_calls_never_reserve_or_spend_more_than_there_is(self, tmp_path: Path) -> None:
        """Forty calls on four threads want up to 0.05 each of 1.00; each that passes costs 0.03."""

        async def work(desk: Desk, seen: list[Decimal]) -> int:
            ledger, reservations = Ledger(desk.platform), Reservations(desk.platform)

            async def call() -> bool:
                ask = Ask("app", ("team",), Decimal("0.05"), "proxy", desk.now + 60_000)
                admission = await reservations.ask(ask)
                if not admission.admitted:
                    return False
                await asyncio.sleep(0)
                entry = desk.entry(3, on("team"))
                entry.hold_ids = admission.hold_ids
                await ledger.record(entry)
                team = await desk.totals()
                seen.append(team.totals.cost + team.held)
                return True

            return sum(await asyncio.gather(*(call() for _ in range(10))))

        async def test(desk: Desk) -> None:
            await desk.limit(enforcement=Enforcement.HARD)
            seen: list[Decimal] = []
            passed: list[int] = []
            threads = [
                threading.Thread(target=lambda: passed.append(asyncio.run(work(desk, seen))))
                for _ in range(4)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                await asyncio.to_thread(thread.join)
            team = await desk.totals()
            assert max(seen) <= 1
            assert team.held == 0
            assert team.totals.cost == Decimal("0.03") * sum(passed)
            assert team.totals.blocked == 40 - sum(passed)
            assert sum(passed) >= 20

        run(test, tmp_path)

    def test_all_limits_hold_or_none_does(self, tmp_path: Path) -> None:
        async def test(desk: Desk) -> None:
            await desk.limit("fine", "5", enforcement=Enforcement.HARD)
            await desk.limit("full", "0", type=LimitType.BLOCK)
            admission = await desk.reservations.ask(Ask("app", ("fine", "full"), Decimal(1), "x", NOW + 1))
            assert admission.blocked_limit_ids == ["full"]
            assert [state.value for _, state in admission.states] == ["blocked_external", "blocked"]
            assert (await desk.totals("fine")).held == 0

        run(test, tmp_path)

    def test_what_expires_is_free_again_and_a_late_settlement_is_charged_and_marked(
        self, tmp_path: Path
    ) -> None:
        async def test(desk: Desk) -> None:
            await desk.limit(enforcement=Enforcement.HARD)
            ask = Ask("app", ("team",), Decimal(1), "proxy", NOW + 60_000)
            admission = await desk.reservations.ask(ask)
            assert not (await desk.reservations.ask(ask)).admitted
            desk.now += 60_001
            assert await desk.reservations.expire() == 1
            entry = desk.entry(10, on("team"))
            entry.hold_ids = admission.hold_ids
            fact = (await desk.ledger.record(entry)).fact
            assert fact.quality & Quality.LATE_SETTLEMENT
            team = await desk.totals()
            assert (team.held, team.totals.cost) == (0, Decimal("0.10"))

        run(test, tmp_path)

    def test_a_call_that_was_never_made_gives_its_reservation_back(self, tmp_path: Path) -> None:
        async def test(desk: Desk) -> None:
            await desk.limit(enforcement=Enforcement.HARD)
            admission = await desk.reservations.ask(Ask("app", ("team",), Decimal(1), "proxy", NOW + 1))
            await desk.reservations.release(admission.hold_ids)
            assert (await desk.totals()).held == 0

        run(test, tmp_path)

    def test_a_repeated_settlement_gives_the_reservation_back_and_charges_nothing(
        self, tmp_path: Path
    ) -> None:
        async def test(desk: Desk) -> None:
            await desk.limit(enforcement=Enforcement.HARD)
            await desk.record(1, on("team"), provider_response_id="r1")
            admission = await desk.reservations.ask(Ask("app", ("team",), Decimal("0.5"), "proxy", NOW + 1))
            entry = desk.entry(1, on("team"), provider_response_id="r1")
            entry.hold_ids = admission.hold_ids
            assert (await desk.ledger.record(entry)).repeated
            team = await desk.totals()
            assert (team.held, team.totals.cost) == (0, Decimal("0.01"))

        run(test, tmp_path)

    def test_an_unknown_limit_is_refused_before_anything_is_spent(self, tmp_path: Path) -> None:
        async def test(desk: Desk) -> None:
            with pytest.raises(Invalid, match="limit ghost does not exist") as refusal:
                await desk.reservations.ask(Ask("app", ("ghost",), Decimal(1), "proxy", NOW + 1))
            assert refusal.value.code == "invalid_limit_ids"

        run(test, tmp_path)


def _raw(content: dict[str, bytes]) -> dict[str, Any]:
    return {name: msgspec.Raw(text) for name, text in content.items()}


def _json(value: Any) -> bytes:
    return msgspec.json.encode(value)


def _request_ids(batches: Sequence[Any]) -> list[str]:
    return [msgspec.json.decode(line)["request_id"] for batch in batches for line in batch.facts.splitlines()]
