"""`assay reprice`: what recorded requests cost at the prices in force now for their time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from assay.cli.ask import Filters, From, To, moment, read_filter
from assay.cli.connection import as_application, ask
from assay.cli.options import Application, AsJson, Data, Key, Url
from assay.cli.output import show_json, show_table


def reprice(
    start: From = "30d",
    end: To = "now",
    filters: Filters = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Restate the requests; without it, only show.")
    ] = False,
    charge_limits: Annotated[
        bool, typer.Option("--charge-limits", help="Also move the open periods of the limits they charged.")
    ] = False,
    application: Application = "default",
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Show what a range of requests would cost at today's price list; with --apply, restate them."""
    now = datetime.now(UTC)
    wanted: dict[str, Any] = {
        "from": moment(start, now).isoformat(),
        "to": moment(end, now).isoformat(),
        "filters": [read_filter(text) for text in filters or []],
        "apply": apply,
        "charge_limits": charge_limits,
    }
    with as_application(data, application, url, key) as connection:
        outcome = ask(connection, "POST", "/api/v1/requests/reprice", json=wanted)
    if as_json:
        show_json(outcome)
        return
    show_table(("resource", "change"), outcome["by_resource"].items())
    did = "restated" if apply else "would change"
    typer.echo(
        f"{outcome['changed']} of {outcome['requests']} requests {did}: "
        f"{outcome['before']} USD becomes {outcome['after']} USD ({outcome['change']})"
    )
