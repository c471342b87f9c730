"""Compare: did the new version make it better, and at what price?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

QUARTER = {"from": "2026-08-01T00:00:00Z", "to": "2026-11-20T00:00:00Z"}
RANGE = "range=2026-08-01/2026-11-20&zone=UTC"
TWO = f"~/compare?{RANGE}&side=support-chat@1&side=support-chat@2"


def test_the_two_latest_versions_of_the_busiest_use_case_stand_there_at_once(portal):
    page = portal.open(f"~/compare?{RANGE}")
    expect(page.locator("[data-answer]")).to_contain_text("support-chat v2 against support-chat v1")
    expect(page.locator("[data-answer]")).to_contain_text(re.compile(r"Deflection Rate .* \(better\)"))
    expect(page.locator("[data-answer]")).to_contain_text(
        re.compile(r"An instance costs \$\d.* instead of \$\d")
    )


def test_a_difference_beyond_chance_has_a_winner_and_another_has_none(portal):
    page = portal.open(TWO)
    deflection = page.locator("[data-row='kpi:Deflection Rate']")
    expect(deflection.locator("[data-verdict]")).to_have_text("● better")
    expect(deflection).to_contain_text("< 0.001")
    requests = page.locator("[data-row=requests_per_instance] [data-verdict]")
    expect(requests).to_have_text("no difference to be seen")


def test_each_side_shows_what_the_api_tells(portal):
    page = portal.open(TWO)
    answer = portal.ask(
        metrics=["cost"],
        by=["version"],
        filters=[{"field": "use_case", "op": "in", "values": ["support-chat"]}],
        **QUARTER,
    )
    shown = page.locator("[data-row=cost] [data-amount]").evaluate_all(
        "cells => cells.map(cell => cell.dataset.amount)"
    )
    assert shown == [cost for _version, cost in sorted(answer["rows"])]


def test_another_side_stands_in_the_address(portal):
    page = portal.open(TWO)
    page.get_by_role("button", name="Add a side").click()
    page.wait_for_url("**contract-review**")
    expect(page.get_by_role("columnheader", name="contract-review v1")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("columnheader", name="contract-review v1")).to_have_count(0)


def test_few_instances_give_no_winner(portal):
    page = portal.open(f"{TWO}@2026-10-18/2026-10-19")
    cells = page.locator("[data-row='kpi:Deflection Rate'] [data-verdict]")
    expect(cells).to_have_text("not enough data")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_anybody_can_use_it(portal, scheme):
    page = portal.open(TWO, scheme=scheme)
    assert portal.violations(page) == []
