"""The two Azure traces as events: 28,185 real requests, with two assumptions that the demo says aloud.

The traces give a time and two token counts a request. They name no model, so each trace is priced as an
assumed one; and they do not say which requests belong together, so instances are put together here
(`_conversations`).
"""

from __future__ import annotations

import bisect
import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from payi.types.ingest import BulkIngestRequestParam

CATEGORY = "system.openai"
FEWEST_SECONDS_BETWEEN_TURNS = 5
MOST_SECONDS_BETWEEN_TURNS = 600
MOST_NEW_TOKENS_A_TURN = 400


@dataclass(slots=True, frozen=True)
class Trace:
    """One file of the data set, what it is shown as, and the sums that its loading must give."""

    file: str
    use_case: str
    resource: str
    requests: int
    tokens_in: int
    tokens_out: int
    cost: Decimal


TRACES = (
    Trace("conv.csv", "conversation", "gpt-4o", 19_366, 22_361_870, 4_088_665, Decimal("96.791325")),
    Trace("code.csv", "code", "gpt-4o-mini", 8_819, 18_059_974, 245_896, Decimal("2.8565337")),
)


class Request(NamedTuple):
    """One line of a trace: its number (the header is line 1), when, and the tokens in and out."""

    line: int
    time: datetime
    tokens_in: int
    tokens_out: int


def read_trace(folder: Path, trace: Trace) -> list[Request]:
    """The requests of a trace, in the order of the file."""
    with (folder / trace.file).open(encoding="utf-8", newline="") as file:
        return [
            Request(line, _time(row["TIMESTAMP"]), int(row["ContextTokens"]), int(row["GeneratedTokens"]))
            for line, row in enumerate(csv.DictReader(file), 2)
        ]


def last_time(folder: Path) -> datetime:
    """When the last request of all traces was made."""
    return max(request.time for trace in TRACES for request in read_trace(folder, trace))


def events_of(
    trace: Trace, requests: Iterable[Request], shift: timedelta
) -> Iterator[BulkIngestRequestParam]:
    """The requests as bulk events. Ids come from file and line: sent twice, they count once."""
    requests = list(requests)
    instances = _conversations(requests) if trace.use_case == "conversation" else _alone(requests)
    for request, first_line in zip(requests, instances, strict=True):
        yield {
            "provider_response_id": f"azure-llm-2023/{trace.file}:{request.line}",
            "category": CATEGORY,
            "resource": trace.resource,
            "units": {"text": {"input": request.tokens_in, "output": request.tokens_out}},
            "event_timestamp": (request.time + shift).isoformat(),
            "use_case_name": trace.use_case,
            "use_case_id": _instance(trace, first_line),
            "http_status_code": 200,
            "properties": {"data": "azure-llm-2023", "model": "assumed"},
        }


def conversations_of(trace: Trace, requests: Iterable[Request]) -> list[str]:
    """The instances of a trace that have more than one turn, in the order they begin."""
    turns = Counter(_conversations(requests))
    return [_instance(trace, first) for first in sorted(turns) if turns[first] > 1]


def _instance(trace: Trace, first_line: int) -> str:
    return f"azure-{trace.use_case}-{first_line:05d}"


def _alone(requests: Iterable[Request]) -> list[int]:
    """Each request is an instance of its own: a completion in an editor answers one moment."""
    return [request.line for request in requests]


def _conversations(requests: Iterable[Request]) -> list[int]:
    """For each request the line of the first request of its conversation.

    A chat sends its whole past with every turn. So a request is taken as the next turn of an open
    conversation when it comes 5 s to 10 min after that one's last turn and its context holds that turn's
    context and answer, plus at most 400 new tokens; of several, the one with the fewest new tokens. Otherwise
    it begins a conversation.
    """
    open_ones: list[
        tuple[int, datetime, int]
    ] = []  # (context the next turn holds at least, last turn, first line)
    firsts: list[int] = []
    for request in requests:
        place = _continued(open_ones, request)
        first = open_ones.pop(place)[2] if place is not None else request.line
        bisect.insort(open_ones, (request.tokens_in + request.tokens_out, request.time, first))
        firsts.append(first)
    return firsts


def _continued(open_ones: list[tuple[int, datetime, int]], request: Request) -> int | None:
    """Where in the open conversations the one stands that `request` continues."""
    place = bisect.bisect_right(open_ones, request.tokens_in, key=lambda one: one[0])
    while place > 0:
        place -= 1
        held, last, _first = open_ones[place]
        if request.tokens_in - held > MOST_NEW_TOKENS_A_TURN:
            return None
        if (
            FEWEST_SECONDS_BETWEEN_TURNS
            <= (request.time - last).total_seconds()
            <= MOST_SECONDS_BETWEEN_TURNS
        ):
            return place
    return None


def _time(text: str) -> datetime:
    """`2023-11-16 18:15:46.6805900`: seven digits of a second, of which Python keeps six."""
    return datetime.fromisoformat(text[:26]).replace(tzinfo=UTC)
