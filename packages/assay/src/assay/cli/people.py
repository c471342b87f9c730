"""`assay people`: who may sign in, and with which role."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assay.cli.connection import Connection, Offline, as_owner, ask
from assay.cli.keys_shown import welcome_url
from assay.cli.options import AsJson, Data
from assay.cli.output import show_json, show_rows
from assay.exits import Exit, Stop
from assay.settings import load

app = typer.Typer(help="People: who may sign in, and with which role.", no_args_is_help=True)

ROOT = "/internal/v1/people"
NONE = "none"


@app.command("list")
def list_(data: Data = None, as_json: AsJson = False) -> None:
    """List those who may sign in."""
    with as_owner(data) as owner:
        rows = ask(owner, "GET", ROOT)["items"]
    show_rows(rows, ("name", "email", "organization_role", "source", "created", "last_seen"), as_json=as_json)


@app.command()
def invite(name: str, email: str, data: Data = None, as_json: AsJson = False) -> None:
    """Let somebody in: prints the link, which works once and for 7 days."""
    with as_owner(data) as owner:
        made = ask(owner, "POST", ROOT, json={"name": name, "email": email})
        _show_link(owner, data, made["token"], as_json=as_json)


@app.command()
def link(
    email: Annotated[
        str, typer.Argument(help="Of a person who is to choose a new password.", show_default=False)
    ] = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Print a link that makes whoever opens it first an owner of everything, or, with an address, one by
    which that person comes in again.
    """
    with as_owner(data) as owner:
        made = ask(owner, "POST", f"{ROOT}/links", json={"email": email})
        _show_link(owner, data, made["token"], as_json=as_json)


@app.command()
def role(
    email: str,
    role: Annotated[str, typer.Argument(help="owner, reader, or none to take it away.")],
    application: Annotated[
        str, typer.Option("--app", "-a", help="Only on this application.", show_default=False)
    ] = "",
    group: Annotated[str, typer.Option(help="Only on this shared group.", show_default=False)] = "",
    prompts: Annotated[
        bool | None,
        typer.Option(
            "--prompts/--no-prompts",
            help="Whether prompts are seen; if not said, owners see them, readers not.",
        ),
    ] = None,
    data: Data = None,
) -> None:
    """Give a person a role on the organization, or on one group or application."""
    if application and group:
        raise Stop(Exit.FAILED, "--app and --group exclude each other: a role is given on one of them")
    scope = "application" if application else "group" if group else "organization"
    wanted = {
        "email": email,
        "scope": scope,
        "name": application or group,
        "role": None if role == NONE else role,
        "view_prompts": prompts,
    }
    with as_owner(data) as owner:
        ask(owner, "PUT", f"{ROOT}/roles", json=wanted)
    where = f"{scope} {application or group}".strip()
    typer.echo(f"{email}: {'no role' if role == NONE else role} on the {where}")


def _show_link(owner: Connection, data: Path | None, token: str, *, as_json: bool) -> None:
    """Print where a link is opened. Without a running server that is where the settings put the next one."""
    settings = load(data=data)
    here = f"http://{settings.host}:{settings.port}" if isinstance(owner, Offline) else owner.url
    url = welcome_url(settings, here, token)
    if as_json:
        show_json({"url": url})
    else:
        typer.echo(url)
