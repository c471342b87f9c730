"""Usage without a price: which lines, how much, and what a price for them would change."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

JUNE = {"from": "2025-06-01", "to": "2025-07-01"}


def test_every_line_without_a_price_is_listed_by_resource_most_requests_first(api, shipped):
    for day in (10, 12):
        api.ingest(resource="nobody-knows", units=(50, 5), event_timestamp=f"2025-06-{day}T00:00:00Z")
    api.ok(
        "POST",
        "/ingest",
        {"category": "system.openai", "resource": "gpt-4o", "units": {"vision": {"input": 7, "output": 0}}},
    )
    api.ingest()
    shipped()
    found = api.ok("GET", "/unpriced")["items"]
    assert [(one["resource"], one["unit"], one["side"], one["requests"], one["count"]) for one in found] == [
        ("nobody-knows", "text", "input", 2, 100),
        ("nobody-knows", "text", "output", 2, 10),
        ("gpt-4o", "vision", "input", 1, 7),
    ]
    assert (found[0]["first"], found[0]["last"]) == ("2025-06-10T00:00:00Z", "2025-06-12T00:00:00Z")
    assert len(api.ok("GET", "/unpriced?from=2025-06-11&to=2025-06-12")["items"]) == 0


def test_filters_keep_the_usage_of_some_requests(api, shipped):
    for user, use_case, units in (("ann", "chat", (50, 5)), ("bob", "chat", (70, 7)), ("ann", None, (90, 9))):
        used = {"use_case_name": use_case, "use_case_id": "i-1"} if use_case else {}
        moment = "2025-06-10T23:30:00Z"
        api.ingest(resource="nobody-knows", units=units, user_id=user, event_timestamp=moment, **used)
    shipped()

    def inputs(*filters, **asked):
        query = urlencode({"filters": json.dumps(filters), **asked})
        found = api.ok("GET", f"/unpriced?{query}")["items"]
        return [one["count"] for one in found if one["side"] == "input"]

    anns = {"field": "user", "op": "in", "values": ["ann"]}
    assert inputs() == [210]
    assert inputs(anns) == [140]
    assert inputs(anns, {"field": "use_case", "op": "exists"}) == [50]
    at_one = {"field": "hour_of_day", "op": "in", "values": [1]}
    assert (inputs(at_one), inputs(at_one, zone="Europe/Berlin")) == ([], [210])


@pytest.mark.parametrize(
    ("query", "named"),
    [("filters=user", "not JSON"), ('filters=[{"field":"usr"}]', "'usr'"), ("zone=Berlin", "'Berlin'")],
)
def test_what_is_no_filter_is_refused(api, query, named):
    refused = api.send("GET", f"/unpriced?{query}")
    assert (refused.status_code, named in refused.json()["message"]) == (400, True)


def test_a_preview_of_a_new_price_tells_the_change_and_changes_nothing(api, cheaper, shipped):
    api.ingest()
    shipped()
    api.platform.prices = cheaper
    asked = {**JUNE, "apply": True}
    found = api.ok("POST", "/reprice/preview", asked)
    assert (found["applied"], found["changed"], found["change"]) == (False, 1, "-0.0015")
    assert api.totals("cost") == ["0.003"]


def test_what_was_priced_later_is_listed_no_more(api, shipped):
    api.ingest(category="acme", resource="model")
    shipped()
    prices = {"text": {"input_price": 0.000001, "output_price": 0.000001}}
    version = {"units": prices, "start_timestamp": "2025-06-01T00:00:00Z"}
    api.ok("POST", "/categories/acme/resources/model", version)
    api.ok("POST", "/requests/reprice", {**JUNE, "apply": True})
    assert api.ok("GET", "/unpriced")["items"] == []
