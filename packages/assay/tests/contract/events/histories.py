"""Histories of an event store for properties: facts, some corrected, and questions about them."""

from __future__ import annotations

from decimal import Decimal

from assay.domain.corrections import restated, taken_back
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

APP = "018f0000-0000-7000-8000-0000000000aa"
APPLICATIONS = [[APP], [APP, "other"], None]
BY = [
    "application",
    "resource",
    "use_case",
    "version",
    "user",
    "status_class",
    "property:env",
    "limit",
    "hour_of_day",
    "weekday",
    "account",
]
ZONES = ["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"]
MARCH, MAY = 1_740_787_200_000, 1_746_057_600_000
anywhere = settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

huge = st.sampled_from([Decimal("999999.999999999999"), Decimal(10**6), Decimal("98765432109.000000000001")])
amounts = st.one_of(st.decimals("0", "9", places=12), st.decimals("0", "9", places=12), huge)
counts = st.integers(0, 5_000)
columns = st.fixed_dictionaries(
    {
        "ts": st.integers(MARCH, MAY - 1),
        "resource": st.sampled_from(["gpt-4o", "claude", "gemini"]),
        "use_case": st.sampled_from(["", "chat", "search"]),
        "uc_version": st.integers(0, 2),
        "uc_instance": st.sampled_from(["", "a", "b", "c"]),
        "user_id": st.sampled_from(["", "ann", "bob"]),
        "account": st.sampled_from(["", "acme"]),
        "u_in": counts,
        "u_cache_read": counts,
        "u_out": counts,
        "cost": amounts,
        "unpriced": st.integers(0, 2),
        "quality": st.integers(0, 3),
        "latency_ms": st.integers(0, 3_000),
        "status": st.sampled_from([0, 200, 299, 429, 503]),
        "limit_ids": st.sampled_from([[], ["l1"], ["l1", "l2"]]),
        "properties": st.sampled_from([{}, {"env": "prod"}, {"env": "ünï\u2028\"'x"}]),
        "app": st.sampled_from([APP, APP, APP, "other"]),
    }
)


@st.composite
def histories(draw):
    """Facts, some of them corrected, some of these again, in any order."""
    from_columns = draw(st.lists(columns, max_size=25))
    rows, standing = [], []
    for number, each in enumerate(from_columns):
        listed = each["limit_ids"]
        more = {"limit_periods": [1] * len(listed), "limit_states": ["ok"] * len(listed)}
        standing.append((number, {**each, **more, "units": {"text.input": each["u_in"]}}))
    corrections = draw(st.lists(st.tuples(st.integers(0, 24), columns), max_size=8))
    return rows, standing, corrections


def rows_of(history, fact):
    """The rows that a history leaves in the ledger."""
    _, stated, corrections = history
    current = [fact(number, **each) for number, each in stated]
    rows = list(current)
    for index, changed in corrections:
        if index >= len(current):
            continue
        old = current[index]
        new = restated(
            old,
            cost=changed["cost"],
            resource=changed["resource"],
            latency_ms=changed["latency_ms"],
            u_in=changed["u_in"],
            units={"text.input": changed["u_in"]},
            user_id=changed["user_id"],
        )
        rows += [taken_back(old), new]
        current[index] = new
    return rows


questions = st.fixed_dictionaries(
    {
        "by": st.lists(st.sampled_from(BY), max_size=3, unique=True),
        "zone": st.sampled_from(ZONES),
        "filters": st.lists(
            st.sampled_from(
                [
                    {"field": "resource", "op": "in", "values": ["gpt-4o", "claude"]},
                    {"field": "user", "op": "exists"},
                    {"field": "limit", "op": "in", "values": ["l2"]},
                    {"field": "limit", "op": "not_in", "values": ["l2"]},
                    {"field": "cost", "op": "gt", "values": ["2.5"]},
                    {"field": "units.in", "op": "lte", "values": ["2500"]},
                    {"field": "property:env", "op": "missing"},
                ]
            ),
            max_size=2,
            unique_by=lambda one: one["field"],
        ),
    }
)
