"""What storage must do, as Protocols over domain types. Services see this file and never an engine.

The state store acknowledges: small durable transactions by a single writer that commits in groups. The event
store answers: append-only facts and the questions asked of them. Storage keeps and finds; it decides nothing.
What happens inside a transaction is decided by a service, which is handed a `Transaction`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar

from assay.domain.answers import Answer
from assay.domain.facts import Body, Fact, InstanceFact, ScoreFact
from assay.domain.histograms import Histogram, HistogramQuestion
from assay.domain.inference import Moments
from assay.domain.instance_search import FoundInstances, InstanceSearch
from assay.domain.kpis import Direction, KpiChange, KpiDefinition, KpiScore, KpiType
from assay.domain.limits import Hold, Limit, LimitPeriod
from assay.domain.prices import ResourceVersion
from assay.domain.questions import Filter, Question
from assay.domain.tenancy import ApiKey, Application
from assay.domain.unpriced import UnpricedUsage
from assay.domain.use_cases import Instance, UseCase
from assay.storage.people import Grants, Groups, Links, People, Sessions, Views

T = TypeVar("T")
Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(slots=True, frozen=True)
class Page:
    """Where a page begins and how long it is. `after` is the (created ms or name, id) of the last row
    seen.
    """

    limit: int
    ascending: bool
    after: tuple[int | str, str] | None = None


# ── state ─────────────────────────────────────────────────────────────────────────────────────────────


class Identities(Protocol):
    """Which events were acknowledged in the last seven days (at least). A key is 16 bytes."""

    def find(self, keys: Sequence[bytes]) -> list[str | None]:
        """The request id that was first stored under each key, or None."""
        ...

    def add(self, entries: Sequence[tuple[bytes, str]]) -> None:
        """Remember (key, request id) pairs, none of which was found."""
        ...


class Limits(Protocol):
    """Limits and their periods. `get` hands out the writer's own object: change it, then `put` it."""

    def get(self, app: str, limit_id: str) -> Limit | None: ...
    def put(self, limit: Limit) -> None: ...
    def delete(self, app: str, limit_id: str) -> None: ...
    def named(self, app: str, name: str) -> Limit | None: ...
    def list(self, app: str, page: Page, *, name: str | None = None, automatic: bool = False) -> list[Limit]:
        """`automatic=False` leaves out the limits made from templates."""
        ...

    def close_period(self, period: LimitPeriod) -> None: ...
    def periods(self, app: str, limit_id: str, page: Page) -> list[LimitPeriod]: ...
    def all(self) -> Iterable[Limit]: ...


class Holds(Protocol):
    """Open reservations on hard limits."""

    def add(self, holds: Sequence[Hold]) -> None: ...
    def take(self, hold_ids: Sequence[str]) -> list[Hold]:
        """Remove and return those that still exist."""
        ...

    def take_expired(self, now: int) -> list[Hold]: ...
    def open(self, app: str, limit_id: str) -> list[Hold]: ...


class UseCases(Protocol):
    """Use case definitions. Deleted ones stay, so that version numbers continue."""

    def get(self, app: str, name: str) -> UseCase | None:
        """Also when deleted: look at `deleted`."""
        ...

    def put(self, use_case: UseCase) -> None: ...
    def list(self, app: str, page: Page, *, name: str | None = None) -> list[UseCase]: ...
    def created_since(self, app: str, ms: int) -> int:
        """How many were created automatically since `ms`: the cap on new names looks at this."""
        ...


class Instances(Protocol):
    """Use case instances by their id, unique in the application."""

    def get(self, app: str, instance_id: str) -> Instance | None: ...
    def put(self, instance: Instance) -> None: ...
    def list(self, app: str, page: Page, *, use_case: str | None = None) -> list[Instance]:
        """Those that are not deleted."""
        ...


