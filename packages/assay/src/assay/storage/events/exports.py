"""Requests as files: one row for each request as it stands, in columns with the words of the API.

CSV and Parquet have the same columns. What was not given is empty in CSV and null in Parquet, as is a cost
that is not known. Lines of CSV are made by the engine: a million of them would keep Python busy for a minute.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import mkstemp

from assay.domain.answers import FORMULA
from assay.domain.facts import Priced
from assay.storage.events.lookups import ORDERS, conditions
from assay.storage.events.snapshots import Snapshot
from assay.storage.ports import Exported, Search
from assay.storage.questions.measures import ESTIMATED, FAILED, UNITS_IN, UNITS_OUT, samples
from assay.storage.questions.reader import Params
from assay.storage.questions.retries import is_retry
from assay.storage.questions.rows import Rows

_TEXT, _PLAIN, _MONEY, _TIME, _MAP, _LIST = "text", "plain", "money", "time", "map", "list"


def _given(column: str, nothing: str = "''") -> str:
    return f"nullif({column}, {nothing})"


def _known(amount: str) -> str:
    """An amount, unless the request has no price at all."""
    return f"CASE WHEN unpriced <> {int(Priced.NOT)} THEN {amount} END"


COLUMNS: dict[str, tuple[str, str]] = {
    "request_id": (_PLAIN, "request_id::VARCHAR"),
    "time": (_TIME, "make_timestamp_ms(ts)"),
    "category": (_TEXT, "category"),
    "resource": (_TEXT, "resource"),
    "scope": (_TEXT, _given("scope")),
    "use_case": (_TEXT, _given("use_case")),
    "version": (_PLAIN, "uc_version"),
    "instance": (_TEXT, _given("uc_instance")),
    "step": (_TEXT, _given("step")),
    "user": (_TEXT, _given("user_id")),
    "account": (_TEXT, _given("account")),
    "status": (_PLAIN, "status"),
    "failed": (_PLAIN, FAILED),
    "failure": (_TEXT, _given("failure")),
    "retry": (_PLAIN, ""),
    "cost": (_MONEY, _known("cost")),
    "cost_in": (_MONEY, _known("cost_in")),
    "cost_out": (_MONEY, _known("cost_out")),
    "overrun": (_MONEY, "overrun"),
    "unpriced": (_PLAIN, "unpriced"),
    "estimated": (_PLAIN, ESTIMATED),
    "units_in": (_PLAIN, UNITS_IN),
    "units_out": (_PLAIN, UNITS_OUT),
    "units_cache_read": (_PLAIN, "u_cache_read"),
    "units_cache_write": (_PLAIN, "u_cache_write"),
    "units_reasoning": (_PLAIN, "u_reasoning"),
    "units_image": (_PLAIN, "u_image"),
    "units": (_MAP, "units"),
    "latency_ms": (_PLAIN, _given("latency_ms", "0")),
    "ttft_ms": (_PLAIN, _given("ttft_ms", "0")),
    "ttfc_ms": (_PLAIN, _given("ttfc_ms", "0")),
    "output_per_s": (_PLAIN, ""),
    "limits": (_LIST, "limit_ids"),
    "properties": (_MAP, "properties"),
    "use_case_properties": (_MAP, "uc_properties"),
    "source": (_TEXT, _given("source")),
    "response_id": (_TEXT, _given("response_id")),
    "revision": (_PLAIN, "rev"),
}
"""What each column is, and what it is made of; `retry` and `output_per_s` are those of questions."""


def export(snapshot: Snapshot, search: Search, form: Exported) -> Path:
    """Write the requests of a search into a new file: all of them, in its order."""
    return written("requests", form, lambda target: _write(snapshot, search, form, target))


def written(what: str, form: Exported, write: Callable[[str], None]) -> Path:
    """A new file as `write` leaves it at the path it is given; none when it fails."""
    handle, name = mkstemp(prefix=f"assay-{what}-", suffix=f".{form.value}")
    os.close(handle)
    try:
        write(name)
    except BaseException:
        Path(name).unlink()
        raise
    return Path(name)


def _write(snapshot: Snapshot, search: Search, form: Exported, target: str) -> None:
    params = Params(snapshot.fragments)
    rows = (
        f"SELECT * FROM {snapshot.source('events')} WHERE {conditions(snapshot, search, params)}"
        " QUALIFY sum(sign) OVER (PARTITION BY request_id, rev) > 0 AND sign > 0"
    )
    column, direction = ORDERS[search.order]
    expressions = _expressions(snapshot, search, params)
    ordered = f"FROM ({rows}) AS e ORDER BY {column} {direction}, e.request_id {direction}"
    if form is Exported.PARQUET:
        named = ", ".join(f'{made} AS "{name}"' for name, made in expressions.items())
        written, options = f"SELECT {named} {ordered}", "FORMAT parquet"
    else:
        header = f"SELECT '{','.join(COLUMNS)}' || chr(13)"
        written = f"{header} UNION ALL ({_lines(expressions, ordered)})"
        options = "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER ','"
    snapshot.run(f"COPY ({written}) TO '{target}' ({options})", params.values)


def _expressions(snapshot: Snapshot, search: Search, params: Params) -> dict[str, str]:
    speed = samples(snapshot.fragments)["output_per_s"]
    made = {name: expression for name, (_, expression) in COLUMNS.items()}
    return {
        **made,
        "retry": is_retry(Rows(snapshot, [search.app], search.start, search.end), params),
        "output_per_s": f"CASE WHEN {speed.present} THEN {speed.x} END",
    }


def _lines(expressions: Mapping[str, str], rows: str) -> str:
    """SQL of lines of CSV as RFC 4180 wants them, each without its line feed, which the engine writes."""
    cells = ", ".join(f'{_cell(COLUMNS[name][0], made)} AS "{name}"' for name, made in expressions.items())
    shown = [
        _quoted(f'"{name}"') if kind in (_TEXT, _LIST) else f'"{name}"' for name, (kind, _) in COLUMNS.items()
    ]
    return f"SELECT concat({', chr(44), '.join(shown)}, chr(13)) FROM (SELECT {cells} {rows})"


def _cell(kind: str, made: str) -> str:
    """A value as text, null where there is none."""
    if kind == _MONEY:
        return rf"regexp_replace(({made})::VARCHAR, '\.?0+$', '')"
    if kind == _TIME:
        return f"strftime({made}, '%Y-%m-%dT%H:%M:%S.%gZ')"
    if kind == _MAP:
        in_quotes = f"""concat('"', replace(to_json({made})::VARCHAR, '"', '""'), '"')"""
        return f"CASE WHEN cardinality({made}) > 0 THEN {in_quotes} END"
    if kind == _LIST:
        return f"array_to_string({made}, ' ')"
    return f"({made})::VARCHAR"


def _quoted(text: str) -> str:
    """A cell of text. One that a spreadsheet would run as a formula gets an apostrophe before it."""
    begins = f"ascii({text}) IN ({', '.join(str(ord(sign)) for sign in FORMULA)})"
    runs = f"{begins} AND try_cast({text} AS DOUBLE) IS NULL"
    safe = f"CASE WHEN {runs} THEN concat(chr(39), {text}) ELSE {text} END"
    splits = " OR ".join(f"contains({text}, chr({ord(sign)}))" for sign in ',"\r\n')
    return f"""CASE WHEN {splits} THEN concat('"', replace({safe}, '"', '""'), '"') ELSE {safe} END"""
