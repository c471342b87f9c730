"""What questions need of an event store: a consistent reading, and the few words in which dialects differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol


class Fragments(Protocol):
    """Pieces of SQL that differ between engines. Arguments and results are SQL text."""

    def param(self, name: str, type_: str) -> str:
        """A parameter by name: `type_` is one of `text`, `texts`, `integer`, `number`."""
        ...

    def literal(self, number: Decimal) -> str:
        """A number that is known here: compared with a column, it takes no longer than the column needs."""
        ...

    def floor_div(self, dividend: str, divisor: int) -> str: ...
    def month_number(self, local_ms: str) -> str:
        """Calendar months since year 0 of a local time in ms."""
        ...

    def map_get(self, map_: str, key: str) -> str:
        """Value of a text map under a key, '' where it has none."""
        ...

    def map_count(self, map_: str, key: str) -> str:
        """Value of a map of counts under a key, 0 where it has none."""
        ...

    def has(self, list_: str, value: str) -> str: ...
    def has_any(self, list_: str, values: str) -> str: ...
    def any_starts_with(self, list_: str, prefix: str) -> str: ...
    def length(self, list_: str) -> str: ...
    def each(self, list_: str) -> str:
        """A row for each entry of a list of texts; one row with '' for an empty list."""
        ...

    def starts_with(self, text: str, prefix: str) -> str: ...
    def text_of(self, number: str) -> str: ...
    def one_of(self, value: str, values: str) -> str: ...
    def row_hash(self, columns: Sequence[str]) -> str:
        """A whole number of 64 bits for the values of a row. Read-time only: never stored."""
        ...

    def stored_hash(self, columns: Sequence[str]) -> str:
        """The whole number of 64 bits that is kept in place of texts."""
        ...

    def leading_bits(self, hash_: str, count: int) -> str:
        """The first bits of a `row_hash`."""
        ...

    def union_of_bits(self, number: str, first: int, size: int) -> str:
        """An aggregate: a mask with bit i set where some number is `first` + i, for i below `size`."""
        ...

    def bit(self, mask: str, index: int) -> str:
        """1 where the bit of a mask is set, else 0."""
        ...

    def some(self, column: str) -> str:
        """An aggregate: the value of any one row."""
        ...

    def log_bucket(self, x: str) -> str:
        """The same as `assay.domain.statistics.log_bucket`."""
        ...

    def decimal(self, x: str) -> str:
        """An exact number with twelve places."""
        ...

    def thousandths(self, x: str) -> str:
        """An exact number with three places."""
        ...


class Reader(Protocol):
    """One consistent reading of the event store and of the spool rows that it does not hold yet."""

    @property
    def fragments(self) -> Fragments: ...
    def source(self, table: str) -> str:
        """What to select from, to see all rows of a table: SQL text."""
        ...

    def rows(self, statement: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]: ...
    def keep(self, name: str, statement: str, params: Mapping[str, Any]) -> None:
        """Keep the rows of a statement under a name, to select from until the reading ends."""
        ...


class Params:
    """The parameters of a statement, named as they are added."""

    def __init__(self, fragments: Fragments) -> None:
        self._fragments = fragments
        self.values: dict[str, Any] = {}

    def add(self, value: Any, type_: str) -> str:
        """SQL text that stands for the value."""
        name = f"p{len(self.values)}"
        self.values[name] = value
        return self._fragments.param(name, type_)
