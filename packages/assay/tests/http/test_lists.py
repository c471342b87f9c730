"""Lists: every entry once, whatever the size of a page and whatever happens between pages."""

from itertools import chain

import pytest
from assay.domain.errors import Invalid
from assay.services.paging import Query, listing_of_all
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def walk(api, path, **query):
    """Names on each page, page by page."""
    pages = []
    cursor = None
    while True:
        page = api.ok("GET", path, **query, **({"cursor": cursor} if cursor else {}))
        assert page["cursor"] == page["next_cursor"]
        assert page["has_more"] is (page["cursor"] is not None)
        assert page["request_id"]
        pages.append([item.get("name") or item.get("limit_name") for item in page["items"]])
        cursor = page["cursor"]
        if cursor is None:
            return pages


def make(api, number):
    names = [f"u{n:02}" for n in range(number)]
    for name in names:
        api.ok("POST", "/use_cases/definitions", {"name": name, "description": "d"})
    return names


def test_a_page_has_25_entries_unless_another_size_is_asked_for(api):
    names = make(api, 30)
    assert [len(page) for page in walk(api, "/use_cases/definitions")] == [25, 5]
    assert [len(page) for page in walk(api, "/use_cases/definitions", limit=0)] == [25, 5]
    assert [len(page) for page in walk(api, "/use_cases/definitions", limit=10)] == [10, 10, 10]
    assert list(chain(*walk(api, "/use_cases/definitions", limit=7))) == names
    assert list(chain(*walk(api, "/use_cases/definitions", limit=7, sort_ascending=False))) == names[::-1]
    assert walk(api, "/use_cases/definitions", limit=100) == [names]


def test_an_empty_list_is_one_empty_page(api):
    assert walk(api, "/limits") == [[]]


@pytest.mark.parametrize("limit", [-1, 101])
def test_a_size_out_of_range_is_refused(api, limit):
    assert api.refused("GET", "/limits", limit=limit) == (400, "invalid_page_limit")


def test_a_cursor_that_is_not_ours_is_refused(api):
    make(api, 3)
    cursor = api.ok("GET", "/use_cases/definitions", limit=1)["cursor"]
    assert api.refused("GET", "/use_cases/definitions", cursor="cursor") == (400, "invalid_cursor")
    assert api.refused("GET", "/use_cases/definitions", cursor=cursor[:-2]) == (400, "invalid_cursor")
    assert api.refused("GET", "/use_cases/definitions", cursor=cursor, sort_ascending=False) == (
        400,
        "invalid_cursor",
    )
    assert api.refused("GET", "/use_cases/definitions", cursor=cursor, use_case_name="u00") == (
        400,
        "invalid_cursor",
    )
    assert api.refused("GET", "/limits", cursor=cursor) == (400, "invalid_cursor")


def test_pages_stay_in_place_when_entries_come_and_go(api):
    names = make(api, 6)
    first = api.ok("GET", "/use_cases/definitions", limit=2)
    api.ok("DELETE", "/use_cases/definitions/u01")
    api.ok("POST", "/use_cases/definitions", {"name": "late", "description": "d"})
    rest = api.ok("GET", "/use_cases/definitions", limit=100, cursor=first["cursor"])
    assert [each["name"] for each in rest["items"]] == [*names[2:], "late"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 5), st.text("ab", max_size=3)), unique=True),
    st.integers(1, 100),
    st.booleans(),
)
def test_walking_the_pages_meets_every_entry_once_in_order(entries, size, ascending):
    met, cursor = [], None
    while True:
        found = listing_of_all(Query(("all",), ascending, size, cursor), entries, lambda entry: entry)
        assert found.items or not met
        met += found.items
        cursor = found.cursor
        if cursor is None:
            break
    assert met == sorted(entries, reverse=not ascending)


@given(st.text())
def test_no_text_is_taken_for_a_cursor(text):
    query = Query(("limits",), ascending=True, cursor=text)
    if text:
        with pytest.raises(Invalid, match="no cursor"):
            query.page()
    else:
        assert query.page().after is None
