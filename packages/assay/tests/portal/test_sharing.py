"""Share on lists that come in pages: the file has all of what is chosen, in every digit, however far one scrolled."""

import csv
import io
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Page, expect

QUARTER = {"from": "2026-08-01T00:00:00Z", "to": "2026-11-20T00:00:00Z"}
CHAT = "support-chat"
OF_CHAT = [{"field": "use_case", "op": "in", "values": [CHAT]}]


def test_the_file_of_the_instances_has_all_of_them_and_adds_up(portal):
    page = portal.open(f"~/use-cases/{CHAT}?range=2026-08-01/2026-11-20&zone=UTC&tab=instances")
    rows = _csv(page, f"Share {CHAT} instances")
    found = portal.api("POST", "/instances/search", json={**QUARTER, "filters": OF_CHAT, "limit": 1}).json()
    assert len(rows) == found["total"]["instances"] > 100
    assert sum(Decimal(row["cost"]) for row in rows) == Decimal(found["total"]["cost"])
    assert sum(int(row["requests"]) for row in rows) == found["total"]["requests"]
    assert any(value for row in rows for name, value in row.items() if name.startswith("kpis."))


def test_the_file_of_the_limits_has_those_that_are_chosen_in_every_digit(portal):
    page = portal.open("~/limits?q=review&automatic=yes")
    rows = _csv(page, "Share Limits")
    limits = _all_limits(portal)
    chosen = [one for one in limits if "review" in f"{one['limit_name']}\n{one['limit_id']}".lower()]
    assert chosen
    assert [row["limit_id"] for row in rows] == [one["limit_id"] for one in chosen]
    spends = [Decimal(row["totals.cost.total.base"]) for row in rows]
    assert spends == [one["totals"]["cost"]["total"]["base"] for one in chosen]


def test_a_history_is_a_file_and_leads_to_who_changed_the_limit(own_portal):
    limit = {"limit_id": "team-a", "limit_name": "Team A", "max": 10}
    own_portal.api("POST", "/limits", json=limit)
    own_portal.api("POST", "/limits/team-a/reset", json={})
    page = own_portal.open("~/limits/team-a")
    [period] = _csv(page, "Share History of Team A")
    assert (period["period"], Decimal(period["max"])) == ("1", Decimal(10))
    page.get_by_role("button", name="Share History of Team A").click()
    page.get_by_role("menuitem", name="Who changed it").click()
    changes = page.get_by_role("region", name="Changes").locator("tr[data-row]")
    expect(changes).to_have_count(2)
    expect(changes.first).to_contain_text("limit.reset")


def test_a_list_is_fetched_by_a_program_with_what_share_copies(portal):
    page = portal.open("~/limits")
    page.get_by_role("button", name="Share Limits").click()
    page.get_by_role("menuitem", name="curl").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == (
        f"curl '{portal.url}/api/v1/limits?automatic=false' -H \"xProxy-api-key: $PAYI_API_KEY\""
    )


def _csv(page: Page, menu: str) -> list[dict[str, str]]:
    page.get_by_role("button", name=menu).click()
    with page.expect_download() as file:
        page.get_by_role("menuitem", name="CSV").click()
    return list(csv.DictReader(io.StringIO(Path(file.value.path()).read_text(), newline="")))


def _all_limits(portal) -> list[dict]:
    found, cursor = [], ""
    while cursor is not None:
        answer = portal.api("GET", f"/limits?automatic=true&limit=100&cursor={cursor}")
        page = answer.json(parse_float=Decimal)
        found += page["items"]
        cursor = page["next_cursor"] if page["has_more"] else None
    return found
