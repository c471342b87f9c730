"""What every service works with, and who is asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assay.domain.people import FULL_ACCESS, Access, Person
from assay.domain.prices import PriceBook
from assay.domain.tenancy import Application, KeyScope
from assay.storage.ports import EventStore, StateStore


@dataclass(slots=True)
class Platform:
    """The stores, the prices in force, the clock (ms UTC) and the maker of ids (UUIDv7 text).

    `prices` is replaced whole when a custom resource or a newer catalogue arrives; take it once per use.
    """

    state: StateStore
    events: EventStore
    prices: PriceBook
    now_ms: Callable[[], int]
    new_id: Callable[[], str]


@dataclass(slots=True, frozen=True)
class Caller:
    """The application an act is about, and who acts: a key, or a person with a role on it.

    `who` goes into the audit: the last four characters of a key, or the id of a person. A person who acts on
    the organization has no application; its id is ''.
    """

    application: Application
    scope: KeyScope
    who: str
    person: Person | None = None
    access: Access = FULL_ACCESS

    @property
    def app(self) -> str:
        """Id of the application."""
        return self.application.id
