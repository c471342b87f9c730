"""The price book: from a name at a moment to a version, and from units to exact cost lines."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from assay.domain.prices import Alias, Category, Line, Match, Pattern, PriceBook, ResourceVersion, Window
from assay.domain.pricing import Units
from assay.domain.resources import DAY_MS, custom_lines
from assay.domain.units import Side
from hypothesis import given
from hypothesis import strategies as st

HOUR_MS = 3_600_000


def line(name: str, amount: str, per: int = 1_000_000, **more: object) -> Line:
    unit, _, side = name.rpartition(".")
    return replace(Line(unit, "input" if side == "input" else "output", Decimal(amount), per), **more)


def version(
    *lines: Line, called: str = "v", resource: str = "model", start: int = 0, **more: object
) -> ResourceVersion:
    return replace(ResourceVersion(called, "system.test", resource, start, 0, lines), **more)


TEXT = (line("text.input", "2"), line("text.output", "8"))


def book(
    *versions: ResourceVersion, aliases: tuple[Alias, ...] = (), patterns: tuple[Pattern, ...] = ()
) -> PriceBook:
    resources: dict[str, tuple[ResourceVersion, ...]] = {}
    for each in versions:
        resources[each.resource] = (*resources.get(each.resource, ()), each)
    named = {alias.name: tuple(a for a in aliases if a.name == alias.name) for alias in aliases}
    return PriceBook([Category("system.test", resources, named, patterns)])


def found(book: PriceBook, name: str = "model", scope: str = "", at: int = 10) -> Match:
    match = book.find("system.test", name, scope, at)
    assert match is not None
    return match


def cost(version: ResourceVersion, units: Units, at: int = 10) -> Decimal:
    priced = book(version).price(found(book(version), at=at), units, at)
    assert priced.unknown == {}
    return priced.cost


# From a name to a version


def test_the_version_in_force_is_the_latest_that_has_started() -> None:
    prices = book(version(called="old"), version(called="new", start=100))
    assert found(prices, at=99).resource_id == "old"
    assert found(prices, at=100).resource_id == "new"


def test_before_the_first_version_there_is_no_price_and_the_reason_says_so() -> None:
    prices = book(version(start=100))
    assert prices.find("system.test", "model", "", 99) is None
    assert "at the time of the event" in prices.why_unknown("system.test", "model")


def test_of_two_records_of_one_start_the_younger_holds() -> None:
    assert found(book(version(called="wrong"), version(called="right", recorded=5))).resource_id == "right"


def test_a_question_as_of_an_earlier_day_sees_the_records_of_that_day() -> None:
    prices = book(version(called="wrong"), version(called="right", recorded=5))
    match = prices.find_as_known("system.test", "model", "", 10, known_ms=4)
    assert match is not None
    assert match.resource_id == "wrong"


def test_a_withdrawn_version_does_not_exist_but_can_be_explained() -> None:
    prices = book(version(*TEXT), version(*TEXT, called="rise", start=100, withdrawn=50))
    assert found(prices, at=200).resource_id == "v"
    assert prices.version("rise") is not None
    assert [v.resource_id for v in prices.versions("system.test", "model")] == ["v"]
    assert [v.resource_id for v in prices.history("system.test", "model")] == ["v", "rise"]


def test_an_alias_means_what_it_meant_at_the_time_of_the_event() -> None:
    aliases = (Alias("latest", "one", 0), Alias("latest", "two", 100))
    prices = book(version(called="1", resource="one"), version(called="2", resource="two"), aliases=aliases)
    assert found(prices, "latest", at=99).resource_id == "1"
    assert found(prices, "latest", at=100).resource_id == "2"
    assert found(prices, "latest", at=99).resource_id == "1"


def test_the_versions_of_an_alias_name_the_resource_they_belong_to() -> None:
    aliases = (Alias("latest", "one", 0), Alias("latest", "two", 100))
    prices = book(version(called="1", resource="one"), version(called="2", resource="two"), aliases=aliases)
    listed = prices.versions("system.test", "latest")
    assert [(v.resource, v.aliased_resource, v.start) for v in listed] == [
        ("latest", "one", 0),
        ("latest", "two", 100),
    ]


@pytest.mark.parametrize(
    ("name", "resource", "matched_by"),
    [
        ("gpt", "gpt", "exact"),
        ("GPT", "gpt", "case"),
        ("gpt-mini-2026", "gpt-mini", "prefix"),
        ("gpt-2026", "gpt", "prefix"),
        ("my-claude-model", "claude", "regex"),
    ],
)
def test_names_match_exactly_then_by_case_then_by_the_longest_prefix_then_by_expression(
    name: str, resource: str, matched_by: str
) -> None:
    patterns = (
        Pattern("prefix", "gpt", "gpt"),
        Pattern("prefix", "gpt-mini", "gpt-mini"),
        Pattern("regex", "claude|gpt", "claude"),
    )
    prices = book(*(version(called=r, resource=r) for r in ("gpt", "gpt-mini", "claude")), patterns=patterns)
    match = found(prices, name)
    assert (match.version.resource, match.matched_by) == (resource, matched_by)


def test_two_names_that_differ_in_case_alone_are_two_resources() -> None:
    prices = book(version(called="upper", resource="Model"), version(called="lower", resource="model"))
    assert found(prices, "Model").resource_id == "upper"
    assert found(prices, "model").resource_id == "lower"


SCOPED = (
    version(called="global"),
    version(called="zone", scope="datazone"),
    version(called="eu", scope="datazone", sub_scope="eu"),
)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("", "global"), ("global", "global"), ("datazone.eu", "eu"), ("datazone.us", "zone")],
)
def test_a_part_of_a_scope_has_its_own_price_or_that_of_the_scope(asked: str, expected: str) -> None:
    match = found(book(*SCOPED), scope=asked)
    assert (match.resource_id, match.warnings) == (expected, ())


def test_falling_back_to_a_broader_scope_warns() -> None:
    match = found(book(*SCOPED), scope="region.eu-west-1")
    assert match.resource_id == "global"
    assert "priced as global" in match.warnings[0]


def test_the_only_scope_there_is_serves_when_nothing_was_asked() -> None:
    assert found(book(version(scope="region"))).warnings == ()
    assert len(found(book(version(scope="region")), scope="datazone.eu").warnings) == 1


def test_a_bare_category_is_the_managed_one_unless_a_custom_category_has_the_name() -> None:
    prices = book(version())
    assert prices.find("test", "model", "", 10) is not None
    own = replace(version(called="own"), category="test")
    match = prices.with_custom([own]).find("test", "model", "", 10)
    assert match is not None
    assert match.resource_id == "own"


def test_what_is_not_known_is_named() -> None:
    assert "category nowhere" in book(version()).why_unknown("nowhere", "model")
    assert "no resource other" in book(version()).why_unknown("system.test", "other")


# Custom versions


def custom(price: str, start: int) -> ResourceVersion:
    lines = custom_lines({"text": {"input": price}})
    return ResourceVersion(f"c{start}", "acme", "model", start, 0, lines)


def test_deleting_a_custom_version_prices_by_the_one_before_and_still_explains_the_old_cost() -> None:
    prices = PriceBook().with_custom([custom("1", 0), custom("2", 100)])
    units = {"text": (3, 0)}
    assert prices.price(prices.find("acme", "model", "", 99), units, 99).cost == 3
    charged = prices.price(prices.find("acme", "model", "", 100), units, 100)
    assert charged.cost == 6

    after = prices.withdraw("c100", 200)

    assert after.price(after.find("acme", "model", "", 100), units, 100).cost == 3
    explained = after.explain(charged.resource_id, units, 100)
    assert explained is not None
    assert explained.lines == charged.lines
    assert prices.price(prices.find("acme", "model", "", 100), units, 100).cost == 6, (
        "the old book is as it was"
    )


def test_a_category_whose_last_version_was_deleted_is_gone() -> None:
    prices = PriceBook().with_custom([custom("1", 0)])
    assert prices.categories() == ["acme"]
    assert prices.withdraw("c0", 5).categories() == []


def test_the_active_version_is_the_one_that_no_later_one_has_replaced() -> None:
    old, new = custom("1", 0), custom("2", 100)
    prices = PriceBook().with_custom([old, new])
    assert (prices.ends(old), prices.ends(new)) == (100, None)
    assert [prices.active(old, at) for at in (0, 99, 100)] == [True, True, False]
    assert [prices.active(new, at) for at in (99, 100)] == [False, True]


def test_a_version_under_an_alias_ends_where_the_alias_means_another_resource() -> None:
    aliases = (Alias("latest", "one", 0), Alias("latest", "two", 100))
    prices = book(version(called="1", resource="one"), version(called="2", resource="two"), aliases=aliases)
    assert [prices.ends(v) for v in prices.versions("system.test", "latest")] == [100, None]


@pytest.mark.parametrize(("price", "error"), [("-1", ValueError), (0.5, TypeError)])
def test_a_custom_price_is_exact_and_not_negative(price: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        custom_lines({"text": {"input": price}})


def test_a_side_without_a_custom_price_costs_nothing() -> None:
    priced = PriceBook().with_custom([custom("1", 0)])
    result = priced.price(priced.find("acme", "model"), {"text": (1, 5)}, 0)
    assert (result.cost, result.unknown) == (Decimal(1), {})


# From units to cost


def test_a_line_without_a_price_is_unknown_and_costs_nothing() -> None:
    prices = book(version(*TEXT))
    priced = prices.price(found(prices), {"text": (1_000, 0), "audio": (7, 3)}, 10)
    assert (priced.cost, priced.unknown) == (Decimal("0.002"), {"audio": (7, 3)})
    assert "no price for audio" in priced.warnings[0]


def test_without_a_resource_everything_is_unknown_and_without_units_nothing_is() -> None:
    assert book().price(None, {"text": (5, 0)}, 10).unknown == {"text": (5, 0)}
    assert book().price(None, {}, 10).unknown == {}
    assert book().price(None, {"text": (0, 0)}, 10).units == {}


def test_a_price_whose_division_does_not_end_is_rounded_once_at_the_line() -> None:
    assert cost(version(line("audio_second.input", "0.111", 3_600)), {"audio_second": (100, 0)}) == Decimal(
        "0.003083333333"
    )


def test_an_uplifted_price_with_more_than_twelve_places_is_rounded_at_the_line() -> None:
    tiny = version(line("text.input", "0.0000005", 1_000_000))
    assert cost(tiny, {"text": (1, 0)}) == Decimal(0)
    assert cost(tiny, {"text": (3, 0)}) == Decimal("0.000000000002")


LARGE = (*TEXT, line("text_large_context.input", "4"), line("text_large_context.output", "12"))


@pytest.mark.parametrize(("tokens", "expected"), [(1_000, "0.002"), (1_001, "0.004004")])
def test_exactly_the_threshold_is_not_above_it(tokens: int, expected: str) -> None:
    assert cost(version(*LARGE, large_context_threshold=1_000), {"text": (tokens, 0)}) == Decimal(expected)


def test_caches_count_towards_the_context_and_searches_do_not() -> None:
    lines = (*LARGE, line("text_cache_read.input", "1"), line("text_cache_read_large_context.input", "2"))
    searched = version(*lines, line("web_search_request.output", "10", 1_000), large_context_threshold=1_000)
    small = {"text": (600, 0), "text_cache_read": (400, 0), "web_search_request": (0, 5_000)}
    assert cost(searched, small) == Decimal("50.0016")
    assert cost(searched, small | {"text_cache_read": (401, 0)}) == Decimal("50.003202")


def test_large_context_and_base_counts_of_a_sender_are_one_line() -> None:
    prices = book(version(*LARGE, large_context_threshold=1_000))
    priced = prices.price(found(prices), {"text": (600, 5), "text_large_context": (600, 5)}, 10)
    assert priced.units == {"text_large_context": (1_200, 10)}
    assert priced.trace[-1] == "context:1200>1000"


def test_a_custom_large_context_price_without_a_threshold_is_honoured_as_sent() -> None:
    assert cost(version(*LARGE), {"text_large_context": (1_000, 0)}) == Decimal("0.004")


def test_a_tier_keeps_its_suffix_behind_the_large_context() -> None:
    lines = (*LARGE, line("text_batch.input", "1"), line("text_large_context_batch.input", "3"))
    assert cost(version(*lines, large_context_threshold=10), {"text_batch": (1_000, 0)}) == Decimal("0.003")


@pytest.mark.parametrize(("hour", "expected"), [(0, "2"), (1, "4"), (3, "4"), (4, "2"), (22, "6"), (23, "6")])
def test_the_hour_of_the_event_decides_and_a_window_may_run_over_midnight(hour: int, expected: str) -> None:
    windows = (
        Window(HOUR_MS, 4 * HOUR_MS, (line("text.input", "4"),)),
        Window(22 * HOUR_MS, 0, (line("text.input", "6"),)),
    )
    at = 100 * DAY_MS + hour * HOUR_MS
    assert cost(version(*TEXT, windows=windows), {"text": (1_000_000, 0)}, at) == Decimal(expected)


def test_a_price_before_its_confirmation_is_an_estimate() -> None:
    prices = book(version(line("text_flex.input", "1", verified=100)))
    units = {"text_flex": (1, 0)}
    assert prices.price(found(prices), units, 99).estimated
    assert not prices.price(found(prices), units, 100).estimated


def test_the_trace_tells_the_name_the_rule_and_the_version() -> None:
    prices = book(version(*TEXT), patterns=(Pattern("prefix", "mod", "model"),))
    priced = prices.price(found(prices, "mod-2026"), {"text": (1, 0)}, 10)
    assert priced.trace == (
        "name:mod-2026",
        "matched:prefix",
        "resource:system.test/model",
        "scope:global",
        "version:v",
    )


# Laws

NAMES = ["text", "text_cache_read", "vision", "reasoning", "web_search_request", "audio", "text_batch"]
COUNTS = st.integers(min_value=0, max_value=2_000_000)
UNITS = st.dictionaries(st.sampled_from(NAMES), st.tuples(COUNTS, COUNTS), max_size=6)
PRICES = st.decimals(min_value=0, max_value=100, places=4)
PERS = st.sampled_from([1_000_000, 1_000, 3_600, 7])
SIDES: tuple[Side, ...] = ("input", "output")


@st.composite
def versions(draw: st.DrawFn, per: st.SearchStrategy[int] = PERS) -> ResourceVersion:
    lines = [Line(name, side, draw(PRICES), draw(per)) for name in NAMES for side in SIDES]
    return version(*draw(st.lists(st.sampled_from(lines), unique_by=lambda line: line.name)))


def priced(prices: ResourceVersion, units: Units) -> tuple[Decimal, Decimal, Decimal]:
    result = book(prices).price(found(book(prices)), units, 10)
    return result.cost_in, result.cost_out, result.cost


@given(versions(), UNITS)
def test_the_lines_add_up_to_the_cost_to_the_last_digit(prices: ResourceVersion, units: Units) -> None:
    result = book(prices).price(found(book(prices)), units, 10)
    assert (
        sum((line.cost for line in result.lines), Decimal(0))
        == result.cost
        == result.cost_in + result.cost_out
    )


@given(versions(), UNITS)
def test_every_count_is_priced_or_unknown_and_none_is_lost(prices: ResourceVersion, units: Units) -> None:
    result = book(prices).price(found(book(prices)), units, 10)
    counted = sum(line.count for line in result.lines) + sum(map(sum, result.unknown.values()))
    assert counted == sum(map(sum, units.values()))


@given(versions(st.just(1_000_000)), UNITS, UNITS)
def test_two_calls_cost_what_one_call_with_all_their_units_costs(
    prices: ResourceVersion, first: Units, second: Units
) -> None:
    names = {*first, *second}
    both = {
        name: (
            first.get(name, (0, 0))[0] + second.get(name, (0, 0))[0],
            first.get(name, (0, 0))[1] + second.get(name, (0, 0))[1],
        )
        for name in names
    }
    assert priced(prices, first)[2] + priced(prices, second)[2] == priced(prices, both)[2]


@given(versions(), UNITS, st.sampled_from(NAMES), st.integers(min_value=1, max_value=10**6))
def test_more_of_a_unit_never_costs_less(prices: ResourceVersion, units: Units, name: str, more: int) -> None:
    count_in, count_out = units.get(name, (0, 0))
    assert priced(prices, {**units, name: (count_in + more, count_out)})[2] >= priced(prices, units)[2]


@given(st.integers(min_value=0, max_value=3_000), st.integers(min_value=0, max_value=3_000))
def test_the_names_a_client_chose_for_a_large_context_do_not_change_the_cost(short: int, long: int) -> None:
    prices = version(*LARGE, large_context_threshold=1_000)
    assert priced(prices, {"text": (short, 0), "text_large_context": (long, 0)}) == priced(
        prices, {"text": (short + long, 0)}
    )


@given(
    st.lists(st.integers(min_value=0, max_value=50), min_size=1, unique=True), st.lists(st.integers(0, 60))
)
def test_asking_again_and_again_in_any_order_finds_what_asking_once_finds(
    starts: list[int], moments: list[int]
) -> None:
    """Found versions are remembered with the time they hold for: memory must never answer for another time."""
    made = [version(called=str(start), start=start) for start in starts]
    remembering = book(*made)
    for at in moments:
        fresh = book(*made).find("system.test", "model", "", at)
        again = remembering.find("system.test", "model", "", at)
        assert (again and again.resource_id) == (fresh and fresh.resource_id)
