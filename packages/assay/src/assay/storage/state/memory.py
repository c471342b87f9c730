"""Rows that the writer keeps in memory: read once, written once per commit, exact when work is undone."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from itertools import islice
from typing import Generic, TypeVar

from assay.storage.state.journal import Journal
from assay.storage.state.session import Session, WriteSession
from assay.storage.state.tables import Table

Key = TypeVar("Key", bound=tuple[Hashable, ...])
Value = TypeVar("Value")

_ABSENT = object()


class Rows(Generic[Key, Value]):
    """Rows by key, straight from a read connection. Writing raises, as the connection does."""

    def __init__(self, session: Session, table: Table[Value]) -> None:
        self._session = session
        self._table = table

    def get(self, key: Key) -> Value | None:
        return self._table.get(self._session, *key)

    def put(self, key: Key, value: Value) -> None:  # noqa: ARG002 - the signature of KeptRows
        self._table.put(self._session, [value])

    def delete(self, key: Key) -> None:
        self._table.delete(self._session, *key)

    def flush(self) -> None:
        """Nothing is ever held back here."""


class KeptRows(Rows[Key, Value]):
    """Rows by key in the writer's memory. At most `capacity` stay there after a commit.

    `copy` is given for values that callers change in place: what is committed is then never handed out
    itself, only a copy of it, made at the first use in each scope, so that undoing means putting the old
    object back.
    """

    def __init__(
        self,
        session: WriteSession,
        table: Table[Value],
        *,
        capacity: int,
        copy: Callable[[Value], Value] | None = None,
    ) -> None:
        super().__init__(session, table)
        self._journal: Journal = session.journal
        self._capacity = capacity
        self._copy = copy
        self._values: dict[Key, Value | None] = {}
        self._unwritten: dict[Key, None] = {}
        self._touched: set[Key] = set()
        self._scope = 0
        session.before_commit.append(self._flush_and_trim)

    def get(self, key: Key) -> Value | None:
        if key in self._values:
            value = self._values[key]
        else:
            value = self._values[key] = self._table.get(self._session, *key)
        if value is None or self._copy is None or not self._touch(key):
            return value
        value = self._values[key] = self._copy(value)
        return value

    def put(self, key: Key, value: Value) -> None:
        self._touch(key)
        self._values[key] = value
        self._unwritten[key] = None

    def delete(self, key: Key) -> None:
        self._touch(key)
        self._values[key] = None
        self._unwritten[key] = None

    def flush(self) -> None:
        """Write what was held back: before other SQL asks the table, and before the commit."""
        if not self._unwritten:
            return
        keys = tuple(self._unwritten)
        self._journal.note(self._unwritten.update, dict.fromkeys(keys))
        kept = [value for key in keys if (value := self._values[key]) is not None]
        self._table.put(self._session, kept)
        for key in keys:
            if self._values[key] is None:
                self._table.delete(self._session, *key)
        self._unwritten.clear()

    def _touch(self, key: Key) -> bool:
        """Note the way back for the key; False when this scope has noted it before."""
        if self._scope != self._journal.scope:
            self._scope = self._journal.scope
            self._touched.clear()
        if key in self._touched:
            return False
        self._touched.add(key)
        self._journal.note(self._restore, key, self._values.get(key, _ABSENT), key in self._unwritten)
        return True

    def _restore(self, key: Key, value: Value | object | None, unwritten: bool) -> None:
        if value is _ABSENT:
            self._values.pop(key, None)
        else:
            self._values[key] = value  # type: ignore[assignment] # what stood there before
        if unwritten:
            self._unwritten[key] = None
        else:
            self._unwritten.pop(key, None)

    def _flush_and_trim(self) -> None:
        self.flush()
        surplus = len(self._values) - self._capacity
        if surplus > 0:
            for key in list(islice(self._values, surplus + self._capacity // 8)):
                del self._values[key]
