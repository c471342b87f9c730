"""One connection as the repositories see it: rows to read, statements to write, scopes to take back."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn, Protocol, cast

import apsw

from assay.storage.state.journal import Journal

Row = tuple[Any, ...]

STORAGE_FAULTS = (
    apsw.FullError,
    apsw.IOError,
    apsw.ReadOnlyError,
    apsw.CantOpenError,
    apsw.CorruptError,
    apsw.NotADBError,
    apsw.NoMemError,
    apsw.BusyError,
    apsw.LockedError,
    apsw.PermissionsError,
)
"""The store could not do it, whatever was asked: the whole transaction is over."""


class Session(Protocol):
    """What a repository needs of a connection."""

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]: ...
    def write(self, sql: str, parameters: Sequence[Any] = ()) -> None: ...
    def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None: ...


class ReadSession:
    """A read connection: everything inside `snapshot` sees one state of the database."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        return cast("list[Row]", self._connection.execute(sql, parameters).fetchall())

    def write(self, sql: str, parameters: Sequence[Any] = ()) -> NoReturn:  # noqa: ARG002 - the port's signature
        raise TypeError(f"{sql!r} was given to a read connection: write inside transact() or batched()")

    def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> NoReturn:  # noqa: ARG002 - the same
        self.write(sql)

    @contextmanager
    def snapshot(self) -> Generator[None]:
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("COMMIT")


class WriteSession:
    """The write connection, used by the writer's thread alone.

    Statements cost the writer more than their work: each gives the interpreter's lock away and must wait to
    get it back. So the transaction begins with the first statement that writes, a savepoint with the first
    one of its scope, and repositories hold back their rows until `before_commit` so that each writes once per
    commit.
    """

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._has_savepoint = False
        self._in_scope = False
        self.journal = Journal()
        self.before_commit: list[Callable[[], None]] = []
        self.after_commit: list[Callable[[], None]] = []
        self.changed = False

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        return cast("list[Row]", self._connection.execute(sql, parameters).fetchall())

    def write(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        self._begin()
        self.changed = True
        self._connection.execute(sql, parameters)

    def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._begin()
        self.changed = True
        self._connection.executemany(sql, rows)

    def tidy(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Write what no answer can see: the ledger's mark stays where it is."""
        self._begin()
        self._connection.execute(sql, parameters)

    @contextmanager
    def scope(self) -> Generator[None]:
        """What raises inside is undone alone, in the database and in memory; scopes do not nest."""
        mark = self.journal.open_scope()
        self._in_scope = True
        try:
            yield
        except BaseException:
            if self._has_savepoint and self._connection.in_transaction:
                self._connection.execute("ROLLBACK TO work")
            self.journal.undo_to(mark)
            raise
        finally:
            if self._has_savepoint and self._connection.in_transaction:
                self._connection.execute("RELEASE work")
            self._has_savepoint = self._in_scope = False

    def commit(self) -> bool:
        """Write what was held back and commit. Returns whether there was anything to commit."""
        for flush in self.before_commit:
            flush()
        written = self._connection.in_transaction
        if written:
            self._connection.execute("COMMIT")
        self.journal.forget()
        self.changed = False
        for publish in self.after_commit:
            publish()
        return written

    def rollback(self) -> None:
        """Back to the last commit, in the database (which may have done so by itself) and in memory."""
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        finally:
            self.journal.undo_to(0)
            self.changed = False

    def _begin(self) -> None:
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN IMMEDIATE")
        if self._in_scope and not self._has_savepoint:
            self._connection.execute("SAVEPOINT work")
            self._has_savepoint = True
