"""What a dashboard question costs on ten million requests, beside the plain SQL that it boils down to.

    python -m bench.questions [--rows 10000000] [--cache DIR] [--runs 5]

The thirteen questions of a dashboard are asked as any client asks them: a document in, an answer out. `floor` is
hand-written SQL for the same figure on the same file and connection, without signs, totals, the rest or what stands
beside every answer. `idle` is processor time over threads: what remains of `ms` where nothing else runs. `again` is the
same question repeated, answered from memory. Medians of warm runs, interleaved.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from assay.domain.facts import Fact
from assay.domain.questions import Question, question_of
from assay.services import questions
from assay.services.platform import Platform
from assay.storage.events.duckdb import DuckDBFile
from assay.storage.events.store import DuckDBEvents
from assay.storage.ports import SpoolBatch
from assay.storage.state.sqlite import SqliteState

from bench.events import END, generate

DAY, HOUR = 86_400_000, 3_600_000
USE_CASE = [{"field": "use_case", "op": "in", "values": ["use_case_003"]}]
STAGING = [{"field": "property:env", "op": "in", "values": ["staging"]}]
ONE_LIMIT = [{"field": "limit", "op": "in", "values": ["limit-0042"]}]
PERCENTILES = [f"{p}({x})" for x in ("latency_ms", "ttft_ms") for p in ("p50", "p95", "p99")]
ONE_APP = "app-007"
HISTOGRAM = "floor(ln(latency_ms + 1) * 50)::INT"


@dataclass(frozen=True)
class Case:
    """A question over the last `days`, of one application or of all, and the SQL of its floor."""

    name: str
    days: int
    document: dict
    floor: str
    app: str | None = None

    @property
    def apps(self) -> list[str] | None:
        return None if self.app is None else [self.app]


CASES = [
    Case("tiles, one application, 30 days", 30, {"metrics": ["requests", "cost", "units.in", "units.out", "failures"]},
         "SELECT count(*), sum(cost), sum(u_in), sum(u_out), count_if(status >= 400) FROM e", ONE_APP),
    Case("hourly, 7 days", 7, {"metrics": ["requests", "cost"], "grain": "hour"},
         f"SELECT ts // {HOUR}, count(*), sum(cost) FROM e GROUP BY 1"),
    Case("day by category, 90 days", 90, {"metrics": ["requests", "cost", "units.in"], "by": ["category"], "grain": "day"},
         f"SELECT ts // {DAY}, category, count(*), sum(cost), sum(u_in) FROM e GROUP BY 1, 2"),
    Case("by resource, 90 days", 90,
         {"metrics": ["cost", "requests", "units.in", "units.out", "units.cache_read"], "by": ["resource"], "top": 100},
         "SELECT resource, count(*), sum(cost), sum(u_in), sum(u_out), sum(u_cache_read) FROM e GROUP BY 1"),
    Case("six percentiles by resource, 30 days", 30, {"metrics": PERCENTILES, "by": ["resource"], "top": 100},
         "SELECT resource, " + ", ".join(f"quantile_disc({x}, [0.5, 0.95, 0.99])" for x in ("latency_ms", "ttft_ms"))
         + " FROM e GROUP BY 1"),
    Case("p95 hourly, one application, 7 days", 7, {"metrics": ["p95(latency_ms)"], "grain": "hour"},
         f"SELECT ts // {HOUR}, quantile_disc(latency_ms, 0.95) FROM e GROUP BY 1", ONE_APP),
    Case("top users, 90 days", 90, {"metrics": ["cost", "requests"], "by": ["user"], "top": 20},
         "SELECT user_id, account, count(*), sum(cost) AS c FROM e GROUP BY 1, 2 ORDER BY c DESC LIMIT 20"),
    Case("versions of a use case, 90 days", 90,
         {"metrics": ["requests", "instances", "cost", "mean(latency_ms)", "failures"], "by": ["version"], "filters": USE_CASE},
         "SELECT uc_version, count(*), count(DISTINCT uc_instance), sum(cost), avg(latency_ms), count_if(status >= 400)"
         " FROM e WHERE use_case = 'use_case_003' GROUP BY 1"),
    Case("cost of an instance by version, 90 days", 90,
         {"metrics": ["mean(instance_cost)"], "by": ["version"], "filters": USE_CASE},
         "SELECT v, avg(c) FROM (SELECT uc_version AS v, uc_instance, sum(cost) AS c FROM e WHERE use_case = 'use_case_003'"
         " GROUP BY 1, 2) GROUP BY 1"),
    Case("by property, filtered by another, 30 days", 30,
         {"metrics": ["requests", "cost"], "by": ["property:region"], "filters": STAGING},
         "SELECT properties['region'], count(*), sum(cost) FROM e WHERE properties['env'] = 'staging' GROUP BY 1"),
    Case("distinct users a day, 90 days", 90, {"metrics": ["users"], "grain": "day"},
         f"SELECT ts // {DAY}, count(DISTINCT (user_id, account)) FROM e GROUP BY 1"),
    Case("account by use case by resource, 90 days", 90,
         {"metrics": ["cost", "requests"], "by": ["account", "use_case", "resource"], "top": 100},
         "SELECT account, use_case, resource, count(*), sum(cost) AS c FROM e GROUP BY 1, 2, 3 ORDER BY c DESC LIMIT 100"),
    Case("one limit, 30 days", 30, {"metrics": ["requests", "cost"], "filters": ONE_LIMIT},
         "SELECT count(*), sum(cost) FROM e WHERE list_contains(limit_ids, 'limit-0042')"),
    Case("one application, 7 days", 7, {"metrics": ["requests", "cost"], "grain": "day"},
         f"SELECT ts // {DAY}, count(*), sum(cost) FROM e GROUP BY 1", ONE_APP),
]  # fmt: skip

THREADS = 2
QUESTIONS = 13
"""So many make a dashboard; the last case stands for what a tenant looks at most often."""


def iso(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat()


def floor_sql(case: Case) -> str:
    """The hand-written statement over the rows of the case."""
    app = f" AND app = '{case.app}'" if case.app else ""
    return f"WITH e AS (SELECT * FROM events WHERE ts >= {END - case.days * DAY} AND ts < {END}{app}) {case.floor}"


def question_of_case(case: Case) -> Question:
    return question_of({**case.document, "from": iso(END - case.days * DAY), "to": iso(END)})


@dataclass
class Took:
    """Medians in ms of the ways to an answer. `idle` is the processor time of the first, shared by the threads: what
    it takes where nothing else runs.
    """

    asked: float
    idle: float
    floor: float
    again: float


async def measure(platform: Platform, case: Case, runs: int) -> Took:
    question = question_of_case(case)
    took = []
    for _ in range(runs + 1):
        questions.forget(platform)
        spent, began = time.process_time(), time.perf_counter()
        await questions.ask(platform, case.apps, question)
        idle, asked = (time.process_time() - spent) / THREADS, time.perf_counter()
        platform.events.file.connection.execute(floor_sql(case)).fetchall()
        floor = time.perf_counter()
        await questions.ask(platform, case.apps, question)
        took.append((asked - began, idle, floor - asked, time.perf_counter() - floor))
    return Took(*(statistics.median(times) * 1000 for times in zip(*took[1:], strict=True)))


async def main(path: Path, size: int, runs: int) -> None:
    with tempfile.TemporaryDirectory() as directory:
        state = SqliteState(Path(directory) / "state.db", now_ms=lambda: END)
        events = DuckDBEvents(DuckDBFile(path, threads=THREADS, memory_limit="4GB"))
        platform = Platform(state, events, None, lambda: END, lambda: "")
        rows = events.file.connection.execute("SELECT count(sign) FROM events").fetchone()[0]
        print(f"{rows:,} rows, {size / rows:.0f} bytes an event")
        print(f"{'question':42} {'ms':>8} {'idle':>8} {'floor':>8} {'ratio':>6} {'again':>7}")
        found = []
        for case in CASES:
            found.append(took := await measure(platform, case, runs))
            ratio = took.asked / took.floor
            print(
                f"{case.name:42} {took.asked:8.1f} {took.idle:8.1f} {took.floor:8.1f} {ratio:6.2f} {took.again:7.2f}",
                flush=True,
            )
        for name in ("asked", "idle"):
            times = [getattr(took, name) for took in found[:QUESTIONS]]
            print(f"{name}: median {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms")
        events.close()
        await state.close()
    inserting()


def inserting(rows: int = 50_000) -> None:
    """Rows a second and bytes a row of one delivery of spool lines."""
    facts = [
        Fact(f"0190a000-0000-7000-8000-{i:012x}", f"app-{i % 40:03}", END + i, END + i, "system.openai", "gpt-4o",
             use_case="chat", uc_version=1, uc_instance=f"i{i // 5}", user_id=f"user{i % 999}", u_in=900, u_out=200,
             units={"text.input": 900, "text.output": 200}, latency_ms=1_200, status=200, response_id=f"chatcmpl-{i}",
             properties={"env": "prod", "channel": "web"}, source="ingest")
        for i in range(rows)
    ]  # fmt: skip
    batch = SpoolBatch(1, rows, msgspec.json.Encoder().encode_lines(facts))
    with tempfile.TemporaryDirectory() as directory:
        file = DuckDBFile(Path(directory) / "events.duckdb")
        began = time.perf_counter()
        file.append([batch], made=END)
        took = time.perf_counter() - began
        file.connection.execute("CHECKPOINT")
        file.close()
        size = (Path(directory) / "events.duckdb").stat().st_size
    print(f"shipping: {rows / took:,.0f} rows/s in one delivery of {rows:,}, {size / rows:.0f} bytes a row")


def argument_parser(description: str) -> argparse.ArgumentParser:
    """For the sizes that all measurements of questions share."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "assay-bench")
    parser.add_argument("--runs", type=int, default=5)
    return parser


def cached_events(rows: int, cache: Path) -> Path:
    """The file with so many requests, made when it is not there."""
    cache.mkdir(parents=True, exist_ok=True)
    cached = cache / f"events-{rows}.duckdb"
    if not cached.exists():
        print(f"generating {rows:,} requests into {cached}")
        making = cached.with_suffix(".making")
        generate(making, rows)
        making.rename(cached)
    return cached


if __name__ == "__main__":
    given = argument_parser(__doc__).parse_args()
    file = cached_events(given.rows, given.cache)
    asyncio.run(main(file, file.stat().st_size, given.runs))
