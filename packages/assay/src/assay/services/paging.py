"""Pages of a list: a cursor holds the position after the last entry seen, so nothing is kept between pages.

Entries made or deleted meanwhile neither repeat nor hide others. A cursor is good for the list, filters and
order it was made for.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import Any, Generic, TypeVar

import msgspec

from assay.domain.errors import Invalid
from assay.storage.ports import Page

Item = TypeVar("Item")
Position = tuple[int | str, str]
"""Where an entry stands: (created ms or name, id)."""

DEFAULT_SIZE = 25
LARGEST_SIZE = 100

_cursor_decoder = msgspec.json.Decoder(tuple[bytes, tuple[int | str, str]])


@dataclass(slots=True, frozen=True)
class Query:
    """What a caller asked of a list. `scope` says which list, filters included; `limit` 0 is the default."""

    scope: tuple[str | bool | None, ...]
    ascending: bool
    limit: int = 0
    cursor: str | None = None

    def page(self) -> Page:
        """The page to read: one entry more than is shown tells whether there are more.

        Raises Invalid (`invalid_page_limit`, `invalid_cursor`).
        """
        return Page(self.size + 1, self.ascending, self._after())

    @property
    def size(self) -> int:
        """Entries on a page, 1 to 100. Raises Invalid."""
        return page_size(self.limit)

    def cursor_after(self, position: Position) -> str:
        """The cursor of the page that begins after `position`."""
        return urlsafe_b64encode(msgspec.json.encode((self._mark(position), position))).decode().rstrip("=")

    def _after(self) -> Position | None:
        if not self.cursor:
            return None
        try:
            padded = self.cursor + "=" * (-len(self.cursor) % 4)
            mark, position = _cursor_decoder.decode(urlsafe_b64decode(padded))
        except (ValueError, msgspec.DecodeError):
            mark, position = b"", ("", "")
        if mark != self._mark(position):
            raise Invalid(
                "invalid_cursor",
                f"{self.cursor[:80]!r} is no cursor of this list, filter and order: take the one of the page"
                " before, or leave it out to begin",
            )
        return position

    def _mark(self, position: Position) -> bytes:
        made_for = msgspec.json.encode((self.scope, self.ascending, position))
        return blake2b(made_for, digest_size=6).digest()


def page_size(limit: Any) -> int:
    """Entries on a page, 1 to 100; 0 is the default. Raises Invalid (`invalid_page_limit`)."""
    if not isinstance(limit, int) or isinstance(limit, bool) or not 0 <= limit <= LARGEST_SIZE:
        raise Invalid(
            "invalid_page_limit",
            f"limit is {limit!r}: a page has 1 to {LARGEST_SIZE} entries, {DEFAULT_SIZE} by default",
        )
    return limit or DEFAULT_SIZE


@dataclass(slots=True, frozen=True)
class Listing(Generic[Item]):
    """One page of a list. `cursor` None means that it is the last."""

    items: Sequence[Item]
    cursor: str | None


def listing(query: Query, rows: Sequence[Item], position: Callable[[Item], Position]) -> Listing[Item]:
    """The page out of the rows that were read for `query.page()`."""
    shown = rows[: query.size]
    more = len(rows) > query.size
    return Listing(shown, query.cursor_after(position(shown[-1])) if more else None)


def listing_of_all(
    query: Query, entries: Iterable[Item], position: Callable[[Item], Position]
) -> Listing[Item]:
    """A page of entries that are all in memory."""
    ordered = sorted(entries, key=position, reverse=not query.ascending)
    return listing_of_ordered(query, ordered, position)


def listing_of_ordered(
    query: Query, entries: Iterable[Item], position: Callable[[Item], Position]
) -> Listing[Item]:
    """A page of entries that come in the order of the query; no more are taken than the page needs."""
    page = query.page()
    after = page.after

    def is_beyond(entry: Item) -> bool:
        return after is None or (position(entry) > after if page.ascending else position(entry) < after)

    return listing(query, list(islice(filter(is_beyond, entries), page.limit)), position)
