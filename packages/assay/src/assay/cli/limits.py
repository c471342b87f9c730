"""`assay limits`: what an application may spend."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import quote

import typer

from assay.cli.connection import as_application, ask, pages
from assay.cli.options import Application, AsJson, Data, Key, Url
from assay.cli.output import show_json, show_rows
from assay.exits import Exit, Stop

app = typer.Typer(help="Limits: accumulators of cost with a state.", no_args_is_help=True)

PATH = "/api/v1/limits"


@app.command("list")
def list_(
    application: Application = "default",
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """List the limits with what they have added up."""
    with as_application(data, application, url, key) as connection:
        limits = list(pages(connection, PATH))
    rows = [{**limit, "spent": limit["totals"]["cost"]["total"]["base"]} for limit in limits]
    show_rows(rows, ("limit_id", "limit_name", "limit_type", "max", "spent", "threshold"), as_json=as_json)


@app.command()
def create(
    limit_name: str,
    maximum: Annotated[str, typer.Option("--max", help="Maximum, USD.")],
    limit_type: Annotated[str, typer.Option("--type", help="allow or block.")] = "allow",
    threshold: Annotated[
        str | None, typer.Option(help="Share of the maximum that counts as exceeded.")
    ] = None,
    limit_id: Annotated[str | None, typer.Option("--id", help="Id; without it, one is made.")] = None,
    application: Application = "default",
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Make a limit. Making an equal one again changes nothing."""
    wanted: dict[str, Any] = {"limit_name": limit_name, "max": usd(maximum), "limit_type": limit_type}
    if threshold is not None:
        wanted["threshold"] = usd(threshold)
    if limit_id is not None:
        wanted["limit_id"] = limit_id
    with as_application(data, application, url, key) as connection:
        made = ask(connection, "POST", PATH, json=wanted)["limit"]
    if as_json:
        show_json(made)
    else:
        typer.echo(f"limit {made['limit_id']}: {made['limit_name']}, at most {maximum} USD")


@app.command()
def reset(
    limit_id: str, application: Application = "default", data: Data = None, url: Url = None, key: Key = None
) -> None:
    """Begin a new period of a limit; the old one stays in its history."""
    with as_application(data, application, url, key) as connection:
        ask(connection, "POST", f"{PATH}/{quote(limit_id, safe='')}/reset")
    typer.echo(f"limit {limit_id}: reset")


@app.command()
def delete(
    limit_id: str, application: Application = "default", data: Data = None, url: Url = None, key: Key = None
) -> None:
    """Delete a limit. What was charged to it stays with the requests."""
    with as_application(data, application, url, key) as connection:
        ask(connection, "DELETE", f"{PATH}/{quote(limit_id, safe='')}")
    typer.echo(f"limit {limit_id}: deleted")


def usd(text: str) -> float:
    """An amount as the wire takes it. Raises Stop when it is not a decimal number."""
    try:
        return float(Decimal(text))
    except ArithmeticError:
        raise Stop(Exit.FAILED, f"{text!r} is no amount: write it as 12.50") from None
