"""Usage: counts by unit and side. What a count may be, and which columns of a fact its tokens belong to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from assay.domain.errors import Invalid
from assay.domain.units import parse_unit

LARGEST_COUNT = 2_147_483_647
"""The published schema's bound on one count."""

LONGEST_UNIT = 128


def whole_count(unit: str, side: str, count: float | None) -> int:
    """The count, if it is a whole number from 0 to 2,147,483,647; None is 0. Raises Invalid
    (`invalid_units`).
    """
    if count is None:
        return 0
    if 0 <= count <= LARGEST_COUNT and count == int(count):
        return int(count)
    raise Invalid(
        "invalid_units",
        f"{side} of unit {unit[:LONGEST_UNIT]!r} is {count}: give a whole number from 0 to {LARGEST_COUNT}",
    )


@lru_cache(maxsize=4096)
def token_columns(unit: str) -> tuple[str, str]:
    """The columns of a fact that the input and the output count of a unit belong to; '' for what is no token.

    The columns are disjoint: their sum is the number of tokens of the request.
    """
    name = parse_unit(unit)
    if not name.counts_tokens:
        return "", ""
    if name.base.endswith("_cache_read"):
        return "u_cache_read", "u_cache_read"
    if "_cache_write" in name.base:
        return "u_cache_write", "u_cache_write"
    if name.base in ("reasoning", "image"):
        return f"u_{name.base}", f"u_{name.base}"
    return "u_in", "u_out"


def lines_of(units: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """Counts by line, `unit.side`; a count of 0 is no line."""
    lines: dict[str, int] = {}
    for unit, (count_in, count_out) in units.items():
        if count_in:
            lines[f"{unit}.input"] = count_in
        if count_out:
            lines[f"{unit}.output"] = count_out
    return lines
