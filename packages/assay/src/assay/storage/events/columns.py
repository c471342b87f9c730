"""Columns of the event store's tables: the fields of the facts, in their order, with the engine's types.

Instants are BIGINT ms since the epoch, UTC; ids of applications and resources are short texts that a column
dictionary holds once. Nothing is nullable in meaning: '' and 0 stand for "not given".
"""

from __future__ import annotations

from assay.storage.events.fragments import DuckDBFragments
from assay.storage.questions.measures import ESTIMATED, FAILED

_TEXT, _COUNT, _MS, MONEY = "VARCHAR", "BIGINT", "BIGINT", "DECIMAL(38,12)"

EVENTS = {
    "request_id": "UUID",
    "app": _TEXT,
    "ts": _MS,
    "received": _MS,
    "category": _TEXT,
    "resource": _TEXT,
    "rev": "USMALLINT",
    "sign": "TINYINT",
    "resource_id": _TEXT,
    "scope": _TEXT,
    "use_case": _TEXT,
    "uc_version": "UINTEGER",
    "uc_instance": _TEXT,
    "step": _TEXT,
    "user_id": _TEXT,
    "account": _TEXT,
    "u_in": _COUNT,
    "u_out": _COUNT,
    "u_cache_read": _COUNT,
    "u_cache_write": _COUNT,
    "u_reasoning": _COUNT,
    "u_image": _COUNT,
    "units": f"MAP({_TEXT}, {_COUNT})",
    "unit_costs": f"MAP({_TEXT}, {MONEY})",
    "cost_in": MONEY,
    "cost_out": MONEY,
    "cost": MONEY,
    "overrun": MONEY,
    "unpriced": "UTINYINT",
    "quality": "UINTEGER",
    "latency_ms": "UINTEGER",
    "ttft_ms": "UINTEGER",
    "ttfc_ms": "UINTEGER",
    "status": "USMALLINT",
    "failure": _TEXT,
    "limit_ids": f"{_TEXT}[]",
    "limit_periods": "UINTEGER[]",
    "limit_states": f"{_TEXT}[]",
    "limit_amounts": f"{MONEY}[]",
    "properties": f"MAP({_TEXT}, {_TEXT})",
    "uc_properties": f"MAP({_TEXT}, {_TEXT})",
    "source": _TEXT,
    "trace": _TEXT,
    "warnings": f"{_TEXT}[]",
    "response_id": _TEXT,
    "provider_uri": _TEXT,
    "module": _TEXT,
    "calls": _TEXT,
    "usage": _TEXT,
}

BODIES = {
    "request_id": "UUID",
    "ts": _MS,
    "app": _TEXT,
    "request": _TEXT,
    "response": _TEXT,
    "reasoning": _TEXT,
    "request_headers": _TEXT,
    "response_headers": _TEXT,
}

KPI_SCORES = {
    "app": _TEXT,
    "ts": _MS,
    "use_case": _TEXT,
    "uc_version": "UINTEGER",
    "uc_instance": _TEXT,
    "kpi": _TEXT,
    "score": "DOUBLE",
    "scored": _MS,
    "sign": "TINYINT",
}

INSTANCES = {
    "app": _TEXT,
    "ts": _MS,
    "use_case": _TEXT,
    "uc_version": "UINTEGER",
    "uc_instance": _TEXT,
    "sign": "TINYINT",
}

SHIPPED = {"hi": "BIGINT", "rows": "BIGINT", "made": _MS}

TABLES = {"events": EVENTS, "bodies": BODIES, "kpi_scores": KPI_SCORES, "instances": INSTANCES}
"""The tables that rows of the spool go to. Each also has `n`, the number of the batch a row came with."""

AMOUNTS = ("cost_in", "cost_out", "cost", "overrun")
NARROW_MONEY = "DECIMAL(18,12)"
"""Up to a million USD for one request, in 64 bits: a sum of them takes less than half the time. Sums are wide
whatever their addends are. Where there is a larger amount, a table keeps all of them wide.
"""
LARGE = " OR ".join(f"abs({name}) >= 1000000" for name in AMOUNTS)
"""Holds for rows with an amount that is not narrow."""

_hash = DuckDBFragments().stored_hash
_COUNT_OF_ONE = "TINYINT"
_DERIVED = {
    "events": {
        "instance_key": ("UBIGINT", f"CASE WHEN uc_instance = '' THEN 0 ELSE {_hash(['uc_instance'])} END"),
        "user_key": (
            "UBIGINT",
            f"{_hash(['user_id', 'account'])} // 2 * 2 + CASE WHEN user_id = '' THEN 0 ELSE 1 END",
        ),
        "failed_count": (_COUNT_OF_ONE, f"CASE WHEN {FAILED} THEN sign ELSE 0 END"),
        "unpriced_count": (_COUNT_OF_ONE, "CASE WHEN unpriced > 0 THEN sign ELSE 0 END"),
        "estimated_count": (_COUNT_OF_ONE, f"CASE WHEN {ESTIMATED} THEN sign ELSE 0 END"),
    }
}
"""What questions read in place of other columns: numbers for texts of very many values (0 is no instance; the
key of a user is odd, that of an account alone even), and counts that are plain sums.
"""


def stored(table: str) -> dict[str, str]:
    """All columns of a table with their types, in their order."""
    narrow = dict.fromkeys(AMOUNTS, NARROW_MONEY) if table == "events" else {}
    derived = {name: type_ for name, (type_, _) in _DERIVED.get(table, {}).items()}
    return {**TABLES[table], **narrow, "n": "BIGINT", **derived}


def with_derived(table: str, rows: str) -> str:
    """SQL of whole rows, from SQL of rows that end with `n`."""
    derived = "".join(
        f", ({expression})::{type_} AS {name}"
        for name, (type_, expression) in _DERIVED.get(table, {}).items()
    )
    return f"SELECT *{derived} FROM ({rows})"
