"""The five questions of a morning, answered by somebody who has never seen the portal: docs/tutorial/read-the-portal.md.

With PORTAL_SCREENSHOTS set to a folder, the pictures of that page are taken along the way.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

RANGE = "range=90d"


@pytest.fixture
def portal(untouched_portal):
    """The figures are those of the page: of the showcase and nothing else."""
    return untouched_portal


@pytest.fixture
def pictured(portal):
    """Keeps a picture of a page under a name, where pictures are wanted."""

    def keep(page: Page, name: str) -> None:
        portal.settle(page)
        folder = os.environ.get("PORTAL_SCREENSHOTS")
        if folder:
            page.wait_for_timeout(500)  # charts are drawn a moment after their figures
            page.screenshot(path=Path(folder) / f"{name}.png")

    return keep


def press(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Pages", exact=True).get_by_role(
        "link", name=name, exact=True
    ).click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def test_what_did_we_spend_and_on_what(portal, pictured):
    page = portal.open(f"~/overview?{RANGE}")
    expect(page.locator("[data-metric=cost]").first).to_have_text("$131.33")
    expect(page.get_by_role("region", name="Top use cases")).to_contain_text("support-chat")
    pictured(page, "overview")


def test_which_feature_and_user_drive_it(portal, pictured):
    page = portal.open(f"~/overview?{RANGE}")
    press(page, "Cost Drivers")
    portal.settle(page)
    expect(page.locator("tbody tr[data-row]").first).to_contain_text("support-chat")
    pictured(page, "cost-drivers")
    page.get_by_role("tab", name="Users").click()
    portal.settle(page)
    expect(page.locator("tbody tr[data-row]").first).to_contain_text("aldgate-00")
    pictured(page, "cost-drivers-users")


def test_is_it_slower_or_failing_more(portal, pictured):
    page = portal.open(f"~/overview?{RANGE}&compare=previous")
    press(page, "Performance")
    pictured(page, "performance")
    press(page, "Failures")
    expect(page.locator("[data-metric=failures]").first).to_be_visible()
    pictured(page, "failures")


def test_did_the_new_version_make_it_better(portal, pictured):
    page = portal.open(f"~/overview?{RANGE}")
    press(page, "Compare")
    expect(page.get_by_text("support-chat v2 against support-chat v1").first).to_be_visible()
    pictured(page, "compare")


def test_does_it_meet_its_goals(portal, pictured):
    page = portal.open(f"~/overview?{RANGE}")
    press(page, "KPIs")
    row = page.get_by_role("row").filter(has_text="Resolution Accuracy")
    expect(row).to_contain_text("missed")
    pictured(page, "kpis")
