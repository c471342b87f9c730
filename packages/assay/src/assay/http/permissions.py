"""What a person needs for an operation: decided here once, from its method and path, for every route.

Reading needs a Reader, everything else an Owner. The exceptions are listed. Programs need none of this: a key
acts for its application alone. An operation that no rule covers is refused to people; a test finds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from assay.domain.people import Role

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Place(StrEnum):
    """On what a role is needed."""

    ORGANIZATION = "organization"
    GROUP = "group"  # the one in the path
    APPLICATION = "application"  # the one in the path, else the one the request names
    DELETED_APPLICATION = "deleted application"  # the one in the path, while it can be restored
    NAMED = "named"  # the application the request names; the organization when it names none


class Door(StrEnum):
    """What is needed where no role decides."""

    OPEN = "open"  # nothing: whoever asks is not known yet
    SIGNED_IN = "signed in"  # a person; the operation itself looks at what its body names
    KEY = "key"  # a program's key; people are refused


class Need(NamedTuple):
    """A role on something."""

    role: Role
    place: Place


Rule = Need | Door


class Area(NamedTuple):
    """The rules of a collection: of its safe methods, and of the others."""

    reading: Rule
    changing: Rule


READS = Need(Role.READER, Place.APPLICATION)
CHANGES = Need(Role.OWNER, Place.APPLICATION)
GOVERNS = Need(Role.OWNER, Place.ORGANIZATION)
_APPLICATION = Area(READS, CHANGES)

_AREAS: Mapping[str, Area] = {
    "applications": _APPLICATION,
    "audit": Area(Need(Role.READER, Place.NAMED), Need(Role.OWNER, Place.NAMED)),
    "categories": Area(Need(Role.READER, Place.NAMED), Need(Role.OWNER, Place.NAMED)),
    "comparisons": Area(READS, READS),
    "experiences": _APPLICATION,
    "groups": Area(Door.SIGNED_IN, Need(Role.OWNER, Place.GROUP)),
    "histograms": Area(READS, READS),
    "ingest": Area(Door.KEY, Door.KEY),
    "instances": Area(READS, READS),
    "limits": _APPLICATION,
    "people": Area(GOVERNS, GOVERNS),
    "questions": Area(Door.SIGNED_IN, Door.SIGNED_IN),  # the body may name several applications
    "regressions": Area(READS, READS),
    "reports": _APPLICATION,
    "requests": _APPLICATION,
    "reprice": _APPLICATION,
    "roles": Area(Door.SIGNED_IN, Door.SIGNED_IN),
    "session": Area(Door.OPEN, Door.OPEN),
    "unpriced": Area(READS, READS),
    "use_cases": _APPLICATION,
    "views": Area(READS, READS),
}

_SCORES_BY_ID = "/use_cases/instances/{use_case_id}/kpis"
_SCORES = "/use_cases/instances/{use_case_name}/{use_case_id}/kpis"

_OPERATIONS: Mapping[str, Rule] = {
    "POST /requests/search": READS,
    "POST /reprice/preview": READS,
    "GET /applications": Door.SIGNED_IN,
    "POST /applications": Door.SIGNED_IN,
    "GET /applications/{application}/keys": CHANGES,
    "POST /applications/{application}/restore": Need(Role.OWNER, Place.DELETED_APPLICATION),
    "POST /groups": GOVERNS,
    "POST /session/password": Door.SIGNED_IN,
    "POST /use_cases/kpis/scores:bulk": Door.KEY,
    f"POST {_SCORES}": Door.KEY,
    **{
        f"{method} {path}/{{kpi_name}}": Door.KEY
        for method in ("PUT", "POST", "DELETE")
        for path in (_SCORES, _SCORES_BY_ID)
    },
}


def rule_of(method: str, path: str) -> Rule | None:
    """What a person needs for an operation, by its path as its router declares it, `/limits/{limit_id}`.

    None: no rule covers it.
    """
    area = _AREAS.get(path.split("/")[1])
    if area is None:
        return None
    return _OPERATIONS.get(f"{method} {path}", area.reading if method in SAFE_METHODS else area.changing)
