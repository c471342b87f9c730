"""One act of a caller: the transaction it happens in, the moment, the maker of ids, and its trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from assay.services.platform import Caller
from assay.storage.ports import AuditEntry, Transaction


@dataclass(slots=True, frozen=True)
class Act:
    """What a rule works with. `now` is ms UTC; every change it makes is noted with `note`."""

    tx: Transaction
    caller: Caller
    now: int
    new_id: Callable[[], str]

    @property
    def app(self) -> str:
        """Id of the application the caller acts in."""
        return self.caller.app

    def note(self, action: str, subject: str, *, before: Any = None, after: Any = None) -> None:
        """Append an audit entry. `before` and `after` are values of the domain, kept as JSON text."""
        entry = AuditEntry(
            self.now, self.app, self.caller.who, action, subject, before=_text(before), after=_text(after)
        )
        self.tx.audit.append(entry)


def _text(value: Any) -> str:
    return "" if value is None else msgspec.json.encode(value).decode()
