"""A table of documents: the columns that are looked up by, and the whole value as JSON text.

A value that gains a field with a default needs no migration, and a row is written with few parameters.
Columns exist only for what SQL must find or order by; what stands in a column stands in the document as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import msgspec

from assay.storage.ports import Page
from assay.storage.state.session import Session

Value = TypeVar("Value")

_ROWS_PER_STATEMENT = 64


class Table(Generic[Value]):
    """SQL of one table. `columns_of` gives the values of `columns`, of which the first `keys` are the key."""

    def __init__(
        self,
        name: str,
        kind: type[Value],
        columns: Sequence[str],
        columns_of: Callable[[Value], tuple[Any, ...]],
        *,
        keys: int,
    ) -> None:
        self.name = name
        self._columns = (*columns, "document")
        self._columns_of = columns_of
        self._keys = tuple(columns[:keys])
        self._decode = msgspec.json.Decoder(kind).decode
        self._upserts: dict[int, str] = {}

    def get(self, session: Session, *key: Any) -> Value | None:
        """The value under the key."""
        found = self.find(session, " AND ".join(f"{column} = ?" for column in self._keys), key)
        return found[0] if found else None

    def find(
        self, session: Session, where: str, parameters: Sequence[Any] = (), order: str = ""
    ) -> list[Value]:
        """The values of the rows for which `where` holds."""
        rows = session.rows(
            f"SELECT document FROM {self.name} WHERE {where} {order}",
            parameters,
        )
        return [self._decode(document) for (document,) in rows]

    def page(
        self, session: Session, page: Page, by: tuple[str, str], where: str, parameters: Sequence[Any]
    ) -> list[Value]:
        """One page of the rows for which `where` holds, in the order of the two columns `by`."""
        clause, limits = page_clause(page, by)
        return self.find(session, where + clause, (*parameters, *limits))

    def put(self, session: Session, values: Sequence[Value]) -> None:
        """Insert the values, or replace those with the same key: few statements, each of many rows.

        The sizes of statements are powers of two, so that a handful stays prepared whatever the batches are.
        """
        start = 0
        while start < len(values):
            size = min(_ROWS_PER_STATEMENT, 1 << ((len(values) - start).bit_length() - 1))
            parameters: list[Any] = []
            for value in values[start : start + size]:
                parameters += self._columns_of(value)
                parameters.append(msgspec.json.encode(value).decode())
            session.write(self._upsert(size), parameters)
            start += size

    def delete(self, session: Session, *key: Any) -> None:
        """Remove the row under the key."""
        where = " AND ".join(f"{column} = ?" for column in self._keys)
        session.write(f"DELETE FROM {self.name} WHERE {where}", key)

    def _upsert(self, size: int) -> str:
        if size not in self._upserts:
            row = f"({', '.join('?' * len(self._columns))})"
            changes = ", ".join(f"{c} = excluded.{c}" for c in self._columns if c not in self._keys)
            self._upserts[size] = (
                f"INSERT INTO {self.name} ({', '.join(self._columns)}) VALUES {', '.join([row] * size)} "
                f"ON CONFLICT ({', '.join(self._keys)}) DO UPDATE SET {changes}"
            )
        return self._upserts[size]


def page_clause(page: Page, by: tuple[str, str]) -> tuple[str, tuple[Any, ...]]:
    """The end of a WHERE clause, ORDER BY and LIMIT of a page in the order of two columns; its parameters."""
    first, second = by
    direction, beyond = ("ASC", ">") if page.ascending else ("DESC", "<")
    after = f" AND ({first}, {second}) {beyond} (?, ?)" if page.after is not None else ""
    return (
        f"{after} ORDER BY {first} {direction}, {second} {direction} LIMIT ?",
        (*(page.after or ()), page.limit),
    )
