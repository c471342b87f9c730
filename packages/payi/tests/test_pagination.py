"""Lists come in pages; iterating goes on over all of them."""

from typing import Any
from urllib.parse import parse_qsl

import pytest
from payi.pagination import AsyncCursorPage, SyncCursorPage
from payi.types import Limit


def limit(number: int) -> dict[str, Any]:
    return {"limit_id": f"l{number}", "limit_name": f"n{number}"}


@pytest.fixture
def three_pages(server):
    server.reply({"items": [limit(1), limit(2)], "cursor": "second"})
    server.reply({"items": [limit(3), limit(4)], "cursor": "third"})
    server.reply({"items": [limit(5)], "cursor": None})
    return server


def test_iterating_a_page_goes_over_all_pages(client, three_pages):
    page = client.limits.list(limit=2, sort_ascending=False, limit_name="a b")
    assert isinstance(page, SyncCursorPage)
    assert len(three_pages.seen) == 1, "later pages are fetched when they are reached"
    assert [item.limit_id for item in page] == ["l1", "l2", "l3", "l4", "l5"]
    asked = {"limit_name": "a b", "limit": "2", "sort_ascending": "false"}
    assert [dict(parse_qsl(seen.query)) for seen in three_pages.seen] == [
        asked,
        {**asked, "cursor": "second"},
        {**asked, "cursor": "third"},
    ]


def test_following_pages_keep_headers_and_timeout(client, three_pages):
    list(client.limits.list(extra_headers={"X-A": "1"}, timeout=7))
    assert {seen.headers["x-a"] for seen in three_pages.seen} == {"1"}
    assert {seen.headers["x-stainless-read-timeout"] for seen in three_pages.seen} == {"7"}


def test_pages_can_be_walked_one_by_one(client, three_pages):
    first = client.limits.list()
    assert isinstance(first.items[0], Limit)
    assert (first.has_next_page(), first.cursor, first.next_page_info().params) == (
        True, "second", {"cursor": "second"},
    )  # fmt: skip
    second = first.get_next_page()
    third = second.get_next_page()
    assert [item.limit_id for item in third.items] == ["l5"]
    assert (third.has_next_page(), third.next_page_info()) == (False, None)
    with pytest.raises(RuntimeError, match="last page"):
        third.get_next_page()


def test_iter_pages_yields_every_page(client, three_pages):
    assert [len(page.items) for page in client.limits.list().iter_pages()] == [2, 2, 1]


def test_a_page_can_be_asked_for_by_its_cursor(client, three_pages):
    first = client.limits.list(limit=20)
    assert first.has_more
    client.limits.list(cursor=first.next_cursor, limit=20)
    assert three_pages.last.query == "cursor=second&limit=20"


def test_a_cursor_in_extra_query_is_where_it_starts_and_not_where_it_stays(client, three_pages):
    list(client.limits.list(extra_query={"cursor": "first", "tenant": "t"}))
    assert [seen.query for seen in three_pages.seen] == [
        "cursor=first&tenant=t", "cursor=second&tenant=t", "cursor=third&tenant=t",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "has_more", "next_cursor"),
    [
        ({"items": [], "cursor": "c"}, True, "c"),
        ({"items": [], "cursor": None}, False, None),
        ({"items": []}, False, None),
        ({"items": [], "cursor": None, "has_more": True, "next_cursor": "n"}, True, "n"),
        ({"items": [], "cursor": "c", "has_more": False}, False, "c"),
    ],
)
def test_has_more_and_next_cursor_are_the_servers_word_or_follow_from_the_cursor(
    client, server, sent, has_more, next_cursor
):
    server.reply(sent)
    page = client.limits.list()
    assert (page.has_more, page.next_cursor) == (has_more, next_cursor)


@pytest.mark.parametrize(
    "sent", [{"items": [], "cursor": "c"}, {"items": None, "cursor": "c"}, {"cursor": "c"}]
)
def test_an_empty_page_ends_the_list_even_with_a_cursor(client, server, sent):
    server.reply(sent)
    assert list(client.limits.list()) == []
    assert len(server.seen) == 1


def test_a_page_is_a_model(client, server):
    server.reply({"items": [limit(1)], "cursor": "c", "request_id": "r"})
    page = client.limits.list()
    assert page.to_dict() == {"items": [limit(1)], "cursor": "c", "request_id": "r"}
    assert page.request_id == "r"


@pytest.mark.anyio
async def test_an_async_list_can_be_iterated_without_awaiting_it(async_client, three_pages):
    assert [item.limit_id async for item in async_client.limits.list(limit=2)] == [
        "l1",
        "l2",
        "l3",
        "l4",
        "l5",
    ]


@pytest.mark.anyio
async def test_an_async_list_can_be_awaited_for_its_first_page(async_client, three_pages):
    first = await async_client.limits.list()
    assert isinstance(first, AsyncCursorPage)
    assert [item.limit_id for item in first.items] == ["l1", "l2"]
    assert first.has_more
    second = await first.get_next_page()
    assert [item.limit_id async for item in second] == ["l3", "l4", "l5"]


@pytest.mark.anyio
async def test_async_pages_can_be_walked(async_client, three_pages):
    assert [len(page.items) async for page in (await async_client.limits.list()).iter_pages()] == [2, 2, 1]


@pytest.mark.anyio
async def test_an_async_list_is_only_asked_for_when_it_is_awaited_or_iterated(async_client, three_pages):
    async_client.limits.list()
    assert three_pages.seen == []


def test_a_search_is_paged_in_its_body(client, server):
    server.reply({"items": [{"request_id": "a"}], "cursor": "c"})
    server.reply({"items": [{"request_id": "b"}]})
    found = client.requests.search(
        from_="2025-01-01",
        to="2025-02-01",
        filters=[{"field": "use_case", "op": "in", "values": ["chat"]}],
        order="-cost",
        limit=1,
    )
    assert [request.request_id for request in found] == ["a", "b"]
    first, second = (seen.json for seen in server.seen)
    assert first == {
        "from": "2025-01-01",
        "to": "2025-02-01",
        "filters": [{"field": "use_case", "op": "in", "values": ["chat"]}],
        "order": "-cost",
        "limit": 1,
    }
    assert second == {**first, "cursor": "c"}