class Kpis(Protocol):
    """KPI definitions, goals by version, current scores and their history."""

    def get(self, app: str, use_case: str, name: str) -> KpiDefinition | None: ...
    def put(self, definition: KpiDefinition, *, version: int) -> None:
        """Write the definition; its goal holds from `version` of the use case on."""
        ...

    def delete(self, app: str, use_case: str, name: str) -> None: ...
    def list(
        self, app: str, use_case: str, page: Page, *, name: str | None = None
    ) -> list[KpiDefinition]: ...
    def goals(self, app: str, use_case: str, name: str) -> dict[int, float]:
        """Goal by the version it holds from."""
        ...

    def score(self, app: str, instance: str, kpi: str) -> KpiScore | None: ...
    def put_score(self, score: KpiScore, change: KpiChange) -> None: ...
    def clear_score(self, change: KpiChange) -> None: ...
    def scores(self, app: str, instance: str, page: Page, *, kpi: str | None = None) -> list[KpiScore]: ...
    def history(self, app: str, instance: str, kpi: str) -> list[KpiChange]: ...


class Resources(Protocol):
    """Versions of custom resources: never edited; a deleted one is withdrawn, and kept to explain old
    costs.
    """

    def add(self, version: ResourceVersion, *, created: int) -> None: ...
    def withdraw(self, resource_id: str, *, at: int) -> None: ...
    def all(self) -> list[ResourceVersion]:
        """Every version ever added, withdrawn ones marked so."""
        ...


class Applications(Protocol):
    """Applications and keys."""

    def get(self, app: str) -> Application | None: ...
    def named(self, name: str) -> Application | None: ...
    def put(self, application: Application) -> None: ...
    def list(self) -> list[Application]: ...
    def forget(self, app: str) -> None:
        """Remove an application and everything that is kept under its id, but for the audit."""
        ...

    def put_key(self, key: ApiKey) -> None:
        """Write the key of its application and slot: the former one is invalid at once."""
        ...

    def keys(self) -> list[ApiKey]: ...
    def touch_keys(self, used: Mapping[bytes, int]) -> None:
        """Note when keys (by digest) were last used, ms."""
        ...


@dataclass(slots=True, frozen=True)
class SavedReport:
    """A named question of an application. `question` is its JSON text."""

    id: str
    app: str
    name: str
    question: str
    range: str
    created: int
    updated: int


class Reports(Protocol):
    """Saved questions."""

    def get(self, app: str, report_id: str) -> SavedReport | None: ...
    def put(self, report: SavedReport) -> None: ...
    def delete(self, app: str, report_id: str) -> None: ...
    def list(self, app: str, page: Page) -> list[SavedReport]: ...


@dataclass(slots=True, frozen=True)
class AuditEntry:
    """Who did what, when. `before` and `after` are JSON texts. Entries are chained by hash when stored."""

    made: int
    app: str
    caller: str
    action: str
    subject: str
    before: str = ""
    after: str = ""


@dataclass(slots=True, frozen=True)
class AuditFilter:
    """Which entries are wanted: of an application, by a caller, made in [start, end) ms; None wants any.

    `action` is a whole action or its first part: `limit` for `limit.create`.
    """

    app: str | None = None
    action: str | None = None
    caller: str | None = None
    start: int | None = None
    end: int | None = None


class Audit(Protocol):
    """The chain of administrative acts."""

    def append(self, entry: AuditEntry) -> None: ...
    def list(self, page: Page, *, app: str | None = None) -> list[AuditEntry]: ...
    def numbered(self, page: Page, wanted: AuditFilter) -> list[tuple[int, AuditEntry]]:
        """Entries with their numbers in the chain."""
        ...

    def occurring(self, app: str | None = None) -> tuple[list[str], list[str]]:
        """The actions and the callers that occur, in order: what one may filter by."""
        ...

    def verify(self) -> int:
        """Recompute the chain. Returns the number of entries; raises ValueError naming the first broken
        one.
        """
        ...


class Spool(Protocol):
    """What is acknowledged and not yet in the event store. Rows of one transaction stay together."""

    def append_facts(self, facts: Sequence[Fact], bodies: Sequence[Body] = ()) -> None: ...
    def append_scores(self, scores: Sequence[ScoreFact]) -> None: ...
    def append_instances(self, instances: Sequence[InstanceFact]) -> None: ...


