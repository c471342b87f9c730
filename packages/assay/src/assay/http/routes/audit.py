"""Who changed what, when: `/audit`."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends
from starlette.responses import Response

from assay.http.dependencies import AtOrganization
from assay.http.pages import PageAnswer, PageAsked, page
from assay.http.replies import wire_time
from assay.http.routing import ExactRoute
from assay.http.schemas.people import AuditAnswer
from assay.services.paging import listing
from assay.storage.ports import AuditEntry

router = APIRouter(prefix="/audit", tags=["audit"], route_class=ExactRoute)


@router.get("", response_model=PageAnswer[AuditAnswer])
async def list_changes(desk: AtOrganization, asked: Annotated[PageAsked, Depends()]) -> Response:
    """Changes of the application that is named, or of everything, newest first."""
    app = desk.caller.app or None
    query = asked.of("audit", app, newest_first=True)
    rows = await desk.look(lambda act: act.tx.audit.numbered(query.page(), app=app))
    found = listing(query, rows, lambda row: (row[1].made, str(row[0])))
    names = {person.id: person.name for person in desk.entrance.roster.known.people.values()}
    return page(found, desk.request_id, lambda row: _shown(row, names))


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
