"""Saved views of the portal's pages: `/views`."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from assay.domain.people import View
from assay.http.dependencies import OfPerson, PersonDesk
from assay.http.replies import reply, wire_time
from assay.http.routing import ExactRoute
from assay.http.schemas.people import ViewAnswer, ViewBody, ViewsAnswer
from assay.services import views
from assay.services.views import NewView

router = APIRouter(prefix="/views", tags=["views"], route_class=ExactRoute)


@router.get("", response_model=ViewsAnswer)
async def list_views(desk: OfPerson, page: str | None = None) -> Response:
    """One's own views and the shared ones, of one page or of all."""
    found = await desk.look(lambda act: views.listed(act, page))
    return reply(ViewsAnswer(request_id=desk.request_id, items=[_shown(desk, view) for view in found]))


@router.post("", response_model=ViewAnswer, status_code=201)
async def create_view(desk: OfPerson, body: ViewBody) -> Response:
    """Save a view for oneself or, as an Owner, for everybody here."""
    return reply(_shown(desk, await desk.change(lambda act: views.create(act, _asked(body)))), 201)


@router.put("/{view:segment}", response_model=ViewAnswer)
async def update_view(desk: OfPerson, view: str, body: ViewBody) -> Response:
    """Replace what a view is made of."""
    return reply(_shown(desk, await desk.change(lambda act: views.update(act, view, _asked(body)))))


@router.delete("/{view:segment}", status_code=204, response_class=Response)
async def delete_view(desk: OfPerson, view: str) -> Response:
    """Delete a view."""
    await desk.change(lambda act: views.delete(act, view))
    return Response(status_code=204)


def _asked(body: ViewBody) -> NewView:
    return NewView(body.name, body.page, body.state, body.shared)


def _shown(desk: PersonDesk, view: View) -> ViewAnswer:
    return ViewAnswer(
        id=view.id,
        name=view.name,
        page=view.page,
        state=view.state,
        shared=view.shared,
        own=view.person == desk.person.id,
        created_timestamp=wire_time(view.created),
        updated_timestamp=wire_time(view.updated),
    )
