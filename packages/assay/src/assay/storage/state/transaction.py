"""One unit of work: the repositories over one connection."""

from __future__ import annotations

from typing import NoReturn

from assay.domain.limits import Limit
from assay.domain.use_cases import Instance, UseCase
from assay.storage.ports import Identities, Spool
from assay.storage.state.applications import StoredApplications
from assay.storage.state.audit import StoredAudit
from assay.storage.state.identities import StoredIdentities
from assay.storage.state.kpis import StoredKpis
from assay.storage.state.limits import LIMITS, StoredHolds, StoredLimits, copy_limit
from assay.storage.state.memory import KeptRows, Rows
from assay.storage.state.people import StoredGrants, StoredLinks, StoredPeople, StoredSessions
from assay.storage.state.portal import StoredGroups, StoredViews
from assay.storage.state.reports import StoredReports
from assay.storage.state.resources import StoredResources
from assay.storage.state.session import ReadSession, Session, WriteSession
from assay.storage.state.spool import ReadOnlySpool, WrittenSpool
from assay.storage.state.use_cases import INSTANCES, USE_CASES, StoredInstances, StoredUseCases
from assay.storage.state.values import StoredValues

_KEPT = 50_000  # rows of each kind in memory; some 40 MB when all three are full


class StoredTransaction:
    """`storage.ports.Transaction` over any session; what is kept in memory is given."""

    def __init__(
        self,
        session: Session,
        *,
        identities: Identities,
        spool: Spool,
        limits: Rows[tuple[str, str], Limit],
        use_cases: Rows[tuple[str, str], UseCase],
        instances: Rows[tuple[str, str], Instance],
    ) -> None:
        self.identities = identities
        self.spool = spool
        self.limits = StoredLimits(session, limits)
        self.use_cases = StoredUseCases(session, use_cases)
        self.instances = StoredInstances(session, instances)
        self.holds = StoredHolds(session)
        self.kpis = StoredKpis(session)
        self.resources = StoredResources(session)
        self.applications = StoredApplications(session)
        self.people = StoredPeople(session)
        self.sessions = StoredSessions(session)
        self.grants = StoredGrants(session)
        self.groups = StoredGroups(session)
        self.links = StoredLinks(session)
        self.views = StoredViews(session)
        self.reports = StoredReports(session)
        self.audit = StoredAudit(session)
        self.values = StoredValues(session)


def write_transaction(
    session: WriteSession, identities: StoredIdentities, spool: WrittenSpool
) -> StoredTransaction:
    """The writer's transaction: hot rows stay in its memory from one commit to the next."""
    return StoredTransaction(
        session,
        identities=identities,
        spool=spool,
        limits=KeptRows(session, LIMITS, capacity=_KEPT, copy=copy_limit),
        use_cases=KeptRows(session, USE_CASES, capacity=_KEPT),
        instances=KeptRows(session, INSTANCES, capacity=_KEPT),
    )


def read_transaction(session: ReadSession) -> StoredTransaction:
    """A snapshot of what is committed. Identities belong to the writer and cannot be asked here."""
    return StoredTransaction(
        session,
        identities=_NoIdentities(),
        spool=ReadOnlySpool(),
        limits=Rows(session, LIMITS),
        use_cases=Rows(session, USE_CASES),
        instances=Rows(session, INSTANCES),
    )


class _NoIdentities:
    def find(self, keys: object) -> NoReturn:
        raise TypeError(
            f"{keys}: identities are known to the writer alone, ask inside transact() or batched()"
        )

    def add(self, entries: object) -> NoReturn:
        self.find(entries)
