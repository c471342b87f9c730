"""Care of an installation: check, copy, bring back, make smaller, bring up to date, forget."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from assay.cli.connection import as_owner, ask
from assay.cli.options import Application, AsJson, Data
from assay.cli.output import show_json, show_rows
from assay.datadir import DataDirectory, stopping
from assay.domain.errors import Invalid
from assay.exits import Exit, Stop
from assay.services.backup import EVENTS, STATE, read_manifest
from assay.settings import load


def doctor(data: Data = None, as_json: AsJson = False) -> None:
    """Check the laws of the ledger on the live data. Exit code 1 when one is broken."""
    with as_owner(data) as owner:
        findings = ask(owner, "POST", "/internal/v1/doctor")
    show_findings(findings, as_json=as_json)


def show_findings(findings: list[dict[str, Any]], *, as_json: bool) -> None:
    show_rows(findings, ("health", "check", "detail"), as_json=as_json)
    if any(finding["health"] == "fault" for finding in findings):
        raise typer.Exit(Exit.FAILED)


def backup(
    directory: Annotated[
        Path, typer.Argument(help="A directory that does not exist yet.", show_default=False)
    ],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Copy the whole installation, while it runs, into a new directory."""
    with as_owner(data) as owner:
        made = ask(owner, "POST", "/internal/v1/backup", json={"directory": str(directory.absolute())})
    if as_json:
        show_json(made)
    else:
        typer.echo(f"backup of {_time(made['made'])}: {made['directory']}")


def restore(
    directory: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="What `assay backup` made.")
    ],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Bring a backup back into an empty data directory, and check it."""
    target = DataDirectory(load(data=data).data)
    try:
        manifest = read_manifest(directory)
    except Invalid as refusal:
        raise Stop(Exit.FAILED, refusal.message) from refusal
    _refuse_live(target)
    with target.held(), stopping(f"the data directory {target.root}"):
        for name, place in ((EVENTS, target.events), (STATE, target.state)):
            shutil.copyfile(directory / name, place)
    if not as_json:
        typer.echo(f"restored the backup of {_time(manifest.made)} into {target.root}")
    doctor(data, as_json)


def _refuse_live(target: DataDirectory) -> None:
    holder = target.holder()
    if holder is not None or target.state.exists():
        why = f"process {holder.pid} has it open" if holder else "it holds an installation already"
        raise Stop(
            Exit.LIVE_DIRECTORY,
            f"nothing was restored into {target.root}: {why}; name an empty directory with --data",
        )


def compact(data: Data = None) -> None:
    """Rewrite the event store without what was deleted."""
    with as_owner(data) as owner:
        ask(owner, "POST", "/internal/v1/compact")
    typer.echo("compacted")


def migrate(data: Data = None) -> None:
    """Bring the schema up to date. `assay serve` does so by itself; this does it beforehand."""
    with as_owner(data) as owner:
        state = ask(owner, "GET", "/readyz")
    typer.echo(f"the schema is up to date ({state['mark']} in the ledger)")


def erase(
    user: Annotated[str, typer.Argument(help="User id; leave out with --content to mean everyone.")] = "",
    application: Application = "default",
    account: Annotated[str | None, typer.Option(help="Only this account's user of that name.")] = None,
    content: Annotated[bool, typer.Option("--content", help="Only prompts and completions.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Erase a person, or content. Costs stay; what was erased cannot be brought back."""
    who = f"user {user!r}" if user else "everyone"
    what = f"the content of {who}" if content else who
    if not yes and not typer.confirm(f"Erase {what} in the application {application!r} for good?"):
        raise typer.Exit(Exit.FAILED)
    wanted = {"application": application, "user": user, "account": account, "content_only": content}
    with as_owner(data) as owner:
        erased = ask(owner, "POST", "/internal/v1/erasures", json=wanted)
    if as_json:
        show_json(erased)
        return
    typer.echo(
        f"erased {what}: {erased['events']} requests and {erased['instances']} instances now stand under "
        f"{erased['pseudonym'] or 'no other name'}, the content of {erased['bodies']} requests is gone"
    )
    typer.echo("Backups made before this still hold it: delete them when they are no longer needed.")


def _time(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
