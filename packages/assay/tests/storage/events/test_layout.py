"""How events are laid out: amounts in 64 bits as long as they fit, and columns that are derived from the facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from assay.domain.facts import Fact
from assay.storage.events.columns import AMOUNTS, EVENTS, stored, with_derived
from assay.storage.events.duckdb import DuckDBFile
from assay.storage.events.upkeep import DuckDBUpkeep
from assay.storage.ports import SpoolBatch

LARGEST = Decimal("999999.999999999999")
FORMER = {**EVENTS, "n": "BIGINT", "instance_key": "UBIGINT", "user_key": "UBIGINT"}


def batch(n: int, *costs: Decimal) -> SpoolBatch:
    facts = [
        Fact(f"0190a000-0000-7000-8000-{n:06}{index:06}", "app", n, n, "c", "r", cost=cost, status=500)
        for index, cost in enumerate(costs)
    ]
    return SpoolBatch(n, len(facts), msgspec.json.Encoder().encode_lines(facts))


def types(file: DuckDBFile) -> set[str]:
    """Of the amounts."""
    described = file.connection.execute("DESCRIBE events").fetchall()
    return {type_ for name, type_, *_ in described if name in AMOUNTS}


def costs(file: DuckDBFile) -> list[Decimal]:
    return [
        cost for (cost,) in file.connection.execute("SELECT cost FROM events ORDER BY n, cost").fetchall()
    ]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[], DuckDBFile]]:
    """Opens the same file, again and again."""
    files: list[DuckDBFile] = []

    def open_() -> DuckDBFile:
        for file in files:
            file.close()
        files.append(DuckDBFile(tmp_path / "events.duckdb", memory_limit="500MB"))
        return files[-1]

    yield open_
    files[-1].close()


def test_amounts_below_a_million_dollars_take_64_bits(opened):
    file = opened()
    file.append([batch(1, LARGEST, -LARGEST)], made=1)
    assert types(file) == {"DECIMAL(18,12)"}
    assert costs(file) == [-LARGEST, LARGEST]


def test_a_larger_amount_is_kept_to_its_last_digit_and_makes_room_for_others(opened):
    file, huge = opened(), Decimal("1000000.000000000001")
    file.append([batch(1, LARGEST)], made=1)
    file.append([batch(2, Decimal(1), huge), batch(3, -huge)], made=2)
    file.append([batch(2, Decimal(1), huge), batch(4, huge)], made=3)
    assert types(file) == {"DECIMAL(38,12)"}
    assert costs(file) == [LARGEST, Decimal(1), huge, -huge, huge]


def test_what_has_room_for_larger_amounts_keeps_it_when_copied_and_opened_again(opened):
    file, huge = opened(), Decimal("1000000.000000000001")
    file.append([batch(1, huge)], made=1)
    DuckDBUpkeep(file).compact()
    file = opened()
    assert costs(file) == [huge]
    file.append([batch(2, LARGEST)], made=2)
    assert types(file) == {"DECIMAL(38,12)"}


@pytest.mark.parametrize("cost", [LARGEST, Decimal("1000000.000000000001")])
def test_events_of_a_former_version_get_the_columns_of_this_one(opened, cost):
    file = opened()
    file.append([batch(1, cost)], made=1)
    facts = f"SELECT {', '.join(EVENTS)}, n FROM events"
    listed = ", ".join(f"{name} {type_}" for name, type_ in FORMER.items())
    file.connection.execute(
        f"CREATE TABLE former ({listed}); INSERT INTO former SELECT *, 0, 0 FROM ({facts});"
        " DROP TABLE events; ALTER TABLE former RENAME TO events"
    )
    file = opened()
    columns = ", ".join(stored("events"))
    derived = file.connection.execute(with_derived("events", facts)).fetchall()
    assert file.connection.execute(f"SELECT {columns} FROM events").fetchall() == derived
    assert types(file) == {"DECIMAL(18,12)" if cost == LARGEST else "DECIMAL(38,12)"}
    assert costs(file) == [cost]
