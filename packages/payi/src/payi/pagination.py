"""Lists that come in pages. Iterating a page goes on over all that follow, fetching them when they are
reached.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import PrivateAttr
from typing_extensions import override

from payi._models import BaseModel

__all__ = ["AsyncCursorPage", "AsyncPaginator", "PageInfo", "SyncCursorPage"]

T = TypeVar("T")


@dataclass(frozen=True)
class PageInfo:
    """The query parameters that lead to the next page."""

    params: dict[str, str]


class _CursorPage(BaseModel, Generic[T]):
    items: list[T]
    cursor: str | None = None
    """Leads to the next page; None on the last."""

    @property
    def has_more(self) -> bool:
        said = (self.model_extra or {}).get("has_more")
        return said if isinstance(said, bool) else self.cursor is not None

    @property
    def next_cursor(self) -> str | None:
        return (self.model_extra or {}).get("next_cursor", self.cursor)

    def next_page_info(self) -> PageInfo | None:
        return PageInfo(params={"cursor": self.cursor}) if self.cursor else None

    def has_next_page(self) -> bool:
        """An empty page ends the list even if it has a cursor: the way round would have no end."""
        return bool(_items_of(self)) and self.next_page_info() is not None

    def _next_cursor_or_raise(self) -> str:
        if not self.cursor:
            raise RuntimeError("This is the last page; check has_next_page() before get_next_page()")
        return self.cursor


def _items_of(page: _CursorPage[T]) -> list[T]:
    return getattr(page, "items", None) or []


class SyncCursorPage(_CursorPage[T], Generic[T]):
    _fetch: Callable[[str], "SyncCursorPage[T]"] = PrivateAttr()

    def go_on_with(self, fetch: Callable[[str], "SyncCursorPage[T]"]) -> None:
        """`fetch` gets the page at a cursor, of the same list."""
        self._fetch = fetch

    @override
    def __iter__(self) -> Iterator[T]:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride] - items, not pydantic's (name, value) pairs
        for page in self.iter_pages():
            yield from _items_of(page)

    def iter_pages(self) -> Iterator["SyncCursorPage[T]"]:
        page = self
        yield page
        while page.has_next_page():
            page = page.get_next_page()
            yield page

    def get_next_page(self) -> "SyncCursorPage[T]":
        return self._fetch(self._next_cursor_or_raise())


class AsyncCursorPage(_CursorPage[T], Generic[T]):
    _fetch: Callable[[str], Awaitable["AsyncCursorPage[T]"]] = PrivateAttr()

    def go_on_with(self, fetch: Callable[[str], Awaitable["AsyncCursorPage[T]"]]) -> None:
        """`fetch` gets the page at a cursor, of the same list."""
        self._fetch = fetch

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.iter_pages():
            for item in _items_of(page):
                yield item

    async def iter_pages(self) -> AsyncIterator["AsyncCursorPage[T]"]:
        page = self
        yield page
        while page.has_next_page():
            page = await page.get_next_page()
            yield page

    async def get_next_page(self) -> "AsyncCursorPage[T]":
        return await self._fetch(self._next_cursor_or_raise())


class AsyncPaginator(Generic[T]):
    """What an async list method returns: await it for the first page, or iterate over all items."""

    def __init__(self, first_page: Callable[[], Awaitable[AsyncCursorPage[T]]]) -> None:
        self._first_page = first_page

    def __await__(self) -> Generator[Any, Any, AsyncCursorPage[T]]:
        return self._first_page().__await__()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for item in await self:
            yield item
