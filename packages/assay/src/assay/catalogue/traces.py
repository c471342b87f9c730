"""Pricing a trace of requests offline: what a file of token counts would have cost at the list prices."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from assay.domain.money import total
from assay.domain.prices import PriceBook


class TraceCost(NamedTuple):
    """What the requests of a trace cost. `unpriced` of them have a unit without a price, and are not in the
    cost.
    """

    requests: int
    input_tokens: int
    output_tokens: int
    cost: Decimal
    unpriced: int


def price_trace(path: Path, book: PriceBook, category: str, resource: str, scope: str = "") -> TraceCost:
    """Price every request of a CSV file with TIMESTAMP (UTC), ContextTokens and GeneratedTokens.

    Raises ValueError naming file and line when a row cannot be read. Source of the format: Azure LLM
    inference traces, https://github.com/Azure/AzurePublicDataset.
    """
    costs: list[Decimal] = []
    tokens_in = tokens_out = unpriced = 0
    for at_ms, count_in, count_out in _requests(path):
        match = book.find(category, resource, scope, at_ms)
        priced = book.price(match, {"text": (count_in, count_out)}, at_ms)
        costs.append(priced.cost)
        tokens_in += count_in
        tokens_out += count_out
        unpriced += bool(priced.unknown)
    return TraceCost(len(costs), tokens_in, tokens_out, total(costs), unpriced)


def _requests(path: Path) -> Iterator[tuple[int, int, int]]:
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        for row in rows:
            try:
                at = datetime.fromisoformat(row["TIMESTAMP"][:26]).replace(tzinfo=UTC)
                yield int(at.timestamp() * 1000), int(row["ContextTokens"]), int(row["GeneratedTokens"])
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(
                    f"{path}, line {rows.line_num}: expected TIMESTAMP, ContextTokens and GeneratedTokens, "
                    f"as in an Azure LLM inference trace ({error})"
                ) from error
