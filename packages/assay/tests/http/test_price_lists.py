"""The shipped price lists over HTTP: thousands of resources, page by page."""

import pytest
from assay import catalogue


@pytest.fixture
def api(api):
    api.platform.prices = catalogue.price_book()
    return api


@pytest.mark.parametrize("ascending", [True, False])
def test_every_resource_of_a_managed_category_is_met_once_in_order(api, ascending):
    path = "/categories/system.anthropic/resources"
    met, cursor = [], None
    while True:
        page = api.ok(
            "GET", path, limit=40, sort_ascending=ascending, **({"cursor": cursor} if cursor else {})
        )
        met += [(each["resource"], each["resource_id"]) for each in page["items"]]
        cursor = page["cursor"]
        if cursor is None:
            break
    assert met == sorted(set(met), reverse=not ascending)
    assert {name for name, _ in met} == set(api.platform.prices.resources("system.anthropic"))


def test_every_managed_category_has_a_price_in_force(api):
    everything = api.ok("GET", "/categories", limit=100)["items"]
    assert api.ok("GET", "/categories", limit=100, Active=True)["items"] == everything
