"""`assay ask`: a question from flags, answered by a table, JSON or CSV."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from assay.cli.connection import as_application, refusal
from assay.cli.connection import ask as request
from assay.cli.options import Application, AsJson, Data, Key, Url
from assay.cli.output import show_json, show_table
from assay.exits import Exit, Stop

PATH = "/api/v1/questions"
_FILTER = re.compile(r"(?P<field>[^=!<>^]+)(?P<op>!=|>=|<=|\^=|=|>|<)(?P<values>.*)", re.DOTALL)
_OPERATIONS = {"=": "in", "!=": "not_in", "^=": "prefix", ">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}
_SPAN = re.compile(r"(?P<count>\d+)(?P<unit>[mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

Metrics = Annotated[list[str], typer.Option("--metric", "-m", help="What to measure, as often as wanted.")]
By = Annotated[list[str] | None, typer.Option("--by", "-b", help="Dimension to group by, up to three.")]
From = Annotated[str, typer.Option("--from", help="Start: a time, or 90m, 24h, 7d, 4w before now.")]
To = Annotated[str, typer.Option("--to", help="End, not included: a time, or `now`.")]
Filters = Annotated[
    list[str] | None,
    typer.Option(
        "--filter", "-f", help="FIELD=A,B or != ^= > >= < <=; FIELD= alone asks for those without one."
    ),
]


def ask(
    metric: Metrics = ["requests", "cost"],  # noqa: B006 - typer copies it
    by: By = None,
    start: From = "7d",
    end: To = "now",
    filters: Filters = None,
    grain: Annotated[str, typer.Option(help="none, 15m, hour, day, week, month or auto.")] = "none",
    zone: Annotated[str, typer.Option(help="Time zone of buckets and of times without one.")] = "UTC",
    top: Annotated[int, typer.Option(help="Groups to keep; the rest is one row.")] = 50,
    order: Annotated[str | None, typer.Option(help="Metric to order by; -METRIC for descending.")] = None,
    compare: Annotated[str | None, typer.Option(help="previous: beside the period before.")] = None,
    application: Application = "default",
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")] = False,
) -> None:
    """Ask a question: `assay ask -m cost -m requests --by use_case --from 30d`."""
    now = datetime.now(UTC)
    question: dict[str, Any] = {
        "metrics": metric,
        "by": by or [],
        "from": moment(start, now).isoformat(),
        "to": moment(end, now).isoformat(),
        "filters": [read_filter(text) for text in filters or []],
        "grain": grain,
        "zone": zone,
        "top": top,
        "compare": compare,
    }
    if order is not None:
        question["order"] = order
    with as_application(data, application, url, key) as connection:
        if as_csv:
            response = connection.send("POST", PATH, json=question, headers={"accept": "text/csv"})
            if response.is_error:
                raise refusal(response)
            typer.echo(response.text, nl=False)
            return
        answer = request(connection, "POST", PATH, json=question)
    if as_json:
        show_json(answer)
    else:
        show_answer(answer)


def show_answer(answer: dict[str, Any]) -> None:
    """An answer as a table, its totals last, and what stands beside every total."""
    columns = [column["name"] for column in answer["columns"]]
    rows = list(answer["rows"])
    if answer.get("other"):
        rows.append(answer["other"])
    if answer.get("totals") and len(rows) > 1:
        rows.append(["total", *answer["totals"][1:]] if answer["totals"][0] == "" else answer["totals"])
    show_table(columns, rows)
    meta = answer["meta"]
    typer.echo(f"{meta['requests']} requests, {meta['unpriced']} unpriced", err=True)


def moment(text: str, now: datetime) -> datetime:
    """A time from a flag: `now`, a span before now, or ISO 8601 (UTC where it names no zone)."""
    if text == "now":
        return now
    span = _SPAN.fullmatch(text)
    if span:
        return now - timedelta(**{_UNITS[span["unit"]]: int(span["count"])})
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise Stop(
            Exit.FAILED, f"{text!r} is no time: use 2025-05-20, 2025-05-20T16:45, 24h, 7d or now"
        ) from None
    return given if given.tzinfo else given.replace(tzinfo=UTC)


def read_filter(text: str) -> dict[str, Any]:
    """A filter from a flag: `use_case=chat,search`, `status>=400`, `user=` (those without a user)."""
    found = _FILTER.fullmatch(text)
    if found is None:
        raise Stop(Exit.FAILED, f"{text!r} is no filter: use FIELD=A,B, FIELD!=A, FIELD>=3 or FIELD=")
    values = found["values"].split(",") if found["values"] else []
    operation = _OPERATIONS[found["op"]]
    if not values:
        operation = {"in": "missing", "not_in": "exists"}.get(operation, operation)
    return {"field": found["field"].strip(), "op": operation, "values": values}
