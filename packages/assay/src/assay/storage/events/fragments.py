"""DuckDB's words for the pieces of SQL that differ between engines."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from assay.domain.statistics import BUCKETS_PER_E

_TYPES = {
    "text": "VARCHAR",
    "texts": "VARCHAR[]",
    "integer": "BIGINT",
    "number": "DECIMAL(38,12)",
}


class DuckDBFragments:
    """See `assay.storage.questions.reader.Fragments`."""

    def param(self, name: str, type_: str) -> str:
        return f"${name}::{_TYPES[type_]}"

    def literal(self, number: Decimal) -> str:
        if abs(number) >= 10**18:
            return f"{number:e}"
        return f"{number:f}" if number == number.to_integral_value() else f"{number.normalize():f}"

    def floor_div(self, dividend: str, divisor: int) -> str:
        return f"({dividend} // {divisor})"

    def month_number(self, local_ms: str) -> str:
        return f"(year(make_timestamp_ms({local_ms})) * 12 + month(make_timestamp_ms({local_ms})) - 1)"

    def map_get(self, map_: str, key: str) -> str:
        return f"coalesce({map_}[{key}], '')"

    def map_count(self, map_: str, key: str) -> str:
        return f"coalesce({map_}[{key}], 0)"

    def has(self, list_: str, value: str) -> str:
        return f"list_contains({list_}, {value})"

    def has_any(self, list_: str, values: str) -> str:
        return f"list_has_any({list_}, {values})"

    def any_starts_with(self, list_: str, prefix: str) -> str:
        return f"len(list_filter({list_}, lambda entry: starts_with(entry, {prefix}))) > 0"

    def length(self, list_: str) -> str:
        return f"len({list_})"

    def each(self, list_: str) -> str:
        return f"unnest(CASE WHEN len({list_}) = 0 THEN [''] ELSE {list_} END)"

    def starts_with(self, text: str, prefix: str) -> str:
        return f"starts_with({text}, {prefix})"

    def text_of(self, number: str) -> str:
        return f"({number})::VARCHAR"

    def one_of(self, value: str, values: str) -> str:
        return f"list_contains({values}, {value})"

    def row_hash(self, columns: Sequence[str]) -> str:
        return f"hash({', '.join(columns)})"

    def stored_hash(self, columns: Sequence[str]) -> str:
        """A whole number of 64 bits that stays the same from one version of the engine to the next."""
        texts = " || ".join(f"len({column}) || ':' || {column}" for column in columns)
        return f"md5_number_lower({texts})"

    def leading_bits(self, hash_: str, count: int) -> str:
        return f"({hash_} >> {64 - count})"

    def union_of_bits(self, number: str, first: int, size: int) -> str:
        inside = f"{number} BETWEEN {first} AND {first + size - 1}"
        return f"bit_or(CASE WHEN {inside} THEN 1::BIGINT << ({number} - {first}) ELSE 0 END)"

    def bit(self, mask: str, index: int) -> str:
        return f"(({mask} >> {index}) & 1)"

    def some(self, column: str) -> str:
        return f"any_value({column})"

    def log_bucket(self, x: str) -> str:
        return f"floor(ln(({x})::DOUBLE + 1) * {BUCKETS_PER_E})::INTEGER"

    def decimal(self, x: str) -> str:
        return f"({x})::DECIMAL(38,12)"

    def thousandths(self, x: str) -> str:
        return f"({x})::DECIMAL(18,3)"
