"""What a limit holds is what its facts say it was charged, whatever was charged, corrected and closed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from assay.services.doctor import Finding, Health, examine
from hypothesis import given, settings
from hypothesis import strategies as st

LIMITS = ("a", "b")
CHEAP, DEAR = ("0.000001", "0.00001"), ("0.000003", "0.00002")
ALL_OF_JUNE = {"from": "2025-06-01", "to": "2025-07-01"}

events = st.integers(0, 3)
tokens = st.integers(0, 5_000)
acts = st.one_of(
    st.tuples(st.just("charge"), st.sets(st.sampled_from(LIMITS)), tokens, st.booleans()),
    st.tuples(st.just("upsert"), events, tokens),
    st.tuples(st.just("reprice"), st.sampled_from([CHEAP, DEAR]), st.booleans()),
    st.tuples(st.just("name"), events),
    st.tuples(st.just("reset"), st.sampled_from(LIMITS)),
    st.tuples(st.just("delete"), st.sampled_from(LIMITS)),
    st.tuples(st.just("create"), st.sampled_from(LIMITS)),
    st.tuples(st.just("ship")),
)


class Run:
    """One application on which acts are done."""

    def __init__(self, api, price_book) -> None:
        self.api, self.price_book = api, price_book
        self.ids: list[str] = []
        for limit_id in LIMITS:
            self.create(limit_id)

    def create(self, limit_id) -> None:
        limit = {"limit_id": limit_id, "limit_name": limit_id, "max": 0.01, "limit_type": "allow"}
        self.api.ok("POST", "/limits", limit)

    def charge(self, limits, count, failed) -> None:
        event = {"limit_ids": sorted(limits), "provider_response_id": f"r{len(self.ids)}"}
        failure = {"http_status_code": 500} if failed else {}
        self.ids.append(self.api.ingest(units=(count, 100), **event, **failure))

    def upsert(self, number, count) -> None:
        units = {"text": {"input": count, "output": 10}}
        event = {"category": "system.openai", "resource": "gpt-4o", "units": units}
        self.api.ok("POST", "/ingest/bulk-upsert", [{**event, "provider_response_id": f"r{number}"}])
        if number >= len(self.ids):
            self.ids += [""] * (number + 1 - len(self.ids))

    def reprice(self, prices, charge_limits) -> None:
        self.api.platform.prices = self.price_book(*prices)
        self.api.ok(
            "POST", "/requests/reprice", {**ALL_OF_JUNE, "apply": True, "charge_limits": charge_limits}
        )

    def name(self, number) -> None:
        if number < len(self.ids) and self.ids[number]:
            changes = {"properties": {"step": str(number)}}
            self.api.ok("PUT", f"/requests/{self.ids[number]}/properties", changes)

    def reset(self, limit_id) -> None:
        self.api.send("POST", f"/limits/{limit_id}/reset")

    def delete(self, limit_id) -> None:
        self.api.send("DELETE", f"/limits/{limit_id}")

    def ship(self) -> None:
        self.api.shipper.flush()


def checked(api, directory: Path) -> dict[str, Finding]:
    """What doctor finds, by check."""
    found = api.run(examine, api.platform, api.upkeep, directory)
    return {finding.check: finding for finding in found}


@settings(max_examples=25)
@given(st.lists(acts, max_size=12))
def test_any_mix_of_charges_and_corrections_leaves_each_limit_the_fold_of_its_facts(
    open_api, price_book, done
):
    with TemporaryDirectory() as directory, open_api(Path(directory)) as api:
        run = Run(api, price_book)
        for name, *how in done:
            getattr(run, name)(*how)
        found = checked(api, Path(directory))
    broken = [finding for finding in found.values() if finding.health is Health.FAULT]
    assert broken == []


def charged(api, request_id: str) -> dict[str, str]:
    return {one["limit_id"]: one["amount"] for one in api.ok("GET", f"/requests/{request_id}")["charges"]}


@pytest.fixture
def two_limits(api) -> str:
    """A request that was charged to two limits, the second of which has begun another period since."""
    for limit_id in LIMITS:
        api.ok("POST", "/limits", {"limit_id": limit_id, "limit_name": limit_id, "max": 1})
    request_id = api.ingest(limit_ids=list(LIMITS), provider_response_id="r1")
    api.ok("POST", "/limits/b/reset")
    return request_id


def test_an_explanation_tells_what_each_limit_was_charged(api, shipped, two_limits):
    shipped()
    assert charged(api, two_limits) == {"a": "0.003", "b": "0.003"}


@pytest.mark.parametrize(("charge_limits", "in_a"), [(True, "0.0015"), (False, "0.003")])
def test_after_a_repricing_it_tells_what_was_really_moved(
    api, shipped, two_limits, cheaper, charge_limits, in_a
):
    shipped()
    api.platform.prices = cheaper
    api.ok("POST", "/requests/reprice", {**ALL_OF_JUNE, "apply": True, "charge_limits": charge_limits})
    shipped()
    assert charged(api, two_limits) == {"a": in_a, "b": "0.003"}
    assert api.ok("GET", f"/requests/{two_limits}")["cost"] == "0.0015"


def test_a_limit_that_so_old_an_event_does_not_charge_is_no_charge(api, shipped):
    api.ok("POST", "/limits", {"limit_id": "a", "limit_name": "a", "max": 1})
    request_id = api.ingest(limit_ids=["a"], event_timestamp="2025-06-01T00:00:00Z")
    shipped()
    assert charged(api, request_id) == {}


def test_a_limit_that_is_made_again_has_nothing_to_do_with_the_charges_of_the_former(
    api, tmp_path, two_limits, cheaper
):
    """Neither doctor nor a correction takes them for its own."""
    api.ok("DELETE", "/limits/a")
    api.ok("POST", "/limits", {"limit_id": "a", "limit_name": "a", "max": 1})
    api.platform.prices = cheaper
    api.ok("POST", "/requests/reprice", {**ALL_OF_JUNE, "apply": True, "charge_limits": True})
    assert charged(api, two_limits) == {"a": "0.003", "b": "0.003"}
    assert api.ok("GET", "/limits/a")["limit"]["totals"]["cost"]["total"]["base"] == 0
    assert checked(api, tmp_path)["limits"].health is Health.OK


def test_doctor_finds_a_limit_that_lost_money_although_its_requests_were_restated(
    api, tmp_path, two_limits, cheaper
):
    api.platform.prices = cheaper
    api.ok("POST", "/requests/reprice", {**ALL_OF_JUNE, "apply": True, "charge_limits": True})
    fine = checked(api, tmp_path)["limits"]
    assert fine.health is Health.OK
    assert "3 periods equal the fold of their charges; 2 have requests restated since" in fine.detail

    def lose(tx):
        limit = tx.limits.get(api.app, "a")
        limit.totals.cost -= Decimal("0.0001")
        tx.limits.put(limit)

    api.run(api.platform.state.transact, lose)
    found = checked(api, tmp_path)["limits"]
    assert found.health is Health.FAULT
    assert found.detail == "limit 'a', period 1: its cost is 0.0014, its charges make 0.0015"


def test_a_limit_tells_the_time_of_the_latest_request_it_was_charged_with(api):
    """However late an earlier one arrives, and in whichever period it was."""
    for name in LIMITS:
        api.ok("POST", "/limits", {"limit_id": name, "limit_name": name, "max": 5})
    for hour in ("11", "10"):
        moment = f"2025-06-15T{hour}:00:00Z"
        api.ingest(limit_ids=["a"], http_status_code=503, event_timestamp=moment, charge_past=True)
    api.ok("POST", "/limits/a/reset")
    listed = {one["limit_id"]: one["limit_charge_timestamp"] for one in api.ok("GET", "/limits")["items"]}
    assert listed == {"a": "2025-06-15T11:00:00.000000Z", "b": None}
    assert api.ok("GET", "/limits/a")["limit"]["limit_charge_timestamp"] == "2025-06-15T11:00:00.000000Z"
