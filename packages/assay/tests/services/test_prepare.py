"""From an event to a fact: shapes of counts, times, attribution, and the laws of what is prepared."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from assay.domain.errors import Invalid
from assay.domain.facts import Fact, Priced, Quality
from assay.domain.identity import identity_key
from assay.domain.prices import Category, PriceBook
from assay.domain.resources import ResourceVersion, custom_lines
from assay.domain.tenancy import Application, KeyScope
from assay.domain.units import TOKEN_UNITS
from assay.services.event import NOBODY, Attribution, Counts, Event, checked, combined
from assay.services.ingest import Arrival, Entry, attribution_of, counts_of, event_time, prepare
from assay.services.platform import Caller
from hypothesis import given
from hypothesis import strategies as st

NOW = 1_790_000_000_000
PRICES = {unit: {"input": "0.000001", "output": "0.000002"} for unit in sorted(TOKEN_UNITS)}
MODEL = ResourceVersion("v1", "system.openai", "model", 0, 0, custom_lines(PRICES))
CUSTOM = ResourceVersion("v2", "anthropic", "mine", 0, 0, custom_lines({"call": {"input": "1"}}))
BOOK = PriceBook([Category("system.openai", {"model": (MODEL,)}, {})], custom=[CUSTOM])
counts = st.integers(0, 2_147_483_647)
unit_names = st.sampled_from([*sorted(TOKEN_UNITS), "page", "web_search_request", "text_batch"])


def ready(said: Attribution = NOBODY, **event: Any) -> Entry:
    caller = Caller(Application("app", "app"), KeyScope.APPLICATION, "1234")
    sent = Event(**{"category": "openai", "resource": "model", "units": {}} | event)
    return prepare(sent, said, Arrival(caller, BOOK, "ingest", NOW, "request-1"))


def fact_of(**event: Any) -> Fact:
    return ready(**event).fact


class TestCounts:
    @pytest.mark.parametrize(
        ("sent", "meant"),
        [
            ({"text": Counts(10, 50)}, {"text": (10, 50)}),
            ({"text": Counts(output=50)}, {"text": (0, 50)}),
            ({"page": Counts(value=3)}, {"page": (3, 0)}),
            ({"page": 3}, {"page": (3, 0)}),
            ({"page": 3.0}, {"page": (3, 0)}),
            ({"page": None}, {"page": (0, 0)}),
            ({"input": Counts(value=10), "output": Counts(value=50)}, {"text": (10, 50)}),
            ({"output": 5, "text": Counts(1, 1)}, {"text": (1, 6)}),
            ({"output": Counts(1, 2)}, {"output": (1, 2)}),
        ],
    )
    def test_shapes_that_senders_use(self, sent: dict[str, Any], meant: dict[str, tuple[int, int]]) -> None:
        assert counts_of(sent) == meant

    def test_names_that_are_too_long_keep_their_counts(self) -> None:
        sent = {"x" * 200: 3, "x" * 300: 4}
        assert counts_of(sent) == {"x" * 128: (7, 0)}

    @pytest.mark.parametrize("count", [-1, 0.5, 2**31, float("nan"), float("inf")])
    def test_anything_else_is_refused_by_name(self, count: float) -> None:
        with pytest.raises(Invalid, match="output of unit 'text' is"):
            counts_of({"text": Counts(1, count)})

    @given(st.dictionaries(unit_names, st.tuples(counts, counts), max_size=6))
    def test_every_token_is_in_one_column_and_no_other_unit_in_any(
        self, units: dict[str, tuple[int, int]]
    ) -> None:
        fact = fact_of(units={unit: Counts(*pair) for unit, pair in units.items()})
        columns = (
            fact.u_in,
            fact.u_out,
            fact.u_cache_read,
            fact.u_cache_write,
            fact.u_reasoning,
            fact.u_image,
        )
        tokens = {unit for unit in units if unit in TOKEN_UNITS or unit == "text_batch"}
        assert sum(columns) == sum(sum(units[unit]) for unit in tokens)

    @given(st.dictionaries(unit_names, st.tuples(counts, counts), max_size=6))
    def test_the_lines_add_up_to_the_cost_and_to_the_counts(self, units: dict[str, tuple[int, int]]) -> None:
        fact = fact_of(units={unit: Counts(*pair) for unit, pair in units.items()})
        assert sum(fact.unit_costs.values(), Decimal(0)) == fact.cost == fact.cost_in + fact.cost_out
        assert sum(fact.units.values()) == sum(sum(pair) for pair in units.values())
        unpriced = fact.units.keys() - fact.unit_costs.keys()
        assert bool(unpriced) == (fact.unpriced != Priced.FULLY)


class TestNames:
    def test_a_bare_category_is_the_managed_one(self) -> None:
        assert fact_of(category="openai").category == "system.openai"

    def test_unless_a_custom_category_has_that_name(self) -> None:
        assert fact_of(category="anthropic", resource="mine", units={"call": 2}).cost == 2

    def test_without_a_resource_the_model_is_unknown(self) -> None:
        fact = fact_of(resource=None, units={"text": 1})
        assert (fact.resource, fact.unpriced) == ("system.unknown_model", Priced.NOT)

    def test_bare_and_full_names_have_one_identity(self) -> None:
        bare = ready(category="openai", provider_response_id="r")
        full = ready(category="system.openai", provider_response_id="r")
        assert bare.identity == full.identity == identity_key("app", "system.openai", "r")

    @given(st.lists(st.tuples(st.text(), st.text(), st.text()), unique=True, min_size=2, max_size=2))
    def test_different_triples_have_different_identities(self, triples: list[tuple[str, str, str]]) -> None:
        one, other = (
            identity_key(*(part.encode("utf-8", "replace").decode() for part in t)) for t in triples
        )
        encoded = [tuple(part.encode("utf-8", "replace") for part in t) for t in triples]
        assert (one == other) == (encoded[0] == encoded[1])


class TestTimes:
    @pytest.mark.parametrize(
        ("sent", "meant"),
        [
            ("2025-05-20T01:02:03.456789+00:00", "2025-05-20T01:02:03.456"),
            ("2025-05-20T01:02:03", "2025-05-20T01:02:03"),
            ("2025-05-20T03:02:03+02:00", "2025-05-20T01:02:03"),
            ("2025-05-20", "2025-05-20"),
            ("2019-12-27T18:11:19.117Z", "2019-12-27T18:11:19.117"),
            (1_747_702_923, "2025-05-20T01:02:03"),
            (1_747_702_923_456, "2025-05-20T01:02:03.456"),
            (1_747_702_923.5, "2025-05-20T01:02:03.500"),
        ],
    )
    def test_the_forms_that_clients_send(self, sent: str | float, meant: str) -> None:
        moment = datetime.fromisoformat(meant).replace(tzinfo=UTC)
        assert event_time(sent, NOW, []) == round(moment.timestamp() * 1000)

    def test_without_one_the_time_of_receipt_is_meant(self) -> None:
        assert event_time(None, NOW, []) == NOW

    @given(st.datetimes(datetime(1970, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis adds the zone
    def test_reading_what_a_client_writes_gives_the_moment(self, moment: datetime) -> None:
        kept = event_time(moment.isoformat(), NOW, [])
        assert 0 <= (moment - datetime.fromtimestamp(kept / 1000, UTC)).total_seconds() < 0.0011


class TestFailures:
    @pytest.mark.parametrize(
        ("event", "failure"),
        [
            ({"http_status_code": 200}, ""),
            ({}, ""),
            ({"http_status_code": 429}, "http_429"),
            ({"http_status_code": 299}, "semantic_failure"),
            ({"http_status_code": 200, "properties": {"system.failure": "refusal"}}, "refusal"),
        ],
    )
    def test_a_call_has_failed_by_status_or_by_what_the_sender_says(
        self, event: dict[str, Any], failure: str
    ) -> None:
        assert fact_of(**event).failure == failure

    def test_an_event_older_than_the_window_is_marked(self) -> None:
        fact = fact_of(event_timestamp=(NOW - 7 * 86_400_000 - 1))
        assert fact.quality == Quality.PAST_WINDOW

    @pytest.mark.parametrize(
        ("marks", "quality"),
        [
            ("estimated", Quality.ESTIMATED),
            ("estimated,usage_inconsistent", Quality.ESTIMATED | Quality.INCONSISTENT_USAGE),
            ("unknown_tier", 0),
            ("", 0),
        ],
    )
    def test_what_a_sender_says_of_its_counts_is_kept(self, marks: str, quality: int) -> None:
        entry = ready(properties={"system.usage_marks": marks})
        assert entry.fact.quality == quality
        assert entry.fact.warnings == []


class TestAttribution:
    def test_first_wins_and_names_of_one_family_stay_together(self) -> None:
        """An instance of one side is never joined to the use case of the other."""
        first, second = Attribution(use_case="a", user_id="u1"), Attribution(instance="i", account="A")
        both = combined(first, second)
        assert (both.use_case, both.instance, both.user_id, both.account) == ("a", "", "u1", "A")

    def test_checking_twice_changes_nothing(self) -> None:
        said = checked(
            Attribution(use_case="no spaces", user_id="u1", limit_ids=("a", "a", "b c"), scope="EU")
        )
        assert checked(said) == said
        assert (said.limit_ids, said.use_case, said.scope) == (("a",), "", "")
        assert len(said.faults) == 4

    def test_the_old_field_names_of_a_bulk_are_aliases(self) -> None:
        event = Event(
            category="c", units={}, experience_name="journey", budget_ids=["b"], resource_scope="global"
        )
        said = attribution_of(event, NOBODY, body_wins=True)
        assert (said.use_case, said.limit_ids, said.scope, said.experience) == (
            "journey",
            ("b",),
            "global",
            True,
        )

    def test_tags_are_properties_too(self) -> None:
        assert ready(checked(Attribution(tags=("red",)))).fact.properties == {"tag.red": "true"}
