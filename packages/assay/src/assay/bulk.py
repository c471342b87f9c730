"""Sending many events through bulk ingest with our own client, counting what the platform said of each."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from payi import Payi
from payi.types.ingest import BulkIngestRequestParam, BulkIngestResponse
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

EVENTS_A_REQUEST = 1_000


@dataclass(slots=True)
class Delivered:
    """What became of the events: `stored` anew, `duplicates` known before, `unpriced` (stored, cost unknown).

    `refused` holds (position from 0, sentence) of each event that was not stored; `warnings` counts each
    sentence.
    """

    stored: int = 0
    duplicates: int = 0
    unpriced: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    warnings: Counter[str] = field(default_factory=Counter[str])


def deliver(
    client: Payi, events: Iterable[BulkIngestRequestParam], *, total: int, label: str, console: Console
) -> Delivered:
    """Send the events in order, in requests of a thousand, under a progress bar.

    Each request is acknowledged before the next is sent, so an interruption leaves a known beginning behind
    it; the events carry ids, so sending everything again stores only what is missing.
    """
    delivered = Delivered()
    with _bar(console) as progress:
        task = progress.add_task(label, total=total)
        for start, batch in _batches(events):
            _count(delivered, start, client.ingest.bulk(events=batch))
            progress.advance(task, len(batch))
    return delivered


def _batches(
    events: Iterable[BulkIngestRequestParam],
) -> Iterator[tuple[int, list[BulkIngestRequestParam]]]:
    """Position of the first event, and the events, of each request."""
    remaining = iter(events)
    for start in itertools.count(step=EVENTS_A_REQUEST):
        batch = list(itertools.islice(remaining, EVENTS_A_REQUEST))
        if not batch:
            return
        yield start, batch


def _count(delivered: Delivered, start: int, reply: BulkIngestResponse) -> None:
    for result in reply.results or []:
        told = result.xproxy_result
        if told.duplicate_request:
            delivered.duplicates += 1
            continue
        delivered.stored += 1
        delivered.unpriced += bool(told.unknown_units)
        delivered.warnings.update(told.warnings or [])
    for error in reply.errors or []:
        said = error.xproxy_result.message if error.xproxy_result else "refused"
        delivered.refused.append((start + (error.item_index or 0), said or "refused"))


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    )
