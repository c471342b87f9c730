"""Care of the DuckDB file: what an operator's tools need. `DELETE` is here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from assay.domain.facts import ZERO, Fact
from assay.domain.usage import token_columns
from assay.storage.events.columns import EVENTS, TABLES, with_derived
from assay.storage.events.duckdb import DuckDBFile
from assay.storage.events.lookups import fact_from_row
from assay.storage.upkeep import Charges, Fault

_LISTED = ", ".join(EVENTS)
_NET = (
    f"(SELECT {_LISTED} FROM events QUALIFY sum(sign) OVER (PARTITION BY request_id, rev) > 0 AND sign > 0)"
)

_FAULTS = {
    "cost": "SELECT request_id FROM events"
    " WHERE cost <> cost_in + cost_out"
    " OR cost <> list_sum(list_concat([0::DECIMAL(38,12)], map_values(unit_costs)))",
    "once": "SELECT request_id FROM events GROUP BY request_id, rev, sign HAVING count(sign) > 1",
    "corrections": "SELECT request_id FROM events GROUP BY request_id, rev"
    " HAVING sum(sign) < 0 OR (sum(sign) = 0 AND (sum(cost) <> 0 OR sum(cost_in) <> 0 OR sum(u_in) <> 0))",
}
"""Requests that break a law of facts."""

_TOKEN_COLUMNS = ("u_in", "u_out", "u_cache_read", "u_cache_write", "u_reasoning", "u_image")


class DuckDBUpkeep:
    """See `assay.storage.upkeep.EventsUpkeep`."""

    def __init__(self, file: DuckDBFile) -> None:
        self._file = file

    def faults(self) -> list[Fault]:
        found: list[Fault] = []
        for law, statement in {**_FAULTS, "units": self._wrong_units()}.items():
            rows = self._rows(f"SELECT count(request_id), min(request_id) FROM ({statement})")
            if rows[0][0]:
                found.append(Fault(law, rows[0][0], str(rows[0][1])))
        return found

    def _wrong_units(self) -> str:
        """Requests whose token columns are not the sums of their lines: which line counts where is a rule."""
        lines = [line for (line,) in self._rows("SELECT DISTINCT unnest(map_keys(units)) FROM events")]
        differ = (f"{column} <> {_tokens_of(lines, column)}" for column in _TOKEN_COLUMNS)
        return f"SELECT request_id FROM events WHERE {' OR '.join(differ)}"

    def charges(self) -> list[Charges]:
        each = (
            "SELECT app, unnest(limit_ids) AS limit_id, unnest(limit_periods) AS period,"
            " unnest(limit_states) AS state, unnest(limit_amounts) AS amount,"
            " cost_in, cost_out, sign, rev FROM events"
        )
        rows = self._rows(
            "SELECT app, limit_id, period, state, sum(cost_in), sum(cost_out), sum(amount), sum(sign),"
            f" max(rev) FROM ({each}) GROUP BY app, limit_id, period, state ORDER BY ALL"
        )
        found: dict[tuple[str, str, int], Charges] = {}
        for app, limit_id, period, state, cost_in, cost_out, cost, count, rev in rows:
            so_far = found.get((app, limit_id, period)) or Charges(
                app, limit_id, period, ZERO, ZERO, ZERO, {}
            )
            found[app, limit_id, period] = Charges(
                app,
                limit_id,
                period,
                so_far.input + cost_in,
                so_far.output + cost_out,
                so_far.cost + cost,
                {**so_far.states, state: int(count)},
                so_far.corrected or rev > 0,
            )
        return list(found.values())

    def latest_identified(self, received_since: int, most: int) -> list[Fact]:
        rows = self._rows(
            f"SELECT {_LISTED} FROM {_NET} WHERE received >= $1 AND response_id <> ''"
            " ORDER BY received DESC, request_id LIMIT $2",
            [received_since, most],
        )
        return [fact_from_row(row) for row in rows]

    def copy_to(self, target: Path) -> None:
        with self._file.alone() as connection:
            connection.execute("CHECKPOINT")
            _copy_live_rows(connection, target)

    def compact(self) -> None:
        """The live rows are copied to a new file, which takes the place of the old one. Questions wait."""
        fresh = self._file.path.with_suffix(".compacting")
        with self._file.swapped_for(fresh) as connection:
            connection.execute("CHECKPOINT")
            _copy_live_rows(connection, fresh)

    def drop_bodies(self, app: str, before: int) -> int:
        return self._delete("bodies", "app = $1 AND ts < $2", [app, before])

    def drop_events(self, app: str, before: int) -> int:
        with self._file.writing() as connection:
            dropped = _count(connection, "events", "app = $1 AND ts < $2", [app, before])
            for table in TABLES:
                connection.execute(f"DELETE FROM {table} WHERE app = $1 AND ts < $2", [app, before])
        self._checkpoint()
        return dropped

    def forget_content(self, app: str, user: str, account: str | None) -> int:
        whose, values = _person(app, user, account)
        return self._delete("bodies", f"request_id IN (SELECT request_id FROM events WHERE {whose})", values)

    def forget_person(self, app: str, user: str, account: str | None, pseudonym: str) -> int:
        whose, values = _person(app, user, account)
        columns = ", ".join(
            f"${len(values) + 1} AS user_id" if name == "user_id" else name for name in EVENTS
        )
        with self._file.writing() as connection:
            count = _count(connection, "events", whose, values)
            connection.execute(
                "CREATE TEMP TABLE forgotten AS "
                + with_derived("events", f"SELECT {columns}, n FROM events WHERE {whose}"),
                [*values, pseudonym],
            )
            connection.execute(f"DELETE FROM events WHERE {whose}", values)
            connection.execute("INSERT INTO events SELECT * FROM forgotten ORDER BY n")
            connection.execute("DROP TABLE forgotten")
        self._checkpoint()
        return count

    def _delete(self, table: str, where: str, values: Sequence[Any]) -> int:
        with self._file.writing() as connection:
            count = _count(connection, table, where, values)
            connection.execute(f"DELETE FROM {table} WHERE {where}", values)
        self._checkpoint()
        return count

    def _checkpoint(self) -> None:
        """Freed blocks are used again only after a checkpoint; readers in flight make it wait."""
        with self._file.alone() as connection:
            connection.execute("CHECKPOINT")

    def _rows(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._file.reading() as connection, connection.cursor() as cursor:
            return cursor.execute(statement, list(values)).fetchall()


def _tokens_of(lines: Sequence[str], column: str) -> str:
    """SQL that adds up the lines (`text.input`) whose tokens the column counts."""
    ours = [line for line in lines if _column_of(line) == column]
    return " + ".join(f"coalesce(units[{_quoted(line)}], 0)" for line in ours) or "0"


def _column_of(line: str) -> str:
    unit, _, side = line.rpartition(".")
    column_in, column_out = token_columns(unit)
    return column_in if side == "input" else column_out


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _person(app: str, user: str, account: str | None) -> tuple[str, list[str]]:
    """A condition for the rows of a person ('' everybody's), and its values."""
    conditions, values = ["app = $1"], [app]
    if user:
        values.append(user)
        conditions.append(f"user_id = ${len(values)}")
    if account is not None:
        values.append(account)
        conditions.append(f"account = ${len(values)}")
    return " AND ".join(conditions), values


def _count(connection: duckdb.DuckDBPyConnection, table: str, where: str, values: Sequence[Any]) -> int:
    row = connection.execute(
        f"SELECT count(DISTINCT request_id) FROM {table} WHERE {where}", list(values)
    ).fetchone()
    assert row is not None
    return row[0]


def _copy_live_rows(connection: duckdb.DuckDBPyConnection, target: Path) -> None:
    """A new file with the rows of all tables and no free blocks."""
    target.unlink(missing_ok=True)
    connection.execute(f"ATTACH {_quoted(str(target))} AS copy")
    try:
        for table in [*TABLES, "shipped"]:
            order = " ORDER BY n" if table in TABLES else ""
            connection.execute(f"CREATE TABLE copy.{table} AS SELECT * FROM main.{table}{order}")
    finally:
        connection.execute("DETACH copy")
