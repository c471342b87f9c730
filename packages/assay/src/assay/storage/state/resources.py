"""Versions of custom resources: added, withdrawn, never edited."""

from __future__ import annotations

from dataclasses import replace

from assay.domain.resources import ResourceVersion
from assay.storage.state.session import Session
from assay.storage.state.tables import Table

_VERSIONS = Table(
    "resource_versions", ResourceVersion, ("id",), lambda version: (version.resource_id,), keys=1
)


class StoredResources:
    """`storage.ports.Resources`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, version: ResourceVersion, *, created: int) -> None:
        _VERSIONS.put(self._session, [replace(version, recorded=created)])

    def withdraw(self, resource_id: str, *, at: int) -> None:
        version = _VERSIONS.get(self._session, resource_id)
        if version is not None:
            _VERSIONS.put(self._session, [replace(version, withdrawn=at)])

    def all(self) -> list[ResourceVersion]:
        return _VERSIONS.find(self._session, "1 = 1", order="ORDER BY n")
