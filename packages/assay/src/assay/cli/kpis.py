"""`assay kpis`: what a use case must achieve, and how it does."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

import typer

from assay.cli.connection import as_application, ask, pages
from assay.cli.options import Application, AsJson, Data, Key, Url
from assay.cli.output import show_json, show_rows

app = typer.Typer(
    help="KPIs: one score per KPI and use case instance, held against a goal.", no_args_is_help=True
)


def _path(use_case: str) -> str:
    return f"/api/v1/use_cases/definitions/{quote(use_case, safe='')}/kpis"


@app.command("list")
def list_(
    use_case: str,
    application: Application = "default",
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """List the KPIs of a use case."""
    with as_application(data, application, url, key) as connection:
        rows = list(pages(connection, _path(use_case)))
    show_rows(rows, ("name", "kpi_type", "goal", "direction", "description"), as_json=as_json)


@app.command()
def define(
    use_case: str,
    name: str,
    kpi_type: Annotated[
        str, typer.Option("--type", help="boolean, number, percentage, likert5, likert7 or likert10.")
    ],
    goal: Annotated[float, typer.Option(help="Goal; for a boolean KPI a share from 0 to 1.")],
    description: Annotated[str | None, typer.Option(help="What it measures; without it, its name.")] = None,
    application: Application = "default",
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Define a KPI. Defining an equal one again changes nothing."""
    wanted = {"kpi_name": name, "kpi_type": kpi_type, "goal": goal, "description": description or name}
    with as_application(data, application, url, key) as connection:
        made = ask(connection, "POST", _path(use_case), json=wanted)
    if as_json:
        show_json(made)
    else:
        typer.echo(f"KPI {name} of {use_case}: {kpi_type}, goal {goal:g}")
