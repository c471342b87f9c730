"""`assay tail`: requests as they arrive."""

from __future__ import annotations

import json
from typing import Any

import typer

from assay.cli.connection import as_application
from assay.cli.options import Application, AsJson, Data, Key, Url


def tail(
    application: Application = "default",
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Show requests as they arrive, until Ctrl-C."""
    with as_application(data, application, url, key) as connection:
        for line in connection.lines("/api/v1/requests/tail"):
            field, _, value = line.partition(":")
            if field == "data":
                _show(json.loads(value), as_json=as_json)


def _show(batch: Any, *, as_json: bool) -> None:
    """One batch of the stream; what it left out for being too much is said."""
    for request in batch["requests"]:
        typer.echo(json.dumps(request, ensure_ascii=False) if as_json else _line(request))
    if batch.get("left_out"):
        typer.echo(f"… and {batch['left_out']} more", err=True)


def _line(request: dict[str, Any]) -> str:
    cost = request["cost"] if not request.get("unpriced") else "unpriced"
    what = f"{request['category']}/{request['resource']}"
    return f"{request['time']}  {request['use_case'] or '-'}  {what}  {cost}"
