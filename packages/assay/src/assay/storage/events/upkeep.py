"""Care of the DuckDB event store: its laws as statements, copies, retention, erasure, compaction.

`DELETE` stands here and nowhere else. It leaves the old rows in free blocks of the file; `compact` writes the live
rows to a new file and puts that in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from assay.domain.usage import token_columns
from assay.storage.events.columns import EVENTS
from assay.storage.events.duckdb import DuckDBFile
from assay.storage.upkeep import Charges, Fault, Identified

TOKEN_COLUMNS = ("u_in", "u_out", "u_cache_read", "u_cache_write", "u_reasoning", "u_image")
_DATED = ("events", "kpi_scores", "instances")

_WRONG_COST = (
    "SELECT request_id FROM events WHERE cost <> cost_in + cost_out"
    " OR cost <> coalesce(list_sum(map_values(unit_costs)), 0)"
)
_TWICE = "SELECT request_id FROM events GROUP BY request_id, rev, sign HAVING count(rev) > 1"
_WRONGLY_CORRECTED = (
    "SELECT request_id FROM events GROUP BY request_id"
    " HAVING sum(sign) NOT IN (0, 1) OR max(rev) > 0"
    " AND sum(cost) <> sum(sign) * arg_max(cost, rev * 2 + (sign > 0)::INT)"
)
_CHARGES = (
    "SELECT app, limit_id, period, sum(cost_in), sum(cost_out), sum(cost), state, sum(sign)::BIGINT"
    " FROM (SELECT app, sign, cost_in, cost_out, cost, unnest(limit_ids) AS limit_id,"
    " unnest(limit_periods) AS period, unnest(limit_states) AS state FROM events)"
    " GROUP BY app, limit_id, period, state"
)
_IDENTIFIED = (
    "SELECT request_id::VARCHAR, app, category, response_id FROM events"
    " WHERE rev = 0 AND sign = 1 AND response_id <> '' AND received >= $since ORDER BY n DESC LIMIT $most"
)
_THEIRS = "app = $app AND user_id = $user AND ($account IS NULL OR account = $account)"


class DuckDBUpkeep:
    """`storage.upkeep.EventsUpkeep` for one open file."""

    def __init__(self, file: DuckDBFile) -> None:
        self._file = file

    def faults(self) -> list[Fault]:
        laws = {"cost": _WRONG_COST, "units": self._wrong_units(), "once": _TWICE, "corrections": _WRONGLY_CORRECTED}
        found = ((law, self._ids(statement)) for law, statement in laws.items())
        return [Fault(law, len(ids), str(ids[0])) for law, ids in found if ids]

    def charges(self) -> list[Charges]:
        folded: dict[tuple[str, str, int], Charges] = {}
        for app, limit_id, period, cost_in, cost_out, cost, state, count in self._rows(_CHARGES):
            key = (app, limit_id, period)
            so_far = folded.get(key) or Charges(app, limit_id, period, Decimal(0), Decimal(0), Decimal(0), {})
            folded[key] = Charges(
                app,
                limit_id,
                period,
                so_far.input + cost_in,
                so_far.output + cost_out,
                so_far.cost + cost,
                so_far.states | {state: count},
            )
        return list(folded.values())

    def latest_identified(self, received_since: int, most: int) -> list[Identified]:
        return [Identified(*row) for row in self._rows(_IDENTIFIED, {"since": received_since, "most": most})]

    def copy_to(self, target: Path) -> None:
        with self._file.alone() as connection:
            _copy_live_rows(connection, target)

    def compact(self) -> None:
        fresh = self._file.path.with_suffix(".compacted")
        fresh.unlink(missing_ok=True)
        with self._file.swapped_for(fresh) as connection:
            connection.execute("CHECKPOINT")
            _copy_live_rows(connection, fresh)

    def drop_bodies(self, app: str, before: int) -> int:
        return self._delete("bodies", "app = $app AND ts < $before", {"app": app, "before": before})

    def drop_events(self, app: str, before: int) -> int:
        given = {"app": app, "before": before}
        dropped = [self._delete(table, "app = $app AND ts < $before", given) for table in _DATED]
        return dropped[0]

    def forget_content(self, app: str, user: str, account: str | None) -> int:
        if not user:
            return self._delete("bodies", "app = $app", {"app": app})
        theirs = f"app = $app AND request_id IN (SELECT request_id FROM events WHERE {_THEIRS})"
        return self._delete("bodies", theirs, {"app": app, "user": user, "account": account})

    def forget_person(self, app: str, user: str, account: str | None, pseudonym: str) -> int:
        """Rows are deleted and written anew, not changed: an UPDATE in place has damaged files of this engine."""
        renamed = ", ".join("$pseudonym" if column == "user_id" else column for column in (*EVENTS, "n"))
        given = {"app": app, "user": user, "account": account}
        with self._file.writing() as connection:
            connection.execute(f"CREATE TEMP TABLE theirs AS SELECT * FROM events WHERE {_THEIRS}", given)
            connection.execute(f"DELETE FROM events WHERE {_THEIRS}", given)
            connection.execute(f"INSERT INTO events SELECT {renamed} FROM theirs", {"pseudonym": pseudonym})
            count = connection.execute("SELECT count(DISTINCT request_id) FROM theirs").fetchall()[0][0]
            connection.execute("DROP TABLE theirs")
        return int(count)

    def _delete(self, table: str, where: str, given: Mapping[str, Any]) -> int:
        with self._file.writing() as connection:
            return int(connection.execute(f"DELETE FROM {table} WHERE {where}", dict(given)).fetchall()[0][0])

    def _wrong_units(self) -> str:
        """Facts whose token columns are not the sums of their lines: which line belongs where is a rule in Python."""
        lines = [row[0] for row in self._rows("SELECT DISTINCT unnest(map_keys(units)) FROM events")]
        differ = (f"{column} <> {_sum_of(lines, column)}" for column in TOKEN_COLUMNS)
        return f"SELECT request_id FROM events WHERE {' OR '.join(differ)}"

    def _ids(self, statement: str) -> list[Any]:
        return [row[0] for row in self._rows(statement)]

    def _rows(self, statement: str, given: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        with self._file.alone() as connection:
            return connection.execute(statement, dict(given or {})).fetchall()


def _sum_of(lines: Iterable[str], column: str) -> str:
    """SQL that adds the units of those lines (`text.input`) whose tokens `column` counts."""
    ours = [line for line in lines if _column_of(line) == column]
    return " + ".join(f"coalesce(units['{_quoted(line)}'], 0)" for line in ours) or "0"


def _column_of(line: str) -> str:
    unit, _, side = line.rpartition(".")
    column_in, column_out = token_columns(unit)
    return column_in if side == "input" else column_out


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _copy_live_rows(connection: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Copy every table, row by row, into a new file: what was deleted does not come along."""
    connection.execute(f"ATTACH '{_quoted(str(target))}' AS fresh")
    try:
        source = connection.execute("SELECT current_database()").fetchall()[0][0]
        connection.execute(f'COPY FROM DATABASE "{source}" TO fresh')
        connection.execute("CHECKPOINT fresh")
    finally:
        connection.execute("DETACH fresh")
