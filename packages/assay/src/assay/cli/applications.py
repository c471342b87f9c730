"""`assay app`: applications."""

from __future__ import annotations

import json
from typing import Annotated, Any
from urllib.parse import quote

import typer

from assay.cli.connection import as_owner, ask
from assay.cli.keys_shown import hand_over
from assay.cli.options import AsJson, Data
from assay.cli.output import show_json, show_rows
from assay.exits import Exit, Stop
from assay.settings import load

app = typer.Typer(
    help="Applications: the unit of keys, use cases, limits and requests.", no_args_is_help=True
)

ROOT = "/internal/v1/applications"


@app.command()
def create(name: str, data: Data = None, as_json: AsJson = False) -> None:
    """Make an application. Its two keys are shown once."""
    with as_owner(data) as owner:
        made = ask(owner, "POST", ROOT, json={"name": name})
    if as_json:
        show_json(made)
        return
    typer.echo(f"application {name}: created")
    for slot, key in enumerate(made["keys"], 1):
        hand_over(load(data=data).data, name, slot, key)


@app.command("list")
def list_(data: Data = None, as_json: AsJson = False) -> None:
    """List the applications."""
    with as_owner(data) as owner:
        rows = ask(owner, "GET", ROOT)["items"]
    flat = rows if as_json else [{**row, **row["settings"]} for row in rows]
    show_rows(flat, ("name", "created", "content", "content_days", "event_days"), as_json=as_json)


@app.command()
def rename(name: str, new_name: str, data: Data = None) -> None:
    """Call an application by another name; its keys and history stay."""
    with as_owner(data) as owner:
        ask(owner, "PATCH", f"{ROOT}/{quote(name, safe='')}", json={"name": new_name})
    typer.echo(f"application {name}: is now {new_name}")


@app.command()
def settings(
    name: str,
    changes: Annotated[list[str] | None, typer.Argument(help="SETTING=VALUE, as many as wanted.")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show the settings of an application, or change some: `assay app settings web content=true
    content_days=7`.
    """
    wanted = dict(_change(text) for text in changes or [])
    with as_owner(data) as owner:
        shown = ask(owner, "PATCH", f"{ROOT}/{quote(name, safe='')}", json={"settings": wanted})["settings"]
    show_rows(
        [{"setting": key, "value": value} for key, value in shown.items()],
        ("setting", "value"),
        as_json=as_json,
    )


def _change(text: str) -> tuple[str, Any]:
    key, separator, value = text.partition("=")
    if not separator:
        raise Stop(Exit.FAILED, f"{text!r} is not SETTING=VALUE")
    try:
        return key, json.loads(value)
    except ValueError:
        return key, value
