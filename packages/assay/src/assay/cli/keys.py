"""`assay key`: the two keys of an application."""

from __future__ import annotations

from urllib.parse import quote

import typer

from assay.cli.connection import as_owner, ask
from assay.cli.keys_shown import hand_over
from assay.cli.options import Application, AsJson, Data
from assay.cli.output import show_json, show_rows
from assay.settings import load

app = typer.Typer(help="Keys: each application has two, equal in power.", no_args_is_help=True)


def _path(application: str) -> str:
    return f"/internal/v1/applications/{quote(application, safe='')}/keys"


@app.command("list")
def list_(application: Application = "default", data: Data = None, as_json: AsJson = False) -> None:
    """List the keys of an application: last four characters, made, last used."""
    with as_owner(data) as owner:
        rows = ask(owner, "GET", _path(application))["items"]
    show_rows(rows, ("slot", "last_four", "created", "last_used"), as_json=as_json)


@app.command()
def rotate(
    slot: int, application: Application = "default", data: Data = None, as_json: AsJson = False
) -> None:
    """Replace key 1 or 2. The former value is refused at once; the other key goes on."""
    with as_owner(data) as owner:
        made = ask(owner, "POST", f"{_path(application)}/{slot}")
    if as_json:
        show_json(made)
        return
    hand_over(load(data=data).data, application, slot, made["key"])
