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
from payi.types.questions import Answer, FilterParam, Grain
from rich.console import Console

from assay.bulk import deliver
from assay.demo.kpis import CHAT_BOT_KPIS, define_kpis, made_up_scores, send_scores
from assay.demo.tables import answer_table, table
from assay.demo.traces import TRACES, Trace, conversations_of, events_of, last_time, read_trace
from assay.exits import Exit, Stop

SCORED_EVERY = 10
KPI_FIGURES = ("kpi_text", "kpi_goal", "kpi_attainment", "kpi_n", "kpi_coverage")
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
    sums = _sums(client, start, end)
    for trace in TRACES:
        if _figures(sums, trace) != _expected(trace):
            _load(client, folder, trace, shift, out)
    sums = _sums(client, start, end)
    for trace in TRACES:
        if _figures(sums, trace) != _expected(trace):
            wrong = f"{trace.use_case} adds up to {_figures(sums, trace)}, not to {_expected(trace)}"
            raise Stop(Exit.FAILED, wrong)
    out.print()
    answer_table(out, "Sums, equal to those of the files to the last digit", sums)
    _score(client, folder, out)
    _show(client, start, end, out)


def _load(client: Payi, folder: Path, trace: Trace, shift: timedelta, out: Console) -> None:
    events = events_of(trace, read_trace(folder, trace), shift)
    delivered = deliver(client, events, total=trace.requests, label=trace.use_case, console=out)
    for position, said in delivered.refused[:1]:
        raise Stop(Exit.FAILED, f"event {position + 1} of {trace.file} was refused: {said}")
    known = f" ({delivered.duplicates:,} known from an earlier run)" if delivered.duplicates else ""
    out.print(f"{trace.use_case}: {delivered.stored + delivered.duplicates:,} requests sent{known}")


def _sums(client: Payi, start: datetime, end: datetime) -> Answer:
    metrics = ["requests", "units.in", "units.out", "cost"]
    return client.questions.ask(metrics=metrics, by=["use_case"], from_=start, to=end, filters=_ONLY_OURS)


def _figures(sums: Answer, trace: Trace) -> tuple[int, int, int, Decimal]:
    """Requests, tokens in and out, and cost of a trace as the platform adds them up."""
    for use_case, requests, tokens_in, tokens_out, cost in sums.rows:
        if use_case == trace.use_case:
            return requests, tokens_in, tokens_out, Decimal(cost)
    return 0, 0, 0, Decimal(0)


def _expected(trace: Trace) -> tuple[int, int, int, Decimal]:
    """The same of the file, priced by hand."""
    return trace.requests, trace.tokens_in, trace.tokens_out, trace.cost


def _score(client: Payi, folder: Path, out: Console) -> None:
    """Score every tenth conversation of several turns, as a survey would reach some."""
    chat = TRACES[0]
    define_kpis(client, chat.use_case, CHAT_BOT_KPIS)
    surveyed = conversations_of(chat, read_trace(folder, chat))[::SCORED_EVERY]
    sent = send_scores(client, made_up_scores(chat.use_case, surveyed, CHAT_BOT_KPIS))
    out.print(f"\n{sent:,} KPI scores on {len(surveyed):,} conversations: synthetic, from a fixed seed")


def _show(client: Payi, start: datetime, end: datetime, out: Console) -> None:
    def ask(title: str, metrics: Sequence[str], by: Sequence[str] = (), grain: Grain = "none") -> None:
        answer = client.questions.ask(
            metrics=metrics, by=by, grain=grain, from_=start, to=end, filters=_ONLY_OURS
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
    _show_kpis(client, start, end, out)


def _show_kpis(client: Payi, start: datetime, end: datetime, out: Console) -> None:
    """Each KPI with its value as its type is read, goal, attainment, number of scores and coverage."""
    chat: list[FilterParam] = [{"field": "use_case", "op": "in", "values": [TRACES[0].use_case]}]
    rows: list[list[Any]] = []
    for kpi in CHAT_BOT_KPIS:
        metrics = [f"{figure}:{kpi.name}" for figure in KPI_FIGURES]
        answer = client.questions.ask(metrics=metrics, from_=start, to=end, filters=chat)
        rows.append([kpi.name, *answer.rows[0]])
    names = ["KPI (synthetic scores)", "value", "goal", "attainment", "scored", "coverage"]
    table(out, "KPIs of conversation against their goals", names, rows)
