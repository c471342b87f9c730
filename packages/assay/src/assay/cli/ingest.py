"""`assay ingest`: a file of events, counted once however often it is sent."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from assay.cli.connection import lend_key
from assay.cli.options import Application, AsJson, Data, Key, Url
from assay.cli.output import console, show_json
from assay.datadir import DataDirectory
from assay.domain.errors import Invalid
from assay.exits import Exit, Stop
from assay.services.imports import count_events, read_events
from assay.settings import load

if TYPE_CHECKING:
    from payi.types.ingest import BulkIngestRequestParam

    from assay.bulk import Delivered

MOST_SHOWN = 10


def ingest(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="JSON lines, or one JSON array.")],
    application: Application = "default",
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Send a file of events. Interrupted, run it again: what is known already is not counted twice."""
    from payi import APIError, Payi

    from assay.bulk import deliver

    base_url, api_key = _target(application, data, url, key)
    try:
        with Payi(base_url=base_url, api_key=api_key) as client:
            delivered = deliver(
                client,
                (cast("BulkIngestRequestParam", event.body) for event in read_events(file)),
                total=count_events(file),
                label=file.name,
                console=console(stderr=True),
            )
    except Invalid as refusal:
        raise Stop(Exit.FAILED, refusal.message) from refusal
    except APIError as error:
        raise Stop(
            Exit.FAILED, f"{base_url}: {error.message}; run the same command again to go on"
        ) from error
    _tell(file, delivered, as_json=as_json)


def _target(application: str, data: Path | None, url: str | None, key: str | None) -> tuple[str, str]:
    given = key or os.environ.get("PAYI_API_KEY")
    if url is None:
        return lend_key(DataDirectory(load(data=data).data), application)
    if not given:
        raise Stop(Exit.FAILED, f"{url} needs an application key: give --key or set PAYI_API_KEY")
    return url, given


def _tell(file: Path, delivered: Delivered, *, as_json: bool) -> None:
    if as_json:
        show_json(
            {
                "stored": delivered.stored,
                "duplicates": delivered.duplicates,
                "unpriced": delivered.unpriced,
                "refused": [{"event": position + 1, "message": said} for position, said in delivered.refused],
                "warnings": dict(delivered.warnings),
            }
        )
    else:
        typer.echo(
            f"{file.name}: {delivered.stored} stored, {delivered.duplicates} known already, "
            f"{delivered.unpriced} unpriced, {len(delivered.refused)} refused"
        )
        for warning, count in delivered.warnings.most_common(MOST_SHOWN):
            typer.echo(f"  {count} times: {warning}", err=True)
        for position, said in delivered.refused[:MOST_SHOWN]:
            typer.echo(f"  event {position + 1}: {said}", err=True)
    if delivered.refused:
        raise typer.Exit(Exit.FAILED)
