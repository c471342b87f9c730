"""Requests: found by any of their ids, listed so that the rows sum to the number, explained line by line."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import anyio

from assay.domain.errors import NotFound
from assay.domain.facts import Fact, Priced, Quality
from assay.domain.identity import identity_key
from assay.domain.money import plain
from assay.domain.periods import DAY
from assay.domain.pricing import PricedUsage
from assay.domain.questions import Filter, instant_text
from assay.services.content import without_arguments
from assay.services.platform import Caller, Platform
from assay.services.visibility import calls_of, content_of, json_value
from assay.storage.ports import Pending, Search

TAIL_EVERY_S = 1.0
TAIL_SHOWN, TAIL_LOOKED_AT = 100, 1_000
FOR_EVER = 100_000 * DAY


async def find(platform: Platform, app: str, request_id: str) -> Fact:
    """The request as it stands. Raises NotFound (`request_not_found`)."""
    spooled = await platform.state.facts([request_id])
    if request_id in spooled and spooled[request_id].app == app:
        return spooled[request_id]
    found = await platform.events.find(app, [request_id], Pending(()))
    if request_id.lower() not in found:
        raise NotFound("request_not_found", f"request '{request_id}' does not exist in this application")
    return found[request_id.lower()]


async def find_by_response(platform: Platform, app: str, category: str, response_id: str) -> Fact:
    """The request of a provider's id: by its identity, else by search. Raises NotFound
    (`request_not_found`).
    """
    known = platform.prices.has_category(category)
    for name in (category,) if known else (category, f"system.{category}"):
        keys = [identity_key(app, name, response_id)]
        first_id = (await platform.state.transact(lambda tx, keys=keys: tx.identities.find(keys)))[0]
        if first_id is not None:
            return await find(platform, app, first_id)
        pending = await platform.state.pending()
        found = await platform.events.find_response(app, name, response_id, pending)
        if found is not None:
            return found
    raise NotFound(
        "request_not_found", f"no request of category '{category}' has the provider's id '{response_id}'"
    )


async def find_by_any_id(platform: Platform, app: str, category: str, given_id: str) -> Fact:
    """The request of an id that may be the platform's own or the provider's. Raises NotFound."""
    try:
        return await find(platform, app, given_id)
    except NotFound:
        return await find_by_response(platform, app, category, given_id)


def summary(fact: Fact) -> dict[str, Any]:
    """A request as lists show it. Amounts are decimal text; a cost that is not known at all is null; function
    calls are names alone.
    """
    return {
        "request_id": fact.request_id,
        "time": instant_text(fact.ts),
        "category": fact.category,
        "resource": fact.resource,
        "scope": fact.scope,
        "use_case": fact.use_case,
        "version": fact.uc_version,
        "instance": fact.uc_instance,
        "step": fact.step,
        "user": fact.user_id,
        "account": fact.account,
        "units": fact.units,
        "cost": None if fact.unpriced == Priced.NOT else plain(fact.cost),
        "overrun": plain(fact.overrun),
        "unpriced": fact.unpriced,
        "quality": [flag.name.lower() for flag in Quality(fact.quality) if flag.name],
        "latency_ms": fact.latency_ms or None,
        "ttft_ms": fact.ttft_ms or None,
        "ttfc_ms": fact.ttfc_ms or None,
        "status": fact.status,
        "failure": fact.failure or None,
        "limits": fact.limit_ids,
        "properties": fact.properties,
        "calls": json_value(without_arguments(fact.calls)),
        "revision": fact.rev,
    }


async def explained(platform: Platform, caller: Caller, request_id: str) -> dict[str, Any]:
    """The whole event: facts, lines with their prices, charges, raw usage, calls, content where allowed,
    siblings.
    """
    fact = await find(platform, caller.app, request_id)
    siblings: list[Fact] = []
    if fact.uc_instance:
        pending = await platform.state.pending()
        siblings = await platform.events.instance(fact.app, fact.uc_instance, pending)
    content = await content_of(platform, caller, fact)
    names = await platform.state.read(
        lambda tx: {one: found.name for one in fact.limit_ids if (found := tx.limits.get(fact.app, one))}
    )
    return {
        **summary(fact),
        "received": instant_text(fact.received),
        "resource_id": fact.resource_id or None,
        "cost_in": plain(fact.cost_in),
        "cost_out": plain(fact.cost_out),
        "lines": _lines(fact, platform.prices.explain(fact.resource_id, counts_by_unit(fact), fact.ts)),
        "charges": _charges(fact, names),
        "use_case_properties": fact.uc_properties,
        "provider_response_id": fact.response_id or None,
        "provider_uri": fact.provider_uri or None,
        "source": fact.source,
        "module": fact.module or None,
        "trace": fact.trace,
        "warnings": fact.warnings,
        "usage": json_value(fact.usage),
        "calls": calls_of(caller, fact),
        "content": content,
        "siblings": [
            {
                "request_id": one.request_id,
                "time": instant_text(one.ts),
                "cost": plain(one.cost),
                "step": one.step,
            }
            for one in siblings
            if one.request_id != fact.request_id
        ],
    }


def counts_by_unit(fact: Fact) -> dict[str, tuple[int, int]]:
    """Counts by unit, (input, output), from the lines of a fact."""
    counts: dict[str, tuple[int, int]] = {}
    for line, count in fact.units.items():
        unit, _, side = line.rpartition(".")
        count_in, count_out = counts.get(unit, (0, 0))
        counts[unit] = (count, count_out) if side == "input" else (count_in, count)
    return counts


def _lines(fact: Fact, priced: PricedUsage | None) -> list[dict[str, Any]]:
    """Each line with the price it was made of. The amount is the stored one; null where it has no price."""
    prices = {line.name: line for line in priced.lines} if priced else {}
    lines: list[dict[str, Any]] = []
    for name, count in fact.units.items():
        unit, _, side = name.rpartition(".")
        amount, price = fact.unit_costs.get(name), prices.get(name)
        lines.append(
            {
                "unit": unit,
                "side": side,
                "count": count,
                "price": plain(price.amount) if price and amount is not None else None,
                "per": price.per if price and amount is not None else None,
                "price_version": fact.resource_id or None,
                "source": price.source if price else None,
                "checked": price.checked if price else None,
                "amount": None if amount is None else plain(amount),
            }
        )
    return lines


def _charges(fact: Fact, names: Mapping[str, str]) -> list[dict[str, Any]]:
    charged = zip(fact.limit_ids, fact.limit_periods, fact.limit_states, fact.limit_amounts, strict=True)
    return [
        {
            "limit_id": limit_id,
            "limit_name": names.get(limit_id),
            "period": period,
            "state": state,
            "amount": plain(amount),
        }
        for limit_id, period, state, amount in charged
    ]


@dataclass(slots=True, frozen=True)
class Arrived:
    """Requests that came in since the last look, newest first; `left_out` more are not shown.

    `left_out` is a lower bound where `many` says that not all were counted.
    """

    facts: Sequence[Fact]
    left_out: int
    many: bool


async def tail(
    platform: Platform, app: str, filters: Sequence[Filter], *, every_s: float = TAIL_EVERY_S
) -> AsyncGenerator[Arrived]:
    """Requests as they arrive, at most one batch in `every_s` seconds, an empty one when nothing came."""
    seen_mark, shown = platform.state.mark(), frozenset[str]()
    while True:
        arrived: list[Fact] = []
        mark = platform.state.mark()
        if mark != seen_mark:
            pending = await platform.state.pending()
            wanted = Search(app, 0, FOR_EVER, filters, limit=TAIL_LOOKED_AT, newer_than=seen_mark)
            found = await platform.events.page(wanted, pending)
            arrived = [fact for fact in found if fact.request_id not in shown]
            shown = frozenset(fact.request_id for fact in found)
            seen_mark = mark
        left_out = max(0, len(arrived) - TAIL_SHOWN)
        yield Arrived(arrived[:TAIL_SHOWN], left_out, len(arrived) >= TAIL_LOOKED_AT)
        await anyio.sleep(every_s)