class Transaction(Protocol):
    """One unit of work in the state store: everything done through it commits together, or not at all.

    Runs on the writer's thread, or on a read connection for `StateStore.read`, where the writing methods
    raise.
    """

    @property
    def identities(self) -> Identities: ...
    @property
    def limits(self) -> Limits: ...
    @property
    def holds(self) -> Holds: ...
    @property
    def use_cases(self) -> UseCases: ...
    @property
    def instances(self) -> Instances: ...
    @property
    def kpis(self) -> Kpis: ...
    @property
    def resources(self) -> Resources: ...
    @property
    def applications(self) -> Applications: ...
    @property
    def people(self) -> People: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def grants(self) -> Grants: ...
    @property
    def groups(self) -> Groups: ...
    @property
    def links(self) -> Links: ...
    @property
    def views(self) -> Views: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def spool(self) -> Spool: ...
    @property
    def values(self) -> Values: ...


class Values(Protocol):
    """Small durable facts of the installation, by name: the schema's owner, the catalogue's mark, job
    cursors.
    """

    def get(self, name: str) -> str | None: ...
    def put(self, name: str, value: str) -> None: ...


Batched = Callable[[Transaction, Sequence[Item]], Sequence[Result | Exception]]


class StateStore(Protocol):
    """Durable state. One writer; 2xx is sent only after the commit that holds the change is on disk."""

    def batched(
        self, work: Batched[Item, Result], weigh: Callable[[Item], int] = ...
    ) -> Callable[[Item], Awaitable[Result]]:
        """A function that queues an item and awaits its result; `weigh` gives the bytes it takes there.

        Queued items are handed to `work` together (at most 2,000), inside one transaction that is shared with
        the other work of the same group commit. `work` returns, in order, a result or an exception for each
        item. If it raises, the items are tried again one by one, so that one bad item never sinks the good
        ones. Raises Busy when the queue is full, Unavailable when the store cannot write.
        """
        ...

    async def transact(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` alone inside a savepoint of the next group commit; what it raises undoes only itself."""
        ...

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` on a read connection (a snapshot of what is committed)."""
        ...

    async def pending(self) -> Pending:
        """A snapshot of the spool, without bodies: what the event store does not hold yet."""
        ...

    async def facts(self, request_ids: Collection[str]) -> dict[str, Fact]:
        """The latest revision of those facts that the event store does not hold yet, by request id."""
        ...

    async def body(self, request_id: str) -> Body | None:
        """Prompt and completion of a request, where they were kept and the event store does not hold them
        yet.
        """
        ...

    def mark(self) -> int:
        """The ledger's high-water mark: grows with every acknowledged change that an answer could see."""
        ...

    def unshipped_rows(self) -> int: ...
    async def close(self) -> None: ...


@dataclass(slots=True, frozen=True)
class SpoolBatch:
    """Rows acknowledged in one transaction, as lines of JSON: facts, bodies, scores and instances apart.

    `n` grows with every batch and is never reused. `rows` is the number of facts.
    """

    n: int
    rows: int
    facts: bytes
    bodies: bytes = b""
    scores: bytes = b""
    instances: bytes = b""


@dataclass(slots=True, frozen=True)
class Pending:
    """Spool batches in order of `n`. `complete` is False when there are too many to read at once."""

    batches: Sequence[SpoolBatch]
    complete: bool = True


class SpoolReader(Protocol):
    """The shipper's side of the spool."""

    def peek(self, after: int, max_rows: int) -> list[SpoolBatch]:
        """Batches with `n > after`, in order, until `max_rows` facts are reached (at least one batch)."""
        ...

    def drop(self, upto: int) -> None:
        """Forget the batches with `n <= upto`: the event store has them."""
        ...


# ── events ────────────────────────────────────────────────────────────────────────────────────────────


class Ledger(StrEnum):
    """Order of a list of requests."""

    NEWEST = "-time"
    OLDEST = "time"
    COSTLIEST = "-cost"
    SLOWEST = "-latency_ms"


@dataclass(slots=True, frozen=True)
class Search:
    """Which requests to list, and from where. `after` is the (order value, request id) of the last one seen.

    `newer_than` asks only for what came with a batch beyond that number. `zone` is what filters by
    `hour_of_day` and `weekday` follow.
    """

    app: str
    start: int
    end: int
    filters: Sequence[Filter] = ()
    order: Ledger = Ledger.NEWEST
    limit: int = 25
    after: tuple[int | Decimal, str] | None = None
    newer_than: int | None = None
    zone: str = "UTC"


class Exported(StrEnum):
    """Forms of a file of requests."""

    CSV = "csv"
    PARQUET = "parquet"


@dataclass(slots=True, frozen=True)
class KpiReading:
    """How a KPI of a use case is read: its type, which way is better, and its goal by the version it holds
    from.
    """

    type: KpiType
    direction: Direction | None
    goals: Mapping[int, float]

    def goal(self, version: int) -> float | None:
        """The goal in force in a version."""
        held = [since for since in self.goals if since <= version]
        return self.goals[max(held)] if held else None


KpiReadings = Mapping[tuple[str, str, str], KpiReading]
"""By (application, use case, KPI)."""

Apps = Sequence[str] | None
"""Ids of the applications that are asked about, at least one; None means all."""


class EventStore(Protocol):
    """Facts to analyse: append-only, signed, asked by `assay.storage.questions`.

    Whoever asks reads the spool first and hands it in as `pending`: every acknowledged row takes part exactly
    once. Asking raises TimedOut and AnalyticsUnavailable.
    """

    def append(self, batches: Sequence[SpoolBatch]) -> None:
        """Store the batches and the mark of the last one in one transaction: exactly once, whatever
        happens.
        """
        ...

    def high_water(self) -> int:
        """`n` of the last batch that is stored."""
        ...

    async def ask(self, question: Question, apps: Apps, pending: Pending, kpis: KpiReadings) -> Answer:
        """Answer a question."""
        ...

    def sql(self, question: Question) -> str:
        """SQL that gives the rows of the answer from files of the requests and scores. Raises Invalid with
        the reason where there is none.
        """
        ...

    async def histogram(
        self, wanted: HistogramQuestion, apps: Apps, pending: Pending, use_cases: Collection[tuple[str, str]]
    ) -> Histogram:
        """Count values by bin. `use_cases`, as (application, use case), are those that have the KPI it is
        of.
        """
        ...

    async def find(self, app: str, request_ids: Collection[str], pending: Pending) -> dict[str, Fact]:
        """The requests that are there, as they stand after all corrections, by id."""
        ...

    async def find_response(self, app: str, category: str, response_id: str, pending: Pending) -> Fact | None:
        """The request that the provider gave this id."""
        ...

    async def page(self, search: Search, pending: Pending) -> list[Fact]:
        """Requests as they stand after all corrections, in order."""
        ...

    async def export(self, search: Search, form: Exported, pending: Pending) -> Path:
        """All requests of a search, as they stand after all corrections, in its order: a file that the
        caller removes.
        """
        ...

    async def export_scores(self, app: str, question: Question, kpis: KpiReadings, pending: Pending) -> Path:
        """The scores behind the KPI metrics of a question, in the groups they count in: a Parquet file that
        the caller removes.
        """
        ...

    async def instances(self, search: InstanceSearch, pending: Pending) -> FoundInstances:
        """A page of use case instances, and what all of them add up to."""
        ...

    async def instance(self, app: str, instance_id: str, pending: Pending) -> list[Fact]:
        """The requests of a use case instance, oldest first."""
        ...

    async def body(self, app: str, request_id: str) -> Body | None:
        """Prompt and completion of a request, when they were kept and are stored already."""
        ...

    async def moments(
        self, app: str, start: int, end: int, zone: str, filters: Sequence[Filter], pending: Pending
    ) -> dict[str, Moments]:
        """How the figures of a comparison spread between instances, by name; scores as `kpi:<name>`."""
        ...

    async def unpriced(self, wanted: Search, pending: Pending) -> list[UnpricedUsage]:
        """Usage without a price in the requests of a search, that of most requests first."""
        ...

    async def parquet(self, answer: Answer) -> bytes:
        """The rows of an answer as a Parquet file."""
        ...

    def close(self) -> None: ...
