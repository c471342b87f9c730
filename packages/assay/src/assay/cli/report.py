"""`assay report`: saved questions and their CSV."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import quote

import typer

from assay.cli.ask import moment
from assay.cli.connection import as_application, pages, refusal
from assay.cli.options import Application, AsJson, Data, Key, Url
from assay.cli.output import show_rows

app = typer.Typer(help="Saved questions.", no_args_is_help=True)

PATH = "/api/v1/reports"


@app.command("list")
def list_(
    application: Application = "default",
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """List the saved questions."""
    with as_application(data, application, url, key) as connection:
        rows = list(pages(connection, PATH))
    show_rows(rows, ("report_id", "name", "range"), as_json=as_json)


@app.command()
def run(
    report_id: str,
    start: Annotated[str | None, typer.Option("--from", help="Start, instead of the saved range.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="End, not included.")] = None,
    application: Application = "default",
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Answer a saved question: CSV, or JSON with --json."""
    now = datetime.now(UTC)
    given: dict[str, Any] = {
        name: moment(text, now).isoformat()
        for name, text in (("from", start), ("to", end))
        if text is not None
    }
    accept = "application/json" if as_json else "text/csv"
    with as_application(data, application, url, key) as connection:
        response = connection.send(
            "GET", f"{PATH}/{quote(report_id, safe='')}", params=given, headers={"accept": accept}
        )
    if response.is_error:
        raise refusal(response)
    typer.echo(response.text, nl=not response.text.endswith("\n"))
