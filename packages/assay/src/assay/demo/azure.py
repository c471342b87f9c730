"""The demonstration with real traffic: load, check the sums to the last digit, score, and show what can be
asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from payi import Payi
from payi.types.questions import Answer, FilterParam
from rich.console import Console

from assay.bulk import deliver
from assay.demo.kpis import CHAT_BOT_KPIS, define_kpis, made_up_scores, send_scores
from assay.demo.tables import answer_table
from assay.demo.traces import TRACES, Trace, conversations_of, events_of, last_time, read_trace
from assay.exits import Exit, Stop

SCORED_EVERY = 10
SPAN = timedelta(hours=2)
_ONLY_OURS: list[FilterParam] = [{"field": "property:data", "op": "in", "values": ["azure-llm-2023"]}]
ASSUMPTIONS = """\
Two Azure traces of real requests, as two use cases. The traces name no model: that [b]conversation[/b]
used gpt-4o and [b]code[/b] gpt-4o-mini is an assumption, and so is every cost below. A request is taken as
the next turn of a conversation when its context holds the one before with its answer, 5 s to 10 min later.
"""


def run(client: Payi, folder: Path, ends: datetime | None, out: Console) -> None:
    """Load both traces, moved so that they end at `ends` (None: at their own times), and print what is
    answered.

    Raises Stop when a sum differs from that of the files.
    """
    end = last_time(folder)
    shift = timedelta() if ends is None else ends - end
    start, end = end + shift - SPAN, end + shift + timedelta(minutes=1)
    out.print(ASSUMPTIONS)
    for trace in TRACES:
        _load(client, folder, trace, shift, out)
    _check_sums(client, start, end, out)
    _score(client, folder, out)
    _show(client, start, end, out)


def _load(client: Payi, folder: Path, trace: Trace, shift: timedelta, out: Console) -> None:
    events = events_of(trace, read_trace(folder, trace), shift)
    delivered = deliver(client, events, total=trace.requests, label=trace.use_case, console=out)
    for position, said in delivered.refused[:1]:
        raise Stop(Exit.FAILED, f"event {position + 1} of {trace.file} was refused: {said}")
    known = f" ({delivered.duplicates:,} known from an earlier run)" if delivered.duplicates else ""
    out.print(f"{trace.use_case}: {delivered.stored + delivered.duplicates:,} requests sent{known}")


def _check_sums(client: Payi, start: datetime, end: datetime, out: Console) -> None:
    """What the platform adds up must be what the files hold, priced by hand."""
    answer = client.questions.ask(
        metrics=["requests", "units.in", "units.out", "cost"],
        by=["use_case"],
        from_=start,
        to=end,
        filters=_ONLY_OURS,
    )
    found = {row[0]: row[1:] for row in answer.rows}
    for trace in TRACES:
        requests, tokens_in, tokens_out, cost = found.get(trace.use_case, (0, 0, 0, "0"))
        expected = (trace.requests, trace.tokens_in, trace.tokens_out, trace.cost)
        if (requests, tokens_in, tokens_out, Decimal(cost)) != expected:
            raise Stop(
                Exit.FAILED, f"{trace.use_case} adds up to {found.get(trace.use_case)}, not to {expected}"
            )
    out.print()
    answer_table(out, "Sums, equal to those of the files to the last digit", answer)


def _score(client: Payi, folder: Path, out: Console) -> None:
    """Score every tenth conversation of several turns, as a survey would reach some."""
    chat = TRACES[0]
    define_kpis(client, chat.use_case, CHAT_BOT_KPIS)
    surveyed = conversations_of(chat, read_trace(folder, chat))[::SCORED_EVERY]
    sent = send_scores(client, made_up_scores(chat.use_case, surveyed, CHAT_BOT_KPIS))
    out.print(f"\n{sent:,} KPI scores on {len(surveyed):,} conversations: synthetic, from a fixed seed")


def _show(client: Payi, start: datetime, end: datetime, out: Console) -> None:
    def ask(title: str, metrics: Sequence[str], by: Sequence[str] = (), **more: Any) -> None:
        filters: list[FilterParam] = [*_ONLY_OURS, *more.pop("filters", [])]
        answer: Answer = client.questions.ask(
            metrics=metrics, by=by, from_=start, to=end, filters=filters, **more
        )
        answer_table(out, title, answer)

    ask("Cost by model", ["cost", "requests", "cost_per_request"], ["category", "resource"])
    ask("Cost by hour (UTC)", ["cost", "requests"], grain="hour")
    ask(
        "Tokens and cost of a request: percentiles",
        [
            "p50(units.in)",
            "p95(units.in)",
            "p50(units.out)",
            "p95(units.out)",
            "p50(request_cost)",
            "p99(request_cost)",
        ],
        ["use_case"],
    )
    chat: list[FilterParam] = [{"field": "use_case", "op": "in", "values": [TRACES[0].use_case]}]
    for kpi in CHAT_BOT_KPIS:
        figures = [
            f"{figure}:{kpi.name}"
            for figure in ("kpi", "kpi_goal", "kpi_attainment", "kpi_n", "kpi_coverage")
        ]
        ask(f"KPI {kpi.name} (synthetic scores)", figures, filters=chat)
