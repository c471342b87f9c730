"""Who changed what, when: `/audit`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from assay.domain.periods import to_ms
from assay.http.dependencies import AtOrganization, PersonDesk
from assay.http.pages import PageAnswer, PageAsked, page
from assay.http.replies import reply, wire_time
from assay.http.routing import ExactRoute
from assay.http.schemas.people import AuditAnswer, AuditCaller, AuditWords
from assay.services.paging import listing
from assay.storage.ports import AuditEntry, AuditFilter

Action = Annotated[str | None, Query(description="an action, `limit.create`, or its first part, `limit`")]
Who = Annotated[str | None, Query(description="a person's id, or a key's last four characters")]
From = Annotated[datetime | None, Query(alias="from", description="no earlier; without an offset it is UTC")]
To = Annotated[datetime | None, Query(description="earlier than this")]


class AuditAsked:
    """Which entries are wanted: all of these must hold."""

    def __init__(self, action: Action = None, who: Who = None, start: From = None, to: To = None) -> None:
        self._action, self._who = action, who
        self._start, self._end = (None if one is None else _ms(one) for one in (start, to))

    def of(self, app: str | None) -> AuditFilter:
        """The filter, of an application or (None) of everything."""
        return AuditFilter(app, self._action, self._who, self._start, self._end)


def _ms(instant: datetime) -> int:
    return to_ms(instant if instant.tzinfo else instant.replace(tzinfo=UTC))


router = APIRouter(prefix="/audit", tags=["audit"], route_class=ExactRoute)


@router.get("", response_model=PageAnswer[AuditAnswer])
async def list_changes(
    desk: AtOrganization, asked: Annotated[PageAsked, Depends()], wanted: Annotated[AuditAsked, Depends()]
) -> Response:
    """Changes of the application that is named, or of everything, newest first."""
    kept = wanted.of(desk.caller.app or None)
    scope = (kept.app, kept.action, kept.caller, str(kept.start), str(kept.end))
    query = asked.of("audit", *scope, newest_first=True)
    rows = await desk.look(lambda act: act.tx.audit.numbered(query.page(), kept))
    found = listing(query, rows, lambda row: (row[1].made, str(row[0])))
    names = _names(desk)
    return page(found, desk.request_id, lambda row: _shown(row, names))


@router.get("/words", response_model=AuditWords)
async def list_words(desk: AtOrganization) -> Response:
    """What the list can be filtered by: the actions and the callers that occur in it."""
    actions, callers = await desk.look(lambda act: act.tx.audit.occurring(desk.caller.app or None))
    names = _names(desk)
    return reply(
        AuditWords(
            request_id=desk.request_id,
            actions=actions,
            callers=[AuditCaller(who=who, name=names.get(who)) for who in callers],
        )
    )


def _names(desk: PersonDesk) -> dict[str, str]:
    """The names of people by their ids."""
    return {person.id: person.name for person in desk.entrance.roster.known.people.values()}


def _shown(row: tuple[int, AuditEntry], names: dict[str, str]) -> AuditAnswer:
    number, entry = row
    return AuditAnswer(
        id=str(number),
        time=wire_time(entry.made),
        who=entry.caller,
        name=names.get(entry.caller),
        application=entry.app or None,
        action=entry.action,
        subject=entry.subject,
        before=_value(entry.before),
        after=_value(entry.after),
    )


def _value(text: str) -> Any:
    """What was kept as JSON text; a name stands there as it is."""
    if not text:
        return None
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text
