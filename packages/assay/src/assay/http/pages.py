"""Lists on the wire: what may be asked of one, and the envelope of a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Generic, TypeVar

from fastapi import Query as QueryParameter
from pydantic import BaseModel, SerializeAsAny
from starlette.responses import Response

from assay.http.replies import reply
from assay.http.schemas.base import Traced
from assay.services.paging import Listing, Query

Item = TypeVar("Item")
Shown = TypeVar("Shown", bound=BaseModel)

Cursor = Annotated[str | None, QueryParameter(description="`cursor` of the page before")]
Limit = Annotated[int, QueryParameter(description="entries on a page, 1 to 100; 25 when 0 or absent")]
Ascending = Annotated[bool | None, QueryParameter(description="the order, when the usual one is not wanted")]


class PageAnswer(Traced, Generic[Shown]):
    """One page of a list. `cursor` (and `next_cursor`, the same) is null on the last one."""

    items: list[SerializeAsAny[Shown]]
    cursor: str | None
    next_cursor: str | None
    has_more: bool


class PageAsked:
    """The parameters that every list takes."""

    def __init__(self, cursor: Cursor = None, limit: Limit = 0, sort_ascending: Ascending = None) -> None:
        self._cursor = cursor
        self._limit = limit
        self._ascending = sort_ascending

    def of(self, *scope: str | bool | None, newest_first: bool = False) -> Query:
        """The question to a list; `scope` names the list and its filters, so that cursors do not stray."""
        ascending = not newest_first if self._ascending is None else self._ascending
        return Query(scope, ascending, self._limit, self._cursor)


def page(listing: Listing[Item], request_id: str, shown: Callable[[Item], Shown]) -> Response:
    """The envelope with each entry as it is shown."""
    return reply(
        PageAnswer(
            request_id=request_id,
            items=[shown(item) for item in listing.items],
            cursor=listing.cursor,
            next_cursor=listing.cursor,
            has_more=listing.cursor is not None,
        )
    )
