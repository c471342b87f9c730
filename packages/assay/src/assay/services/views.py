"""Saved views: a page of the portal in a certain state, one's own or shared with the application's people."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assay.domain.errors import Forbidden, Invalid, NotFound
from assay.domain.people import Person, Role, View
from assay.services.acts import Act

LONGEST_NAME, LONGEST_PAGE, LONGEST_STATE = 128, 128, 8_192


@dataclass(slots=True, frozen=True)
class NewView:
    """What a view is made of. `state` is the search text of the page's URL."""

    name: str
    page: str
    state: str
    shared: bool = False


def create(act: Act, asked: NewView) -> View:
    """Save a view of the person's own. Raises Invalid (`invalid_view`), Forbidden (`role_required`)."""
    _check(act, asked)
    view = View(
        act.app,
        act.new_id(),
        _person(act).id,
        asked.name,
        asked.page,
        asked.state,
        asked.shared,
        act.now,
        act.now,
    )
    act.tx.views.put(view)
    return view


def update(act: Act, view_id: str, asked: NewView) -> View:
    """Replace what a view is made of. Raises as `create`, and NotFound (`view_not_found`)."""
    known = _changeable(act, view_id)
    _check(act, asked)
    changed = replace(
        known,
        name=asked.name,
        page=asked.page,
        state=asked.state,
        shared=asked.shared,
        updated=act.now,
    )
    act.tx.views.put(changed)
    return changed


def delete(act: Act, view_id: str) -> None:
    """Delete a view. Raises NotFound (`view_not_found`) and Forbidden (`role_required`)."""
    act.tx.views.delete(act.app, _changeable(act, view_id).id)


def listed(act: Act, page: str | None) -> list[View]:
    """The person's own views and the shared ones, of one page or of all, in the order they were made."""
    return [view for view in act.tx.views.list(act.app) if _is_seen(act, view) and page in (None, view.page)]


def _changeable(act: Act, view_id: str) -> View:
    view = act.tx.views.get(act.app, view_id)
    if view is None or not _is_seen(act, view):
        raise NotFound("view_not_found", f"there is no view with the id {view_id[:64]!r} in this application")
    if view.person != _person(act).id:
        _require_owner(act)
    return view


def _is_seen(act: Act, view: View) -> bool:
    return view.shared or view.person == _person(act).id


def _check(act: Act, asked: NewView) -> None:
    if not 1 <= len(asked.name) <= LONGEST_NAME or not asked.name.isprintable():
        raise Invalid(
            "invalid_view", f"name {asked.name[:64]!r}: use 1 to {LONGEST_NAME} printable characters"
        )
    if not 1 <= len(asked.page) <= LONGEST_PAGE or len(asked.state) > LONGEST_STATE:
        raise Invalid(
            "invalid_view",
            f"page has {len(asked.page)} characters and state {len(asked.state)}:"
            f" at most {LONGEST_PAGE} and {LONGEST_STATE} are kept",
        )
    if asked.shared:
        _require_owner(act)


def _require_owner(act: Act) -> None:
    if act.caller.access.role is not Role.OWNER:
        raise Forbidden("role_required", "views that others see are kept by owners of the application")


def _person(act: Act) -> Person:
    assert act.caller.person is not None
    return act.caller.person
