"""What questions mean, as a naive fold over facts in Python: an oracle that shares no code with the engines.

Corrections are undone first (a fact that was taken back is left out), so that nothing here knows of signs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from math import ceil
from zoneinfo import ZoneInfo

from assay.domain.facts import Fact
from assay.domain.questions import Filter, Op, Question

MEASURES = {
    "cost": lambda fact: fact.cost,
    "units.in": lambda fact: fact.u_in + fact.u_cache_read + fact.u_cache_write,
    "units.out": lambda fact: fact.u_out + fact.u_reasoning,
    "latency_ms": lambda fact: fact.latency_ms,
}


def standing(facts: Iterable[Fact]) -> list[Fact]:
    """The facts that hold."""
    seen = Counter()
    stated = {}
    for fact in facts:
        seen[fact.request_id, fact.rev] += fact.sign
        if fact.sign > 0:
            stated[fact.request_id, fact.rev] = fact
    return [stated[key] for key, count in seen.items() if count > 0]


def failed(fact: Fact) -> bool:
    return fact.status >= 400 or fact.status == 299 or fact.failure != ""


def retries(facts: Iterable[Fact]) -> set[str]:
    """Ids of the requests that follow a failure of their instance and step within a minute of its end."""
    own = [one for one in standing(facts) if one.uc_instance]
    return {
        one.request_id
        for one in own
        for before in own
        if failed(before)
        and (before.app, before.uc_instance, before.step) == (one.app, one.uc_instance, one.step)
        and before.ts < one.ts <= before.ts + before.latency_ms + 60_000
    }


def local(fact: Fact, zone: str) -> datetime:
    return datetime.fromtimestamp(fact.ts / 1000, UTC).astimezone(ZoneInfo(zone))


def dimension(fact: Fact, name: str, zone: str) -> list:
    """Values of a dimension; a list, because a request may have several."""
    if name.startswith("property:"):
        return [fact.properties.get(name[9:], "") or "(not set)"]
    if name == "limit":
        return fact.limit_ids or ["(not set)"]
    simple = {
        "application": fact.app,
        "resource": fact.resource,
        "category": fact.category,
        "use_case": fact.use_case,
        "user": fact.user_id,
        "account": fact.account,
        "status_class": f"{fact.status // 100}xx" if fact.status else "",
    }
    if name in simple:
        return [simple[name] or "(not set)"]
    return [
        {
            "version": fact.uc_version,
            "status": fact.status,
            "hour_of_day": local(fact, zone).hour,
            "weekday": local(fact, zone).isoweekday(),
        }[name]
    ]


def keeps(one: Filter, fact: Fact, zone: str) -> bool:
    if one.field in MEASURES:
        value = MEASURES[one.field](fact)
        limit = one.values[0]
        return {Op.GT: value > limit, Op.GTE: value >= limit, Op.LT: value < limit, Op.LTE: value <= limit}[
            one.op
        ]
    values = set(dimension(fact, one.field, zone))
    if one.op is Op.EXISTS:
        return values != {"(not set)"}
    if one.op is Op.MISSING:
        return values == {"(not set)"}
    hit = bool(values & set(one.values))
    return hit if one.op is Op.IN else not hit


def groups(facts: Iterable[Fact], question: Question) -> dict[tuple, list[Fact]]:
    found = defaultdict(list)
    for fact in facts:
        combinations = [()]
        for name in question.by:
            values = dimension(fact, name, question.zone)
            combinations = [(*one, value) for one in combinations for value in values]
        for one in combinations:
            found[one].append(fact)
    return found


def asked_for(facts: Iterable[Fact], question: Question, apps: list[str]) -> list[Fact]:
    return [
        fact
        for fact in standing(facts)
        if fact.app in apps
        and question.start <= fact.ts < question.end
        and all(keeps(one, fact, question.zone) for one in question.filters)
    ]


def percentile(values: list, percent: int):
    return sorted(values)[max(0, ceil(len(values) * percent / 100) - 1)] if values else None


def sample(name: str, facts: list[Fact]) -> list:
    """The values of a sample: one for each request (or instance) that has one."""
    instances = defaultdict(Decimal)
    for fact in facts:
        if fact.uc_instance:
            instances[fact.app, fact.uc_instance] += fact.cost
    return {
        "latency_ms": lambda: [fact.latency_ms for fact in facts if fact.latency_ms],
        "request_cost": lambda: [fact.cost for fact in facts if fact.unpriced == 0],
        "instance_cost": lambda: list(instances.values()),
        "units.in": lambda: [MEASURES["units.in"](fact) for fact in facts],
        "units.out": lambda: [MEASURES["units.out"](fact) for fact in facts],
    }[name]()


def value(name: str, facts: list[Fact]):
    """A metric over facts."""
    latencies = sample("latency_ms", facts)
    simple = {
        "requests": lambda: len(facts),
        "failures": lambda: sum(map(failed, facts)),
        "unpriced": lambda: sum(fact.unpriced > 0 for fact in facts),
        "estimated": lambda: sum(fact.quality & 3 > 0 for fact in facts),
        "cost": lambda: sum((fact.cost for fact in facts), Decimal(0)),
        "wasted": lambda: sum((fact.cost for fact in facts if failed(fact)), Decimal(0)),
        "units.in": lambda: sum(map(MEASURES["units.in"], facts)),
        "units.out": lambda: sum(map(MEASURES["units.out"], facts)),
        "units:text.input": lambda: sum(fact.units.get("text.input", 0) for fact in facts),
        "users": lambda: len({(fact.user_id, fact.account) for fact in facts if fact.user_id}),
        "accounts": lambda: len({fact.account for fact in facts if fact.account}),
        "instances": lambda: len(sample("instance_cost", facts)),
        "failure_rate": lambda: sum(map(failed, facts)) / len(facts) if facts else None,
        "min(latency_ms)": lambda: min(latencies, default=None),
        "max(latency_ms)": lambda: max(latencies, default=None),
        "mean(latency_ms)": lambda: sum(latencies) / len(latencies) if latencies else None,
        "p50(latency_ms)": lambda: percentile(latencies, 50),
        "p95(latency_ms)": lambda: percentile(latencies, 95),
        "p90(request_cost)": lambda: percentile(sample("request_cost", facts), 90),
        "p50(instance_cost)": lambda: percentile(sample("instance_cost", facts), 50),
    }
    return simple[name]()


METRICS = [
    "requests",
    "failures",
    "unpriced",
    "estimated",
    "cost",
    "wasted",
    "units.in",
    "units.out",
    "units:text.input",
    "users",
    "accounts",
    "instances",
    "failure_rate",
    "min(latency_ms)",
    "max(latency_ms)",
    "mean(latency_ms)",
    "p50(latency_ms)",
    "p95(latency_ms)",
    "p90(request_cost)",
    "p50(instance_cost)",
]
