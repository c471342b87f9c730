"""Every golden vector reads as written, and never as the product that got it wrong read it."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from payi.usage import Reading, read

VECTORS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))

every_vector = pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])


def read_vector(vector: dict[str, Any]) -> Reading:
    return read(vector["dialect"], vector["usage"], vector.get("response_fields"))


def cost_of(units: dict[str, int], vector: dict[str, Any]) -> Decimal:
    per_million, each = vector.get("usd_per_million", {}), vector.get("usd_each", {})
    prices = {name: Decimal(price) / 1_000_000 for name, price in per_million.items()}
    prices |= {name: Decimal(price) for name, price in each.items()}
    return sum((count * prices[name] for name, count in units.items() if name in prices), Decimal(0))


def test_there_are_eighty_vectors_each_with_its_own_id() -> None:
    assert len({vector["id"] for vector in VECTORS}) == len(VECTORS) == 80


@every_vector
def test_a_vector_reads_as_its_units(vector: dict[str, Any]) -> None:
    assert read_vector(vector).units == vector["units"]


@every_vector
def test_a_vector_leaves_no_counter_unread(vector: dict[str, Any]) -> None:
    assert read_vector(vector).unread == ()


PRICED = [vector for vector in VECTORS if vector["cost"]]


@pytest.mark.parametrize("vector", PRICED, ids=[vector["id"] for vector in PRICED])
def test_a_vector_costs_what_it_says_to_the_last_digit(vector: dict[str, Any]) -> None:
    assert cost_of(read_vector(vector).units, vector) == Decimal(vector["cost"]["total"])


WRONG_FIGURES = [
    (vector, name, figure)
    for vector in PRICED
    for name, figure in vector.get("wrong", {}).items()
    if figure[0].isdigit() or figure[0] == "-"
    if not name.endswith("output_shown")
]


@pytest.mark.parametrize(
    ("vector", "figure"),
    [(vector, figure) for vector, _name, figure in WRONG_FIGURES],
    ids=[f"{vector['id']}-{name}" for vector, name, _figure in WRONG_FIGURES],
)
def test_the_wrong_figure_that_was_reported_is_not_ours(vector: dict[str, Any], figure: str) -> None:
    shown = Decimal(figure.split(maxsplit=1)[0])
    ours = cost_of(read_vector(vector).units, vector)
    assert ours.quantize(shown) != shown


def input_total(reading: Reading) -> int:
    return sum(count for name, count in reading.units.items() if name.endswith(".input"))


def output_total(reading: Reading) -> int:
    return sum(count for name, count in reading.units.items() if name.endswith(".output"))


BY_ID = {vector["id"]: vector for vector in VECTORS}


@pytest.mark.parametrize(("vector_id", "shown"), [("R02", 35720), ("R30", 3791), ("R31", 9844 + 9842)])
def test_cached_input_is_not_added_up_with_the_whole_that_holds_it(vector_id: str, shown: int) -> None:
    assert input_total(read_vector(BY_ID[vector_id])) < shown


def test_accepted_predictions_are_not_added_to_the_output_that_holds_them() -> None:
    assert output_total(read_vector(BY_ID["R29"])) == 100


def test_tool_prompts_are_input_and_thoughts_are_output_beside_the_candidates() -> None:
    reading = read_vector(BY_ID["R33"])
    assert (input_total(reading), output_total(reading)) == (800, 130)


def test_reasoning_beside_the_output_gives_no_negative_text() -> None:
    assert read_vector(BY_ID["R35"]).units["text.output"] == 2


@pytest.mark.parametrize(("vector_id", "tier"), [("C10", "priority"), ("C11", "flex"), ("C24", "batch")])
def test_the_tier_is_the_one_the_response_names(vector_id: str, tier: str) -> None:
    assert read_vector(BY_ID[vector_id]).tier == tier


@pytest.mark.parametrize(("vector_id", "dollars"), [("R22", "0.00491"), ("R34", "0.0232856")])
def test_ticks_are_kept_as_the_reported_cost_and_agree_with_ours(vector_id: str, dollars: str) -> None:
    vector = BY_ID[vector_id]
    reading = read_vector(vector)
    assert reading.reported_cost == Decimal(dollars) == cost_of(reading.units, vector)


@pytest.mark.parametrize(
    ("vector_id", "marks"),
    [
        ("C37", {"usage_inconsistent"}),
        ("C38", {"assumed_ttl"}),
        ("C44", {"estimated"}),
        ("C18", set()),
        ("C20", set()),
        ("C26", set()),
    ],
)
def test_marks_say_how_far_the_counts_can_be_trusted(vector_id: str, marks: set[str]) -> None:
    assert read_vector(BY_ID[vector_id]).marks == marks
