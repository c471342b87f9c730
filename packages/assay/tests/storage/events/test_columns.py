"""The tables have the fields of the facts, in their order; the engine computes as the domain does."""

from __future__ import annotations

from typing import get_type_hints

import duckdb
import pytest
from assay.domain.facts import Body, Fact, InstanceFact, ScoreFact
from assay.domain.statistics import log_bucket
from assay.storage.events.columns import TABLES
from assay.storage.events.fragments import DuckDBFragments


@pytest.mark.parametrize(
    ("table", "kind"),
    [("events", Fact), ("bodies", Body), ("kpi_scores", ScoreFact), ("instances", InstanceFact)],
)
def test_a_table_has_the_fields_of_its_facts_in_their_order(table, kind):
    assert list(TABLES[table]) == list(get_type_hints(kind))


def test_the_engine_puts_every_whole_number_to_two_million_into_the_bucket_that_python_does():
    with duckdb.connect() as connection:
        statement = f"SELECT {DuckDBFragments().log_bucket('range')} FROM range(2000001)"
        buckets = [row[0] for row in connection.execute(statement).fetchall()]
    assert buckets == [log_bucket(number) for number in range(2_000_001)]
