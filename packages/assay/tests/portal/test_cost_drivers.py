"""Cost Drivers: which feature, user and model cause the cost."""

import pytest


def test_the_total_on_screen_is_the_total_of_the_api(portal):
    page = portal.open("~/cost-drivers?range=90d")
    answer = portal.ask(metrics=["cost"], **_shown_range(page))
    assert page.locator("tfoot [data-amount]").first.get_attribute("data-amount") == answer["totals"][0]


def _shown_range(page) -> dict[str, str]:
    """The instants that the page asked for."""
    with page.expect_response("**/api/v1/questions") as asked:
        page.reload()
    question = asked.value.request.post_data_json
    return {"from": question["from"], "to": question["to"]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_anybody_can_use_it(portal, scheme):
    page = portal.open("~/cost-drivers?range=90d", scheme=scheme)
    assert portal.violations(page) == []
